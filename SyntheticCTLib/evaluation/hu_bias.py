"""Where on the HU scale the sCT errs: the bias curve, and the joint histogram of sCT and CT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array, IntArray
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.masked import inside
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Count, Size
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU

#: Width of a bin, HU: above the noise of a CT, far below the distance between tissues.
BIN_WIDTH_HU = 50.0


@dataclass(frozen=True)
class HuBiasBin(Record):
    """The error where the CT is within one bin.

    Attributes:
        from_hu: lower edge, HU (inclusive).
        below_hu: upper edge, HU (exclusive).
        voxels: voxels of the mask in the bin.
        mean_error_hu: mean of sCT minus CT, HU; None without voxels.
        sd_hu: standard deviation of sCT minus CT, HU; None without voxels.
    """

    from_hu: float
    below_hu: float
    voxels: Count
    mean_error_hu: float | None
    sd_hu: Size | None


@dataclass(frozen=True)
class JointHistogram:
    """How often a CT value and an sCT value stand in one voxel.

    Attributes:
        edges: bin edges, HU, one more than bins.
        counts: voxels, ``[sCT bin, CT bin]``.
    """

    edges: np.ndarray
    counts: np.ndarray


def hu_bias(
    sct: np.ndarray,
    ct: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    bin_width: float = BIN_WIDTH_HU,
) -> list[HuBiasBin]:
    """Mean of sCT minus CT against the CT's HU.

    The CT's noise alone bends the ends of this curve: the darkest bins hold voxels that noise made
    dark, so a perfect, noiseless sCT is brighter there, and darker in the brightest bins.

    Args:
        sct: synthetic CT, HU, ``[k, j, i]`` or already the voxels of a mask.
        ct: real CT, HU, the same shape.
        mask: voxels that count, the same shape; None for all.
        bin_width: HU.

    Returns:
        Bins over the whole CT range, without gap; values beyond it are in the bins at the ends.

    Raises:
        InputError: the shapes differ or the bin width is not positive.
    """
    synthetic, real = inside(sct, ct, mask)
    edges = _edges(bin_width)
    bins = _bin_of(real, edges)
    error = synthetic - real
    voxels = np.bincount(bins, minlength=len(edges) - 1)
    with np.errstate(invalid="ignore"):
        mean = np.bincount(bins, error, len(edges) - 1) / voxels
        spread = np.bincount(bins, np.square(error - mean[bins]), len(edges) - 1) / voxels
    return [
        HuBiasBin(
            float(edges[n]),
            float(edges[n + 1]),
            int(count),
            float(mean[n]) if count else None,
            float(np.sqrt(spread[n])) if count else None,
        )
        for n, count in enumerate(voxels)
    ]


def joint_histogram(
    sct: np.ndarray,
    ct: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    bin_width: float = BIN_WIDTH_HU,
) -> JointHistogram:
    """Voxels by sCT and CT value. Arguments and errors as for ``hu_bias``."""
    synthetic, real = inside(sct, ct, mask)
    edges = _edges(bin_width)
    bins = len(edges) - 1
    flat = _bin_of(synthetic, edges) * bins + _bin_of(real, edges)
    return JointHistogram(edges, np.bincount(flat, minlength=bins * bins).reshape(bins, bins))


def _edges(bin_width: float) -> np.ndarray:
    """Multiples of the width that cover the CT range, so that 0 HU is an edge."""
    if not bin_width > 0:
        raise InputError(f"The width of a HU bin must be positive; got {bin_width}.")
    first, last = np.floor(LOWEST_HU / bin_width), np.floor(HIGHEST_HU / bin_width)
    return np.arange(first, last + 2) * bin_width


def _bin_of(values: np.ndarray, edges: np.ndarray) -> IntArray:
    positions: Float64Array = np.floor((values - edges[0]) / (edges[1] - edges[0]))
    return np.clip(positions, 0, len(edges) - 2).astype(np.intp)
