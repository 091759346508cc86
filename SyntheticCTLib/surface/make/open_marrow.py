"""Marrow that lies open because a gap in the bone is too wide to be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        f"Gaps wider than {surface.settings.bridged_gap_mm:g} mm in the {name}'s bone were not "
        f"closed: {surface.open_mm3 / 1000:.1f} cm³ of marrow lie open, and their walls count."
    ]
