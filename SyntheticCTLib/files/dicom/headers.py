"""The headers of a folder's DICOM images, grouped by series."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydicom
from pydicom.errors import InvalidDicomError

from SyntheticCTLib.errors import InputError

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
)


@dataclass(frozen=True)
class Header:
    """One DICOM image file without its pixels."""

    path: Path
    dataset: pydicom.Dataset

    @property
    def frames(self) -> int:
        """Number of frames; 1 for an ordinary slice."""
        return int(self.dataset.get("NumberOfFrames", 1) or 1)

    @property
    def transfer_syntax(self) -> str:
        """The name of the pixel encoding, for messages."""
        meta = getattr(self.dataset, "file_meta", None)
        uid = meta.get("TransferSyntaxUID") if meta is not None else None
        return getattr(uid, "name", "unknown transfer syntax")


def read_headers(folder: Path) -> dict[str, list[Header]]:
    """The image files below a folder by SeriesInstanceUID; other files are passed over.

    Raises:
        InputError: there is no DICOM image.
    """
    series: dict[str, list[Header]] = {}
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    for path in files:
        try:
            dataset = pydicom.dcmread(path, stop_before_pixels=True)
        except (InvalidDicomError, OSError, EOFError, ValueError):
            continue
        if "Rows" in dataset and "Columns" in dataset:
            uid = str(dataset.get("SeriesInstanceUID", ""))
            series.setdefault(uid, []).append(Header(path, dataset))
    if not series:
        found = f"{len(files)} files, none of them a DICOM image" if files else "empty"
        raise InputError(f"The folder {folder} is {found}: choose the folder of one series.")
    return series


def choose_series(
    series: dict[str, list[Header]], folder: Path, series_uid: str | None
) -> list[Header]:
    """The series to read: the named one, or the only one that is more than a single slice.

    Raises:
        InputError: there are several, or none of that name; the message lists them.
    """
    if series_uid is not None:
        if series_uid not in series:
            raise InputError(
                f"{folder} has no series {series_uid}: it has {_list(series.values())}."
            )
        return series[series_uid]
    volumes = [s for s in series.values() if len(s) > 1 or s[0].frames > 1]
    if len(volumes) == 1:
        return volumes[0]
    if not volumes:
        raise InputError(
            f"{folder} holds single slices only ({_list(series.values())}): one series of at "
            "least two "
            "slices is needed."
        )
    raise InputError(
        f"{folder} holds {len(volumes)} series: {_list(volumes)}. Put the wanted one into a folder "
        "of its own."
    )


def kept_metadata(dataset: pydicom.Dataset) -> dict[str, Any]:
    """The kept fields as text, keys "dicom:<Keyword>"; empty fields are left out."""
    fields = {f"dicom:{word}": str(dataset.get(word, "") or "") for word in KEPT_KEYWORDS}
    return {key: text for key, text in fields.items() if text}


def _list(series: Iterable[list[Header]]) -> str:
    return "; ".join(_describe(headers) for headers in series)


def _describe(headers: list[Header]) -> str:
    dataset = headers[0].dataset
    name = str(dataset.get("SeriesDescription", "") or "without a name")
    images = sum(h.frames for h in headers)
    return (
        f"{dataset.get('Modality', '?')} series {dataset.get('SeriesNumber', '?')} "
        f'"{name}" ({images} images, {headers[0].path.parent})'
    )
