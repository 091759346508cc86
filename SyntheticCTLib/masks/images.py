"""Masks as SimpleITK sees them."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.grid import Vector


def as_image(mask: Mask, spacing: Vector | None = None) -> sitk.Image:
    """The bool mask as an image of 0 and 1.

    Args:
        mask: bool ``[k, j, i]`` or ``[j, i]``.
        spacing: voxel size along (i, j, k), mm; None for 1.
    """
    image = sitk.GetImageFromArray(np.ascontiguousarray(mask, bool).view(np.uint8))
    if spacing is not None:
        image.SetSpacing(spacing)
    return image
