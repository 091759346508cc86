"""What is asked of a bone surface, in one place: the tolerance, the share within it, their words.

Where bone begins, the threshold of the surface, stands beside it in ``hounsfield.py``.
"""

from __future__ import annotations

import math

from SyntheticCTLib.sentences import Sentence

#: How far a bone surface may be off unless the user says otherwise, mm: what patient-specific
#: guides and printed models of bone are usually held to.
TOLERANCE_MM = 2.0

#: How much of the surface must be within the tolerance, 0 to 1, in either direction.
REQUIRED_SHARE = 0.95

#: Limits for which the share of the surface is always given, mm.
LIMITS_MM = tuple(sorted({0.5, 1.0, TOLERANCE_MM, 3.0}))

#: Exactly at the limit counts as within. Distances are good to 1e-9 mm, so the limit is that soft.
ROUNDING_MM = 1e-9


def within(limit_mm: float) -> str:
    """A limit in words: "within 2 mm"."""
    return Sentence("within {limit} mm", limit=f"{limit_mm:g}")


def surface_dice_at(limit_mm: float) -> str:
    """The name of the surface Dice at a limit."""
    return f"surface Dice at {limit_mm:g} mm"


def percent_of(share: float, digits: int = 1) -> float:
    """A share in per cent, rounded down: 94.96 never reads as the 95.0 that it misses."""
    scale: int = 10**digits
    return math.floor(100 * scale * share + 1e-7) / scale


def percent(share: float) -> str:
    """A share as text, see ``percent_of``."""
    return f"{percent_of(share):.1f}\u00a0%"
