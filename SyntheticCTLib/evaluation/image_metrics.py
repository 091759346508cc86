"""Voxel-wise agreement in HU: MAE, mean error, MSE, PSNR and Pearson R inside a mask.

MAE and PSNR are those of the SynthRAD2025 challenge's published ``evaluation`` code, in float64:
MAE is not clipped, PSNR clips both images to the dynamic range and divides by the mask's voxels.
"""

from __future__ import annotations

import math

import numpy as np

from SyntheticCTLib.evaluation.figure import Figure, undefined
from SyntheticCTLib.evaluation.masked import EMPTY_MASK, inside
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU, SYNTHRAD2023_HIGHEST_HU

#: Lowest and highest HU of a metric that clips, as in the code that scored the 2025 submissions.
SYNTHRAD2025_RANGE = (LOWEST_HU, HIGHEST_HU)

#: The same for the 2023 challenge and for the ``metrics`` snippets of 2025.
SYNTHRAD2023_RANGE = (LOWEST_HU, SYNTHRAD2023_HIGHEST_HU)


def mean_absolute_error(sct: np.ndarray, ct: np.ndarray, mask: np.ndarray | None = None) -> Figure:
    """Mean of ``|sCT - CT|`` over the mask, HU; not clipped, so a voxel at 5000 HU counts in full.

    Args:
        sct: synthetic CT, HU, ``[k, j, i]`` or already the voxels of a mask.
        ct: real CT, HU, the same shape.
        mask: voxels that count, the same shape; None for all.

    Returns:
        The figure, undefined for an empty mask.
    """
    synthetic, real = inside(sct, ct, mask)
    return _mean("MAE", np.abs(synthetic - real), "HU")


def mean_error(sct: np.ndarray, ct: np.ndarray, mask: np.ndarray | None = None) -> Figure:
    """Mean of ``sCT - CT`` over the mask, HU: positive for a bright sCT. Arguments as for MAE."""
    synthetic, real = inside(sct, ct, mask)
    return _mean("mean error", synthetic - real, "HU")


def mean_squared_error(sct: np.ndarray, ct: np.ndarray, mask: np.ndarray | None = None) -> Figure:
    """Mean of ``(sCT - CT)^2`` over the mask, HU^2; not clipped. Arguments as for MAE."""
    synthetic, real = inside(sct, ct, mask)
    return _mean("MSE", np.square(synthetic - real), "HU^2")


def _mean(name: str, values: np.ndarray, unit: str) -> Figure:
    if not values.size:
        return undefined(name, EMPTY_MASK, unit)
    return Figure(name, float(values.mean()), unit)


def peak_signal_to_noise_ratio(
    sct: np.ndarray,
    ct: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    dynamic_range: tuple[float, float] = SYNTHRAD2025_RANGE,
) -> Figure:
    """``10 log10(R^2 / MSE)`` in dB with both images clipped to the dynamic range, R its width.

    Args:
        sct: synthetic CT, HU, ``[k, j, i]`` or already the voxels of a mask.
        ct: real CT, HU, the same shape.
        mask: voxels that count, the same shape; None for all.
        dynamic_range: lowest and highest HU.

    Returns:
        The figure: undefined for an empty mask, infinite when nothing differs inside the range.
    """
    low, high = dynamic_range
    note = f"dynamic range [{low:g}, {high:g}] HU"
    synthetic, real = inside(sct, ct, mask)
    if not real.size:
        return undefined("PSNR", EMPTY_MASK, "dB")
    mse = float(np.square(np.clip(synthetic, low, high) - np.clip(real, low, high)).mean())
    if mse == 0.0:
        return Figure("PSNR", math.inf, "dB", f"infinite: no voxel differs; {note}")
    return Figure("PSNR", 10.0 * math.log10((high - low) ** 2 / mse), "dB", note)


def pearson_correlation(sct: np.ndarray, ct: np.ndarray, mask: np.ndarray | None = None) -> Figure:
    """Pearson's R between sCT and CT over the mask. Arguments as for MAE.

    Returns:
        The figure: undefined for an empty mask or when one of the images is constant inside it.
    """
    synthetic, real = inside(sct, ct, mask)
    if not real.size:
        return undefined("Pearson R", EMPTY_MASK)
    for name, values in (("sCT", synthetic), ("CT", real)):
        if values.min() == values.max():
            return undefined("Pearson R", f"the {name} is constant ({values[0]:g} HU) in the mask")
    synthetic -= synthetic.mean()
    real -= real.mean()
    ratio = float(synthetic @ real) / math.sqrt(float(synthetic @ synthetic) * float(real @ real))
    return Figure("Pearson R", max(-1.0, min(1.0, ratio)))
