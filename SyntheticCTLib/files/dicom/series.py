"""A DICOM series as a volume: every frame in its place, scaled as its own header says."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.axes import check_lengths
from SyntheticCTLib.files.dicom.fields import text, whole, without_pydicom_warnings
from SyntheticCTLib.files.dicom.frames import Frame, frames_of
from SyntheticCTLib.files.dicom.headers import Header, choose_series, kept_metadata, read_headers
from SyntheticCTLib.files.dicom.one_series import check_one_polarity, check_one_series
from SyntheticCTLib.files.dicom.padding import fill_padding, padding_mask, padding_of
from SyntheticCTLib.files.dicom.pixels import stored_frames
from SyntheticCTLib.files.dicom.polarity import WITHOUT_SCALE, with_dark_air
from SyntheticCTLib.files.dicom.slice_geometry import stack_of_frames
from SyntheticCTLib.files.names import without_folder
from SyntheticCTLib.files.values import check_numbers
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.volume import WARNINGS_KEY, Volume
from SyntheticCTLib.memory import check_memory

_log = logging.getLogger(__name__)


@without_pydicom_warnings()
def read_series(folder: str | Path, series_uid: str | None = None) -> Volume:
    """Read one image series from a folder (and the folders in it).

    Rescale slope and intercept are applied, each frame's its own, so a CT comes in HU. Pixels that
    only pad the image, with a value above what it shows, become air.

    Args:
        folder: where the files are; files that are no DICOM images are passed over.
        series_uid: SeriesInstanceUID, when the folder holds several series.

    Returns:
        The volume, array ``[k, j, i]``, k along the normal of the slices. Metadata: "source",
        "modality", "warnings" (what was left out or is unsure, a sentence each) and
        "dicom:<Keyword>" for patient, study and series (see ``headers.KEPT_KEYWORDS``).

    Raises:
        InputError: no series or several, colour, mixed sizes or orientations, missing or
            unevenly spaced slices, a tilted gantry, damaged headers, or pixels that cannot be
            decoded.
        ResourceError: the series is larger than the free memory; its pixels were not read.
    """
    series = find_frames(folder, series_uid)
    grid, frames = series.grid, series.frames
    array, said = values_of(frames, grid.shape[1:], series.name)
    check_numbers(series.name, array)
    warnings = [*series.warnings, *said]
    for warning in warnings:
        _log.warning("%s", warning)
    metadata = {
        "source": str(folder),
        "modality": text(series.first, "Modality") or None,
        WARNINGS_KEY: [without_folder(warning, Path(folder)) for warning in warnings],
    }
    return Volume.on(grid, array, metadata | kept_metadata(series.first))


@dataclass(frozen=True)
class SeriesFrames:
    """The frames of a series and the grid that they make.

    Attributes:
        name: of the series, for messages.
        frames: along k.
        grid: where the voxels lie.
        orientation: the ImageOrientationPatient that the grid's axes i and j were made of.
        first: the header of the series' first file, by name.
        warnings: what was left out or is unsure, a sentence each.
    """

    name: str
    frames: list[Frame]
    grid: Grid
    orientation: tuple[float, ...]
    first: Dataset
    warnings: list[str]


@dataclass(frozen=True)
class FramesFound:
    """The frames of a series, wherever they lie.

    Attributes:
        name: of the series, for messages.
        frames: in no order.
        rows, columns: of each.
        first: the header of the series' first file, by name.
        warnings: what was left out or is unsure, a sentence each.
    """

    name: str
    frames: list[Frame]
    rows: int
    columns: int
    first: Dataset
    warnings: list[str]


@without_pydicom_warnings()
def find_frames(folder: str | Path, series_uid: str | None = None) -> SeriesFrames:
    """The frames of one image series of a folder, in order; their pixels are not read.

    Raises:
        InputError: as ``read_series``, but for what is wrong with pixels.
        ResourceError: the series is larger than the free memory.
    """
    found = frames_of_series(folder, series_uid)
    stack, said = stack_of_frames(found.frames, found.name)
    check_lengths(found.name, stack.spacing, stack.origin)
    size = (found.columns, found.rows, len(found.frames))
    return SeriesFrames(
        found.name,
        [found.frames[n] for n in stack.order],
        Grid(size, stack.origin, stack.spacing, stack.direction),
        found.frames[0].orientation,
        found.first,
        [*found.warnings, *said],
    )


def frames_of_series(folder: str | Path, series_uid: str | None = None) -> FramesFound:
    """The same, wherever they lie to one another.

    Raises:
        InputError: as ``read_series``, but for what is wrong with places or pixels.
        ResourceError: the series is larger than the free memory.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder: choose the folder of one DICOM series.")
    headers, warnings = choose_series(read_headers(folder), folder, series_uid)
    name = _name(headers[0])
    _check_grey(headers, name)
    rows, columns = _one_size(headers, name)
    count = sum(header.frames for header in headers)
    bits = max(whole(header.dataset, "BitsAllocated", header.path, 16) for header in headers)
    check_memory((columns, rows, count), max(bits // 8, 2), name)
    frames = [frame for header in headers for frame in frames_of(header, name)]
    doubts = check_one_series(headers, frames, name)
    return FramesFound(name, frames, rows, columns, headers[0].dataset, [*warnings, *doubts])


def _name(header: Header) -> str:
    number = text(header.dataset, "SeriesNumber") or "?"
    title = text(header.dataset, "SeriesDescription") or "without a name"
    return f'Series {number} "{title}"'


def _check_grey(headers: list[Header], name: str) -> None:
    for header in headers:
        samples = whole(header.dataset, "SamplesPerPixel", header.path, 1)
        kind = text(header.dataset, "PhotometricInterpretation")
        if samples != 1 or kind not in ("", "MONOCHROME1", "MONOCHROME2"):
            several = f"{samples} samples a pixel" if samples != 1 else ""
            colour = ", ".join(part for part in (kind, several) if part)
            raise InputError(
                f"{name} is in colour ({colour}): {header.path}. Give a series of grey values."
            )


def _one_size(headers: list[Header], name: str) -> tuple[int, int]:
    sizes: dict[tuple[int, int], Path] = {}
    for header in headers:
        rows, columns = (whole(header.dataset, word, header.path) for word in ("Rows", "Columns"))
        sizes.setdefault((rows, columns), header.path)
    if len(sizes) > 1:
        several = " and ".join(
            f"{rows} x {columns} ({path})" for (rows, columns), path in sorted(sizes.items())[:2]
        )
        raise InputError(
            f"{name} mixes slices of different Rows x Columns: {several}. Take what does not "
            "belong to it out of the folder."
        )
    ((rows, columns),) = sizes
    if not 0 < rows <= 65_535 or not 0 < columns <= 65_535:
        raise InputError(f"{name} has a damaged header: slices of {rows} x {columns} pixels.")
    return rows, columns


def values_of(
    frames: list[Frame], shape: tuple[int, int], name: str
) -> tuple[np.ndarray, list[str]]:
    """The values of all frames [k, j, i], in the smallest usual type that holds them, and what was
    done to them.
    """
    stored: list[np.ndarray] = [np.empty(shape)] * len(frames)
    padded: dict[int, np.ndarray] = {}
    said: list[str] = []
    beyond = False
    headers = list({id(frame.header): frame.header for frame in frames}.values())
    declared = next((named for header in headers if (named := padding_of(header))), [])
    for header in headers:
        found = stored_frames(header, name, padding_of(header) or declared)
        said += [found.doubt] if found.doubt and not said else []  # one of them is enough
        beyond = beyond or found.beyond
        for k, frame in enumerate(frames):
            if frame.header is header:
                stored[k] = found.values[frame.number]
                if found.padded is not None:
                    padded[k] = found.padded[frame.number]
    array = _rescaled(stored, [_scale(frame) for frame in frames])
    mask = padding_mask(padded, array.shape) if padded else None
    modality = text(frames[0].header.dataset, "Modality")
    array, turned = _with_dark_air(array, mask, headers, modality, name)
    kept = [] if mask is None else fill_padding(array, mask, modality, name, beyond=beyond)
    return array, [*said, *turned, *kept]


def _with_dark_air(
    array: np.ndarray, mask: np.ndarray | None, headers: list[Header], modality: str, name: str
) -> tuple[np.ndarray, list[str]]:
    words = {text(header.dataset, "PhotometricInterpretation") for header in headers}
    if "MONOCHROME1" not in words:
        return array, []
    if modality in WITHOUT_SCALE:
        check_one_polarity(headers, name)
    array, said = with_dark_air(array, mask, modality, name)
    return array, [said] if said else []


def _scale(frame: Frame) -> tuple[float, float]:
    """Slope and intercept of a frame's stored values; a table has them in it."""
    if frame.header.has_table:
        return 1.0, 0.0
    slope, intercept = frame.slope, frame.intercept
    return 1.0 if slope is None else slope, 0.0 if intercept is None else intercept


def _rescaled(stored: list[np.ndarray], scales: list[tuple[float, float]]) -> np.ndarray:
    if {*scales} == {(1.0, 0.0)}:
        return np.stack(stored)
    whole_numbers = all(values.dtype.kind in "iu" and values.itemsize <= 4 for values in stored)
    if whole_numbers and all(slope == 1 and intercept % 1 == 0 for slope, intercept in scales):
        return _added(stored, [int(intercept) for _, intercept in scales])
    array = np.empty((len(stored), *stored[0].shape), np.float32)
    with np.errstate(over="ignore"):  # what is too large for a number is refused by its reader
        for k, (values, (slope, intercept)) in enumerate(zip(stored, scales, strict=True)):
            array[k] = values.astype(np.float64) * slope + intercept
    return array


def _added(stored: list[np.ndarray], intercepts: list[int]) -> np.ndarray:
    """Whole numbers stay whole, in 16 bits where they fit."""
    both = list(zip(stored, intercepts, strict=True))
    low = min(int(values.min()) + intercept for values, intercept in both)
    high = max(int(values.max()) + intercept for values, intercept in both)
    fits = np.iinfo(np.int16).min <= low and high <= np.iinfo(np.int16).max
    array = np.empty((len(stored), *stored[0].shape), np.int16 if fits else np.int32)
    for k, (values, intercept) in enumerate(both):
        wide = np.int32 if values.itemsize <= 2 and abs(intercept) < 1 << 30 else np.int64
        array[k] = np.add(values, intercept, dtype=wide)
    return array
