"""What is known of where the two images lie to each other, before their surfaces are measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OpenDirection:
    """A direction along which the images do not say where the CT belongs.

    Attributes:
        name: in words: "along the bone", "head-foot".
        direction: unit vector, LPS.
        reach_mm: shifts up to this, either way, fit as well.
    """

    name: str
    direction: tuple[float, float, float]
    reach_mm: float


@dataclass(frozen=True)
class Position:
    """How far the place of the CT can be believed.

    Attributes:
        registered: whether somebody looked for it: a registration, or a transform that was given.
        doubts: sentences, each of which forbids an answer about the surface.
        open_direction: None where every direction is determined, or nothing is known.
    """

    registered: bool = False
    doubts: tuple[str, ...] = ()
    open_direction: OpenDirection | None = None


#: Nobody looked where the CT lies.
UNKNOWN = Position()
