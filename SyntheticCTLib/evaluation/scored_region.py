"""Which voxels an evaluation looks at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.evaluation.grids import check_mask, check_one_grid
from SyntheticCTLib.evaluation.source_image import SourceImage
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.hulls import convex_outline
from SyntheticCTLib.preprocessing.body_mask import ct_body


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
    check_one_grid(sct, ct, "CT", by="compare")
    if mask is not None:
        check_mask(sct, mask)
    region = mask.array > 0 if mask is not None else ct_body(ct)
    description = "the given mask" if mask is not None else "the CT's body"
    if source is not None:
        check_one_grid(sct, source.volume, "source image")
        words = f"{description} in the source image's field of view ({source.kind.article})"
        return ScoredRegion(region & source.field_of_view, words)
    if mask is not None:
        return ScoredRegion(region, description)
    outline = convex_outline(sct.array != OUTSIDE_HU)
    return ScoredRegion(region & outline, f"{description} in the convex outline of the sCT")
