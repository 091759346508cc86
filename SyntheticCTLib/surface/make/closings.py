"""Bone closed by balls: what no ball reaches that comes from outside, or lies within."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import enclosed_parts, numbered_by_slice
from SyntheticCTLib.masks.distances import distance_to
from SyntheticCTLib.masks.morphology import dilate, grown_by_one
from SyntheticCTLib.surface.make.settings import BRIDGED_GAP_MM

#: Voxels along k, j and i.
Steps = tuple[int, int, int]

#: Balls lie beyond the border of what the image saw only if so far from the bone, mm: nearer to it,
#: nobody knows whether bone goes on.
_FROM_BEYOND_MM = BRIDGED_GAP_MM / 2


@dataclass(frozen=True, eq=False)
class Closings:
    """One box of bone, closed by balls of any radius up to the largest.

    Attributes:
        bone: bool (k, j, i).
        spacing: of the voxels (i, j, k), mm.
        axis: the bones' long one.
        to_bone: distance to the bone, mm, in a box that is wider on all sides.
        wider: by so many voxels (k, j, i).
    """

    bone: Mask
    spacing: Vector
    axis: int
    to_bone: np.ndarray
    wider: Steps
    _known: dict[float, Mask] = field(default_factory=dict)

    def by(self, radius: float) -> Mask:
        """The bone closed by a ball of this radius, mm."""
        if radius == 0:
            return self.bone
        if radius not in self._known:
            steps = _steps(radius, self.spacing)
            far = self.to_bone[self._within(steps)] > radius
            self._known[radius] = ~self._free(far, radius)[_without(far.shape, steps)]
        return self._known[radius]

    def centres(self, radius: float) -> Mask:
        """Where in the box balls of this radius have their centres."""
        found: Mask = self.to_bone[self._within((0, 0, 0))] > radius
        return found

    def _free(self, centres: Mask, radius: float) -> Mask:
        """Where balls lie, apart from the walls between those within the bone and all others."""
        numbers, last = numbered_by_slice(np.moveaxis(centres, self.axis, 0))
        inner = np.moveaxis(enclosed_parts(numbers, last)[numbers], 0, self.axis)
        outside = dilate(centres & ~inner, self.spacing, radius)
        if not inner.any():
            return outside
        wall = grown_by_one(outside) & ~outside
        near = box_of(inner, _steps(radius, self.spacing))
        outside[near] |= dilate(inner[near], self.spacing, radius)
        free: Mask = outside & ~wall
        return free

    def _within(self, steps: Steps) -> tuple[slice, ...]:
        """The part of the wider box that is by so many voxels wider."""
        k, j, i = (most - n for most, n in zip(self.wider, steps, strict=True))
        return _without(self.to_bone.shape, (k, j, i))


def closings_of(
    bone: Mask,
    seen: Mask,
    spacing: Vector,
    axis: int,
    open_sides: list[tuple[bool, bool]],
    largest: float,
) -> Closings:
    """Closings of a box of bone.

    Args:
        bone: bool (k, j, i).
        seen: what the image shows of the box, likewise.
        spacing: of the voxels (i, j, k), mm.
        axis: the bones' long one.
        open_sides: along k, j and i, on which sides, first and last, the box ends at the image's
            border: there bone goes on; at all others it ends.
        largest: radius of the largest ball, mm.
    """
    steps = _steps(largest, spacing)
    widths = [(n, n) for n in steps]
    wider = np.pad(bone, widths, mode="edge")
    for number, sides in enumerate(open_sides):
        along = np.moveaxis(wider, number, 0)
        ends = slice(steps[number]), slice(len(along) - steps[number], None)
        for end, goes_on in zip(ends, sides, strict=True):
            if not goes_on:
                along[end] = False
    to_bone = distance_to(wider, spacing)
    beyond = np.pad(~seen, widths, mode="edge")
    to_bone[beyond & (to_bone <= _FROM_BEYOND_MM)] = 0.0
    return Closings(bone, spacing, axis, to_bone, steps)


def _steps(radius: float, spacing: Vector) -> Steps:
    """How many voxels along k, j and i reach as far as a ball, mm."""
    k, j, i = (int(np.ceil(radius / side)) for side in spacing[::-1])
    return k, j, i


def _without(shape: tuple[int, ...], steps: Steps) -> tuple[slice, ...]:
    """A box without so many voxels on each side."""
    return tuple(slice(n, size - n) for n, size in zip(steps, shape, strict=True))
