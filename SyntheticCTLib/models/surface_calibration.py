"""How far a bone surface was off where a model doubted it, on patients whom it never saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.files.plain_json import Record


@dataclass(frozen=True)
class SurfaceCalibration(Record):
    """What is to be expected of a bone surface by how far apart the surfaces of its bounds lie.

    Attributes:
        tolerance_mm: how far the surface may be off.
        threshold_hu: of the surfaces.
        apart_mm: distance from a point of the surface to that of the lower bound, and to that of
            the upper one, added; rising.
        shares: of the surface within the tolerance where it is that far, 0 to 1; falling.
        distances_mm: mean distance from the CT's surface there.
        shift: what is added to the mean of those shares over a surface to have the lower share of
            both directions: bone that is missing is no point of the surface.
        lowest, highest: by how much patients differed from that, shares.
        between: share of further patients to be expected between these two, 0 to 1.
        patients: their ids.
        simulated: whether they are none, but drawn: then ``lowest`` has room for real ones.
    """

    tolerance_mm: float
    threshold_hu: float
    apart_mm: tuple[float, ...]
    shares: tuple[float, ...]
    distances_mm: tuple[float, ...]
    shift: float
    lowest: float
    highest: float
    between: float
    patients: tuple[str, ...]
    simulated: bool = False

    def __post_init__(self) -> None:
        lengths = {len(self.apart_mm), len(self.shares), len(self.distances_mm)}
        if len(lengths) != 1 or not self.apart_mm:
            raise ValueError(
                f"apart_mm, shares and distances_mm must be as long as each other, not {lengths}"
            )
        if any(b <= a for a, b in zip(self.apart_mm, self.apart_mm[1:], strict=False)):
            raise ValueError(f"apart_mm must rise, not {list(self.apart_mm)}")
        if not (self.lowest <= 0 <= self.highest and 0 < self.between < 1):
            raise ValueError(
                "lowest, 0 and highest must follow each other and between lie between 0 and 1, not "
                f"{self.lowest}, {self.highest} and {self.between}"
            )

    def share_at(self, apart_mm: np.ndarray) -> Float64Array:
        """Share within the tolerance to be expected where the bounds are that far apart, (n,)."""
        found: Float64Array = np.interp(apart_mm, self.apart_mm, self.shares)
        return found

    def distance_at(self, apart_mm: np.ndarray) -> Float64Array:
        """Distance to be expected there, mm, (n,)."""
        found: Float64Array = np.interp(apart_mm, self.apart_mm, self.distances_mm)
        return found
