"""What bone encloses: marrow and the gaps of spongy bone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.morphology import filled, grown_by_one
from SyntheticCTLib.surface.make.cavities import MarrowSearch, lid_mm, slices_of
from SyntheticCTLib.surface.make.closings import closings_of
from SyntheticCTLib.surface.make.lids import HIGHEST_LID_MM, curved_lids
from SyntheticCTLib.surface.make.open_borders import OpenBorder
from SyntheticCTLib.surface.make.settings import SurfaceSettings

#: Cavities are looked for on voxels of about this size, mm: finer ones take time and show no more.
_CAVITY_VOXEL_MM = 1.5


@dataclass(frozen=True, eq=False)
class Interior:
    """What bone encloses.

    Attributes:
        array: bool (k, j, i).
        open_mm3: what it would enclose besides if gaps of up to twice the width were closed, mm³; 0
            where nobody asked.
    """

    array: np.ndarray
    open_mm3: float


def interior(
    kept: np.ndarray,
    specks: np.ndarray,
    values: np.ndarray,
    corner: np.ndarray,
    volume: Volume,
    settings: SurfaceSettings,
    *,
    mask: Mask | None = None,
    tell_open: bool = True,
) -> Interior:
    """Voxels below the threshold that the bone encloses.

    Gaps in thin bone are closed first, to find what lies behind them. Then a voxel is enclosed when
    no way leads out of the bone, or none within its axial slice: scans cut long bones across, and
    near joints spongy bone leaks somewhere, so the first rule alone would find next to nothing.
    Closing is done at several scales, since one that bridges a wide gap also fills a narrow canal.
    Where a ring of cortex is missing, the marrow above and below it is joined. Over a wide gap the
    marrow ends as high as the bone around would.
    Where the border of what the image saw cuts a slice of bone open, the border closes it.

    Args:
        kept: bone, bool (k, j, i), in a box with the room of ``lid_room`` around it and a voxel
            more, which may reach beyond the volume.
        specks: pieces of it that are too small to be kept for themselves.
        values: HU in the box, the border's beyond the border.
        corner: index (k, j, i) of the box's first voxel in the volume.
        volume: the volume.
        settings: threshold and limits, the widest gap among them.
        mask: the field of view on the volume's grid; None for all of it.
        tell_open: whether to look for ``open_mm3``.

    Returns:
        What is enclosed, never beyond the border of the volume or of the field of view.
    """
    pooling = _pooling(volume.spacing)
    places = [np.arange(c, c + n) for c, n in zip(corner, kept.shape, strict=True)]
    seen = _seen(mask, places, volume.array.shape)
    room = lid_room(volume.spacing)
    inner = tuple(slice(n, size - n) for n, size in zip(room, kept.shape, strict=True))
    around = [(n // factor, n // factor) for n, factor in zip(room, pooling, strict=True)]
    pooled, found, open_mm3 = _marrow(
        kept[inner],
        [place[within] for place, within in zip(places, inner, strict=True)],
        seen[inner],
        volume,
        settings,
        tell_open=tell_open,
    )
    # What the border cuts goes on beyond it.
    pooled, found = (np.pad(mask, around, mode="edge") for mask in (pooled, found))
    i, j, k = (s * p for s, p in zip(volume.spacing, pooling[::-1], strict=True))
    other = ~kept & ~specks & seen & (values >= settings.threshold_hu)
    shown, other = _pooled(seen, pooling), _pooled(other, pooling)
    lids = curved_lids(pooled, found, other, shown, (i, j, k))
    free = ~kept & seen & (specks | (values < settings.threshold_hu))
    # Closing spills over the border of what was seen; beyond the bone nothing but lids lies.
    within = np.zeros_like(free)
    within[box_of(kept)] = free[box_of(kept)]
    found = _parted(found, pooling, kept.shape) & within
    # A coarse voxel with any bone in it counted as bone: fill the rest of it.
    for _ in range(max(pooling) - 1):
        found = grown_by_one(found) & within
    found |= _parted(lids, pooling, kept.shape) & free
    found |= filled(kept | found) & free  # pockets between marrow and cortex
    return Interior(found, open_mm3)


def _marrow(
    kept: Mask,
    places: list[np.ndarray],
    seen: Mask,
    volume: Volume,
    settings: SurfaceSettings,
    *,
    tell_open: bool,
) -> tuple[Mask, Mask, float]:
    """Bone and what it encloses below flat lids, on coarse voxels (k, j, i); what lies open, mm³.

    Args:
        kept: bone, bool (k, j, i).
        places: of its voxels along k, j and i in the volume, or beyond it.
        seen: what the image shows of the box, likewise.
        volume: the volume.
        settings: threshold and limits, the widest gap among them.
        tell_open: whether to look for what lies open.
    """
    sizes, pooling = volume.array.shape, _pooling(volume.spacing)
    index = [np.clip(p, 0, n - 1) - p[0] for p, n in zip(places, sizes, strict=True)]
    i, j, k = (s * p for s, p in zip(volume.spacing, pooling[::-1], strict=True))
    axis = _axial_axis(volume)
    largest = settings.largest_cavity_mm2 / (i * j * k / (k, j, i)[axis])
    # Bone goes on beyond the border, so that the border's slices are like their neighbours.
    pooled, gap_mm = _pooled(kept[np.ix_(*index)], pooling), settings.bridged_gap_mm
    shown = _bordered(_pooled(seen, pooling), places, sizes, axis)
    border = OpenBorder(slices_of(pooled, axis), shown)
    goes_on = [(bool(p[0] < 0), bool(p[-1] >= n)) for p, n in zip(places, sizes, strict=True)]
    most = gap_mm if tell_open else lid_mm(gap_mm)
    closings = closings_of(pooled, _pooled(seen, pooling), (i, j, k), axis, goes_on, most)
    search = MarrowSearch(closings, border, largest)
    found = search.cavities(gap_mm)
    open_mm3 = 0.0
    if tell_open:
        open_mm3 = float(search.behind_wider_gaps(found, gap_mm).sum()) * i * j * k
    return pooled, found, open_mm3


def lid_room(spacing: Vector) -> list[int]:
    """Voxels along k, j and i, by their size (i, j, k) in mm, that lids may rise above bone."""
    # By whole voxels of cavities, so that these lie as they would without room.
    return [
        pooled * int(np.ceil(HIGHEST_LID_MM / (pooled * side)))
        for pooled, side in zip(_pooling(spacing), spacing[::-1], strict=True)
    ]


def _pooling(spacing: Vector) -> list[int]:
    """Voxels along k, j and i, by their size (i, j, k) in mm, that one of a cavity's takes."""
    return [max(1, int(_CAVITY_VOXEL_MM / side)) for side in spacing[::-1]]


def _axial_axis(volume: Volume) -> int:
    """The array axis nearest to the patient's long axis."""
    return 2 - int(np.abs(volume.direction_matrix[2]).argmax())


def _seen(mask: Mask | None, places: list[np.ndarray], sizes: tuple[int, ...]) -> Mask:
    """Where a box shows anything of the volume: at these places (k, j, i), by its mask."""
    k, j, i = ((p >= 0) & (p < n) for p, n in zip(places, sizes, strict=True))
    seen: Mask = k[:, None, None] & j[:, None] & i
    if mask is not None:
        within = np.ix_(*(np.clip(p, 0, n - 1) for p, n in zip(places, sizes, strict=True)))
        seen &= np.asarray(mask, bool)[within]
    return seen


def _bordered(seen: Mask, places: list[np.ndarray], sizes: tuple[int, ...], axis: int) -> Mask:
    """What slices along the axis show (slice, row, column), and a pixel more on each side.

    On a side where the box ends and the image goes on, so does what it shows.
    """
    ends = [(p[0] >= 0, p[-1] < n) for p, n in zip(places, sizes, strict=True)]
    wider = slices_of(seen, axis, mode="edge")
    del ends[axis]
    for number, (before, after) in enumerate(ends):
        lines = np.moveaxis(wider, number + 1, 0)
        lines[0] &= before
        lines[-1] &= after
    return wider


def _pooled(mask: np.ndarray, factors: list[int]) -> np.ndarray:
    """The mask (k, j, i) on voxels so many times as large: true where any of them is."""
    for axis, factor in enumerate(factors):
        if factor > 1:
            mask = np.logical_or.reduceat(mask, np.arange(0, mask.shape[axis], factor), axis)
    return mask


def _parted(mask: Mask, factors: list[int], shape: tuple[int, ...]) -> Mask:
    """A mask (k, j, i) of voxels so many times as large on those of a box of this shape."""
    for axis, factor in enumerate(factors):
        mask = np.repeat(mask, factor, axis)
    return mask[tuple(slice(n) for n in shape)]
