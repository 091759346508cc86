"""Which voxels an evaluation looks at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.evaluation.grids import check_one_grid
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.preprocessing.body_mask import body_mask
from SyntheticCTLib.volume import Volume


@dataclass(frozen=True)
class ScoredRegion:
    """The voxels that count.

    Attributes:
        array: bool, ``[k, j, i]`` on the sCT's grid.
        description: where they come from, for whoever reads the figures.
    """

    array: np.ndarray
    description: str


def scored_region(sct: Volume, ct: Volume, mask: Volume | None = None) -> ScoredRegion:
    """The given mask, or else the CT's body inside the box that the sCT fills.

    An sCT says -1024 HU both outside the body and outside the MR's field of view. Leaving out every
    such voxel would hide body that the sCT lost, so only what lies beyond the box of all other
    values is left out. Where an oblique field of view cuts the body, give a mask.

    Args:
        sct: synthetic CT, HU.
        ct: real CT, HU, on the sCT's grid.
        mask: what counts (everything above 0), on the sCT's grid.

    Raises:
        InputError: the grids differ, or no body is found in the CT.
    """
    check_one_grid(sct, ct, "CT")
    if mask is not None:
        check_one_grid(sct, mask, "mask")
        return ScoredRegion(mask.array > 0, "the given mask")
    region = body_mask(ct, "CT") & _filled_box(sct.array != OUTSIDE_HU)
    return ScoredRegion(region, "the CT's body, inside the box that the sCT fills")


def _filled_box(mask: np.ndarray) -> np.ndarray:
    """The smallest box that holds the mask."""
    box = np.ones(mask.shape, dtype=bool)
    for axis in range(3):
        others = tuple(other for other in range(3) if other != axis)
        filled = np.flatnonzero(mask.any(axis=others))
        inside = np.zeros(mask.shape[axis], dtype=bool)
        if filled.size:
            inside[filled[0] : filled[-1] + 1] = True
        box &= inside.reshape([-1 if own == axis else 1 for own in range(3)])
    return box
