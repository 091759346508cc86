"""Where bone encloses marrow below flat lids: the search, scale by scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.masks.components import components, holes_by_size, parts_with
from SyntheticCTLib.masks.morphology import filled, grown_by_one
from SyntheticCTLib.surface.make.closings import Closings
from SyntheticCTLib.surface.make.open_borders import OpenBorder
from SyntheticCTLib.surface.make.settings import BRIDGED_GAP_MM

#: Scales at which gaps in bone are closed, as shares of the widest allowed. Beyond the usual width
#: scales lie nearer to each other, since one that is wide enough for a gap may be too wide for the
#: marrow behind it.
_GAP_SCALES = (0.0, 0.15, 0.3, 0.6, 0.8, 1.0)
_NEXT_SCALE = 1.25

#: Between two pieces of marrow the bone is bridged where at least this share of what is filled lies
#: between marrow and marrow: where a ring of cortex is missing. In a joint hardly any does.
_MARROW_SHARE = 0.2


@dataclass(frozen=True)
class MarrowSearch:
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
        return self._joined(self._enclosed(_radii(gap_mm), lid_mm(gap_mm)), gap_mm)

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
            self.border.closing(slices_of(closed, self.closings.axis)), self.largest
        )
        found &= self.border.seen
        return np.moveaxis(found[:, 1:-1, 1:-1], 0, self.closings.axis), larger

    def _joined(self, marrow: Mask, gap_mm: float) -> Mask:
        """The marrow, with missing rings of cortex bridged, and holes that this leaves."""
        bone, axis = self.closings.bone, self.closings.axis
        most = int(gap_mm / self.closings.spacing[2 - axis])
        marrow = marrow | _missing_rings(bone, marrow, axis, most)
        return marrow | (self._slice_cavities(bone | marrow)[0] & ~bone)


def slices_of(mask: Mask, axis: int, mode: Literal["constant", "edge"] = "constant") -> Mask:
    """A mask (k, j, i) as slices along an axis (slice, row, column), a pixel wider on each side."""
    return np.pad(np.moveaxis(mask, axis, 0), ((0, 0), (1, 1), (1, 1)), mode=mode)


def lid_mm(gap_mm: float) -> float:
    """Radius of the ball that closes gaps flatter than those that find cavities do, mm."""
    return min(gap_mm, max(gap_mm / 2, BRIDGED_GAP_MM))


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
