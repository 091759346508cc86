"""Distances between the edge voxels of two masks, as MONAI and the SynthRAD challenge take them.

MONAI's own functions need SciPy, which the library does without, so the two steps are done here
with numpy and SimpleITK; the tests hold them against MONAI's. Distances lie on the voxel grid: at
3 mm slices they cannot decide about 2 mm. For that there are the surfaces.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.distances import signed_distance_image
from SyntheticCTLib.masks.images import as_image

#: ITK keeps squared distances in single precision: a distance of exactly the tolerance may come out
#: this much longer, mm.
ROUNDING_MM = 1e-5


@dataclass(frozen=True)
class EdgeDistances:
    """Distances between edge voxels' centres, mm, arrays with one axis.

    Attributes:
        to_second: from each edge voxel of the first mask to the nearest of the second.
        to_first: from each edge voxel of the second mask to the nearest of the first.
    """

    to_second: np.ndarray
    to_first: np.ndarray

    def percentile(self, percent: float) -> float:
        """The larger of the two directed percentiles, mm: 95 gives HD95, 100 Hausdorff's."""
        directed = (self.to_second, self.to_first)
        return max(float(np.percentile(distances, percent)) for distances in directed)

    def share_within(self, tolerance_mm: float) -> float:
        """Share of both edges' voxels within the tolerance (inclusive): surface Dice, 0 to 1."""
        both = np.concatenate([self.to_second, self.to_first])
        return float(np.mean(both <= tolerance_mm + ROUNDING_MM))


def edge_distances(
    first: np.ndarray, second: np.ndarray, spacing: tuple[float, float, float]
) -> EdgeDistances:
    """Distances between the edges of two masks that each hold a voxel.

    Args:
        first: bool, ``[k, j, i]``.
        second: bool, the same shape.
        spacing: voxel spacing along (i, j, k), mm.

    Raises:
        ValueError: a mask is empty, so there is no distance.
    """
    if not first.any() or not second.any():
        raise ValueError("Distances need a voxel in both masks.")
    box = box_of(first | second)
    first_edge, second_edge = _edge(np.pad(first[box], 1)), _edge(np.pad(second[box], 1))
    return EdgeDistances(
        _distance_map(second_edge, spacing)[first_edge],
        _distance_map(first_edge, spacing)[second_edge],
    )


def _edge(mask: Mask) -> Mask:
    """Voxels of the mask with one of six neighbours outside it; the outermost layer is empty."""
    inner = mask.copy()
    for axis in range(3):
        inner &= np.roll(mask, 1, axis) & np.roll(mask, -1, axis)
    return mask & ~inner


def _distance_map(edge: np.ndarray, spacing: tuple[float, float, float]) -> np.ndarray:
    """Distance of every voxel to the nearest edge voxel, mm."""
    squared = signed_distance_image(as_image(edge, spacing), squared=True)
    distances = sitk.GetArrayFromImage(squared).astype(np.float64)
    return np.sqrt(np.maximum(distances, 0.0))
