"""Bytes of a file as an array of voxels, and the refusal of what no voxel can be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.checks import wrong_values

#: An image has no axis longer than this; larger numbers come from damaged headers.
_LONGEST_AXIS = 65_535


def spatial_size(path: Path, lengths: Sequence[int], components: int = 1) -> tuple[int, int, int]:
    """Number of voxels along i, j, k of what must be one 3D scalar image.

    Args:
        path: the file, for messages.
        lengths: voxels along each axis that the header names.
        components: values a voxel.

    Raises:
        InputError: colour or vectors, fewer than three axes, several volumes, or a length that
            cannot be.
    """
    shape = " x ".join(str(n) for n in lengths)
    wrong = [n for n in lengths if not 1 <= n <= _LONGEST_AXIS]
    if wrong:
        raise InputError(
            f"{path} has a damaged header: it speaks of {shape} voxels; an axis has 1 to "
            f"{_LONGEST_AXIS}."
        )
    if components != 1:
        raise InputError(
            f"{path} holds {components} values a voxel (colour, vectors, or segments in layers): "
            "one value is needed."
        )
    if len(lengths) < 3 or any(n > 1 for n in lengths[3:]):
        raise InputError(
            f"{path} has {len(lengths)} dimensions ({shape} voxels): one 3D volume is needed."
        )
    return lengths[0], lengths[1], lengths[2]


def as_array(values: bytearray, size: tuple[int, int, int], kind: np.dtype) -> np.ndarray:
    """Voxels [k, j, i] in this machine's byte order.

    Args:
        values: exactly the bytes of the voxels, i fastest.
        size: voxels along i, j, k.
        kind: their type as stored.
    """
    array = np.frombuffer(values, kind).reshape(size[::-1])
    return array.astype(kind.newbyteorder("="), copy=False)


def array_of_text(path: Path, start: int, size: tuple[int, int, int], kind: np.dtype) -> np.ndarray:
    """Voxels [k, j, i] that are written as numbers in a text.

    Args:
        path: the file.
        start: its first byte of values.
        size: voxels along i, j, k.
        kind: their type by the header; all numbers have to be of it.

    Raises:
        InputError: more or fewer of them, or something that is no such number.
    """
    with path.open("rb") as file:
        file.seek(start)
        words = file.read().split()
    voxels = math.prod(size)
    if len(words) != voxels:
        raise InputError(f"{path} holds {len(words)} values, its header promises {voxels}.")
    kind = kind.newbyteorder("=")
    try:
        numbers = np.array(words).astype(np.float64)
    except ValueError:
        raise _no_value(path, next(word for word in words if not _is_number(word))) from None
    if kind.kind in "iu":
        with np.errstate(invalid="ignore"):
            wrong = numbers != numbers.astype(kind)
        if wrong.any():
            raise _no_value(path, words[int(wrong.argmax())], kind)
    return numbers.astype(kind).reshape(size[::-1])


def _is_number(word: bytes) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _no_value(path: Path, word: bytes, kind: np.dtype | None = None) -> InputError:
    shown = word[:40].decode("utf-8", "replace")
    said = "no number" if kind is None else f"none of the type that its header promises ({kind})"
    return InputError(f"{path} is damaged: among its values is {shown!r}, which is {said}.")


def check_numbers(path: Path | str, array: np.ndarray) -> None:
    """Refuse values that are no numbers or no scan's: they would spread over the whole result.

    Raises:
        InputError: with how many there are and where the first is.
    """
    wrong = wrong_values(array)
    if wrong is None:
        return
    i, j, k = wrong.place
    if math.isfinite(wrong.value):
        raise InputError(
            f"{path} holds values that no scan has ({wrong.count} of them, the first "
            f"{wrong.value:g} at voxel {i}, {j}, {k}): where they stand for no value, give these "
            "voxels the one of air; else repair or re-export it."
        )
    raise InputError(
        f"{path} holds values that are not numbers (NaN or infinite; {wrong.count} of them, "
        f"the first at voxel {i}, {j}, {k}): repair or re-export it."
    )
