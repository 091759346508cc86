"""Whether the files of one SeriesInstanceUID belong together: one patient, one kind, one scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.fields import text, words
from SyntheticCTLib.files.dicom.frames import Frame
from SyntheticCTLib.files.dicom.headers import Header
from SyntheticCTLib.image.modality import IN_HOUNSFIELD

#: What is one in a series, and why: its values could not be one image's otherwise.
_ONE = {"Modality": "kinds of image", "PatientID": "patients"}

#: The polarity of values; only those without a scale of their own turn with it.
_POLARITY = "PhotometricInterpretation"

#: What RescaleType says of HU, or of nothing in particular; see DICOM PS3.3 C.11.1.1.2.
_OF_HOUNSFIELD = {"", "HU", "HU_MOD", "US"}


#: Less tilt than this moves the slices of a long scan by less than a voxel, degrees.
_TILT_DEGREES = 0.5


def check_one_series(headers: Sequence[Header], frames: Sequence[Frame], name: str) -> list[str]:
    """Refuse files that say of one field what makes them no one image.

    Returns:
        What is unsure, a sentence each.

    Raises:
        InputError: several patients or kinds of image, or some frames have a slope or an intercept
            and some have none.
    """
    for word, several in _ONE.items():
        _check_same([h for h in headers if text(h.dataset, word)], word, several, name)
    _check_scales(frames, name)
    return list(_doubts(headers, name))


def check_one_polarity(headers: Sequence[Header], name: str) -> None:
    """Refuse signal of which a part may be turned round.

    Raises:
        InputError: some files are MONOCHROME1, and some are not.
    """
    _check_same(headers, _POLARITY, "polarities", name)


def _check_same(headers: Sequence[Header], word: str, several: str, name: str) -> None:
    found: dict[str, Path] = {}
    for header in headers:
        found.setdefault(text(header.dataset, word), header.path)
    if len(found) > 1:
        shown = " and ".join(f"{said!r} ({path})" for said, path in [*found.items()][:2])
        raise InputError(
            f"{name} mixes {several}: {word} is {shown}. Take what does not belong to it out of "
            "the folder."
        )


def _check_scales(frames: Sequence[Frame], name: str) -> None:
    """A frame without what the others have would be read as another scale's values."""
    scaled = [frame for frame in frames if not frame.header.has_table]
    for word, values in (
        ("RescaleSlope", [frame.slope for frame in scaled]),
        ("RescaleIntercept", [frame.intercept for frame in scaled]),
    ):
        missing = [value is None for value in values]
        if any(missing) and not all(missing):
            path = scaled[missing.index(True)].header.path
            raise InputError(
                f"{name} has {word} for {missing.count(False)} of its {len(missing)} slices, and "
                f"none for the others, such as {path}: their values are of another scale. Export "
                "it again."
            )


def _doubts(headers: Sequence[Header], name: str) -> Iterator[str]:
    places = {text(header.dataset, "FrameOfReferenceUID") for header in headers}
    if len(places) > 1:
        yield (
            f"{name} has {len(places)} frames of reference: its slices may not lie where they say "
            "beside each other."
        )
    yield from _table_doubts(headers, name)
    yield from _tilt_doubts(headers, name)
    others = {text(header.dataset, "RescaleType") for header in headers} - _OF_HOUNSFIELD
    if others and text(headers[0].dataset, "Modality") in IN_HOUNSFIELD:
        yield (
            f"{name} says that its values are {' and '.join(sorted(others))} (RescaleType), which "
            "are no HU: maps of spectral CT are no CT for this program."
        )


def _table_doubts(headers: Sequence[Header], name: str) -> Iterator[str]:
    """A table of the modality stands for slope and intercept: beside them one is too much."""
    tabled = [header for header in headers if header.has_table]
    twice = [header for header in tabled if text(header.dataset, "RescaleSlope")]
    if twice:
        yield (
            f"{name} contradicts itself: {len(twice)} of its {len(headers)} files, such as "
            f"{twice[0].path}, have a table of values (ModalityLUTSequence) beside a RescaleSlope; "
            "the table was taken."
        )
    elif 0 < len(tabled) < len(headers):
        yield (
            f"{name} has a table of values (ModalityLUTSequence) in {len(tabled)} of its "
            f"{len(headers)} files only, such as {tabled[0].path}: see whether their values are of "
            "the others' scale."
        )


def _tilt_doubts(headers: Sequence[Header], name: str) -> Iterator[str]:
    """A scanner that was tilted shows it in its slices, unless they were straightened since."""
    most = _number(headers[0], "GantryDetectorTilt", 0)
    straightened = "DERIVED" in words(headers[0].dataset, "ImageType")
    if abs(most) < _TILT_DEGREES or straightened or not all(map(_is_upright, headers)):
        return
    corners = {
        tuple(_number(header, "ImagePositionPatient", axis) for axis in (0, 1))
        for header in headers
    }
    if len(corners) == 1:
        yield (
            f"{name} contradicts itself: its gantry was tilted by {most:g} degrees "
            "(GantryDetectorTilt), but its slices lie upright and straight above one another, "
            "which was taken."
        )


def _is_upright(header: Header) -> bool:
    """Whether a slice lies across the patient, to the last digit."""
    return all(abs(_number(header, "ImageOrientationPatient", n)) < 1e-6 for n in (2, 5))


def _number(header: Header, word: str, position: int) -> float:
    """One of a field's numbers, 0 where there is none."""
    found = words(header.dataset, word)[position : position + 1]
    try:
        return float(found[0]) if found else 0.0
    except ValueError:
        return 0.0
