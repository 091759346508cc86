"""What a real CT says about tissues that an MR would tell apart."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.hounsfield import BONE_HU, FAT_HIGHEST_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.components import parts_of, small_holes
from SyntheticCTLib.masks.morphology import closed, dilate, erode, opened
from SyntheticCTLib.segmentation.hu_tissues import tissues_of


class Anatomy(IntEnum):
    """Labels of ``ct_anatomy``; the tissues of ``segmentation.hu_tissues``, soft tissue parted."""

    OUTSIDE = 0
    AIR = 1
    FAT = 2
    MUSCLE = 3
    FLUID = 4
    ORGAN = 5
    BRAIN = 6
    SPONGY_BONE = 7
    CORTICAL_BONE = 8
    MARROW = 9
    LUNG = 10


#: Smoothing before soft tissues are told apart, mm: CT noise is as large as their differences.
_SMOOTHING_MM = 2.0

#: Below this a smoothed soft tissue is mostly water (bile, urine, liquor); above this it is a
#: perfused organ or contrast agent. Muscle and brain lie between.
_FLUID_HU = 15.0
_ORGAN_HU = 75.0

#: Fluid and organs thinner than twice this are borders of something else, mm.
_THINNEST_MM = 4.0

#: Gaps up to twice this between dense bone are spongy bone, mm.
_SPONGY_GAP_MM = 10.0

#: A brain fills holes of the closed skull up to this size in a slice, mm2, is larger than this,
#: mm3, and holds less fat than this; what ribs and pelvis enclose holds more.
_LARGEST_SECTION_MM2 = 40_000.0
_SMALLEST_BRAIN_MM3 = 100_000.0
_MOST_FAT = 0.03
_SKULL_GAP_MM = 4.0

#: Openings of the skull's base up to twice this are closed, and the brain reaches this far below
#: the skull's closed part, mm.
_BASE_GAP_MM = 6.0
_BASE_MM = 60.0


def ct_anatomy(ct: Volume) -> np.ndarray:
    """Labels of ``Anatomy``, uint8 [k, j, i].

    Args:
        ct: HU, array [k, j, i], upright slices along k for the brain.

    Raises:
        InputError: no body stands out from air.
    """
    tissues = tissues_of(ct)
    own = {
        "air": Anatomy.AIR,
        "fat": Anatomy.FAT,
        "soft tissue": Anatomy.MUSCLE,
        "spongy bone": Anatomy.SPONGY_BONE,
        "cortical bone": Anatomy.CORTICAL_BONE,
        "bone marrow": Anatomy.MARROW,
        "lung": Anatomy.LUNG,
    }
    labels = np.zeros(ct.array.shape, np.uint8)
    for name, value in own.items():
        labels[tissues.mask(name)] = value
    soft = labels == Anatomy.MUSCLE
    smooth = smoothed(ct.array, ct.spacing, _SMOOTHING_MM)
    # Opened, because smoothing alone makes a layer of either at every border with fat and bone.
    fluid = soft & (smooth < _FLUID_HU) & (smooth > FAT_HIGHEST_HU)
    labels[opened(fluid, ct.spacing, _THINNEST_MM)] = Anatomy.FLUID
    labels[opened(soft & (smooth > _ORGAN_HU), ct.spacing, _THINNEST_MM)] = Anatomy.ORGAN
    dense = np.isin(labels, (Anatomy.SPONGY_BONE, Anatomy.CORTICAL_BONE))
    enclosed = closed(dense, ct.spacing, _SPONGY_GAP_MM) & (labels == Anatomy.ORGAN)
    labels[enclosed] = Anatomy.MARROW  # spongy bone below the bone threshold, as in old vertebrae
    labels[_whole_brain(_brain(ct, labels), soft, ct) & soft] = Anatomy.BRAIN
    return labels


def _brain(ct: Volume, labels: np.ndarray) -> np.ndarray:
    bone = closed(ct.array > BONE_HU, ct.spacing, _SKULL_GAP_MM)
    inside = small_holes(bone, _LARGEST_SECTION_MM2 / (ct.spacing[0] * ct.spacing[1]))
    brain = np.zeros_like(bone)
    for part in parts_of(inside, ct.spacing, _SMALLEST_BRAIN_MM3):
        if np.mean(labels[part] == Anatomy.FAT) < _MOST_FAT:
            brain |= part
    return brain


def _whole_brain(brain: Mask, soft: Mask, ct: Volume) -> Mask:
    """The brain with what hangs together with it above the open base of the skull."""
    if not brain.any():
        return brain
    core = erode(soft | brain, ct.spacing, _BASE_GAP_MM)
    lowest = int(np.flatnonzero(brain.any(axis=(1, 2)))[0])
    core[: max(lowest - round(_BASE_MM / ct.spacing[2]), 0)] = False
    for part in parts_of(core, ct.spacing, _SMALLEST_BRAIN_MM3):
        if (part & brain).any() and part.sum() < 2 * brain.sum():
            return brain | dilate(part, ct.spacing, _BASE_GAP_MM)
    return brain


def smoothed(array: np.ndarray, spacing: tuple[float, float, float], sigma_mm: float) -> np.ndarray:
    """A Gaussian of the given SD over [k, j, i], float32."""
    image = sitk.GetImageFromArray(array.astype(np.float32))
    image.SetSpacing(spacing)
    return sitk.GetArrayFromImage(sitk.SmoothingRecursiveGaussian(image, sigma_mm))
