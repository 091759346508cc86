"""An MR drawn from a real CT: random contrast, texture, shading, resolution and noise.

For contrasts and regions of which there are no pairs (the idea of SynthSeg, with the CT's anatomy
as it is). The CT's noise must not show in the MR, or a network would learn to read it: the CT
gives borders and mixtures after smoothing, and all texture is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.hounsfield import TYPICAL_CORTICAL_HU, TYPICAL_FAT_HU, TYPICAL_MUSCLE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.distances import signed_distance
from SyntheticCTLib.masks.morphology import dilate
from SyntheticCTLib.simulation.mr.ct_anatomy import Anatomy, ct_anatomy, smoothed
from SyntheticCTLib.simulation.mr.random_contrast import DrawnContrast, draw_contrast
from SyntheticCTLib.simulation.mr.signal import rician
from SyntheticCTLib.simulation.random_field import RandomField

#: Sizes along i, j and k, mm.
Grain = tuple[float, float, float]

#: The brightest tissue's signal, in the arbitrary units of the result.
_FULL_SIGNAL = 1000.0

#: Smoothing of the CT before it gives mixtures of tissues, mm; and how far HU must lie from that of
#: a pure tissue before a voxel is a mixture: noise is no mixture.
_MIXTURE_SMOOTHING_MM = 1.2
_NOISE_HU = 45.0

#: How many voxels from a border fat and muscle mix.
_BORDER_VOXELS = 1.5

#: Texture of each tissue: size of its grains along i, j and k, mm, and largest SD as a share of the
#: signal. Fibres of muscle run mostly along a limb or trunk.
_TEXTURE: dict[Anatomy, tuple[Grain, float]] = {
    Anatomy.FAT: ((2.0, 2.0, 3.0), 0.08),
    Anatomy.MUSCLE: ((0.9, 0.9, 12.0), 0.16),
    Anatomy.FLUID: ((8.0, 8.0, 8.0), 0.05),
    Anatomy.ORGAN: ((3.0, 3.0, 3.0), 0.12),
    Anatomy.BRAIN: ((1.6, 1.6, 1.6), 0.06),
    Anatomy.SPONGY_BONE: ((1.0, 1.0, 1.3), 0.18),
    Anatomy.MARROW: ((4.0, 4.0, 6.0), 0.15),
    Anatomy.LUNG: ((1.6, 1.6, 2.0), 0.3),
}

#: Sheets of fat between muscle bundles: grains of the field at whose zeros they lie, how far from
#: zero, and grains of the field that decides where they are at all.
_SHEETS_MM = (4.0, 4.0, 20.0)
_SHEETS_WIDTH = (0.02, 0.14)
_FATTY_MM = (14.0, 14.0, 30.0)

#: Soft tissue that is of another kind, though the CT does not show it: grains, from which value of
#: the field, and the range of factors on its signal.
_REGIONS_MM = (9.0, 9.0, 12.0)
_REGIONS_FROM = 1.1
_REGIONS_FACTOR = (0.6, 1.7)

#: Cortex of the brain: grain of the field at whose zeros its folds lie, how deep they reach, its
#: thickness, mm; and the field's value up to which a fold is open.
_FOLD_MM = (5.0, 5.0, 5.5)
_FOLD_DEPTH_MM = 12.0
_CORTEX_MM = 3.5
_FOLD_OPEN = 0.12

#: Shading: wavelength, mm, and largest SD of its logarithm.
_BIAS_MM = (260.0, 260.0, 300.0)
_MOST_BIAS = 0.35

#: Resolutions of the drawn scan, mm: in the slice and across, and SD of the noise over the full
#: signal.
_IN_PLANE_MM = (0.5, 1.6)
_SLICE_MM = (0.8, 6.0)
_NOISE = (0.005, 0.06)

#: SD of a Gaussian of one mm full width at half maximum.
_SD_PER_WIDTH = 1 / 2.355


@dataclass(frozen=True)
class DrawnMR:
    """A simulated MR on its CT's grid.

    Attributes:
        mr: signal from 0 to somewhat over 1000, float32.
        anatomy: the labels that it was drawn by, uint8 [k, j, i].
        contrast: how bright each tissue is.
    """

    mr: Volume
    anatomy: np.ndarray
    contrast: DrawnContrast


def draw_mr(ct: Volume, *, seed: int, anatomy: np.ndarray | None = None) -> DrawnMR:
    """Draw one MR of a CT. One seed gives one image.

    Args:
        ct: HU, array [k, j, i].
        seed: of everything random.
        anatomy: labels of an earlier call for this CT, to save time; None finds them.

    Raises:
        InputError: no body stands out from air.
    """
    rng = np.random.default_rng(seed)
    labels = ct_anatomy(ct) if anatomy is None else anatomy
    contrast = draw_contrast(rng)
    signal = contrast.signal[labels].astype(np.float32)
    _paint_brain(signal, labels, contrast, ct, rng)
    _paint_texture(signal, labels, ct, rng)
    _paint_muscle(signal, labels, contrast, ct, rng)
    signal = _mixed(signal, labels, contrast, ct)
    signal *= np.exp(_shading(ct, rng) * rng.uniform(0.0, _MOST_BIAS))
    signal = _at_resolution(signal, ct, rng)
    noisy = rician(np.maximum(signal, 0.0), rng.uniform(*_NOISE), rng)
    mr = replace(ct, array=(_FULL_SIGNAL * noisy).astype(np.float32), metadata={"modality": "MR"})
    return DrawnMR(mr, labels, contrast)


def _noise_field(ct: Volume, grain: Grain, rng: np.random.Generator) -> np.ndarray:
    """Noise smoothed to grains of that size: mean 0 and SD 1, float32 [k, j, i]."""
    image = sitk.GetImageFromArray(rng.standard_normal(ct.array.shape, dtype=np.float32))
    image.SetSpacing(ct.spacing)
    field: Float32Array = sitk.GetArrayFromImage(sitk.SmoothingRecursiveGaussian(image, grain))
    return (field - np.float32(field.mean())) / np.float32(field.std())


def _shading(ct: Volume, rng: np.random.Generator) -> np.ndarray:
    """A field of a few long waves, float32 [k, j, i]."""
    field = RandomField.draw(rng, _BIAS_MM)
    k, j, i = (
        np.arange(length, dtype=np.float32) * np.float32(step)
        for length, step in zip(ct.array.shape, ct.spacing[::-1], strict=True)
    )
    total = np.zeros(ct.array.shape, np.float32)
    for (x, y, z), phase in zip(field.waves.tolist(), field.phases.tolist(), strict=True):
        # cos of a sum by parts: small tables instead of a cosine for every voxel.
        across = (x * i + y * j[:, None])[None]
        along = (z * k + phase)[:, None, None]
        total += np.cos(along) * np.cos(across) - np.sin(along) * np.sin(across)
    return total * np.float32(np.sqrt(2 / len(field.phases)))


def _paint_texture(
    signal: np.ndarray, labels: np.ndarray, ct: Volume, rng: np.random.Generator
) -> None:
    for label, (grain, most) in _TEXTURE.items():
        share = rng.uniform(0.2, 1.0) * most
        place = labels == label
        if place.any():
            signal[place] *= np.maximum(1 + share * _noise_field(ct, grain, rng)[place], 0.0)


def _paint_muscle(
    signal: np.ndarray,
    labels: np.ndarray,
    contrast: DrawnContrast,
    ct: Volume,
    rng: np.random.Generator,
) -> None:
    """Parts of another kind, and thin sheets of fat between muscle bundles."""
    muscle = labels == Anatomy.MUSCLE
    other = muscle & (_noise_field(ct, _REGIONS_MM, rng) > _REGIONS_FROM)
    signal[other] *= rng.uniform(*_REGIONS_FACTOR)
    sheets = np.abs(_noise_field(ct, _SHEETS_MM, rng)) < rng.uniform(*_SHEETS_WIDTH)
    fatty = _noise_field(ct, _FATTY_MM, rng) > rng.uniform(-0.5, 1.0)
    place = muscle & sheets & fatty
    signal[place] = 0.5 * (signal[place] + contrast.signal[Anatomy.FAT])


def _paint_brain(
    signal: np.ndarray,
    labels: np.ndarray,
    contrast: DrawnContrast,
    ct: Volume,
    rng: np.random.Generator,
) -> None:
    """White matter under a folded cortex, and liquor in the folds and where the CT shows fluid."""
    brain = labels == Anatomy.BRAIN
    if not brain.any():
        return
    depth = -signed_distance(brain, ct.spacing)
    folds = np.abs(_noise_field(ct, _FOLD_MM, rng))
    reach = _FOLD_DEPTH_MM * np.clip(1.2 - folds, 0.0, 1.0)
    signal[brain & (depth > reach + _CORTEX_MM)] = contrast.white_matter
    signal[brain & (depth < reach) & (folds < _FOLD_OPEN)] = contrast.liquor
    inner = dilate(brain, ct.spacing, 3.0) & (labels == Anatomy.FLUID)
    signal[inner] = contrast.liquor


def _mixed(
    signal: np.ndarray, labels: np.ndarray, contrast: DrawnContrast, ct: Volume
) -> np.ndarray:
    """Voxels between tissues hold some of both, by their HU between those of the pure ones."""
    hu = smoothed(ct.array, ct.spacing, _MIXTURE_SMOOTHING_MM)
    fat, muscle = contrast.signal[Anatomy.FAT], contrast.signal[Anatomy.MUSCLE]
    pure_fat, pure_muscle = TYPICAL_FAT_HU + _NOISE_HU, TYPICAL_MUSCLE_HU - _NOISE_HU
    share = np.clip((hu - pure_fat) / (pure_muscle - pure_fat), 0.0, 1.0)
    is_fat, is_muscle = labels == Anatomy.FAT, labels == Anatomy.MUSCLE
    reach = _BORDER_VOXELS * max(ct.spacing[:2])
    border = (is_fat & dilate(is_muscle, ct.spacing, reach)) | (
        is_muscle & dilate(is_fat, ct.spacing, reach)
    )
    pure = np.where(is_fat, fat, muscle)
    mixed = np.where(border, signal + fat + share * (muscle - fat) - pure, signal)
    # Trabeculae give no signal: the denser the spongy bone, the darker.
    spongy = (labels == Anatomy.SPONGY_BONE) | (labels == Anatomy.MARROW)
    dense = np.clip((hu - TYPICAL_FAT_HU) / (TYPICAL_CORTICAL_HU - TYPICAL_FAT_HU), 0.0, 1.0)
    return np.where(spongy, mixed * (1 - dense), mixed).astype(np.float32)


def _at_resolution(signal: np.ndarray, ct: Volume, rng: np.random.Generator) -> np.ndarray:
    """Blurred as voxels of the drawn scan average, if they are larger than the CT's."""
    widths = [rng.uniform(*_IN_PLANE_MM)] * 2 + [rng.uniform(*_SLICE_MM)]
    axes = rng.permutation(3) if rng.random() < 0.3 else [0, 1, 2]  # sagittal and coronal scans
    for axis, width in zip(axes, widths, strict=True):
        extra = width**2 - ct.spacing[axis] ** 2
        if extra > 0:
            signal = _blurred(
                signal, 2 - int(axis), np.sqrt(extra) * _SD_PER_WIDTH / ct.spacing[axis]
            )
    return signal


def _blurred(signal: np.ndarray, axis: int, sigma: float) -> np.ndarray:
    """A Gaussian of SD ``sigma`` voxels along one axis of [k, j, i]; the border is repeated."""
    reach = max(int(np.ceil(3 * sigma)), 1)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    margin = [(reach, reach) if n == axis else (0, 0) for n in range(3)]
    padded = np.pad(signal, margin, mode="edge")
    length = signal.shape[axis]
    total = np.zeros_like(signal)
    for offset, weight in enumerate(kernel.astype(np.float32)):
        total += weight * np.take(padded, range(offset, offset + length), axis)
    return total
