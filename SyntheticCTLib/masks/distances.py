"""Distances to masks ``[k, j, i]``, mm, exact on anisotropic grids (Maurer et al. 2003)."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.masks.images import as_image


def signed_distance(mask: Mask, spacing: Vector) -> Float32Array:
    """Distance in mm from each voxel's centre to that of the nearest voxel at the mask's edge.

    Args:
        mask: bool ``[k, j, i]``, neither empty nor full.
        spacing: voxel size along (i, j, k), mm.

    Returns:
        float32 ``[k, j, i]``: 0 on the mask's outermost voxels, negative inside, positive outside.
    """
    distance: Float32Array = sitk.GetArrayFromImage(signed_distance_image(as_image(mask, spacing)))
    return distance


def signed_distance_image(mask: sitk.Image, *, squared: bool = False) -> sitk.Image:
    """``signed_distance``, or its square, of an image that is not 0 inside the mask."""
    distance: sitk.Image = sitk.SignedMaurerDistanceMap(
        mask, insideIsPositive=False, squaredDistance=squared, useImageSpacing=True
    )
    return distance


def distance_to(mask: Mask, spacing: Vector) -> Float32Array:
    """Distance in mm from each voxel's centre to the nearest one of the mask; 0 within it.

    Args:
        mask: bool ``[k, j, i]``; infinite distances everywhere when it is empty.
        spacing: voxel size along (i, j, k), mm.
    """
    if not mask.any():
        return np.full(mask.shape, np.inf, np.float32)
    return np.maximum(signed_distance(mask, spacing), 0.0)
