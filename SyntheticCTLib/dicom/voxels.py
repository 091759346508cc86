"""Voxels as a DICOM image stores them: whole numbers of 16 bits on the slices of a series."""

from __future__ import annotations

import logging

import numpy as np
from pydicom.dataset import Dataset

from SyntheticCTLib.dicom.objects import decimal
from SyntheticCTLib.dicom.study_context import StudyContext
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.image.resampling import onto_grid
from SyntheticCTLib.image.volume import Volume

#: HU are stored with this added, so that those of a CT are not negative in the file either:
#: there are programs that take stored numbers for unsigned ones.
_CT_INTERCEPT = -1024

#: Centre and width that viewers begin with, HU: soft tissue, bone.
_CT_WINDOWS = ((40, 400), (400, 1800))

#: An MR is shown from 0 to this percentile of its values.
_MR_BRIGHTEST_PERCENTILE = 99.5

_log = logging.getLogger(__name__)


def on_slices(volume: Volume, context: StudyContext, modality: str) -> np.ndarray:
    """Whole numbers [k, j, i] on the context's slices; resampling, if it must be, is logged.

    Raises:
        InputError: the volume lies elsewhere, or its values do not fit 16 bits.
    """
    if not volume.grid.same(context.grid):
        _check_same_place(volume, context)
        outside = OUTSIDE_HU if modality == "CT" else 0.0
        before = volume.grid.describe()
        volume = onto_grid(volume, context.grid, interpolation="linear", outside=outside)
        if volume.array.dtype.kind == "f":
            _log.warning(
                "The image (%s) was resampled onto the series' slices (%s).",
                before,
                context.grid.describe(),
            )
    array = np.rint(volume.array) if volume.array.dtype.kind == "f" else volume.array
    offset = _CT_INTERCEPT if modality == "CT" else 0
    low, high = (float(limit) for limit in (array.min(), array.max()))
    if not (low - offset >= -32768 and high - offset <= 32767):  # NaN, too
        raise InputError(
            f"Values from {low:g} to {high:g} do not fit the 16 bits of a DICOM image."
        )
    return array.astype(np.int32)


def _check_same_place(volume: Volume, context: StudyContext) -> None:
    """Refuse an image of which less than half lies where the series is."""
    k, j, i = np.meshgrid(*(np.linspace(0, n - 1, 9) for n in volume.array.shape), indexing="ij")
    index = context.grid.to_index(volume.grid.to_lps(np.stack([i, j, k], axis=-1)))
    inside = ((index >= -0.5) & (index <= np.array(context.grid.size) - 0.5)).all(axis=-1)
    if inside.mean() < 0.5:
        raise InputError(
            f"Only {100 * inside.mean():.0f} % of the image lie where the series is "
            f"({volume.grid.describe(origin=True)}, against {context.grid.describe(origin=True)}): "
            "give the series that it was made from."
        )


def stored_numbers(array: np.ndarray, modality: str) -> np.ndarray:
    """What the file holds of values from ``on_slices``: little-endian int16 [k, j, i]."""
    offset = _CT_INTERCEPT if modality == "CT" else 0
    return (array - offset).astype("<i2")


def scale_of(array: np.ndarray, modality: str) -> Dataset:
    """How stored numbers become values, and how viewers begin to show them."""
    image = Dataset()
    if modality == "CT":
        image.RescaleIntercept, image.RescaleSlope, image.RescaleType = _CT_INTERCEPT, 1, "HU"
        image.WindowCenter = [centre for centre, _ in _CT_WINDOWS]
        image.WindowWidth = [width for _, width in _CT_WINDOWS]
        image.WindowCenterWidthExplanation = ["SOFT TISSUE", "BONE"]
        return image
    brightest = max(float(np.percentile(array, _MR_BRIGHTEST_PERCENTILE)), 2.0)
    image.WindowCenter, image.WindowWidth = decimal(brightest / 2), decimal(brightest)
    return image
