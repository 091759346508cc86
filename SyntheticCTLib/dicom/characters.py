"""Texts of a new object in the character set of its study, or in UTF-8 where that lacks letters."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from pydicom.charset import convert_encodings, encode_string
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.valuerep import CUSTOMIZABLE_CHARSET_VR

UTF_8 = "ISO_IR 192"


def fit_characters(dataset: Dataset) -> None:
    """Change an object's character set where a text, such as a label's name, does not fit it."""
    declared = dataset.get("SpecificCharacterSet")
    encodings = convert_encodings(declared) if declared else ["ascii"]
    if not all(_fits(text, encodings) for text in _texts(dataset)):
        set_characters(dataset, UTF_8)


def set_characters(dataset: Dataset, name: str) -> None:
    """Set a dataset's character set, and not that of others which share the field with it."""
    dataset["SpecificCharacterSet"] = DataElement("SpecificCharacterSet", "CS", name)


def _texts(dataset: Dataset) -> Iterator[str]:
    """Every text, also of sequences; all of them are decoded on the way."""
    for element in dataset.iterall():
        if element.VR in CUSTOMIZABLE_CHARSET_VR and element.value:
            value = element.value
            several = [value] if isinstance(value, str) or element.VR == "PN" else value
            yield from (str(text) for text in several)


def _fits(text: str, encodings: list[str]) -> bool:
    if text.isascii():
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it warns of letters that it replaces
        try:
            encode_string(text, encodings)
        except (UserWarning, UnicodeError):
            return False
    return True
