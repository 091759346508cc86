"""Bone of a CT or sCT, cleaned: what a registration that looks at bone looks at."""

from __future__ import annotations

import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.image.voxels import voxels_of
from SyntheticCTLib.masks.components import without_small_parts
from SyntheticCTLib.masks.distances import signed_distance_image
from SyntheticCTLib.masks.images import as_image

#: Smaller pieces above the bone threshold are calcified vessels and noise, mm³.
SMALLEST_BONE_MM3 = 300.0

#: Smoothing before the bone threshold, sigma in mm: the noise of a low-dose CT reaches 40 HU.
_SMOOTHING_MM = 0.6


def clean_bone(ct: sitk.Image) -> sitk.Image:
    """Bone without noise and specks, as a uint8 image on the CT's grid."""
    smooth = sitk.SmoothingRecursiveGaussian(sitk.Cast(ct, sitk.sitkFloat32), _SMOOTHING_MM)
    dense = voxels_of(smooth) > BONE_HU
    bone = as_image(without_small_parts(dense, ct.GetSpacing(), SMALLEST_BONE_MM3))
    bone.CopyInformation(ct)
    return bone


def distance_to(mask: sitk.Image) -> sitk.Image:
    """Distance of each voxel from the mask, mm; 0 within it."""
    distance = signed_distance_image(mask)
    outside: sitk.Image = sitk.Clamp(distance, sitk.sitkFloat32, lowerBound=0.0)
    return outside
