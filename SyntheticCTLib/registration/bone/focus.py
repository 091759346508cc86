"""The part of the fixed image that is compared when bone is what matters.

For what starts near the right place: an affine step, and the certainty of a result. Bone alone
leaves a turn about a round shaft open, so scattered blocks of the rest of the body count as well.
"""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.image.voxels import voxels_of
from SyntheticCTLib.registration.bone.clean import distance_to
from SyntheticCTLib.registration.bone.margins import BODY_MARGIN_MM, BONE_MARGIN_MM
from SyntheticCTLib.registration.itk.images import ImagePair

#: Voxels of the rest of the body that count, as a share of those round bone.
_SHARE_OF_BODY = 0.3

#: Side of the blocks, mm: they must outlive the coarsest working voxel.
_BLOCK_MM = 16.0


def round_bone(
    pair: ImagePair, bone: sitk.Image, body: sitk.Image, transform: sitk.Transform
) -> ImagePair:
    """The pair with a fixed mask that keeps the region round bone and some of the body.

    Args:
        pair: images at full resolution.
        bone: non-zero in bone, on its own image's grid.
        body: the fixed image's body, on its grid.
        transform: from fixed points to those of the image that ``bone`` lies in.
    """
    near = distance_to(bone) <= BONE_MARGIN_MM
    placed = sitk.Resample(near, pair.fixed, transform, sitk.sitkNearestNeighbor, 0)
    ring = voxels_of(placed) > 0
    skin = voxels_of(distance_to(body)) <= BODY_MARGIN_MM
    rest = skin & ~ring
    share = min(1.0, _SHARE_OF_BODY * ring.sum() / max(1, rest.sum()))
    counted = ring | (rest & _blocks(pair.fixed, share))
    if pair.fixed_mask is not None:
        counted &= voxels_of(pair.fixed_mask) > 0
    if not counted.any():
        return pair
    mask = sitk.GetImageFromArray(counted.astype(np.uint8))
    mask.CopyInformation(pair.fixed)
    return pair.with_fixed_mask(mask)


def _blocks(image: sitk.Image, share: float) -> np.ndarray:
    """Blocks that fill about ``share`` of an image, always the same ones; bool [k, j, i]."""
    block = [
        np.floor(np.arange(n) * spacing / _BLOCK_MM).astype(int)
        for n, spacing in zip(image.GetSize()[::-1], image.GetSpacing()[::-1], strict=True)
    ]
    kept = np.random.default_rng(0).random([axis[-1] + 1 for axis in block]) < share
    return kept[np.ix_(*block)]
