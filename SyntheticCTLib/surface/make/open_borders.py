"""Where the border of what an image saw cuts bone open, and closes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from SyntheticCTLib.arrays import IntArray, Mask
from SyntheticCTLib.masks.components import numbered, numbered_by_slice

#: A stretch of border goes straight on between two ends of bone if it leaves the line from one to
#: the other by no more than this share of their distance, and a pixel and a half. Round a corner of
#: the field of view soft tissue is no marrow.
_BEND = 0.05
_ROUNDING = 1.5

#: Bone goes on to the border from no more than so many pixels away: beside the border, closing
#: spills farther.
_NEAR = 6.0

#: The eight neighbours of a pixel, and their slice.
_AROUND = np.array([(0, *step) for step in product((-1, 0, 1), repeat=2) if any(step)])


@dataclass(eq=False)
class OpenBorder:
    """The border of what an image saw, and the bone that it cuts along.

    A bone is open there, and no closing of its own gaps helps. Where one piece of bone meets the
    border twice in a slice, and the border goes straight on between, it is closed. Two bones that
    only closing joins are not one piece: between them is a joint.

    Attributes:
        bone: bool (slice, row, column).
        seen: what the image shows, likewise.
    """

    bone: Mask
    seen: Mask

    @cached_property
    def _ring(self) -> Mask:
        """The first pixels beyond the border."""
        ring: Mask = (_largest_around(self.seen) > 0) & ~self.seen
        return ring

    @cached_property
    def _bodies(self) -> IntArray:
        """The number of each bone pixel's connected part in space; large parts are few."""
        return numbered(self.bone, corners=True)[0].astype(np.uint16)

    def closing(self, bone: Mask) -> Mask:
        """The bone with its gaps closed (slice, row, column), and border that closes it besides."""
        met = np.flatnonzero((self._ring & _largest_around(bone)).any(axis=(1, 2)))
        if not len(met):
            return bone
        ring = self._ring[met]
        parts = np.where(ring, _largest_around(numbered_by_slice(bone[met], corners=True)[0]), 0)
        closed: Mask = bone.copy()
        closed[met] |= parts > 0
        for stretch, ends in _between_ends_of_one_part(ring & (parts == 0), parts):
            for places in (stretch, ends):
                places[:, 0] = met[places[:, 0]]
            first, last = (self._body_at(end) for end in ends)
            if first and first == last:
                closed[tuple(stretch.T)] = True
        return closed

    def _body_at(self, place: IntArray) -> int:
        """The part in space of the nearest bone to a pixel in its slice; 0 for none nearby."""
        number, *pixel = place.tolist()
        bone = np.argwhere(self.bone[number])
        apart = ((bone - pixel) ** 2).sum(axis=1)
        if not len(bone) or apart.min() > _NEAR**2:
            return 0
        row, column = bone[apart.argmin()]
        return int(self._bodies[number, row, column])


def _largest_around(values: np.ndarray) -> np.ndarray:
    """The largest value within a pixel of each in its slice."""
    largest = np.array(values)
    for axis in (1, 2):
        there, back = np.moveaxis(largest, axis, 0), np.moveaxis(largest.copy(), axis, 0)
        np.maximum(there[1:], back[:-1], out=there[1:])
        np.maximum(there[:-1], back[1:], out=there[:-1])
    return largest


def _between_ends_of_one_part(free: Mask, parts: IntArray) -> list[tuple[IntArray, IntArray]]:
    """Stretches of border, pixels (n, 3), straight on between two ends (2, 3) of one part.

    Args:
        free: border without bone, bool (slice, row, column).
        parts: the number of the part of bone that meets the border there, 0 for none.
    """
    numbers, last = numbered_by_slice(free, corners=True)
    where = np.argwhere(free)
    of = numbers[tuple(where.T)]
    order = np.argsort(of, kind="stable")
    where = where[order]
    starts = np.cumsum(np.bincount(of, minlength=last + 1))
    pixels, ends, met = _met(where, parts)
    low, high = np.full(last + 1, np.iinfo(np.int64).max), np.full(last + 1, -1)
    np.minimum.at(low, of[order][pixels], met)
    np.maximum.at(high, of[order][pixels], met)
    found: list[tuple[IntArray, IntArray]] = []
    for number in np.flatnonzero(low == high):
        first, last = starts[number - 1], starts[number]
        outer = _farthest(ends[(pixels >= first) & (pixels < last)])
        if _straight(where[first:last, 1:], *outer[:, 1:]):
            found.append((where[first:last], outer))
    return found


def _met(where: IntArray, parts: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Which of the pixels (n, 3) have bone beside them, where, and the number of its part."""
    places = where[:, None] + _AROUND
    inside = ((places >= 0) & (places < parts.shape)).all(axis=2)
    pixels, ways = np.nonzero(inside)
    beside = places[pixels, ways]
    numbers = parts[tuple(beside.T)]
    met = numbers > 0
    return pixels[met], beside[met], numbers[met]


def _farthest(places: IntArray) -> IntArray:
    """The two of some places (n, 3) on a line that lie farthest apart."""
    one = places[0]
    for _ in range(2):
        other, one = one, places[np.abs(places - one).sum(axis=1).argmax()]
    return np.stack([one, other])


def _straight(stretch: IntArray, first: IntArray, last: IntArray) -> bool:
    """Whether pixels (n, 2) lie between two of them, near the line that joins these."""
    length = float(np.hypot(*(last - first)))
    if length == 0:
        return False
    along, across = (
        (last - first) / length,
        np.array([first[1] - last[1], last[0] - first[0]]) / length,
    )
    forward, aside = (stretch - first) @ along, np.abs((stretch - first) @ across)
    between = (forward > -_ROUNDING) & (forward < length + _ROUNDING)
    return bool((between & (aside <= _BEND * length + _ROUNDING)).all())
