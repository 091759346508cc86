"""What a fit that looks at bone compares: both images in comparable form, bodies, bone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
import torch

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.voxels import voxels_of
from SyntheticCTLib.masks.morphology import dilate
from SyntheticCTLib.registration.bone.clean import clean_bone, distance_to
from SyntheticCTLib.registration.bone.margins import BODY_MARGIN_MM, BONE_MARGIN_MM
from SyntheticCTLib.registration.bone.sampled_image import SampledImage, voxel_points

#: CT window of the comparison, HU. Below fat everything is air, above all is dense bone: the
#: histogram's classes are spent on fat, muscle and spongy bone.
CT_WINDOW = (-250.0, 600.0)

#: Brightest part of an MR that counts, as a percentile of its body.
MR_CEILING = 99.0

#: From this smoothing on, half the pixels along i and j hold all there is, mm.
_COARSE_MM = 2.0


@dataclass(frozen=True, eq=False)
class Scan:
    """One image and what is known of it.

    Attributes:
        image: HU, or an MR's intensities.
        body: bool [k, j, i].
        field: where it was scanned and counts, bool [k, j, i].
        is_ct: whether the values are HU.
    """

    image: sitk.Image
    body: Mask
    field: Mask
    is_ct: bool

    @property
    def seen_body(self) -> Mask:
        """The body within the field of view, bool [k, j, i]."""
        return self.body & self.field


@dataclass
class Compared:
    """A pair, ready to be compared.

    Attributes:
        fixed, moving: 0 to 1, background 0, as ITK images.
        body_points: voxels of the fixed image that count, (n, 3), LPS mm.
        counted: the same as an image.
        seen: where the moving image counts; None where all of it does.
        bone: cleaned bone, bool [k, j, i], of the moving image or, if only that one is a CT, of the
            fixed one; None without.
        bone_on_fixed: whether it is the fixed image's.
        bone_points: voxels in and round bone, (n, 3), LPS mm; empty without bone.
        bone_distance: distance to the bone, mm; None without.
        centre: centre of the bone, or of the body in the moving image, LPS mm.
        apart: from the centre of the fixed image's body to that of the moving one's, LPS mm.
    """

    fixed: sitk.Image
    moving: sitk.Image
    body_points: torch.Tensor
    counted: SampledImage
    seen: SampledImage | None
    bone: np.ndarray | None
    bone_on_fixed: bool
    bone_points: torch.Tensor
    bone_distance: SampledImage | None
    centre: torch.Tensor
    apart: torch.Tensor
    _levels: dict[float, tuple[SampledImage, SampledImage]] = field(default_factory=dict)

    def sees(self, points: torch.Tensor) -> torch.Tensor:
        """Which points (..., 3), LPS mm, of the moving image count by its mask, bool (...)."""
        if self.seen is None:
            return torch.ones(points.shape[:-1], dtype=torch.bool)
        return self.seen.at(points.detach())[0] > 0.5

    def smoothed(self, sigma_mm: float) -> tuple[SampledImage, SampledImage]:
        """Fixed and moving image after Gaussian smoothing."""
        if sigma_mm not in self._levels:
            fixed, moving = (_level(image, sigma_mm) for image in (self.fixed, self.moving))
            self._levels[sigma_mm] = (fixed, moving)
        return self._levels[sigma_mm]


def compared(fixed: Scan, moving: Scan, *, on_bone: bool = True) -> Compared:
    """Prepare a pair.

    Args:
        fixed: image that stays.
        moving: image that moves.
        on_bone: look for bone; without it, or where there is none, the bodies are all there is.
    """
    counted = dilate(fixed.seen_body, fixed.image.GetSpacing(), BODY_MARGIN_MM) & fixed.field
    bone, bone_on_fixed = _bone(fixed, moving) if on_bone else (None, False)
    owner = fixed if bone_on_fixed else moving
    points, distance = torch.empty(0, 3), None
    if bone is not None:
        away = distance_to(_image(bone, owner.image))
        points = voxel_points(owner.image, voxels_of(away) <= BONE_MARGIN_MM)
        distance = SampledImage(away)
    centres = [_centre(scan.image, scan.body) for scan in (fixed, moving)]
    return Compared(
        _comparable(fixed),
        _comparable(moving),
        voxel_points(fixed.image, counted),
        SampledImage(_image(counted, fixed.image)),
        None if moving.field.all() else SampledImage(_image(moving.field, moving.image)),
        bone,
        bone_on_fixed,
        points,
        distance,
        centres[1] if bone is None else _centre(owner.image, bone),
        centres[1] - centres[0],
    )


def _bone(fixed: Scan, moving: Scan) -> tuple[np.ndarray | None, bool]:
    """Bone, rather of the moving image: the fixed one may be an sCT, whose bone is in doubt."""
    for scan in (moving, fixed):
        if scan.is_ct:
            bone = (sitk.GetArrayFromImage(clean_bone(scan.image)) > 0) & scan.seen_body
            if bone.any():
                return bone, scan is fixed
    return None, False


def _comparable(scan: Scan) -> sitk.Image:
    values = voxels_of(scan.image)
    if scan.is_ct:
        low, high = CT_WINDOW
        scaled = (np.clip(values, low, high) - low) / (high - low)
        # The couch would be compared with the air that the other image shows in its place.
        near = dilate(scan.body, scan.image.GetSpacing(), BONE_MARGIN_MM / 3)
        return _image(np.where(near, scaled, 0.0), scan.image)
    body = scan.seen_body if scan.seen_body.any() else scan.field
    ceiling = max(float(np.percentile(values[body], MR_CEILING)), 1e-6)
    return _image(np.clip(values / ceiling, 0.0, 1.0), scan.image)


def _centre(image: sitk.Image, mask: np.ndarray) -> torch.Tensor:
    where = np.argwhere(mask if mask.any() else np.ones_like(mask)).mean(axis=0)
    middle = image.TransformContinuousIndexToPhysicalPoint(where[::-1].tolist())
    return torch.tensor(middle, dtype=torch.float32)


def _image(array: np.ndarray, like: sitk.Image) -> sitk.Image:
    image = sitk.GetImageFromArray(array.astype(np.uint8 if array.dtype == bool else np.float32))
    image.CopyInformation(like)
    return image


def _level(image: sitk.Image, sigma_mm: float) -> SampledImage:
    smooth = sitk.SmoothingRecursiveGaussian(image, sigma_mm)
    if sigma_mm >= _COARSE_MM:
        smooth = sitk.BinShrink(smooth, [2 if s < _COARSE_MM else 1 for s in image.GetSpacing()])
    return SampledImage(smooth)
