"""Whether an image that may be a cone-beam CT is a calibrated CT.

Scatter and hardening move fat and soft tissue of a cone-beam CT by tens of HU from one part of the
body to another, and blur them into one heap. In a CT both have a peak of their own nearly
everywhere, where they belong, and air is air. A reconstruction circle, or none, tells nothing: both
kinds of scanner cut it out. Of 52 real CTs these limits know 29 (small boxes and noisy limbs are
not among them), and none of 139 simulated cone-beam CTs, 24 of them with a quarter or all of their
scatter on a scale of HU.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float32Array, IntArray, Mask
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.cone_beam import cone_beam_field_of_view
from SyntheticCTLib.preprocessing.tissue_peak import tissue_peak

#: Where peaks are looked for, HU, in steps of this width; parts are looked at in voxels this wide.
_AIR_RANGE_HU, _SOFT_RANGE_HU, _FAT_RANGE_HU = (-1150.0, -800.0), (-20.0, 130.0), (-150.0, -60.0)
_AIR_STEP_HU, _STEP_HU, _VOXEL_MM = 10.0, 5.0, 3.0

#: What may be tissue by any of these scales, HU; and how much of it a part needs to be counted.
_TISSUE_HU, _FEWEST = (-250.0, 300.0), 600

#: Parts: thirds of the height, quarters round the middle, and inside or outside this share of the
#: way from there to the border. So many have to be left.
_HEIGHTS, _INNER, _FEWEST_PARTS = 3, 0.6, 20

#: Where a CT has air, soft tissue and fat, HU, and in which share of the parts it has a peak of
#: each; how far, SD in HU, soft tissue may differ from part to part; and how far, HU, the half of
#: what lies near a part's peak of soft tissue from it.
_AIR_HU, _SOFT_HU, _FAT_HU = (-1020.0, -930.0), (8.0, 85.0), (-116.0, -66.0)
_SOFT_SHARE, _FAT_SHARE, _SOFT_SD_HU, _WIDTH_HU, _NEAR_HU = 0.9, 0.55, 26.0, 21.0, 60.0


@dataclass(frozen=True)
class TissuesOfCT:
    """Where a CT's air, fat and soft tissue lie, HU: the median over its parts."""

    air_hu: float
    fat_hu: float
    soft_hu: float


def tissues_of_ct(volume: Volume) -> TissuesOfCT | None:
    """Where air, fat and soft tissue lie in what looks like a calibrated CT; None in what does not.

    Args:
        volume: as it was read, array ``[k, j, i]``, any grid.
    """
    turned = to_orientation(volume, "LPS")
    steps = [max(round(_VOXEL_MM / mm), 1) for mm in turned.spacing[::-1]]
    thinned = tuple(slice(None, None, step) for step in steps)
    array = turned.array[thinned].astype(np.float32)
    seen = cone_beam_field_of_view(turned)[thinned]
    low, high = _TISSUE_HU
    tissue = seen & (array > low) & (array < high)
    air = tissue_peak(array[seen], _AIR_RANGE_HU, _AIR_STEP_HU)
    if air is None or not _AIR_HU[0] <= air <= _AIR_HU[1] or not tissue.any():
        return None
    parts = _parts_of(array, tissue)
    soft, fat = (
        np.array([np.nan if peak is None else peak for peak in peaks])
        for peaks in (
            [tissue_peak(part, limits, _STEP_HU) for part in parts]
            for limits in (_SOFT_RANGE_HU, _FAT_RANGE_HU)
        )
    )
    if len(parts) < _FEWEST_PARTS or not (
        np.isfinite(soft).mean() >= _SOFT_SHARE and np.isfinite(fat).mean() >= _FAT_SHARE
    ):
        return None
    found = TissuesOfCT(air, float(np.nanmedian(fat)), float(np.nanmedian(soft)))
    widths = [_width(part, peak) for part, peak in zip(parts, soft, strict=True)]
    belongs = (
        np.nanmedian(widths) <= _WIDTH_HU
        and _SOFT_HU[0] <= found.soft_hu <= _SOFT_HU[1]
        and _FAT_HU[0] <= found.fat_hu <= _FAT_HU[1]
        and np.nanstd(soft) <= _SOFT_SD_HU
    )
    return found if belongs else None


def _width(part: Float32Array, peak: float) -> float:
    """Half of what lies within some HU of a peak lies within so many; NaN without a peak."""
    away = np.abs(part - peak)
    near = away[away < _NEAR_HU]
    return float(np.median(near)) if near.size else np.nan


def _parts_of(array: Float32Array, tissue: Mask) -> list[Float32Array]:
    """The tissue of each part that has enough of it."""
    j, i = np.nonzero(np.asarray(tissue.any(axis=0)))
    y, x = (
        np.arange(n) - np.median(places) for n, places in zip(tissue.shape[1:], (j, i), strict=True)
    )
    away = np.hypot(y[:, None] / (np.ptp(j) / 2 + 1), x[None] / (np.ptp(i) / 2 + 1))
    across: IntArray = ((y > 0)[:, None] * 2 + (x > 0)[None]) * 2 + (away > _INNER)
    height = np.arange(len(array)) * _HEIGHTS // len(array)
    names = (across[None] * _HEIGHTS + height[:, None, None])[tissue]
    values = array[tissue]
    parts = (values[names == name] for name in np.unique(names))
    return [part for part in parts if part.size >= _FEWEST]
