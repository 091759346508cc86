"""What bone encloses: marrow and the gaps of spongy bone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import components, holes_by_size, parts_with
from SyntheticCTLib.masks.morphology import filled, grown_by_one
from SyntheticCTLib.surface.make.closings import Closings, closings_of
from SyntheticCTLib.surface.make.open_borders import OpenBorder
from SyntheticCTLib.surface.make.settings import BRIDGED_GAP_MM, SurfaceSettings

#: Cavities are looked for on voxels of about this size, mm: finer ones take time and show no more.
_CAVITY_VOXEL_MM = 1.5

#: Scales at which gaps in bone are closed, as shares of the widest allowed. Beyond the usual width
#: scales lie nearer to each other, since one that is wide enough for a gap may be too wide for the
#: marrow behind it.
_GAP_SCALES = (0.0, 0.15, 0.3, 0.6, 1.0)
_NEXT_SCALE = 1.25

#: Between two pieces of marrow the bone is bridged where at least this share of what is filled lies
#: between marrow and marrow: where a ring of cortex is missing. In a joint hardly any does.
_MARROW_SHARE = 0.2


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
    Where a ring of cortex is missing, the marrow above and below it is joined.
    Where the border of what the image saw cuts a slice of bone open, the border closes it.

    Args:
        kept: bone, bool (k, j, i), in a box that may reach beyond the volume.
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
    places = [np.arange(c, c + n) for c, n in zip(corner, kept.shape, strict=True)]
    sizes = volume.array.shape
    index = [np.clip(p, 0, n - 1) - c for p, n, c in zip(places, sizes, corner, strict=True)]
    pooling = [max(1, int(_CAVITY_VOXEL_MM / s)) for s in volume.spacing[::-1]]
    i, j, k = (s * p for s, p in zip(volume.spacing, pooling[::-1], strict=True))
    axis = axial_axis(volume)
    largest = settings.largest_cavity_mm2 / (i * j * k / (k, j, i)[axis])
    # Bone goes on beyond the border, so that the border's slices are like their neighbours.
    pooled, gap_mm = _pooled(kept[np.ix_(*index)], pooling), settings.bridged_gap_mm
    seen = _seen(mask, places, sizes)
    shown = _bordered(_pooled(seen, pooling), places, sizes, axis)
    border = OpenBorder(_slices(pooled, axis), shown)
    goes_on = [(bool(p[0] < 0), bool(p[-1] >= n)) for p, n in zip(places, sizes, strict=True)]
    most = gap_mm if tell_open else _lid(gap_mm)
    closings = closings_of(pooled, _pooled(seen, pooling), (i, j, k), axis, goes_on, most)
    search = _Search(closings, border, largest)
    found = search.cavities(gap_mm)
    open_mm3 = 0.0
    if tell_open:
        open_mm3 = float(search.behind_wider_gaps(found, gap_mm).sum()) * i * j * k
    for number, factor in enumerate(pooling):
        found = np.repeat(found, factor, number)
    free = ~kept & seen & (specks | (values < settings.threshold_hu))
    # Closing spills over the border of what was seen; nothing beyond the bone is enclosed.
    for number, side in enumerate(box_of(kept)):
        along = np.moveaxis(free, number, 0)
        along[: side.start] = along[side.stop :] = False
    found = found[tuple(slice(n) for n in kept.shape)] & free
    # A coarse voxel with any bone in it counted as bone: fill the rest of it.
    for _ in range(max(pooling) - 1):
        found = grown_by_one(found) & free
    found |= filled(kept | found) & free  # pockets between marrow and cortex
    return Interior(found, open_mm3)


def axial_axis(volume: Volume) -> int:
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


def _slices(mask: Mask, axis: int, mode: Literal["constant", "edge"] = "constant") -> Mask:
    """A mask (k, j, i) as slices along an axis (slice, row, column), a pixel wider on each side."""
    return np.pad(np.moveaxis(mask, axis, 0), ((0, 0), (1, 1), (1, 1)), mode=mode)


def _bordered(seen: Mask, places: list[np.ndarray], sizes: tuple[int, ...], axis: int) -> Mask:
    """What slices along the axis show (slice, row, column), and a pixel more on each side.

    On a side where the box ends and the image goes on, so does what it shows.
    """
    ends = [(p[0] >= 0, p[-1] < n) for p, n in zip(places, sizes, strict=True)]
    wider = _slices(seen, axis, mode="edge")
    del ends[axis]
    for number, (before, after) in enumerate(ends):
        lines = np.moveaxis(wider, number + 1, 0)
        lines[0] &= before
        lines[-1] &= after
    return wider


def _lid(gap_mm: float) -> float:
    """Radius of the ball that closes gaps flatter than those that find cavities do, mm."""
    return min(gap_mm, max(gap_mm / 2, BRIDGED_GAP_MM))


def _pooled(mask: np.ndarray, factors: list[int]) -> np.ndarray:
    """The mask (k, j, i) on voxels so many times as large: true where any of them is."""
    for axis, factor in enumerate(factors):
        if factor > 1:
            mask = np.logical_or.reduceat(mask, np.arange(0, mask.shape[axis], factor), axis)
    return mask


@dataclass(frozen=True)
class _Search:
    """Where cavities are looked for.

    Attributes:
        closings: of the bone.
        border: of what the image shows, in slices along the bones' long axis.
        largest: pixels of a slice's hole that is marrow; larger ones are the pelvic ring or the
            skull.
    """

    closings: Closings
    border: OpenBorder
    largest: float

    def cavities(self, gap_mm: float) -> Mask:
        """What the bone encloses (k, j, i), by the rules of ``interior``."""
        return self._joined(self._enclosed(_radii(gap_mm), _lid(gap_mm)), gap_mm)

    def behind_wider_gaps(self, found: Mask, gap_mm: float) -> Mask:
        """What gaps of up to twice as wide leave open."""
        more = self._enclosed([gap_mm], gap_mm)
        wider = self._joined(found | more, 2 * gap_mm) & ~found
        seen = np.moveaxis(self.border.seen[:, 1:-1, 1:-1], 0, self.closings.axis)
        return wider & seen

    def _enclosed(self, radii: list[float], lid: float) -> Mask:
        """Cavities of the bone closed by balls.

        Args:
            radii: of the balls, mm.
            lid: of a large ball, mm: the cavities end below what it closes.
        """
        bone, spacing = self.closings.bone, self.closings.spacing
        found = np.zeros_like(bone)
        for radius in radii:
            closed = self.closings.by(radius)
            cavity, larger = self._slice_cavities(closed)
            # What no way leads out of is a hole of its slice, if maybe too large for one.
            if larger:
                cavity |= filled(closed) & ~closed
            if radius > 0:  # pockets that no ball lies in are left of the border's closing
                cavity = parts_with(self.closings.centres(radius), cavity)
            # Closing hid the rim of the cavity; grow back into it, but never across bone.
            room = ~bone & (self.closings.by(lid) | cavity)
            found |= _grown(cavity, room, int(np.ceil(radius / min(spacing))))
        return found

    def _slice_cavities(self, closed: Mask) -> tuple[Mask, bool]:
        """Holes of axial slices; and whether some are too large for marrow."""
        found, larger = holes_by_size(
            self.border.closing(_slices(closed, self.closings.axis)), self.largest
        )
        found &= self.border.seen
        return np.moveaxis(found[:, 1:-1, 1:-1], 0, self.closings.axis), larger

    def _joined(self, marrow: Mask, gap_mm: float) -> Mask:
        """The marrow, with missing rings of cortex bridged, and holes that this leaves."""
        bone, axis = self.closings.bone, self.closings.axis
        most = int(gap_mm / self.closings.spacing[2 - axis])
        marrow = marrow | _missing_rings(bone, marrow, axis, most)
        return marrow | (self._slice_cavities(bone | marrow)[0] & ~bone)


def _radii(gap_mm: float) -> list[float]:
    """Of the balls that close gaps of up to this width, mm."""
    usual = min(gap_mm, BRIDGED_GAP_MM) / 2
    found = {usual * share for share in _GAP_SCALES}
    while usual < gap_mm / 2:
        usual = min(usual * _NEXT_SCALE, gap_mm / 2)
        found.add(usual)
    return sorted(found)


def _grown(cavity: Mask, room: Mask, steps: int) -> Mask:
    """The cavity grown by so many voxels where there is room."""
    for _ in range(steps):
        grown = grown_by_one(cavity) & room
        if np.array_equal(grown, cavity):
            break
        cavity = grown
    return cavity


def _missing_rings(bone: Mask, marrow: Mask, axis: int, most: int) -> Mask:
    """What lies between two pieces of one marrow where the cortex between them is missing.

    Args:
        bone, marrow: bool (k, j, i).
        axis: the bones' long axis.
        most: voxels along it that are bridged.
    """
    bone, marrow = np.moveaxis(bone, axis, 0), np.moveaxis(marrow, axis, 0)
    solid = bone | marrow
    gap = _between(solid, most) & ~solid
    result = np.zeros_like(gap)
    if gap.any():
        within = gap & _between(marrow, most)
        numbers, counts = components(gap)
        of_marrow = np.bincount(numbers[within], minlength=len(counts))
        chosen = of_marrow >= _MARROW_SHARE * counts
        chosen[0] = False
        result = chosen[numbers]
    return np.moveaxis(result, 0, axis)


def _between(mask: Mask, most: int) -> Mask:
    """Where along the first axis the mask lies on both sides, no more than so many voxels apart."""
    places = np.arange(len(mask))[:, None, None]
    last = np.maximum.accumulate(np.where(mask, places, -len(mask) - most), axis=0)
    upside = np.where(mask, places, 2 * len(mask) + most)[::-1]
    following = np.minimum.accumulate(upside, axis=0)[::-1]
    found: Mask = following - last - 1 <= most
    return found
