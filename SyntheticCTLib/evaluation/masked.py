"""The voxels of two images inside a mask, as float64: what every voxel-wise figure starts from."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.errors import InputError

#: Reason given by every figure that has no voxel to look at.
EMPTY_MASK = "the mask has no voxel"


def inside(
    sct: np.ndarray, ct: np.ndarray, mask: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """The values of both images inside the mask, HU.

    Args:
        sct: synthetic CT, HU, any shape (``[k, j, i]`` for volumes).
        ct: real CT, HU, the same shape.
        mask: voxels that count (everything above 0), the same shape; None for all.

    Returns:
        Two float64 arrays with one axis, in the same voxel order.

    Raises:
        InputError: the shapes differ.
    """
    check_shapes(sct, ct, mask)
    if mask is None:
        return sct.ravel().astype(np.float64), ct.ravel().astype(np.float64)
    chosen = mask if mask.dtype == bool else mask > 0
    return sct[chosen].astype(np.float64), ct[chosen].astype(np.float64)


def check_shapes(sct: np.ndarray, ct: np.ndarray, mask: np.ndarray | None) -> None:
    """Raise unless sCT, CT and mask have one shape.

    Raises:
        InputError: the shapes differ.
    """
    shapes = {sct.shape, ct.shape} | ({mask.shape} if mask is not None else set())
    if len(shapes) != 1:
        listed = f"sCT {sct.shape}, CT {ct.shape}" + (
            f", mask {mask.shape}" if mask is not None else ""
        )
        raise InputError(f"The images must have one shape [k, j, i]; got {listed}.")
