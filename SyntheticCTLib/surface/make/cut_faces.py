"""Which points of a surface lie on faces that no grey value put there."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.distances import distance_to
from SyntheticCTLib.surface.make.bone_surface import NEAR_CUT, WALL
from SyntheticCTLib.surface.make.region import GreyBox
from SyntheticCTLib.surface.make.settings import SurfaceSettings


def cut_marks(
    index: np.ndarray,
    box: GreyBox,
    volume: Volume,
    settings: SurfaceSettings,
    cut: np.ndarray | None,
) -> np.ndarray:
    """The point array "cut face" (n,) of points at the indices (n, 3), i, j, k."""
    size = np.array(volume.size)
    to_border = np.minimum(index + 0.5, size - 0.5 - index) * volume.spacing
    near = to_border.min(axis=1) <= settings.cut_margin_mm
    if cut is not None and cut.any():
        margin = settings.cut_margin_mm
        near |= _distance_at(index, cut, volume, margin) <= margin
    marks = np.where(near, NEAR_CUT, 0).astype(np.uint8)
    beyond = ((index < -1e-3) | (index > size - 1 + 1e-3)).any(axis=1)
    wall = beyond | beside(index - box.corner, box.replaced)
    if cut is not None:
        wall |= beside(index, cut)
    marks[wall] = WALL
    return marks


def beside(index: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Whether one of the voxels around each index (n, 3), i, j, k, is in the mask (k, j, i)."""
    low, high = np.floor(index + 1e-3).astype(int), np.ceil(index - 1e-3).astype(int)
    found = np.zeros(len(index), bool)
    top = np.array(mask.shape[::-1]) - 1
    for corner in np.ndindex(2, 2, 2):
        i, j, k = np.clip(np.where(corner, high, low), 0, top).T
        found |= mask[k, j, i]
    return found


def _distance_at(
    index: np.ndarray,
    mask: np.ndarray,
    volume: Volume,
    margin_mm: float,
) -> np.ndarray:
    """Distance, mm, of each index (n, 3) to the mask; infinite if surely beyond the margin."""
    k, j, i = (int(np.ceil(margin_mm / s)) + 1 for s in volume.spacing[::-1])
    box = box_of(mask, (k, j, i))
    distance = distance_to(mask[box], volume.spacing)
    place = np.rint(index).astype(int)[:, ::-1] - [s.start for s in box]
    inside = ((place >= 0) & (place < distance.shape)).all(axis=1)
    result = np.full(len(index), np.inf)
    result[inside] = distance[tuple(place[inside].T)]
    return result
