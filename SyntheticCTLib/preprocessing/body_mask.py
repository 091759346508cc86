"""The patient's body in an MR, CT or CBCT: air, couch and padding out, all inside the skin in.

The mask is meant to hold too much rather than too little: a voxel wrongly left out gets no
Hounsfield value at all, one wrongly taken in only shows the network some air.
"""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import AIR_HU, LOWEST_HU, WATER_HU
from SyntheticCTLib.image.resampling import no_finer_than, onto_grid, to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.components import large_parts
from SyntheticCTLib.masks.morphology import (
    closed,
    dilate,
    opened,
    without_holes,
)
from SyntheticCTLib.preprocessing.field_of_view import ct_field_of_view, mr_field_of_view

#: The outline is found on a grid no finer than this, mm: skin is smooth, and noise is not.
_WORKING_SPACING_MM = 2.0
_SMOOTHING_MM = 1.0

#: Tissue is brighter than this share of an MR's brightest parts (99th percentile). Muscle has 0.25
#: to 0.3 of the signal of fat in the T1-weighted limbs of the Soft-tissue-Sarcoma collection.
_DARKEST_TISSUE = 0.15

#: Gaps closed in an MR, radius in mm: cortical bone at the edge of the image, which is as dark as
#: air.
_MR_CLOSING_MM = 6.0

#: Parts of a CT thinner than twice this, mm, are couch, clothes and wires.
_CT_OPENING_MM = 4.0
_CT_CLOSING_MM = 3.0

#: Cone-beam shading moves the value between air and tissue by no more than this, HU.
_SHADING_HU = 200.0

#: Smaller parts, as a share of the largest, are dirt; larger ones the other leg or an arm.
_SMALLEST_PART = 0.1


def mr_body(volume: Volume) -> np.ndarray:
    """The body in an MR as one solid region (or a few: two legs), inside the field of view.

    Args:
        volume: an MR in any units, array ``[k, j, i]``.

    Returns:
        bool, shape ``(k, j, i)``.

    Raises:
        InputError: nothing stands out from air.
    """
    inside = mr_field_of_view(volume)
    working, seen = _working_copy(volume, inside)
    smooth = _smoothed(working, seen)
    mask = _solid(smooth > _mr_threshold(smooth[seen]), working, _MR_CLOSING_MM)
    return _on_own_grid(mask, working, volume, inside, "MR")


def ct_body(volume: Volume, name: str = "CT") -> np.ndarray:
    """The same in a CT, or in a cone-beam CT on the scale of HU, without the couch.

    Args:
        volume: HU, array ``[k, j, i]``.
        name: what to call it in the sentence of an error.

    Raises:
        InputError: nothing stands out from air.
    """
    inside = ct_field_of_view(volume)
    working, seen = _working_copy(volume, inside)
    smooth = _smoothed(working, seen)
    mask = _without_couch((smooth > _ct_threshold(smooth[seen])) & seen, working)
    return _on_own_grid(mask, working, volume, inside, name)


def _on_own_grid(
    mask: np.ndarray, working: Volume, volume: Volume, inside: np.ndarray, name: str
) -> np.ndarray:
    full = onto_grid(working.with_array(mask), volume, interpolation="linear", outside=0.0)
    result: np.ndarray = full.array & inside
    if not result.any():
        raise InputError(f"No body stands out from air in this {name}: is it the right image?")
    return result


def _working_copy(volume: Volume, inside: np.ndarray) -> tuple[Volume, np.ndarray]:
    """The volume and its field of view, axes along LPS and no finer than the working spacing."""
    image, seen = (
        no_finer_than(to_orientation(one, "LPS"), _WORKING_SPACING_MM, outside=outside)
        for one, outside in ((volume, float(volume.array.min())), (volume.with_array(inside), 1.0))
    )
    return image, seen.array


def _smoothed(volume: Volume, seen: np.ndarray) -> np.ndarray:
    """Gaussian smoothing that leaves padding out of the averages."""
    variance = (_SMOOTHING_MM**2,) * 3
    weighted = volume.with_array(np.where(seen, volume.array, 0).astype(np.float32))
    weights = volume.with_array(seen.astype(np.float32))
    blurred, share = (
        sitk.GetArrayFromImage(sitk.DiscreteGaussian(v.to_sitk(), list(variance), 32, 0.01, True))
        for v in (weighted, weights)
    )
    empty = float(volume.array.min())
    return np.where(seen, blurred / np.maximum(share, 1e-6), empty)


def _mr_threshold(values: np.ndarray) -> float:
    """The intensity between air and tissue.

    Fat outshines muscle in a T1 as fluid does in a fat-saturated T2, so a plain Otsu threshold
    would cut between tissues. All values are therefore limited to that of typical tissue before
    it; the geometric mean of both classes then lies nearer to air than the arithmetic one. Where
    fat is most of the image, or no air is in it, that still cuts into muscle; hence the upper
    limit.
    """
    positive = values[values > 0]
    if positive.size == 0:
        return 0.0
    typical = float(np.median(positive[positive > 0.25 * positive.mean()]))
    limited = np.minimum(positive, typical)
    cut = otsu(limited)
    dark, bright = limited[limited <= cut], limited[limited > cut]
    if dark.size == 0 or bright.size == 0:
        return 0.0
    between = float(np.sqrt(dark.mean() * bright.mean()))
    return min(between, _DARKEST_TISSUE * float(np.percentile(positive, 99)))


def _ct_threshold(values: np.ndarray) -> float:
    """The HU between air and tissue: midway in a CT, and moved with the shading in a CBCT."""
    midway = (AIR_HU + WATER_HU) / 2
    if values.size == 0:  # all of one value is all padding
        return midway
    cut = otsu(np.clip(values, LOWEST_HU, WATER_HU))
    return float(np.clip(cut, midway - _SHADING_HU, midway + _SHADING_HU))


def otsu(values: np.ndarray) -> float:
    """Otsu's threshold (IEEE Trans. SMC 9, 1979) from a histogram of 256 bins."""
    low, high = float(values.min()), float(values.max())
    if not high - low > 1e-4 * max(abs(low), abs(high), 1e-30):  # one value, but for rounding
        return high
    counts, edges = np.histogram(values, bins=256)
    centres = (edges[1:] + edges[:-1]) / 2
    below, sums = np.cumsum(counts), np.cumsum(counts * centres)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = sums / below - (sums[-1] - sums) / above
        between = np.nan_to_num(below * above * apart**2)
    return float(edges[1:][between.argmax()])


def _solid(mask: np.ndarray, volume: Volume, closing_mm: float) -> np.ndarray:
    if not mask.any():
        return mask
    mask = large_parts(mask, _SMALLEST_PART)
    return without_holes(closed(mask, volume.spacing, closing_mm))


def _without_couch(mask: np.ndarray, volume: Volume) -> np.ndarray:
    """The body: what is thick, grown back to its own outline, but not along the couch."""
    thick = opened(without_holes(mask), volume.spacing, _CT_OPENING_MM)
    if not thick.any():
        return mask
    body = large_parts(thick, _SMALLEST_PART)
    return _solid(
        dilate(body, volume.spacing, min(volume.spacing)) & mask | body, volume, _CT_CLOSING_MM
    )
