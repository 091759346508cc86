"""The headers of a folder's DICOM images by series; what is no slice is left out and named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pydicom

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.characters import correct_characters
from SyntheticCTLib.files.dicom.fields import text, whole, without_pydicom_warnings, words
from SyntheticCTLib.files.dicom.whole_files import (
    check_deflated,
    check_no_image,
    check_whole,
)
from SyntheticCTLib.files.folders import files_below

#: What is kept of patient, study and series, for people and for a later export to DICOM.
KEPT_KEYWORDS = (
    "PatientID",
    "PatientName",
    "PatientBirthDate",
    "PatientSex",
    "PatientAge",
    "PatientPosition",
    "StudyInstanceUID",
    "StudyID",
    "StudyDate",
    "StudyTime",
    "StudyDescription",
    "AccessionNumber",
    "ReferringPhysicianName",
    "FrameOfReferenceUID",
    "PositionReferenceIndicator",
    "SeriesInstanceUID",
    "SeriesNumber",
    "SeriesDescription",
    "Modality",
    "BodyPartExamined",
    "Laterality",
    "ProtocolName",
    "Manufacturer",
    "ManufacturerModelName",
    "MagneticFieldStrength",
    "SequenceName",
    "ScanningSequence",
    "EchoTime",
    "RepetitionTime",
    "InversionTime",
    "FlipAngle",
    "ContrastBolusAgent",
    "SyntheticData",
)

#: Modalities of objects that have pixels and are no images of the patient, in words.
_NO_IMAGES = {"RTDOSE": "a dose", "SEG": "a segmentation", "RTIMAGE": "a treatment image"}

#: What ImageType calls a localizer.
_LOCALIZERS = {"LOCALIZER", "SCOUT", "TOPOGRAM"}

#: Storage classes of secondary captures begin so.
_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"

#: So many bytes of a file have the name of its transfer syntax, bytes.
_START = 1024

#: A file without preamble begins with a group of these, little endian.
_FIRST_GROUPS = (b"\x02\x00", b"\x08\x00")


@dataclass(frozen=True)
class Header:
    """One DICOM image file without its pixels."""

    path: Path
    dataset: pydicom.Dataset

    @cached_property
    def frames(self) -> int:
        """Number of frames; 1 for an ordinary slice.

        Raises:
            InputError: the field holds no number.
        """
        return whole(self.dataset, "NumberOfFrames", self.path, 1) or 1

    @cached_property
    def series_uid(self) -> str:
        """SeriesInstanceUID."""
        return text(self.dataset, "SeriesInstanceUID")

    @property
    def is_image(self) -> bool:
        """Whether there are pixels at all."""
        return "Rows" in self.dataset and "Columns" in self.dataset

    @cached_property
    def has_table(self) -> bool:
        """Whether a table of the modality stands in place of slope and intercept."""
        return bool(text(self.dataset, "ModalityLUTSequence"))

    @cached_property
    def other_kind(self) -> str:
        """What this is if it is no slice of a volume ("a localizer"), else ""."""
        if _LOCALIZERS & {word.upper() for word in words(self.dataset, "ImageType")}:
            return "a localizer"
        if text(self.dataset, "SOPClassUID").startswith(_SECONDARY_CAPTURE):
            return "a secondary capture"
        return _NO_IMAGES.get(text(self.dataset, "Modality"), "")

    @property
    def transfer_syntax(self) -> str:
        """The name of the pixel encoding, for messages."""
        meta = getattr(self.dataset, "file_meta", None)
        uid = meta.get("TransferSyntaxUID") if meta is not None else None
        return getattr(uid, "name", "unknown transfer syntax")


def read_headers(folder: Path) -> dict[str, list[Header]]:
    """The image files below a folder by SeriesInstanceUID; other files are passed over.

    Raises:
        InputError: there is no DICOM image, or a DICOM file that is damaged or was not copied
            whole.
        OSError: a file, or a folder in it, cannot be read.
    """
    series: dict[str, list[Header]] = {}
    files = sorted(files_below(folder))
    images, others = [], []
    for path in files:
        header = read_header(path)
        if header is None:
            others.append(path)
        elif header.is_image:
            images.append(path)
            series.setdefault(header.series_uid, []).append(header)
        else:
            check_no_image(path, header.dataset)
    check_whole(images, others)
    if not series:
        found = f"has no DICOM image among its files ({len(files)})" if files else "is empty"
        raise InputError(f"The folder {folder} {found}: choose the folder of one series.")
    return series


def read_header(path: Path) -> Header | None:
    """A file's header, None for what is no DICOM file.

    Raises:
        InputError: it is a DICOM file, and damaged.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(_START)
    named = start[128:132] == b"DICM"
    if not named and start[:2] not in _FIRST_GROUPS:
        return None
    check_deflated(path, start)
    try:
        with without_pydicom_warnings():
            dataset = pydicom.dcmread(path, stop_before_pixels=True, force=not named)
            correct_characters(dataset)
            return Header(path, dataset)
    except Exception as error:  # pydicom's parsers raise what they come upon
        if not named:
            return None
        raise InputError(
            f"{path} is a damaged DICOM file: its header cannot be decoded. Export it again."
        ) from error


def choose_series(
    series: dict[str, list[Header]], folder: Path, series_uid: str | None
) -> tuple[list[Header], list[str]]:
    """The series to read: the named one, or the only one that is more than a single slice.

    Returns:
        Its slices, each once, and sentences about what was left out.

    Raises:
        InputError: there are several, or none of that name; the message lists them.
    """
    if series_uid is not None:
        if series_uid not in series:
            raise InputError(
                f"{folder} has no series {series_uid}: it has {_list(series.values())}."
            )
        return _slices(series[series_uid])
    images = {uid: [h for h in found if not h.other_kind] for uid, found in series.items()}
    volumes = [uid for uid, found in images.items() if len(found) > 1 or _multi_frame(found)]
    if not volumes:
        volumes = [uid for uid, found in series.items() if len(found) > 1 or _multi_frame(found)]
    if len(volumes) == 1:
        slices, said = _slices(series[volumes[0]])
        rest = (header for uid, found in series.items() if uid != volumes[0] for header in found)
        return slices, [*said, *(_left_out(header) for header in rest)]
    if not volumes:
        raise InputError(_single_slices(list(series.values()), folder))
    raise InputError(
        f"{folder} holds {len(volumes)} series: {_list(series[uid] for uid in volumes)}. Put the "
        "wanted one into a folder of its own."
    )


def _multi_frame(headers: list[Header]) -> bool:
    return bool(headers) and headers[0].frames > 1


def _slices(headers: list[Header]) -> tuple[list[Header], list[str]]:
    """Without localizers and the like, unless there is nothing else, and each file once."""
    others = [header for header in headers if header.other_kind]
    if len(others) == len(headers):
        others = []
    said = [_left_out(header) for header in others]
    left_out = {id(header) for header in others}
    kept: dict[tuple[str, ...], Header] = {}
    twice = []
    for header in headers:
        if id(header) not in left_out:
            uid = _identity(header)
            if kept.setdefault(uid, header) is not header:
                _check_same_pixels(kept[uid], header)
                twice.append((kept[uid].path, header.path))
    if twice:
        first, second = twice[0]
        said.append(
            f"{len(twice)} of the {len(kept)} images are there twice, such as {first} and "
            f"{second}: one of each was used."
        )
    return list(kept.values()), said


def _check_same_pixels(one: Header, other: Header) -> None:
    """Refuse two files of one image that hold different pixels; packed otherwise they may be equal.

    Raises:
        InputError: with both names.
    """
    if one.transfer_syntax != other.transfer_syntax:
        return
    word = "PixelData"
    try:
        first, second = (
            pydicom.dcmread(header.path, force=True, specific_tags=[word]).get(word)
            for header in (one, other)
        )
    except Exception:  # a damaged file, which is told where its pixels are read
        return
    if first != second:
        raise InputError(
            f"{one.path} and {other.path} are one image by their SOPInstanceUID, but hold "
            "different pixels: take the wrong one out of the folder."
        )


def _left_out(header: Header) -> str:
    kind = header.other_kind or "a single slice of another series"
    return f"{header.path} was left out: it is {kind}."


def _identity(header: Header) -> tuple[str, ...]:
    """What two copies of an image share. Some programs write one UID into all images of a series:
    then place and number tell them apart.
    """
    uid = text(header.dataset, "SOPInstanceUID") or str(header.path)
    place = "\\".join(words(header.dataset, "ImagePositionPatient"))
    return uid, place, text(header.dataset, "InstanceNumber")


def _single_slices(series: list[list[Header]], folder: Path) -> str:
    names = {
        (text(s[0].dataset, "SeriesNumber"), text(s[0].dataset, "SeriesDescription"))
        for s in series
    }
    if len(series) > 1 and len(names) == 1:
        number, description = names.pop()
        return (
            f"{folder} holds {len(series)} series of one slice each, all with the number {number} "
            f'and the description "{description}": export them as one series.'
        )
    return (
        f"{folder} holds single slices only ({_list(series)}): one series of at least two slices "
        "is needed."
    )


def kept_metadata(dataset: pydicom.Dataset) -> dict[str, Any]:
    """The kept fields as text, keys "dicom:<Keyword>"; empty fields are left out."""
    fields = {f"dicom:{word}": text(dataset, word) for word in KEPT_KEYWORDS}
    return {key: found for key, found in fields.items() if found}


def _list(series: Iterable[list[Header]]) -> str:
    shown = [_describe(headers) for headers in series]
    more = [f"and {len(shown) - 8} more"] if len(shown) > 8 else []
    return "; ".join([*shown[:8], *more])


def _describe(headers: list[Header]) -> str:
    dataset = headers[0].dataset
    name = text(dataset, "SeriesDescription") or "without a name"
    images = sum(h.frames for h in headers)
    return (
        f"{text(dataset, 'Modality') or '?'} series {text(dataset, 'SeriesNumber') or '?'} "
        f'"{name}" ({images} image{"s" if images != 1 else ""}, {headers[0].path.parent})'
    )
