"""In which characters the texts of a header are written: as it says, or as its bytes show.

Many exports name no character set, or none that exists, or another than they used. Their texts
would come out as other letters here, and the objects made from them could not be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydicom.charset import convert_encodings, python_encoding
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.valuerep import CUSTOMIZABLE_CHARSET_VR

#: What is tried where a header's own is none: hardly any text of the second is one of the first.
_UTF_8, _LATIN_1 = "ISO_IR 192", "ISO_IR 100"

#: Names of the letters that every character set has.
_PLAIN = ("", "ISO_IR 6", "ISO 2022 IR 6")

_SPELT = re.compile(r"ISO[ _-](?:(2022)[ _-])?IR[ _-]?(\d+)")


def correct_characters(dataset: Dataset) -> None:
    """Name the character set that a header's texts are in, where it names none that they are in.

    Args:
        dataset: as it was read, none of its texts decoded yet.
    """
    said = _said(dataset)
    terms = [_spelt(term) for term in said]
    known = all(term in python_encoding for term in terms)
    if known and len(terms) > 1:
        found = terms
    elif not (texts := list(_beyond_ascii(dataset))):
        found = [term for term in terms[:1] if known and term not in _PLAIN]
    else:
        own = [term for term in terms[:1] if known and term not in _PLAIN]
        found = [next(term for term in (*own, _UTF_8, _LATIN_1) if _reads(term, texts))]
    if found == said:
        return
    if "SpecificCharacterSet" in dataset:
        del dataset.SpecificCharacterSet
    if found:
        dataset.SpecificCharacterSet = found if len(found) > 1 else found[0]
    # What was read when the file was opened would count more than the field.
    implicit, little = dataset.original_encoding
    dataset.set_original_encoding(implicit, little, convert_encodings(found))


def _said(dataset: Dataset) -> list[str]:
    element = dataset.get_item("SpecificCharacterSet")
    value = getattr(element, "value", None)
    if value is None or value == b"":
        return []
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    several = text.split("\\") if isinstance(text, str) else text
    return [str(term).strip(" \0") for term in several]


def _spelt(term: str) -> str:
    """A term as the standard has it: "ISO-IR 100" is meant for "ISO_IR 100"."""
    found = _SPELT.fullmatch(term.upper())
    if found is None:
        return term
    return f"ISO 2022 IR {found[2]}" if found[1] else f"ISO_IR {found[2]}"


def _beyond_ascii(dataset: Dataset) -> Iterator[bytes]:
    """Texts with other bytes than those of ASCII."""
    for element in list(dataset.values()):  # as they were read: none is decoded by it
        if not isinstance(element, RawDataElement) or not isinstance(element.value, bytes):
            continue
        if element.value.isascii():
            continue
        try:
            kind = element.VR or dictionary_VR(element.tag)
        except KeyError:  # somebody's private field
            continue
        if kind in CUSTOMIZABLE_CHARSET_VR:
            yield element.value


def _reads(term: str, texts: list[bytes]) -> bool:
    try:
        for text in texts:
            text.decode(python_encoding[term])
    except UnicodeDecodeError:
        return False
    return True
