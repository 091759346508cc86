"""Masks as SimpleITK sees them: pictures, distances, growth."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.image.grid import Vector


def as_image(mask: np.ndarray) -> sitk.Image:
    """The bool mask as an image of 0 and 1 with spacing 1."""
    return sitk.GetImageFromArray(np.ascontiguousarray(mask).view(np.uint8))


def without_holes(mask: np.ndarray) -> np.ndarray:
    """The mask (2D or 3D) and what it encloses."""
    return sitk.GetArrayFromImage(sitk.BinaryFillhole(as_image(mask))).astype(bool)


def grown_by_one(mask: np.ndarray) -> np.ndarray:
    """The mask (k, j, i) and its six neighbours; diagonal steps would cross thin bone."""
    grown = sitk.BinaryDilate(as_image(mask), [1, 1, 1], sitk.sitkCross)
    return sitk.GetArrayFromImage(grown).astype(bool)


def distance_to(mask: np.ndarray, spacing: Vector) -> Float32Array:
    """Distance in mm from each voxel's centre to the nearest one of the mask; 0 within it.

    Args:
        mask: bool (k, j, i); infinite distances everywhere when it is empty.
        spacing: mm along i, j, k.
    """
    if not mask.any():
        return np.full(mask.shape, np.inf, np.float32)
    image = as_image(mask)
    image.SetSpacing(spacing)
    squared = sitk.SignedMaurerDistanceMap(
        image, insideIsPositive=False, squaredDistance=False, useImageSpacing=True
    )
    distance: Float32Array = sitk.GetArrayFromImage(squared)
    return np.maximum(distance, 0.0)
