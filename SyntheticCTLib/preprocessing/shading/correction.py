"""A cone-beam CT without its shading: grey values in HU, whatever scanner wrote them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import AIR_HU, HIGHEST_HU, OUTSIDE_HU, SOFT_TISSUE_HU
from SyntheticCTLib.image.resampling import onto_grid, to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.cone_beam import (
    GreyScale,
    cone_beam_field_of_view,
    grey_scale,
)
from SyntheticCTLib.preprocessing.shading.cylinder import Cylinder, cylinder_of
from SyntheticCTLib.preprocessing.shading.noise import without_noise
from SyntheticCTLib.preprocessing.shading.one_tissue import missing_level
from SyntheticCTLib.preprocessing.shading.samples import Samples, samples_of
from SyntheticCTLib.preprocessing.shading.tissue_fit import fit_tissues

#: Blocks this far below the median of soft tissue are gas or lung, HU.
_GAS_BELOW_HU = 450.0

#: The grey scale is read off where no rim can fool it: deeper than this share of the radius.
_INNER_SHARE = 0.25

#: Values that begin at 0 are linear attenuation where tissue lies below the first number, 1/mm or
#: 1/cm, and whole numbers on some scale from 0 for air on where it lies above the second.
_ATTENUATION_BELOW, _UNSIGNED_ABOVE = 0.5, 600.0
_NOISE_BELOW_ZERO = 0.2

#: Lung and gas in bowel are no air: a scale that takes them for it is off by less than this, and
#: HU-like values are then nearer to HU as they are.
_LIKE_HU = (0.75, 1.33)

#: Two tissues of a scan with little noise are taken for air and tissue: they are so much nearer.
_NO_AIR = 2.0

#: A field whose median lies below this, HU, on a scale that begins below 0, shows air alone.
_ONLY_AIR_HU = -600.0

#: Air lies around the body where the field's border is this near to it, as a share of the way to
#: soft tissue.
_AIR_AT_RIM = 0.25
_RIM_RING_MM = (3.0, 10.0)

#: Fewer blocks of tissue tell nothing of shading.
_FEWEST_BLOCKS = 200

#: Nothing is thinner than air: of 200 blocks away from the rim one may be, by noise.
_DARKEST_PERCENT = 0.5


@dataclass(frozen=True, eq=False)
class Unshaded:
    """A CBCT without its shading.

    Attributes:
        volume: float32 HU on the input's grid; ``OUTSIDE_HU`` outside the field of view.
        on_line: the scan on the straight line that was found, shading and noise in it, float32.
        field_of_view: what the scan saw, bool ``[k, j, i]``.
        straight: the scan with one value taken off instead of a field: the field's median in tissue
            away from the rim; noise and shading in it, float32 HU.
        field: the shading that was taken off, HU, float32, 0 outside.
        scale: grey values of air and soft tissue that were found.
        contrast: distance of fat and soft tissue before, as a share of the true one.
        fat_share: of all blocks of fat and soft tissue.
    """

    volume: Volume
    on_line: Float32Array
    straight: Float32Array
    field_of_view: Mask
    field: Float32Array
    scale: GreyScale
    contrast: float
    fat_share: float


def without_shading(volume: Volume) -> Unshaded:
    """Take the slow shading and the rim of truncation off a cone-beam CT, and put it in HU.

    Args:
        volume: the CBCT as it was read, array ``[k, j, i]``, any grid.

    Raises:
        InputError: the field of view is empty, or shows hardly any tissue.
    """
    turned = to_orientation(volume.with_array(volume.array.astype(np.float32)), "LPS")
    seen = cone_beam_field_of_view(turned)
    if not seen.any() or np.ptp(turned.array[seen]) == 0:
        raise InputError("The cone-beam CT's field of view is empty: nothing was scanned.")
    cylinder = cylinder_of(turned.with_array(seen))
    samples = samples_of(turned, seen, cylinder)
    middle = float(np.median(turned.array[seen]))
    if middle < _ONLY_AIR_HU and np.percentile(turned.array[seen], 99.5) < _ONLY_AIR_HU:
        raise InputError(
            f"The cone-beam CT's field of view shows only air (median {middle:.0f}): nothing was "
            f"scanned."
        )
    _check_enough(samples)
    scale = scale_of_grey(samples, cylinder)
    per_grey = (SOFT_TISSUE_HU - AIR_HU) / (scale.tissue - scale.air)
    samples = samples.with_grey((samples.grey - scale.tissue) * per_grey)
    tissue = samples.where(samples.grey > -_GAS_BELOW_HU)
    _check_enough(tissue)
    found = fit_tissues(tissue, cylinder)
    deep = tissue.where(tissue.depth > _INNER_SHARE * cylinder.radius)
    at_deep = found.field.at(deep)
    missing = missing_level(deep.grey - at_deep)
    field = found.field.on_grid(turned) - np.float32(missing)
    line = (turned.array - np.float32(scale.tissue)) * np.float32(per_grey)
    hu = without_noise(line - field, seen, turned.spacing)
    hu = np.where(seen, np.clip(hu, AIR_HU, HIGHEST_HU), np.float32(OUTSIDE_HU))
    level = np.float32(np.median(at_deep) - missing)
    straight = np.where(seen, np.clip(line - level, AIR_HU, HIGHEST_HU), np.float32(OUTSIDE_HU))
    line = np.where(seen, line + np.float32(SOFT_TISSUE_HU), np.float32(OUTSIDE_HU))

    def back(array: np.ndarray, outside: float) -> np.ndarray:
        placed = onto_grid(
            turned.with_array(array), volume, interpolation="nearest", outside=outside
        )
        return placed.array

    return Unshaded(
        replace(volume, array=back(hu, OUTSIDE_HU)),
        back(line, OUTSIDE_HU),
        back(straight, OUTSIDE_HU),
        back(seen, 0.0),
        back(np.where(seen, field, np.float32(0)), 0.0),
        scale,
        found.contrast,
        found.fat_share,
    )


def _check_enough(tissue: Samples) -> None:
    if len(tissue.grey) < _FEWEST_BLOCKS:
        raise InputError(
            f"Only {len(tissue.grey)} small blocks of the scan show tissue, too few to tell "
            f"shading by: is it a cone-beam CT of a body?"
        )


def scale_of_grey(samples: Samples, cylinder: Cylinder) -> GreyScale:
    """Air and soft tissue on a scanner's scale of grey values, by what lies away from the rim."""
    inner = samples.grey[samples.depth > _INNER_SHARE * cylinder.radius]
    middle = float(np.median(inner))
    from_zero = middle > 0 and np.percentile(inner, 1) > -_NOISE_BELOW_ZERO * middle
    if from_zero:
        middle = float(np.median(inner[inner > 0.5 * middle]))  # without lungs
    # On a scale from zero that is air, whatever the unit; it is looked at as if it were HU.
    zero_based = from_zero and (middle > _UNSIGNED_ABOVE or middle < _ATTENUATION_BELOW)
    unit = (SOFT_TISSUE_HU - AIR_HU) / middle if zero_based else 1.0
    found = grey_scale(inner * unit)
    near, far = _RIM_RING_MM
    rim = np.median(samples.grey[(samples.depth > near) & (samples.depth < far)]) * unit
    way = found.tissue - found.air
    around = abs(float(rim) - found.air) < _AIR_AT_RIM * way
    air, low = found.air, (SOFT_TISSUE_HU - AIR_HU) / way
    like_hu = _LIKE_HU[0] < low < _LIKE_HU[1] or low > _NO_AIR
    if found.has_air and not around and like_hu:
        air = found.tissue + AIR_HU - SOFT_TISSUE_HU
    air = min(air, float(np.percentile(inner, _DARKEST_PERCENT)) * unit)
    return GreyScale(air / unit, found.tissue / unit, found.has_air and around)
