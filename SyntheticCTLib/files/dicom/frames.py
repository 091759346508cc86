"""The frames of a series: one of each ordinary file, several of a multi-frame file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydicom

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.axes import FARTHEST_MM
from SyntheticCTLib.files.dicom.fields import decimals, numbers, text
from SyntheticCTLib.files.dicom.headers import Header


@dataclass(frozen=True)
class Frame:
    """One picture of a series and its place.

    Attributes:
        header: its file's.
        number: which of the file's frames, from 0.
        orientation: ImageOrientationPatient: six cosines.
        position: ImagePositionPatient: LPS mm.
        pixel_spacing: between rows, between columns, mm.
        decimals: how many of them each number of the position is written with.
        named_distance, thickness: SpacingBetweenSlices and SliceThickness, mm; None where the
            header does not say it.
        slope, intercept: a stored value times slope plus intercept is the value; None where the
            header does not say it.
    """

    header: Header
    number: int
    orientation: tuple[float, ...]
    position: tuple[float, ...]
    pixel_spacing: tuple[float, ...]
    decimals: tuple[int, ...]
    named_distance: float | None
    thickness: float | None
    slope: float | None
    intercept: float | None


def frames_of(header: Header, name: str) -> list[Frame]:
    """The frames of a file.

    Raises:
        InputError: a frame's place is unknown, or a field is damaged.
    """
    dataset = header.dataset
    groups = _items(dataset, "PerFrameFunctionalGroupsSequence")
    if not groups and header.frames == 1:
        return [_frame(header, 0, dataset, dataset, dataset, dataset)]
    if not groups:
        kind = text(dataset, "Modality") or "unknown modality"
        raise InputError(
            f"{name} is a file of {header.frames} frames ({kind}) that does not say where they lie "
            f"in the patient: it is no image, or needs to be exported as a series ({header.path})."
        )
    if len(groups) != header.frames:
        raise InputError(
            f"{name} has {header.frames} frames, but places in the patient for {len(groups)} "
            f"({header.path})."
        )
    shared = (_items(dataset, "SharedFunctionalGroupsSequence") or [pydicom.Dataset()])[0]
    words = (
        "PlaneOrientationSequence",
        "PlanePositionSequence",
        "PixelMeasuresSequence",
        "PixelValueTransformationSequence",
    )
    return [
        _frame(header, n, *(_group(group, shared, word) or dataset for word in words))
        for n, group in enumerate(groups)
    ]


def _frame(header: Header, number: int, turned: Any, placed: Any, wide: Any, scaled: Any) -> Frame:
    path = header.path
    orientation = numbers(turned, "ImageOrientationPatient", path, 6)
    position = numbers(placed, "ImagePositionPatient", path, 3)
    spacing = numbers(wide, "PixelSpacing", path, 2)
    for word, found in (
        ("ImageOrientationPatient", orientation),
        ("ImagePositionPatient", position),
        ("PixelSpacing", spacing),
    ):
        if not found:
            raise InputError(
                f"{path} has no {word}: its place in the patient is unknown. Take it out of the "
                "folder, or export the series again."
            )
    if max(map(abs, position)) > FARTHEST_MM:
        place = "\\".join(f"{value:g}" for value in position)
        raise InputError(f"{path} has a damaged header: ImagePositionPatient is {place}.")
    if min(spacing) <= 0:
        raise InputError(f"{path} has a damaged header: PixelSpacing is {spacing}.")
    slope = _one(scaled, "RescaleSlope", path)
    if slope == 0:
        raise InputError(f"{path} has a damaged header: RescaleSlope is 0.")
    return Frame(
        header,
        number,
        tuple(orientation),
        tuple(position),
        tuple(spacing),
        tuple(decimals(placed, "ImagePositionPatient")),
        _told(wide, "SpacingBetweenSlices", path),
        _told(wide, "SliceThickness", path),
        slope,
        _one(scaled, "RescaleIntercept", path),
    )


def _one(dataset: Any, word: str, path: Path) -> float | None:
    found = numbers(dataset, word, path, 1)
    return found[0] if found else None


def _told(dataset: Any, word: str, path: Path) -> float | None:
    """A number that nothing hangs on; None where it is missing or none."""
    try:
        return _one(dataset, word, path)
    except InputError:
        return None


def _items(dataset: Any, word: str) -> list[Any]:
    try:
        return list(dataset.get(word) or [])
    except Exception:  # pydicom's parsers raise what they come upon
        return []


def _group(frame: Any, shared: Any, word: str) -> Any:
    """A functional group of a frame, or the one that all frames share."""
    found = _items(frame, word) or _items(shared, word)
    return found[0] if found else None
