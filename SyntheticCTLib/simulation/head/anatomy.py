"""A head as shares of tissues in voxels, from which MR and CT are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float32Array, IntArray, Mask
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of, cropped
from SyntheticCTLib.masks.distances import signed_distance
from SyntheticCTLib.masks.morphology import dilate, opened
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T

#: All of a voxel, in the steps in which shares are kept.
WHOLE = 255

#: Air kept round a head, mm.
_AIR_MM = 10.0

#: Borders between labels of voxels that are not averaged are softened by this share of both
#: neighbours along each axis (a Gaussian of half a voxel): label maps have steps, heads have none.
_SOFTENING = 0.107

#: No compact bone is thicker than twice this, mm. Where a label map says so it means base of skull
#: with its air cells, which nobody labelled; and how far round it nothing is believed.
_THICKEST_MM, _ROUND_MM = 4.5, 3.0


@dataclass(frozen=True, eq=False)
class HeadAnatomy:
    """A labelled head on the grid on which it is drawn.

    Attributes:
        shares: of each tissue in each voxel, of ``WHOLE``; uint8 [tissue, k, j, i].
        grid: axes along LPS.
        depth: mm below the skin, negative outside; float32 [k, j, i].
        from_bone: mm from the nearest bone, negative within; float32 [k, j, i].
        believed: where the labels tell bone from air; bool [k, j, i].
    """

    shares: np.ndarray
    grid: Grid
    depth: np.ndarray
    from_bone: np.ndarray
    believed: np.ndarray

    def share(self, *tissues: T) -> Float32Array:
        """Share of some tissues together, 0 to 1, float32 [k, j, i]."""
        total = np.zeros(self.shares.shape[1:], np.float32)
        for tissue in tissues:
            total += self.shares[tissue]
        return total / np.float32(WHOLE)

    def where(
        self, tissue: T, drawn: Mapping[T, Float32Array] | None = None
    ) -> tuple[Mask, Float32Array]:
        """Where a tissue is, bool [k, j, i], and its share in those voxels.

        Args:
            tissue: which.
            drawn: shares [k, j, i] that take the place of the map's, by tissue.
        """
        if drawn and tissue in drawn:
            place = drawn[tissue] > 0
            return place, drawn[tissue][place]
        place = self.shares[tissue] > 0
        return place, self.shares[tissue][place] / np.float32(WHOLE)

    def part(self, slices: slice) -> HeadAnatomy:
        """Some slices along k of it."""
        first = slices.start or 0
        i, j, _ = self.grid.size
        shares = np.ascontiguousarray(self.shares[:, slices])
        return HeadAnatomy(
            shares,
            self.grid.part((0, 0, first), (i, j, shares.shape[1])),
            self.depth[slices],
            self.from_bone[slices],
            self.believed[slices],
        )


def head_anatomy(tissues: Volume, spacing_mm: float = 1.0) -> HeadAnatomy:
    """The anatomy of a map of ``HeadTissue`` labels (``label_maps.head_tissues``).

    Finer maps are averaged, so that a voxel's shares are true; the spacing becomes a whole multiple
    of the map's, at most ``spacing_mm``.

    Args:
        tissues: axes along LPS, [k, j, i].
        spacing_mm: of the grid to draw on.
    """
    tissues = _with_air(tissues)
    factors = [max(int(spacing_mm / step + 1e-3), 1) for step in tissues.spacing]
    shares = np.stack([_share(tissues.array == tissue, factors[::-1]) for tissue in T])
    k, j, i = shares.shape[1:]
    grid = _averaged_grid(tissues, factors, (i, j, k))
    outside = shares[T.OUTSIDE] > WHOLE // 2
    bone = shares[T.COMPACT].astype(np.uint16) + shares[T.SPONGY] > WHOLE // 2
    return HeadAnatomy(
        shares,
        grid,
        signed_distance(outside, grid.spacing),
        signed_distance(bone, grid.spacing),
        _believed(shares, grid),
    )


def _with_air(tissues: Volume) -> Volume:
    """Cut to the head with some air round it; the neck goes on to the image's end."""
    k, j, i = (int(np.ceil(_AIR_MM / step)) for step in tissues.spacing[::-1])
    small = cropped(tissues, box_of(tissues.array > 0, (k, j, i)))
    touches_below = bool((small.array[0] > 0).any())
    below = 0 if touches_below else k
    array = np.pad(small.array, [(below, k), (j, j), (i, i)])
    shift = np.array([i, j, below]) * np.array(small.spacing)
    x, y, z = (np.array(small.origin) - small.direction_matrix @ shift).tolist()
    return Volume(array, (x, y, z), small.spacing, small.direction, small.metadata)


def _share(mask: Mask, factors: Sequence[int]) -> IntArray:
    """Share of a mask in blocks of voxels (k, j, i), uint8; softened where a block is one voxel."""
    if max(factors) == 1:
        soft = mask.astype(np.float32) * np.float32(WHOLE)
        for axis in range(3):
            soft = _softened(soft, axis)
        whole: IntArray = np.rint(soft).astype(np.uint8)
        return whole
    k, j, i = (length // by * by for length, by in zip(mask.shape, factors, strict=True))
    a, b, c = factors
    blocks = mask[:k, :j, :i].reshape(k // a, a, j // b, b, i // c, c)
    counts = blocks.sum(axis=(1, 3, 5), dtype=np.uint16)
    shares: IntArray = np.rint(counts * (WHOLE / (a * b * c))).astype(np.uint8)
    return shares


def _softened(array: Float32Array, axis: int) -> Float32Array:
    """Each voxel with some of its neighbours along an axis."""
    result = array * np.float32(1 - 2 * _SOFTENING)
    for here, there in ((slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None))):
        to, of = [slice(None)] * 3, [slice(None)] * 3
        to[axis], of[axis] = here, there
        result[tuple(to)] += np.float32(_SOFTENING) * array[tuple(of)]
    ends = [slice(None)] * 3
    for end in (0, -1):
        ends[axis] = end  # type: ignore[call-overload]
        result[tuple(ends)] += np.float32(_SOFTENING) * array[tuple(ends)]
    return result


def _averaged_grid(fine: Volume, factors: Sequence[int], size: tuple[int, int, int]) -> Grid:
    steps = np.array(fine.spacing) * np.array(factors)
    shift = fine.direction_matrix @ ((np.array(factors) - 1) / 2 * np.array(fine.spacing))
    x, y, z = (np.array(fine.origin) + shift).tolist()
    i, j, k = steps.tolist()
    return Grid(size, (x, y, z), (i, j, k), fine.direction)


def _believed(shares: np.ndarray, grid: Grid) -> Mask:
    compact = shares[T.COMPACT][::2, ::2, ::2] > WHOLE // 2
    x, y, z = (2 * step for step in grid.spacing)
    thick = opened(compact, (x, y, z), _THICKEST_MM)
    if not thick.any():
        return np.ones(shares.shape[1:], bool)
    return ~enlarged(dilate(thick, (x, y, z), _ROUND_MM), 2, shares.shape[1:])


def enlarged(mask: Mask, by: int, shape: tuple[int, ...]) -> Mask:
    """A mask of every ``by``-th voxel as one of all, cut to a shape."""
    for axis in range(3):
        mask = mask.repeat(by, axis)
    k, j, i = shape
    return mask[:k, :j, :i]
