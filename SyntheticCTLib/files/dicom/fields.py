"""Fields of a DICOM header as text or numbers, whatever the bytes in the file are.

pydicom converts a field when it is asked for, and raises what its converter raises. Here a field is
right, missing, or an error that names file, field and value. A comma for a decimal point, as some
exports write it, is read as the point.
"""

from __future__ import annotations

import logging
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset

from SyntheticCTLib.errors import InputError

#: Decimals of numbers that are not written as text.
_MANY = 9

_UID = re.compile(r"[0-9]+(\.[0-9]+)*")

_PYDICOM_LOG = logging.getLogger("pydicom")


def text(dataset: Dataset, keyword: str) -> str:
    """A field as text, "" where it is missing or cannot be read."""
    value = _value(dataset, keyword)
    return "" if value is None else str(value).strip().strip("\0")


def words(dataset: Dataset, keyword: str) -> list[str]:
    """The values of a field as text."""
    value = _value(dataset, keyword)
    if value is None or value == "":
        return []
    several = value if not isinstance(value, str) and hasattr(value, "__iter__") else [value]
    return [str(one).strip() for one in several]


def numbers(dataset: Dataset, keyword: str, path: Path, count: int) -> list[float]:
    """The numbers of a field; none where it is missing or empty.

    Args:
        dataset: a header, or an item of one of its sequences.
        keyword: DICOM's name of the field.
        path: the file, for messages.
        count: how many there must be.

    Raises:
        InputError: another count, or something that is no finite number.
    """
    found = _texts_of_numbers(dataset, keyword, path)
    if not found:
        return []
    try:
        values = [float(one.replace(",", ".") if one.count(",") == 1 else one) for one in found]
    except ValueError as error:
        raise _damaged(path, keyword, "\\".join(found)) from error
    if len(values) != count or not all(map(math.isfinite, values)):
        raise _damaged(path, keyword, "\\".join(found))
    return values


def whole(dataset: Dataset, keyword: str, path: Path, default: int | None = None) -> int:
    """A whole number that is not negative.

    Raises:
        InputError: it is missing and has no default, or is no such number.
    """
    found = numbers(dataset, keyword, path, 1)
    if not found:
        if default is None:
            raise InputError(f"{path} has no {keyword}: it is damaged or no image.")
        return default
    if found[0] < 0 or found[0] % 1 or found[0] > 2**31:
        raise _damaged(path, keyword, f"{found[0]:g}")
    return int(found[0])


def decimals(dataset: Dataset, keyword: str) -> list[int]:
    """How many decimals each number of a field is written with; many where that is not known."""
    written = _raw_texts(dataset, keyword) or []
    return [
        _MANY if "e" in one.lower() else len(one.partition(".")[2].rstrip("0")) for one in written
    ]


def is_uid(words: str) -> bool:
    """Whether these are a UID: numbers with dots between, which is a harmless file name, too."""
    return len(words) <= 64 and _UID.fullmatch(words) is not None


@contextmanager
def without_pydicom_warnings() -> Iterator[None]:
    """Keep pydicom's remarks on odd fields off the screen: what matters is said by our errors."""
    if _PYDICOM_LOG.disabled:  # within another such block: thousands of fields are read in one
        yield
        return
    _PYDICOM_LOG.disabled = True  # a change of its level would empty the caches of all loggers
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        _PYDICOM_LOG.disabled = False


def _value(dataset: Dataset, keyword: str) -> Any:
    try:
        element = dataset.get_item(keyword)
        if not isinstance(element, RawDataElement):  # missing, or decoded once already
            return None if element is None else element.value
        with without_pydicom_warnings():
            return dataset.get(keyword)
    except Exception:  # pydicom's converters raise what they come upon
        return None


def _texts_of_numbers(dataset: Dataset, keyword: str, path: Path) -> list[str]:
    raw = _raw_texts(dataset, keyword)
    if raw is not None:
        return raw
    try:
        with without_pydicom_warnings():
            value = dataset.get(keyword)
    except Exception as error:
        raise InputError(f"{path} has a damaged header: {keyword} cannot be decoded.") from error
    if value is None or value == "" or value == []:
        return []
    several = value if not isinstance(value, str) and hasattr(value, "__iter__") else [value]
    return [str(one) for one in several]


def _raw_texts(dataset: Dataset, keyword: str) -> list[str] | None:
    """The texts of a decimal or integer string as the file has them; None for other fields."""
    try:
        element = dataset.get_item(keyword)
    except Exception:
        return None
    if element is None:
        return []
    if isinstance(element, RawDataElement) and isinstance(element.value, bytes):
        if (element.VR or dictionary_VR(keyword)) in ("DS", "IS"):
            written = element.value.decode("latin-1").strip(" \0")
            return [one.strip() for one in written.split("\\")] if written else []
        return None
    if element.VR in ("DS", "IS"):
        value = element.value
        several = value if hasattr(value, "__iter__") and not isinstance(value, str) else [value]
        return [getattr(one, "original_string", str(one)) for one in several if one is not None]
    return None


def _damaged(path: Path, keyword: str, shown: str) -> InputError:
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    written = repr(shown).replace("\\\\", "\\")  # DICOM parts values by one backslash
    return InputError(f"{path} has a damaged header: {keyword} is {written}.")
