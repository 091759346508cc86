"""Masked MS-SSIM of SynthRAD2025 and masked SSIM of SynthRAD2023, in float64.

MS-SSIM follows the challenge's published ``evaluation`` code to the last digits, also where that
departs from Wang, Simoncelli and Bovik 2003: a uniform window instead of a Gaussian one, luminance
at every scale with the scale's weight, and negative structure set to 0 before the power is taken.
"""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.evaluation.figure import Figure, undefined
from SyntheticCTLib.evaluation.image_metrics import SYNTHRAD2023_RANGE, SYNTHRAD2025_RANGE
from SyntheticCTLib.evaluation.local_statistics import BORDER, LocalStatistics, local_statistics
from SyntheticCTLib.evaluation.masked import EMPTY_MASK, check_shapes
from SyntheticCTLib.progress import UNWATCHED, Watch

#: Exponents of the five scales, finest first (Wang, Simoncelli and Bovik 2003).
SCALE_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)

#: Shorter axes are continued to this length, so that seven voxels are left at the coarsest scale.
SHORTEST_AXIS = 97

#: Stabilising constants of SSIM, as shares of the dynamic range.
K1 = 0.01
K2 = 0.03


def ms_ssim(
    sct: np.ndarray,
    ct: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    dynamic_range: tuple[float, float] = SYNTHRAD2025_RANGE,
    watch: Watch = UNWATCHED,
) -> Figure:
    """Multi-scale structural similarity over the mask, 0 to 1, as SynthRAD2025 scored it.

    Args:
        sct: synthetic CT, HU, ``[k, j, i]``. Integer images are kept small; others become float64.
        ct: real CT, HU, the same shape.
        mask: voxels that count, the same shape; None for all.
        dynamic_range: lowest and highest HU; images are clipped to it, and lowest outside the mask.

    Returns:
        The figure; undefined when a scale has no mask voxel three voxels away from the faces.

    Raises:
        InputError: the shapes differ.
    """
    low, high = dynamic_range
    chosen = _as_bool(sct, ct, mask)
    if not chosen.any():
        return undefined("MS-SSIM", EMPTY_MASK)
    padding = [_padding(length) for length in chosen.shape]
    x = np.pad(_prepared(ct, chosen, dynamic_range), padding, mode="edge")
    y = np.pad(_prepared(sct, chosen, dynamic_range), padding, mode="edge")
    chosen = np.pad(chosen, padding, mode="edge")
    product = 1.0
    for scale, weight in enumerate(SCALE_WEIGHTS):
        if scale > 0:
            x, y, chosen = _halved(x), _halved(y), chosen[::2, ::2, ::2]
        # Each scale has an eighth of the voxels of the one before.
        report = watch.part(1 - 8.0**-scale, 1 - 8.0 ** -(scale + 1))
        value = _scale_value(x, y, chosen, high - low, weight, report)
        if value is None:
            return undefined("MS-SSIM", _too_small(f"at scale {scale + 1} of 5"))
        product *= min(max(value, 0.0), 1.0)
    return Figure("MS-SSIM", product, note=f"dynamic range [{low:g}, {high:g}] HU")


def ssim(
    sct: np.ndarray,
    ct: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    dynamic_range: tuple[float, float] = SYNTHRAD2023_RANGE,
) -> Figure:
    """Structural similarity at one scale, as in SynthRAD2023. The images as for ``ms_ssim``."""
    low, high = dynamic_range
    chosen = _as_bool(sct, ct, mask)
    if not chosen.any():
        return undefined("SSIM", EMPTY_MASK)
    x, y = _prepared(ct, chosen, dynamic_range), _prepared(sct, chosen, dynamic_range)
    c1, c2 = (K1 * (high - low)) ** 2, (K2 * (high - low)) ** 2
    total, voxels = 0.0, 0
    for found in local_statistics(x, y, chosen):
        values = (2 * found.mean_x * found.mean_y + c1) * (2 * found.covariance + c2)
        values /= found.mean_x**2 + found.mean_y**2 + c1
        values /= found.variance_x + found.variance_y + c2
        total, voxels = total + float(values.sum()), voxels + values.size
    if not voxels:
        return undefined("SSIM", _too_small("in the image"))
    return Figure("SSIM", total / voxels, note=f"dynamic range [{low:g}, {high:g}] HU")


def _scale_value(
    x: np.ndarray,
    y: np.ndarray,
    chosen: np.ndarray,
    width: float,
    weight: float,
    watch: Watch,
) -> float | None:
    """Mean of the similarity map over the mask at one scale; None when no voxel is left."""
    total, voxels = 0.0, 0
    for found in local_statistics(x, y, chosen):
        watch.report("comparing structure", found.done)
        values = _similarity(found, width) ** weight
        total, voxels = total + float(values.sum()), voxels + values.size
    return total / voxels if voxels else None


def _similarity(found: LocalStatistics, width: float) -> Float64Array:
    """Luminance times contrast times structure, each at least 0. One power of it replaces three."""
    c1, c2 = (K1 * width) ** 2, (K2 * width) ** 2
    c3 = c2 / 2
    deviation_x = np.sqrt(np.maximum(found.variance_x, 0.0))
    deviation_y = np.sqrt(np.maximum(found.variance_y, 0.0))
    both = deviation_x * deviation_y
    luminance = (2 * found.mean_x * found.mean_y + c1) / (found.mean_x**2 + found.mean_y**2 + c1)
    contrast = (2 * both + c2) / (found.variance_x + found.variance_y + c2)
    structure = (found.covariance + c3) / (both + c3)
    return np.maximum(luminance, 0) * np.maximum(contrast, 0) * np.maximum(structure, 0)


def _prepared(
    image: np.ndarray, chosen: np.ndarray, dynamic_range: tuple[float, float]
) -> np.ndarray:
    """The image clipped, lowest outside the mask, and shifted to start at 0.

    Whole numbers stay whole in two bytes: exact, and a quarter of the memory of float64.
    """
    low, high = dynamic_range
    if image.dtype.kind in "iu" and high - low <= np.iinfo(np.int16).max:
        whole = np.clip(image.astype(np.int32), int(low), int(high)) - int(low)
        prepared: np.ndarray = whole.astype(np.int16)
    else:
        prepared = np.clip(image.astype(np.float64), low, high) - low
    prepared[~chosen] = 0
    return prepared


def _halved(image: np.ndarray) -> np.ndarray:
    """Each second voxel of the 2 x 2 x 2 box mean that looks back; before the first is 0."""
    for axis in range(3):
        moved = np.moveaxis(image, axis, 0)
        half = moved[0::2].astype(np.float64)
        half[1:] += moved[1::2][: len(half) - 1]
        half /= 2
        image = np.moveaxis(half, 0, axis)
    return image


def _padding(length: int) -> tuple[int, int]:
    missing = max(SHORTEST_AXIS - length, 0)
    return missing // 2, missing - missing // 2


def _as_bool(sct: np.ndarray, ct: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    check_shapes(sct, ct, mask)
    return np.ones(ct.shape, dtype=bool) if mask is None else mask > 0


def _too_small(where: str) -> str:
    return f"the mask is too small: {where} none of it is {BORDER} voxels away from the faces"
