"""What speaks against a CT as the input of a model that makes MR from CT."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import CORTICAL_HU, LOWEST_HU, WATER_HU
from SyntheticCTLib.preprocessing.body_mask import body_mask
from SyntheticCTLib.resampling import to_orientation, to_spacing
from SyntheticCTLib.volume import Volume

#: Brighter than any bone: the densest cortex of the 42 CTs of the Soft-tissue-Sarcoma pairs without
#: metal has 1616 HU, and sharper scans 2200. In the two with metal 0.1 and 0.5 ml are above.
_METAL_HU = 2500.0
_METAL_ML = 0.05

#: Smoothed soft tissue without contrast medium stays below this, HU, but for calcified parts.
_ENHANCED_HU = 130.0

#: One piece of this size without bone's density, ml: in 39 of those 42 there is none, and in a
#: portal venous abdomen one of 55.
_ENHANCED_ML = 8.0

_WORKING_SPACING_MM = 2.0

#: Voxels of CT with the header's own word for contrast medium.
_CONTRAST_KEY = "dicom:ContrastBolusAgent"


def is_in_hounsfield(volume: Volume) -> bool:
    """Whether something lies below water, as fat and air do in every CT."""
    return float(np.percentile(volume.array, 1)) < WATER_HU


def ct_doubts(volume: Volume) -> list[tuple[str, str]]:
    """Reasons for doubt, each a code and a sentence: "metal" and "contrast-medium".

    Args:
        volume: a CT in HU.
    """
    doubts = []
    bright = float(np.count_nonzero(volume.array > _METAL_HU) * np.prod(volume.spacing) / 1000)
    if bright > _METAL_ML:
        doubts.append(
            (
                "metal",
                f"{bright:.2g} ml are brighter than {_METAL_HU:g} HU, as only metal is: the "
                "synthetic image is wrong where its streaks lie.",
            )
        )
    if agent := str(volume.metadata.get(_CONTRAST_KEY) or "").strip():
        doubts.append(_enhanced(f"The header names a contrast medium ({agent})"))
    elif (piece := _largest_bright_piece(volume)) > _ENHANCED_ML:
        doubts.append(
            _enhanced(
                f"{piece:.0f} ml in one piece are brighter than {_ENHANCED_HU:g} HU and no bone, "
                "as contrast medium makes vessels, bladder and bowel"
            )
        )
    return doubts


def _enhanced(reason: str) -> tuple[str, str]:
    return (
        "contrast-medium",
        f"{reason}: the model was made for CTs without, and takes it for another tissue.",
    )


def _largest_bright_piece(volume: Volume) -> float:
    """Size of the largest bright piece of the body that holds no cortical bone, ml."""
    turned = to_orientation(volume, "LPS")
    spacing = [max(each, _WORKING_SPACING_MM) for each in turned.spacing]
    coarse = to_spacing(turned, spacing, order=1, outside=LOWEST_HU)
    try:
        body = body_mask(coarse, "CT")
    except InputError:
        return 0.0  # another guard says so
    image = sitk.Cast(coarse.to_sitk(), sitk.sitkFloat32)
    smooth = sitk.DiscreteGaussian(image, (_WORKING_SPACING_MM,) * 3, 32, 0.01, True)
    bright = (sitk.GetArrayFromImage(smooth) > _ENHANCED_HU) & body
    labels = sitk.GetArrayFromImage(
        sitk.ConnectedComponent(sitk.GetImageFromArray(bright.astype(np.uint8)))
    )
    sizes = np.bincount(labels.ravel())
    sizes[np.unique(labels[coarse.array > CORTICAL_HU])] = 0
    sizes[0] = 0
    return float(sizes.max() * np.prod(coarse.spacing) / 1000)
