"""Which voxels an evaluation looks at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array, IntArray
from SyntheticCTLib.evaluation.grids import check_one_grid
from SyntheticCTLib.evaluation.source_image import SourceImage
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.body_mask import body_mask


@dataclass(frozen=True)
class ScoredRegion:
    """The voxels that count.

    Attributes:
        array: bool, ``[k, j, i]`` on the sCT's grid.
        description: where they come from, for whoever reads the figures.
    """

    array: np.ndarray
    description: str


def scored_region(
    sct: Volume, ct: Volume, mask: Volume | None = None, *, source: SourceImage | None = None
) -> ScoredRegion:
    """The mask, or else the CT's body, inside the field of view.

    The field of view is known from the image that the sCT was made from. Without it, it is guessed:
    an sCT says -1024 HU both outside the body and outside the field of view, and leaving out every
    such voxel would hide body that the sCT lost. A field of view is convex, so the convex outline
    of all other values in each slice lies within it; what the sCT lost inside that outline counts,
    a rim lost all around does not.

    Args:
        sct: synthetic CT, HU.
        ct: real CT, HU, on the sCT's grid.
        mask: what counts (everything above 0), on the sCT's grid.
        source: the image that the sCT was made from, on its grid.

    Raises:
        InputError: the grids differ, or no body is found in the CT.
    """
    check_one_grid(sct, ct, "CT")
    if mask is not None:
        check_one_grid(sct, mask, "mask")
    region = mask.array > 0 if mask is not None else body_mask(ct, "CT")
    description = "the given mask" if mask is not None else "the CT's body"
    if source is not None:
        check_one_grid(sct, source.volume, "source image")
        words = f"{description} in the source image's field of view ({source.kind.article})"
        return ScoredRegion(region & source.field_of_view, words)
    if mask is not None:
        return ScoredRegion(region, description)
    outline = convex_outline(sct.array != OUTSIDE_HU)
    return ScoredRegion(region & outline, f"{description} in the convex outline of the sCT")


def convex_outline(filled: np.ndarray) -> np.ndarray:
    """Convex hull in each slice, ``[k, j, i]``; an empty slice between filled ones is whole."""
    slices = np.flatnonzero(filled.any(axis=(1, 2)))
    outline = np.zeros(filled.shape, dtype=bool)
    if slices.size:
        outline[slices[0] : slices[-1] + 1] = True
    for k in slices:
        outline[k] = _slice_hull(filled[k])
    return outline


def _slice_hull(filled: np.ndarray) -> np.ndarray:
    """Convex hull of a slice's voxels, ``[j, i]``."""
    rows = np.flatnonzero(filled.any(axis=1))
    first = filled[rows].argmax(axis=1)
    last = filled.shape[1] - 1 - filled[rows, ::-1].argmax(axis=1)
    inner = np.arange(rows[0], rows[-1] + 1)
    left, right = _lower_chain(rows, first, inner), -_lower_chain(rows, -last, inner)
    columns = np.arange(filled.shape[1])
    hull = np.zeros(filled.shape, dtype=bool)
    # Rounding must not take a corner of the hull away.
    hull[inner] = (columns >= left[:, None] - 1e-6) & (columns <= right[:, None] + 1e-6)
    return hull


def _lower_chain(x: IntArray, y: IntArray, at: IntArray) -> Float64Array:
    """The lower side of the convex hull of points with rising x, at some x (Andrew 1979)."""
    chain: list[tuple[int, int]] = []
    for point in zip(x.tolist(), y.tolist(), strict=True):
        while len(chain) > 1 and _turns_down(chain[-2], chain[-1], point):
            chain.pop()
        chain.append(point)
    corners = np.array(chain, np.float64)
    return np.interp(at, corners[:, 0], corners[:, 1])


def _turns_down(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) <= (b[1] - a[1]) * (c[0] - a[0])
