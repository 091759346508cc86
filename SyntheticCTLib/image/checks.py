"""Refuse volumes that hold no image before any work is spent on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.grid import times
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.sentences import Sentence

#: No scan has values beyond this, either way: such stand for "no value", as -3.4e38 does, or come
#: from damage. Statistics in single precision hold their third power.
HIGHEST = 1e12

#: More labels than this are no segmentation but another image; FreeSurfer's have some 200.
_MOST_LABELS = 1000

#: Masks that say how surely a voxel is inside go up to 1, or to this.
_HIGHEST_GREY = 255

#: Fewer voxels along an axis than this are a slice, not a volume.
_FEWEST_VOXELS = 2


def check_volume(volume: Volume) -> None:
    """Refuse a volume that is not finite, constant, or one slice.

    Args:
        volume: any volume, array ``[k, j, i]``.

    Raises:
        InputError: one sentence with the value that is wrong.
    """
    array = volume.array
    shape = times(volume.size)
    if min(array.shape) < _FEWEST_VOXELS:
        raise InputError(
            Sentence(
                "The volume is a single slice ({shape} voxels): at least {fewest} voxels are "
                "needed along each axis.",
                shape=shape,
                fewest=_FEWEST_VOXELS,
            )
        )
    check_finite(array, "volume")
    low, high = array.min(), array.max()
    if low == high:
        raise InputError(
            Sentence(
                "The volume is constant (every voxel is {value}): it holds no image.",
                value=f"{low:g}",
            )
        )


def check_mr(volume: Volume) -> None:
    """Refuse an MR whose values cannot be signal.

    Args:
        volume: an MR, array ``[k, j, i]``.

    Raises:
        InputError: as ``check_volume``; or no voxel is above 0 (magnitude images hold no
            negative signal).
    """
    check_volume(volume)
    highest = float(volume.array.max())
    if highest <= 0:
        raise InputError(f"The MR has no signal: its highest value is {highest:g}.")


def checked_mask(array: np.ndarray, shape: tuple[int, ...], name: str) -> Mask:
    """An array as a mask of an image, true above 0.

    Args:
        array: ``[k, j, i]``, numbers of any type.
        shape: of the image's array.
        name: what to call the mask in the sentence.

    Raises:
        InputError: another shape, no real numbers, or values that no mask has.
    """
    if array.shape != shape or array.dtype.kind not in "biuf":
        raise InputError(
            f"The {name} of shape {array.shape} and type {array.dtype} does not fit its image "
            f"{shape}: give numbers on the image's own grid."
        )
    check_mask_values(array, name)
    mask: Mask = array > 0
    return mask


def check_mask_values(array: np.ndarray, name: str) -> None:
    """Refuse what is no mask but an image.

    Args:
        array: ``[k, j, i]``, real numbers.
        name: what to call the mask in the sentence.

    Raises:
        InputError: values below 0 or more different ones than labels have, as images do, or values
            that are not numbers.
    """
    lowest = array.min(initial=0)
    if not lowest >= 0:
        raise InputError(
            f"The {name} has values from {lowest:g}: a mask is 0 outside and above 0 inside; give "
            "the mask if this is another image."
        )
    if array.max(initial=0) > _HIGHEST_GREY and (many := len(np.unique(array))) > _MOST_LABELS:
        raise InputError(
            f"The {name} has {many} different values, as an image does: a mask is 0 outside and "
            "above 0 inside; give the mask, or one that holds 0 and 1."
        )


def check_labels(array: np.ndarray, name: str) -> None:
    """Refuse what is no label map: whole numbers, 0 where there is none.

    Args:
        array: ``[k, j, i]``.
        name: what to call it in the sentence.

    Raises:
        InputError: values that are no whole numbers from 0, or too many of them.
    """
    check_finite(array, name)
    values = np.unique(array)
    odd = values[(values < 0) | (values != np.round(values))]
    if odd.size:
        raise InputError(f"The {name} is no label map: it holds {odd[0]:g}; give whole numbers.")
    if len(values) > _MOST_LABELS:
        raise InputError(
            f"The {name} is no label map: it holds {len(values)} different values; {_MOST_LABELS} "
            "at most can be."
        )


def check_finite(array: np.ndarray, name: str) -> None:
    """Refuse values that are not numbers, or that no scan has.

    Args:
        array: ``[k, j, i]``.
        name: what to call the image in the sentence.

    Raises:
        InputError: with how many there are and where the first is.
    """
    wrong = wrong_values(array)
    if wrong is None:
        return
    if np.isfinite(wrong.value):
        raise InputError(
            f"The {name} holds values that no scan has ({wrong.count} of them, the first "
            f"{wrong.value:g} at voxel {wrong.place}): where they stand for no value, give these "
            "voxels the one of air; else repair or re-export it."
        )
    raise InputError(
        f"The {name} holds values that are not numbers ({wrong.count} of them, the first "
        f"{wrong.value} at voxel {wrong.place}): repair or re-export it."
    )


@dataclass(frozen=True)
class WrongValues:
    """Values that no voxel can have: how many, and the first with its place (i, j, k)."""

    count: int
    value: float
    place: tuple[int, int, int]


def wrong_values(array: np.ndarray) -> WrongValues | None:
    """Values that are not numbers; where all are, those that no scan has; None without such.

    Args:
        array: ``[k, j, i]``.
    """
    if _is_sound(array):
        return None
    wrong = ~np.isfinite(array)
    if not wrong.any():
        wrong = unsound(array)
    if not wrong.any():
        return None
    k, j, i = (int(n) for n in np.unravel_index(int(wrong.argmax()), array.shape))
    return WrongValues(int(np.count_nonzero(wrong)), float(array[k, j, i]), (i, j, k))


def unsound(array: np.ndarray) -> Mask:
    """Where values are no numbers, or such as no scan has."""
    wrong: Mask = ~((array >= -HIGHEST) & (array <= HIGHEST))
    return wrong


def _is_sound(array: np.ndarray) -> bool:
    """Whether surely no value is unsound, in one cheap pass."""
    if array.dtype.kind == "f":
        values = array.ravel(order="K")
        with np.errstate(all="ignore"):
            return bool(np.dot(values, values) <= HIGHEST**2)
    if array.dtype.itemsize < 8 or not array.size:
        return True
    return bool(array.min() >= -HIGHEST and array.max() <= HIGHEST)
