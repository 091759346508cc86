"""How the surface distances are spread: shares of the area by distance."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Share
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.measure.comparison import COUNTED, DISTANCE

#: Width of a bin, mm: a quarter of a usual in-plane voxel is as fine as the surfaces are known.
BIN_MM = 0.25

#: The histogram ends at this many tolerances to either side; its end bins hold all beyond.
_TOLERANCES_SHOWN = 3.0


@dataclass(frozen=True)
class DistanceHistogram(Record):
    """Shares of the counted area by signed distance.

    Attributes:
        edges_mm: bin edges, rising; the first and the last bin also hold everything beyond them.
        sct_to_ct: share (0 to 1) of the sCT's surface in each bin.
        ct_to_sct: the same of the CT's surface.
    """

    edges_mm: list[float]
    sct_to_ct: list[Share]
    ct_to_sct: list[Share]

    def __post_init__(self) -> None:
        bins = len(self.edges_mm) - 1
        rising = all(low < high for low, high in pairwise(self.edges_mm))
        if not rising or not bins == len(self.sct_to_ct) == len(self.ct_to_sct):
            raise ValueError("a histogram has rising edges, one more than it has shares")


def distance_histogram(
    sct: BoneSurface, ct: BoneSurface, *, tolerance_mm: float
) -> DistanceHistogram:
    """The histogram of both directions.

    Args:
        sct: the sCT's surface with the point arrays of a comparison.
        ct: the CT's.
        tolerance_mm: gives the range; it is an edge.
    """
    steps = max(1, round(tolerance_mm / BIN_MM))
    width = tolerance_mm / steps
    edges = width * np.arange(-_TOLERANCES_SHOWN * steps, _TOLERANCES_SHOWN * steps + 1)
    return DistanceHistogram(edges.tolist(), _shares(sct, edges), _shares(ct, edges))


def _shares(surface: BoneSurface, edges: np.ndarray) -> list[float]:
    distance = meshes.point_array(surface.mesh, DISTANCE)
    counted = meshes.point_array(surface.mesh, COUNTED)
    if distance is None or counted is None:
        return [0.0] * (len(edges) - 1)
    keep = (counted > 0) & np.isfinite(distance)
    # Just inside, so that the open ends are counted in the last bins.
    inside = np.clip(distance[keep], edges[0], np.nextafter(edges[-1], 0.0))
    area = surface.areas[keep]
    shares, _ = np.histogram(inside, edges, weights=area)
    whole = max(float(area.sum()), float(np.finfo(float).tiny))
    return [float(share / whole) for share in shares]
