"""Pixels that only pad the image: found by the header's word, and what they become.

A padding value below all that the image shows is seen as such. One above it becomes air. One that
the image may show, too, is padding only where it reaches the edge of its slice: elsewhere it is
tissue, or metal at the end of the scale.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.files.dicom.fields import numbers
from SyntheticCTLib.files.dicom.headers import Header
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.image.modality import IN_HOUNSFIELD

#: The end of a CT's usual scale, HU: metal has it.
_SHOWN_HU = 3071.0


def padding_of(header: Header) -> list[int]:
    """Value, or first and last value, of pixels that only pad the image; [] where it has none.

    Raises:
        InputError: they are no numbers.
    """
    words = ("PixelPaddingValue", "PixelPaddingRangeLimit")
    first, last = (numbers(header.dataset, word, header.path, 1) for word in words)
    return [int(value) for value in (*first, *last)] if first else []


def padding_in(frames: np.ndarray, padding: Sequence[int]) -> np.ndarray | None:
    """Where stored frames have the padding, bool; None where nowhere.

    Args:
        frames: (frames, rows, columns), all bits of the pixels.
        padding: see ``padding_of``.
    """
    if not padding or frames.dtype.kind not in "iu":
        return None
    modulus = 2 ** (8 * frames.dtype.itemsize)  # the field may be signed where the pixels are not
    low, high = sorted((padding[0] % modulus, padding[-1] % modulus))
    wrapped = frames.astype(np.int64) % modulus
    found = (wrapped >= low) & (wrapped <= high)
    return found if found.any() else None


def padding_mask(padded: dict[int, np.ndarray], shape: tuple[int, ...]) -> Mask:
    """One mask ``[k, j, i]`` of the padding of some of its slices."""
    mask = np.zeros(shape, bool)
    for k, empty in padded.items():
        mask[k] = empty
    return mask


def fill_padding(
    array: np.ndarray, mask: Mask, modality: str, name: str, *, beyond: bool
) -> list[str]:
    """Padding above what the image shows becomes air, in place; lower padding stays.

    Args:
        array: ``[k, j, i]``, HU where the modality has them.
        mask: where the header's padding value is.
        modality: DICOM's.
        name: of the series, for the sentence.
        beyond: padding has bits that no value has: it is padding everywhere.

    Returns:
        What was not taken as padding although it has its value, a sentence; or nothing.
    """
    if mask.all():
        return []
    lowest = array[~mask].min()
    value = array[mask].max()
    if not value > lowest:
        return []
    within = not beyond and modality in IN_HOUNSFIELD and value <= _SHOWN_HU
    outside = _reaching_an_edge(mask) if within else mask
    array[outside] = min(float(OUTSIDE_HU), float(lowest)) if modality in IN_HOUNSFIELD else lowest
    kept = int(np.count_nonzero(mask & ~outside))
    if kept == 0:
        return []
    return [
        f"{name} has {kept} voxels of the value that stands for padding (PixelPaddingValue, "
        f"{value:g}) within its slices: they were kept as tissue."
    ]


def _reaching_an_edge(mask: Mask) -> Mask:
    """What is connected to an edge of its own slice, through faces of others of the mask."""
    found = np.zeros(mask.shape, bool)
    for k in np.flatnonzero(mask.any(axis=(1, 2))).tolist():
        image = sitk.GetImageFromArray(mask[k].astype(np.uint8))
        found[k] = sitk.GetArrayFromImage(sitk.BinaryGrindPeak(image, False, 1, 0))
    return found
