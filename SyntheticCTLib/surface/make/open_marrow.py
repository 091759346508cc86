"""Marrow that lies open because a gap in the bone is too wide to be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SyntheticCTLib.sentences import Sentence

if TYPE_CHECKING:
    from SyntheticCTLib.surface.make.bone_surface import BoneSurface

#: Less marrow than this behind wide gaps is not worth a sentence, mm³.
_SMALLEST_MM3 = 1000.0


def open_marrow(surface: BoneSurface, name: str) -> list[str]:
    """A sentence where so much lies open that the surface goes inside; else none.

    Args:
        surface: outer ones alone know it.
        name: of its image: "CT", "sCT".
    """
    if surface.open_mm3 < _SMALLEST_MM3:
        return []
    return [
        Sentence(
            "Gaps wider than {gap} mm in the {image}'s bone were not closed: {volume} cm³ of "
            "marrow lie open, and their walls count.",
            gap=f"{surface.settings.bridged_gap_mm:g}",
            image=name,
            volume=f"{surface.open_mm3 / 1000:.1f}",
        )
    ]
