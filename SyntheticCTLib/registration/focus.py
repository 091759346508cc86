"""Look at bone: what a registration compares when bone is what matters.

A limb lies differently on a CT's couch and in an MR's coil. Skin and muscle move by more than a
centimetre while bone keeps its shape, and over the whole body fat and muscle decide mutual
information: it puts skin on skin and bone beside bone. So the region round bone is compared, and of
the rest of the body only scattered blocks: enough to hold a turn about a round shaft, which bone
alone leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.hounsfield import AIR_HU, BONE_HU
from SyntheticCTLib.registration.images import ImagePair, looks_like_ct

#: Width of the region round bone, mm: enough to hold the other image's bone at the start.
MARGIN_MM = 15.0

#: Weight of the whole body beside the region round bone where both are compared: soft tissue lies
#: differently, but where the field of view cuts bone off it is what there is.
BODY_WEIGHT = 0.3

#: Less bone than this is noise or contrast agent, mm3; then the whole body is compared.
LEAST_BONE_MM3 = 2000.0

#: Side of the blocks, mm: they must outlive the coarsest working voxel.
_BLOCK_MM = 16.0

#: Air round the skin that still counts, mm.
_SKIN_MARGIN_MM = 6.0

_SMALLEST_PART_MM3 = 100.0
_SMOOTHING_MM = 1.0


@dataclass(frozen=True)
class Focus:
    """What to compare.

    Attributes:
        pair: images and masks to search with.
        swapped: whether the images have changed roles, because bone is known in the moving one. The
            transform found is then the inverse of the one wanted, and ``outer`` is in the images.
        outer: transform to be applied after the one that is searched for.
        on_bone: whether the region round bone counts most.
    """

    pair: ImagePair
    swapped: bool
    outer: sitk.Transform
    on_bone: bool

    def wanted(self, found: sitk.Transform) -> sitk.Transform:
        """The transform from fixed to moving points that a search's result stands for."""
        return found.GetInverse() if self.swapped else found


def focus_on_bone(pair: ImagePair, outer: sitk.Transform) -> Focus:
    """Restrict a pair to the region round the bone of whichever image is a CT or sCT.

    Args:
        pair: images at full resolution.
        outer: what is known already, applied after what is searched for.

    Returns:
        The pair as it is, if neither image is a CT or there is too little bone.
    """
    bone = bone_of(pair.fixed)
    if bone is not None:
        near = _both(_bone_and_some_body(pair.fixed, dilated(bone, MARGIN_MM)), pair.fixed_mask)
        return Focus(ImagePair(pair.fixed, pair.moving, near, pair.moving_mask), False, outer, True)
    bone = bone_of(pair.moving)
    if bone is None:
        return Focus(pair, False, outer, False)
    warped = pair.warped(outer)
    ring = sitk.Resample(
        dilated(bone, MARGIN_MM), warped.moving, outer, sitk.sitkNearestNeighbor, 0
    )
    near = _both(_bone_and_some_body(warped.moving, ring), warped.moving_mask)
    swapped = ImagePair(warped.moving, pair.fixed, near, pair.fixed_mask)
    return Focus(swapped, True, sitk.Transform(3, sitk.sitkIdentity), True)


def _bone_and_some_body(ct: sitk.Image, ring: sitk.Image) -> sitk.Image:
    """The region round bone, and blocks of the rest with ``BODY_WEIGHT`` of its size together."""
    body = sitk.GetArrayViewFromImage(dilated(ct > AIR_HU / 2, _SKIN_MARGIN_MM)) > 0
    near = sitk.GetArrayViewFromImage(ring) > 0
    rest = body & ~near
    share = min(1.0, BODY_WEIGHT * near.sum() / max(1, rest.sum()))
    block = [
        np.floor(np.arange(n) * spacing / _BLOCK_MM).astype(int)
        for n, spacing in zip(ct.GetSize()[::-1], ct.GetSpacing()[::-1], strict=True)
    ]
    kept = np.random.default_rng(0).random([axis[-1] + 1 for axis in block]) < share
    image = sitk.GetImageFromArray((near | (rest & kept[np.ix_(*block)])).astype(np.uint8))
    image.CopyInformation(ct)
    return image


def bone_of(image: sitk.Image) -> sitk.Image | None:
    """Bone of a CT or sCT as a uint8 image; None for another image or where it is too little."""
    if not looks_like_ct(sitk.GetArrayViewFromImage(image)):
        return None
    above = sitk.SmoothingRecursiveGaussian(image, _SMOOTHING_MM) > BONE_HU
    voxel_mm3 = float(np.prod(image.GetSpacing()))
    parts = sitk.RelabelComponent(
        sitk.ConnectedComponent(above), minimumObjectSize=int(_SMALLEST_PART_MM3 / voxel_mm3) + 1
    )
    bone = parts > 0
    if np.count_nonzero(sitk.GetArrayViewFromImage(bone)) * voxel_mm3 < LEAST_BONE_MM3:
        return None
    return bone


def dilated(mask: sitk.Image, margin_mm: float) -> sitk.Image:
    """All voxels within ``margin_mm`` of the mask, as a uint8 image."""
    distance = sitk.SignedMaurerDistanceMap(
        mask, insideIsPositive=False, squaredDistance=False, useImageSpacing=True
    )
    return distance <= margin_mm


def _both(first: sitk.Image, second: sitk.Image | None) -> sitk.Image:
    return first if second is None else sitk.And(first, sitk.Cast(second > 0, sitk.sitkUInt8))
