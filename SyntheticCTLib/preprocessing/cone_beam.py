"""A cone-beam CT made ready: what the scan saw, and grey values on the scale of Hounsfield units.

A CBCT's numbers are off by a shift and a scale that differ from scanner to scanner. Two values are
in nearly every one: air, and soft tissue. They are found by their histogram and put where they
belong, so that neither shift nor scale of the grey values reaches a network.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from SyntheticCTLib.hounsfield import AIR_HU, HIGHEST_HU, OUTSIDE_HU, SOFT_TISSUE_HU
from SyntheticCTLib.image.once import once_a_volume
from SyntheticCTLib.image.resampling import onto_grid, to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.hulls import convex_slices
from SyntheticCTLib.preprocessing.body_mask import otsu

#: Share of a border that one value must take to be what a scanner writes outside its field.
_PADDED_SHARE = 0.05

#: A resampled padding holds its value to about this, and to this share of the values' range where
#: that is narrow: attenuation goes from 0 to 0.1.
_PADDING_TOLERANCE, _PADDING_SHARE = 1.0, 0.002

#: Air is there when the darker class lies this many SDs of soft tissue below it, and holds at least
#: this share of what is seen. Without air the two classes are fat and muscle, or tissue and bone,
#: which is spread widely.
_AIR_DISTANCE = 5.0
_AIR_SHARE = 0.01

#: Strong cupping spreads soft tissue so widely that it fails that test beside plain air. Then the
#: two must be as far apart as on a scale like that of HU (fat and muscle are 150 apart), with a
#: dip in the histogram between them: bone is a tail without one.
_SURE_AIR_DISTANCE = 500.0
_DEEPEST_DIP = 0.7

#: Two tissues of a scan without air may each have a narrow peak. On a scale with values below this
#: air lies so much farther away, and on one from 0 on it is not so great a share of tissue.
_BELOW_ZERO, _TISSUES_APART, _TISSUES_ALIKE = -25.0, 300.0, 0.6

#: Air is the lowest peak of the darker class this high as a share of its highest, which is that of
#: the lungs in many a thorax.
_AIR_PEAK = 0.25

_SD_PER_QUARTILES = 1.349
_BINS = 100
_MOST_SAMPLES = 2_000_000


@dataclass(frozen=True)
class GreyScale:
    """Where air and soft tissue lie on a CBCT's scale of grey values.

    Attributes:
        air: grey value of air; without air in view what it would be if the scale were that of HU.
        tissue: median grey value of what is not air.
        has_air: whether air was found.
    """

    air: float
    tissue: float
    has_air: bool


@dataclass(frozen=True, eq=False)
class CalibratedCBCT:
    """A CBCT on the scale of HU.

    Attributes:
        volume: float32, air at -1000 and the median of soft tissue at ``SOFT_TISSUE_HU``; outside
            the field of view ``OUTSIDE_HU``.
        field_of_view: what the scan saw, [k, j, i], bool.
        scale: the grey values that were found.
    """

    volume: Volume
    field_of_view: np.ndarray
    scale: GreyScale


def _with_own_field(found: CalibratedCBCT) -> CalibratedCBCT:
    return replace(found, field_of_view=found.field_of_view.copy())


@partial(once_a_volume, handed=_with_own_field)
def calibrate(volume: Volume) -> CalibratedCBCT:
    """Find the field of view and the grey scale of a CBCT, and bring it onto the scale of HU.

    Args:
        volume: the CBCT as it was read, array ``[k, j, i]``.
    """
    seen = cone_beam_field_of_view(volume)
    scale = grey_scale(volume.array[seen])
    per_grey = (SOFT_TISSUE_HU - AIR_HU) / (scale.tissue - scale.air)
    hu = (volume.array.astype(np.float32) - np.float32(scale.tissue)) * np.float32(per_grey)
    hu = np.clip(hu + np.float32(SOFT_TISSUE_HU), OUTSIDE_HU, HIGHEST_HU)
    array = np.where(seen, hu, np.float32(OUTSIDE_HU))
    return CalibratedCBCT(replace(volume, array=array), seen, scale)


def cone_beam_field_of_view(volume: Volume) -> np.ndarray:
    """The cylinder (or double cone) that a CBCT shows; what pads the grid around it is False.

    The padding is the border's most frequent value, if that is common there. Air that a scanner cut
    off at the same value belongs to the field: in each slice it is the convex hull of what differs
    from the padding.

    Args:
        volume: a CBCT, array ``[k, j, i]``, any orientation.

    Returns:
        bool, shape ``(k, j, i)``.
    """
    turned = to_orientation(volume, "LPS")  # the cylinder stands along the patient
    padding = _padding_value(turned.array)
    if padding is None:
        return np.ones(volume.array.shape, bool)
    low, high = np.percentile(turned.array, (1, 99))
    differs = np.abs(turned.array - padding) > min(
        _PADDING_TOLERANCE, _PADDING_SHARE * (high - low)
    )
    if not differs.any():
        return np.ones(volume.array.shape, bool)
    field = turned.with_array(convex_slices(differs))
    seen: np.ndarray = onto_grid(field, volume, interpolation="nearest", outside=0.0).array
    return seen


def grey_scale(values: np.ndarray) -> GreyScale:
    """Air and soft tissue among grey values.

    Args:
        values: grey values inside the field of view, any order.
    """
    values = values[:: max(values.size // _MOST_SAMPLES, 1)].astype(np.float64)
    low, high = np.percentile(values, (0.5, 99.5))
    values = values[(values >= low) & (values <= high)]
    cut = otsu(values) if high > low else high
    dark, bright = values[values <= cut], values[values > cut]
    if bright.size == 0 or dark.size == 0:
        middle = float(np.median(values))
        return GreyScale(middle + AIR_HU - SOFT_TISSUE_HU, middle, False)
    air = _lowest_peak(dark)
    tissue = float(np.median(bright))
    if dark.size >= _AIR_SHARE * values.size and _is_air(air, tissue, bright, values):
        return GreyScale(air, tissue, True)
    middle = float(np.median(values))
    return GreyScale(middle + AIR_HU - SOFT_TISSUE_HU, middle, False)


def _is_air(air: float, tissue: float, bright: np.ndarray, values: np.ndarray) -> bool:
    """Whether the darker class is air, not fat beside muscle or tissue beside bone."""
    if (air < _BELOW_ZERO and tissue - air < _TISSUES_APART) or air > _TISSUES_ALIKE * tissue > 0:
        return False
    lower, upper = np.percentile(bright, (25, 75))
    if tissue - air > _AIR_DISTANCE * (upper - lower) / _SD_PER_QUARTILES:
        return True
    return tissue - air > _SURE_AIR_DISTANCE and _dip(air, tissue, values) < _DEEPEST_DIP


def _dip(air: float, tissue: float, values: np.ndarray) -> float:
    """The lowest count between two values over that of the lower peak at their sides."""
    smooth, edges = _smooth_histogram(values, 2 * _BINS)
    first, last = np.clip(np.searchsorted(edges, (air, tissue)) - 1, 0, len(smooth) - 1)
    peaks = min(smooth[: first + 1].max(), smooth[last:].max())
    return float(smooth[first : last + 1].min() / peaks)


def _lowest_peak(values: np.ndarray) -> float:
    smooth, edges = _smooth_histogram(values, _BINS)
    around = np.pad(smooth, 1)
    is_peak = (smooth >= around[:-2]) & (smooth >= around[2:])
    lowest = int(np.flatnonzero(is_peak & (smooth >= _AIR_PEAK * smooth.max()))[0])
    return float((edges[lowest] + edges[lowest + 1]) / 2)


def _smooth_histogram(values: np.ndarray, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Counts as means over five neighbouring bins, and the bins' edges."""
    counts, edges = np.histogram(values, bins)
    return np.convolve(counts, np.ones(5) / 5, mode="same"), edges


def _padding_value(array: np.ndarray) -> float | None:
    """What a scanner wrote outside its field: one value, common on the grid's sides."""
    sides = [np.take(array, end, axis).ravel() for axis in (1, 2) for end in (0, -1)]
    border = np.concatenate(sides)
    values, counts = np.unique(border, return_counts=True)
    most = int(counts.argmax())
    return float(values[most]) if counts[most] >= _PADDED_SHARE * border.size else None
