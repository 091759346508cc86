"""What the alignment of a pair looks at: both images in comparable form, bodies, bone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
import torch

from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.preprocessing.body_mask import body_mask
from SyntheticCTLib.preprocessing.field_of_view import field_of_view_mask
from SyntheticCTLib.preprocessing.morphology import dilate
from SyntheticCTLib.training.sampled_image import SampledImage, voxel_points
from SyntheticCTLib.volume import Volume

#: CT window of the comparison, HU. Below fat everything is air, above all is dense bone: the
#: histogram's classes are spent on fat, muscle and spongy bone.
CT_WINDOW = (-250.0, 600.0)

#: Brightest part of an MR that counts, as a percentile of its body.
MR_CEILING = 99.0

#: Margin of air round the MR's body that counts: the skin helps, far air does not, mm.
BODY_MARGIN_MM = 8.0

#: Tissue round the CT's bones in which bone is looked at: bone against what touches it, mm.
BONE_MARGIN_MM = 12.0

#: Smaller pieces above the bone threshold are calcified vessels and noise, mm³.
SMALLEST_BONE_MM3 = 300.0

#: Smoothing before the bone threshold, sigma in mm: the noise of a low-dose CT reaches 40 HU.
_BONE_SMOOTHING_MM = 0.6

#: From this smoothing on, half the pixels along i and j hold all there is, mm.
_COARSE_MM = 2.0


@dataclass
class PairImages:
    """A pair, ready to be compared.

    Attributes:
        mr, ct: 0 to 1, background 0, as ITK images.
        mr_field, mr_body: field of view and body of the MR, bool [k, j, i].
        ct_body, bone: body and cleaned bone of the CT on its own grid, bool [k, j, i].
        body_points: MR voxels that count, (n, 3), LPS mm.
        bone_points: CT voxels in and round bone, (n, 3), LPS mm; empty without bone.
        counted: the MR voxels that count, as an image.
        bone_distance: distance to the CT's bone, mm; None without bone.
        centre: centre of the CT's bone, or of the CT without bone, LPS mm.
    """

    mr: sitk.Image
    ct: sitk.Image
    mr_field: np.ndarray
    mr_body: np.ndarray
    ct_body: np.ndarray
    bone: np.ndarray
    body_points: torch.Tensor
    bone_points: torch.Tensor
    counted: SampledImage
    bone_distance: SampledImage | None
    centre: torch.Tensor
    _levels: dict[float, tuple[SampledImage, SampledImage]] = field(default_factory=dict)

    def smoothed(self, sigma_mm: float) -> tuple[SampledImage, SampledImage]:
        """MR and CT after Gaussian smoothing."""
        if sigma_mm not in self._levels:
            mr, ct = (_level(image, sigma_mm) for image in (self.mr, self.ct))
            self._levels[sigma_mm] = (mr, ct)
        return self._levels[sigma_mm]


def pair_images(mr: Volume, ct: Volume) -> PairImages:
    """Prepare a pair.

    Raises:
        InputError: no body stands out in one of the images.
    """
    mr_field = field_of_view_mask(mr)
    mr_body, ct_body = body_mask(mr, "MR") & mr_field, body_mask(ct, "CT")
    counted = dilate(mr_body, mr.spacing, BODY_MARGIN_MM) & mr_field
    low, high = CT_WINDOW
    scaled = (np.clip(ct.array, low, high) - low) / (high - low)
    # The couch would be compared with the air that the MR shows in its place.
    without_couch = np.where(dilate(ct_body, ct.spacing, BONE_MARGIN_MM / 3), scaled, 0.0)
    ceiling = max(float(np.percentile(mr.array[mr_body], MR_CEILING)), 1e-6)
    mr_image = _image(mr, np.clip(mr.array / ceiling, 0.0, 1.0))
    ct_image = _image(ct, without_couch)
    bone = clean_bone(ct) & ct_body
    bone_distance = _distance(ct, bone) if bone.any() else None
    ring = bone_distance <= BONE_MARGIN_MM if bone_distance is not None else bone
    where = np.argwhere(bone if bone.any() else np.ones_like(bone)).mean(axis=0)
    centre = ct.affine @ [*where[::-1], 1.0]
    return PairImages(
        mr_image,
        ct_image,
        mr_field,
        mr_body,
        ct_body,
        bone,
        voxel_points(mr_image, counted),
        voxel_points(ct_image, ring),
        SampledImage(_image(mr, counted)),
        None if bone_distance is None else SampledImage(_image(ct, bone_distance)),
        torch.tensor(centre[:3], dtype=torch.float32),
    )


def clean_bone(ct: Volume) -> np.ndarray:
    """Bone of a CT without noise and specks, bool [k, j, i]."""
    image = sitk.Cast(ct.to_sitk(), sitk.sitkFloat32)
    above = sitk.SmoothingRecursiveGaussian(image, _BONE_SMOOTHING_MM) > BONE_HU
    smallest = int(np.ceil(SMALLEST_BONE_MM3 / np.prod(ct.spacing)))
    parts = sitk.RelabelComponent(sitk.ConnectedComponent(above), minimumObjectSize=smallest)
    return sitk.GetArrayFromImage(parts) > 0


def _distance(volume: Volume, mask: np.ndarray) -> np.ndarray:
    image = _image(volume, mask, np.uint8)
    distance = sitk.SignedMaurerDistanceMap(image, squaredDistance=False, useImageSpacing=True)
    return np.maximum(sitk.GetArrayFromImage(distance), 0.0)


def _image(volume: Volume, array: np.ndarray, dtype: type = np.float32) -> sitk.Image:
    return volume.with_array(array.astype(dtype)).to_sitk()


def _level(image: sitk.Image, sigma_mm: float) -> SampledImage:
    smooth = sitk.SmoothingRecursiveGaussian(image, sigma_mm)
    if sigma_mm >= _COARSE_MM:
        smooth = sitk.BinShrink(smooth, [2 if s < _COARSE_MM else 1 for s in image.GetSpacing()])
    return SampledImage(smooth)
