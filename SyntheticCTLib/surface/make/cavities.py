"""What bone encloses: marrow and the gaps of spongy bone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import components, small_holes
from SyntheticCTLib.masks.distances import distance_to
from SyntheticCTLib.masks.morphology import filled, grown_by_one
from SyntheticCTLib.surface.make.settings import SurfaceSettings

#: Cavities are looked for on voxels of about this size, mm: finer ones take time and show no more.
_CAVITY_VOXEL_MM = 1.5

#: Scales at which gaps in bone are closed, as shares of the largest allowed.
_LEAK_SCALES = (0.0, 0.25, 0.5, 1.0)


#: The ends of the two axes of a slice that lie on the volume's border: [axis][0 first, 1 last].
_Ends = tuple[tuple[bool, bool], tuple[bool, bool]]


def interior(
    kept: np.ndarray,
    values: np.ndarray,
    corner: np.ndarray,
    volume: Volume,
    settings: SurfaceSettings,
) -> np.ndarray:
    """Voxels below the threshold that the bone encloses.

    Gaps in thin bone are closed first, to find what lies behind them. Then a voxel is enclosed when
    no way leads out of the bone, or none within its axial slice: scans cut long bones across, and
    near joints spongy bone leaks somewhere, so the first rule alone would find next to nothing.
    Closing is done at several scales, since one that bridges a wide gap also fills a narrow canal.
    Where the border cuts a slice of bone open, the border closes it.

    Args:
        kept: bone, bool (k, j, i), in a box that may reach beyond the volume.
        values: HU in the box, the border's beyond the border.
        corner: index (k, j, i) of the box's first voxel in the volume.
        volume: the volume.
        settings: threshold and limits.

    Returns:
        bool (k, j, i), never beyond the volume's border.
    """
    places = [np.arange(c, c + n) for c, n in zip(corner, kept.shape, strict=True)]
    sizes = volume.array.shape
    index = [np.clip(p, 0, n - 1) - c for p, n, c in zip(places, sizes, corner, strict=True)]
    # Bone goes on beyond the border, so that the border's slices are like their neighbours.
    bone = kept[np.ix_(*index)]
    pooling = [max(1, int(_CAVITY_VOXEL_MM / s)) for s in volume.spacing[::-1]]
    i, j, k = (s * p for s, p in zip(volume.spacing, pooling[::-1], strict=True))
    axis = axial_axis(volume)
    ends = [(p[0] < 0, p[-1] >= n) for p, n in zip(places, sizes, strict=True)]
    del ends[axis]
    found = _cavities(
        _pooled(bone, pooling),
        (i, j, k),
        axis,
        (ends[0], ends[1]),
        settings.largest_cavity_mm2 / (i * j * k / (k, j, i)[axis]),
        settings.leak_mm,
    )
    for number, factor in enumerate(pooling):
        found = np.repeat(found, factor, number)
    k_in, j_in, i_in = ((p >= 0) & (p < n) for p, n in zip(places, sizes, strict=True))
    free = ~kept & (values < settings.threshold_hu)
    free &= k_in[:, None, None] & j_in[:, None] & i_in
    # Closing spills over the rim of a box; what lies beyond the bone on any side is not enclosed.
    beyond = np.ones_like(kept)
    beyond[box_of(kept)] = False
    free &= ~beyond
    found = found[tuple(slice(n) for n in kept.shape)] & free
    # A coarse voxel with any bone in it counted as bone: fill the rest of it.
    for _ in range(max(pooling) - 1):
        found = grown_by_one(found) & free
    return found


def axial_axis(volume: Volume) -> int:
    """The array axis nearest to the patient's long axis."""
    return 2 - int(np.abs(volume.direction_matrix[2]).argmax())


def _pooled(mask: np.ndarray, factors: list[int]) -> np.ndarray:
    """The mask (k, j, i) on voxels so many times as large: true where any of them is."""
    for axis, factor in enumerate(factors):
        if factor > 1:
            mask = np.logical_or.reduceat(mask, np.arange(0, mask.shape[axis], factor), axis)
    return mask


def _cavities(
    bone: np.ndarray, spacing: Vector, axis: int, ends: _Ends, largest: float, leak_mm: float
) -> np.ndarray:
    """What the bone (k, j, i) encloses, by the rules of ``interior``."""
    to_bone = distance_to(bone, spacing)
    found = np.zeros_like(bone)
    for radius in sorted({leak_mm * share for share in _LEAK_SCALES}):
        closed = bone if radius == 0 else distance_to(to_bone > radius, spacing) > radius
        cavity = filled(closed) & ~closed
        for number in range(closed.shape[axis]):
            place = (slice(None),) * axis + (number,)
            if closed[place].any():
                cavity[place] |= _slice_holes(closed[place], ends, largest)
        # Closing hid the rim of the cavity; grow back into it, but never across bone.
        for _ in range(int(np.ceil(radius / min(spacing)))):
            cavity = grown_by_one(cavity) & ~bone & (closed | cavity)
        found |= cavity
    return found


def _slice_holes(bone: Mask, ends: _Ends, largest: float) -> Mask:
    """Holes of a slice of at most so many pixels: larger ones are the pelvic ring or the skull."""
    sealed = np.pad(bone, 1)
    parts, _ = components(bone, corners=True)
    for axis in range(2):
        for last in range(2):
            if ends[axis][last]:
                line = np.take(parts, -last, axis)
                edge = [slice(1, -1), slice(1, -1)]
                place: tuple[slice | int, ...] = tuple(
                    -last if n == axis else s for n, s in enumerate(edge)
                )
                sealed[place] = _bridged(line)
    return small_holes(sealed, largest)[1:-1, 1:-1]


def _bridged(line: np.ndarray) -> np.ndarray:
    """A line of part numbers (n,): true on bone, and between neighbouring runs of one part."""
    bridged = line > 0
    where = np.flatnonzero(bridged)
    for start, end in pairwise(where):
        if line[start] == line[end]:
            bridged[start:end] = True
    return bridged
