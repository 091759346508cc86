"""Whether a CT's values are HU times some factor: where its air lies tells.

Air is -1000 HU and tissue lies round 0. Where the air lies elsewhere, and tissue still round 0, all
was multiplied.
"""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import FloatArray
from SyntheticCTLib.hounsfield import AIR_HU, HIGHEST_HU

#: So many voxels are enough to see where air and tissue lie.
_ENOUGH = 1 << 20

#: Factors between these are HU: lung and partial volume move the darkest values so far.
_AS_HU = (0.7, 1.4)

#: Factors beyond these are no scaling of HU that is told by air.
_POSSIBLE = (0.02, 40.0)

#: Darkest share of an image, percent; what lies that near to it, as a share of it, is as dark; and
#: so much of an image has to be, to be its air, and so much not, to be its tissue.
_DARKEST, _NEAR, _AIR_SHARE, _TISSUE_SHARE = 2.0, 0.2, 0.05, 0.02

#: The gap that padding leaves above it, HU, and the share of the voxels that it is at least.
_GAP_HU, _PADDED_SHARE = 300.0, 0.01

#: Half of all tissue is nearer to 0 than this, HU; four fifths of it lie within so many; and only
#: metal is above that.
_TISSUE_HU, _SPREAD_HU, _TOP_HU = 150.0, 450.0, HIGHEST_HU

#: Padding lies beyond this on one side, metal on the other; so much of an image on both is neither.
_BEYOND_HU, _BEYOND_SHARE = 4096.0, 0.005

#: Air turned round lies here, HU, and has this share of the voxels; bone is no such share. And no
#: more than this is far below tissue, where air would be that was not turned.
_TURNED_HU, _TURNED_SHARE = (900.0, 1100.0), 0.2
_LEFT_HU, _LEFT_SHARE = -500.0, 0.05


def factor_of(array: np.ndarray) -> float | None:
    """What HU were multiplied by, where that shows; None where these may be HU.

    Args:
        array: of a CT, in any shape and type; numbers only.

    Returns:
        About the factor: 0.1, 10, or -1 for HU with the sign turned.
    """
    values = _some_of(array)
    low, high = _TURNED_HU
    turned = values.max() < high and np.mean(values > low) > _TURNED_SHARE
    if turned and np.mean(values < _LEFT_HU) < _LEFT_SHARE:
        return -1.0
    if min(np.mean(values < -_BEYOND_HU), np.mean(values > _BEYOND_HU)) > _BEYOND_SHARE:
        beyond = float(np.median(values[values < -_BEYOND_HU])) / AIR_HU
        return beyond if _shows_tissue(values, beyond) else None
    values = _without_padding(values)
    darkest = float(np.percentile(values, _DARKEST))
    near = np.abs(values - darkest) <= _NEAR * abs(darkest)
    if np.mean(near) < _AIR_SHARE:
        return None
    factor = float(np.median(values[near])) / AIR_HU
    inside = _AS_HU[0] <= factor <= _AS_HU[1]
    if inside or not _POSSIBLE[0] < factor < _POSSIBLE[1]:
        return None
    return factor if _shows_tissue(values, factor) else None


def _shows_tissue(values: FloatArray, factor: float) -> bool:
    """Whether what is no air lies where tissue does, once the factor is taken out."""
    tissue = values[values > factor * AIR_HU / 2]
    if tissue.size < _TISSUE_SHARE * values.size:
        return False
    tenth, middle, most, top = np.percentile(tissue, (10, 50, 90, 99.8)) / factor
    return bool(abs(middle) < _TISSUE_HU and most - tenth < _SPREAD_HU and top < _TOP_HU)


def _some_of(array: np.ndarray) -> FloatArray:
    step = max(1, array.size // _ENOUGH)
    some: FloatArray = array.reshape(-1)[::step].astype(np.float64)
    return some


def _without_padding(values: FloatArray) -> FloatArray:
    lowest = values.min()
    rest: FloatArray = values[values > lowest]
    padded = 1 - rest.size / values.size > _PADDED_SHARE
    if padded and rest.size and np.percentile(rest, 1) > lowest + _GAP_HU:
        return rest
    return values
