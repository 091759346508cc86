"""Bone of a CT or sCT, cleaned: what a registration that looks at bone looks at."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.hounsfield import BONE_HU

#: Smaller pieces above the bone threshold are calcified vessels and noise, mm³.
SMALLEST_BONE_MM3 = 300.0

#: Smoothing before the bone threshold, sigma in mm: the noise of a low-dose CT reaches 40 HU.
_SMOOTHING_MM = 0.6


def clean_bone(ct: sitk.Image) -> sitk.Image:
    """Bone without noise and specks, as a uint8 image on the CT's grid."""
    smooth = sitk.SmoothingRecursiveGaussian(sitk.Cast(ct, sitk.sitkFloat32), _SMOOTHING_MM)
    smallest = int(np.ceil(SMALLEST_BONE_MM3 / np.prod(ct.GetSpacing())))
    parts = sitk.RelabelComponent(
        sitk.ConnectedComponent(smooth > BONE_HU), minimumObjectSize=smallest
    )
    bone: sitk.Image = parts > 0
    return bone


def distance_to(mask: sitk.Image) -> sitk.Image:
    """Distance of each voxel from the mask, mm; 0 within it."""
    distance = sitk.SignedMaurerDistanceMap(
        mask, insideIsPositive=False, squaredDistance=False, useImageSpacing=True
    )
    outside: sitk.Image = sitk.Clamp(distance, sitk.sitkFloat32, lowerBound=0.0)
    return outside
