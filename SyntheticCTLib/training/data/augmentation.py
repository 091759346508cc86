"""Random changes of a training patch: its place by an affine, its MR signal as scanners differ.

A patch is a dictionary of (1, k, j, i) arrays: ``image`` is the MR in units of its body SD with 0
for no signal (so that multiplicative changes mean what they mean in a scanner), ``target``
normalised HU, ``weight`` the voxels to learn from, and ``bone``, if the recipe asks for it, bone
as a shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from monai.transforms import (
    Compose,
    RandAdjustContrastd,
    RandAffined,
    RandBiasFieldd,
    RandFlipd,
    RandGaussianNoised,
    RandGaussianSmoothd,
)

from SyntheticCTLib.training.data.flips import FLIP_AXES

PATCH_KEYS = ("image", "target", "weight", "bone")


def make_augmentation(
    *,
    flip_axes: tuple[int, ...] = FLIP_AXES,
    rotation: float = 0.2,
    scale: float = 0.1,
    affine_share: float = 0.5,
    bias: float = 0.3,
    gamma: tuple[float, float] = (0.7, 1.4),
    noise: float = 0.1,
    blur: float = 0.7,
) -> Compose:
    """The random changes of a recipe as one MONAI transform of a patch dictionary.

    Args:
        flip_axes: axes of (k, j, i) that may be mirrored, each with probability 0.5.
        rotation: largest turn in the axial plane, rad; slices are thick, so there is no tilt.
        scale: largest relative change of size.
        affine_share: share of patches that are turned and scaled; outside, the weight becomes 0.
        bias: largest coefficient of a third-degree multiplicative bias field.
        gamma: range of the exponent on the signal.
        noise: largest SD of added noise, in units of the body's SD.
        blur: largest SD of in-plane smoothing, voxels.
    """
    flips: list[Any] = [
        RandFlipd(PATCH_KEYS, prob=0.5, spatial_axis=axis, allow_missing_keys=True)
        for axis in flip_axes
    ]
    place = RandAffined(
        PATCH_KEYS,
        prob=affine_share,
        rotate_range=(rotation, 0.0, 0.0),
        scale_range=(scale, scale, scale),
        mode=("bilinear", "bilinear", "nearest", "nearest"),
        padding_mode=("border", "border", "zeros", "zeros"),
        allow_missing_keys=True,
    )
    signal = [
        RandBiasFieldd("image", degree=3, coeff_range=(-bias, bias), prob=0.5),
        RandAdjustContrastd("image", prob=0.3, gamma=(gamma[0], gamma[1])),
        RandGaussianSmoothd(
            "image", sigma_x=(0.0, 0.01), sigma_y=(0.0, blur), sigma_z=(0.0, blur), prob=0.2
        ),
        RandGaussianNoised("image", prob=0.3, std=noise),
    ]
    return Compose([*flips, place, *signal])


@dataclass(frozen=True)
class MarrowContrast:
    """Marrow as bright as other people's: red marrow is darker than yellow, and patchy.

    Attributes:
        share: of the patches that are changed.
        factor: range of the factor on the signal of bone; cortex, which has none, stays dark.
        blobs: points of the random field along each axis.
    """

    share: float = 0.0
    factor: tuple[float, float] = (0.5, 1.1)
    blobs: int = 4

    def changed(self, patch: Mapping[str, np.ndarray], random: np.random.Generator) -> np.ndarray:
        """The patch's image (1, k, j, i), perhaps with other marrow."""
        image = patch["image"]
        if "bone" not in patch or random.random() >= self.share:
            return image
        field = torch.from_numpy(random.uniform(*self.factor, (1, 1, *[self.blobs] * 3)))
        smooth = torch.nn.functional.interpolate(
            field, image.shape[1:], mode="trilinear", align_corners=True
        )
        bone = patch["bone"] > 0
        return np.where(bone, image * smooth[0].numpy(), image).astype(np.float32)
