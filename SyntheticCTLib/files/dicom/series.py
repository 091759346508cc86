"""A DICOM series as a volume: pydicom reads the headers, ITK (GDCM) decodes the pixels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.headers import Header, choose_series, kept_metadata, read_headers
from SyntheticCTLib.files.dicom.slice_geometry import Stack, stack, stack_of_files
from SyntheticCTLib.files.itk_warnings import without_itk_warnings
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.memory import check_memory


def read_series(folder: str | Path, series_uid: str | None = None) -> Volume:
    """Read one image series from a folder (and the folders in it).

    Rescale slope and intercept are applied, so a CT comes in HU.

    Args:
        folder: where the files are; files that are no DICOM images are passed over.
        series_uid: SeriesInstanceUID, when the folder holds several series.

    Returns:
        The volume, array ``[k, j, i]``, k along the normal of the slices. Metadata: "source",
        "modality" and "dicom:<Keyword>" for patient, study and series (see
        ``headers.KEPT_KEYWORDS``).

    Raises:
        InputError: no series or several, colour, mixed sizes or orientations, missing or
            unevenly spaced slices, a tilted gantry, or pixels that cannot be decoded.
        ResourceError: the series is larger than the free memory; its pixels were not read.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder: choose the folder of one DICOM series.")
    headers = choose_series(read_headers(folder), folder, series_uid)
    name = _name(headers[0])
    _check_grey(headers, name)
    first = headers[0].dataset
    frames = sum(h.frames for h in headers)
    bytes_per_value = max(int(first.get("BitsAllocated", 16)) // 8, 2)
    check_memory((int(first.Columns), int(first.Rows), frames), bytes_per_value, name)
    if len(headers) == 1:
        volume = _read_multi_frame(headers[0], name)
    elif any(h.frames > 1 for h in headers):
        raise InputError(f"{name} mixes files of one and of several frames: export one series.")
    else:
        grid = stack_of_files(headers, name)
        volume = _read_files([headers[n] for n in grid.order], grid, name)
    metadata = {"source": str(folder), "modality": str(first.get("Modality", "")) or None}
    return replace(volume, metadata=metadata | kept_metadata(first))


def _name(header: Header) -> str:
    number = header.dataset.get("SeriesNumber", "?")
    title = str(header.dataset.get("SeriesDescription", "") or "without a name")
    return f'Series {number} "{title}"'


def _check_grey(headers: list[Header], name: str) -> None:
    for header in headers:
        samples = int(header.dataset.get("SamplesPerPixel", 1))
        if samples != 1:
            kind = header.dataset.get("PhotometricInterpretation", "colour")
            raise InputError(
                f"{name} is in colour ({samples} samples a pixel, {kind}): {header.path}."
            )


def _read_files(headers: list[Header], grid: Stack, name: str) -> Volume:
    reader = sitk.ImageSeriesReader()
    reader.SetImageIO("GDCMImageIO")
    reader.SetFileNames([str(h.path) for h in headers])
    scales = {(h.dataset.get("RescaleSlope"), h.dataset.get("RescaleIntercept")) for h in headers}
    if len(scales) > 1:  # else the first slice's type would cut the others' decimals
        reader.SetOutputPixelType(sitk.sitkFloat32)
    image = _decoded(reader, headers[0], name)
    return Volume(sitk.GetArrayFromImage(image), grid.origin, grid.spacing, grid.direction)


def _read_multi_frame(header: Header, name: str) -> Volume:
    """An enhanced (multi-frame) image, its frames put in the order of their places."""
    grid = _frames_grid(header, name)
    reader = sitk.ImageFileReader()
    reader.SetImageIO("GDCMImageIO")
    reader.SetFileName(str(header.path))
    image = _decoded(reader, header, name)
    array = sitk.GetArrayFromImage(image)
    if array.ndim != 3 or len(array) != len(grid.order):
        raise InputError(f"{name} has {header.frames} frames, of which ITK reads {array.shape}.")
    return Volume(array[grid.order], grid.origin, grid.spacing, grid.direction)


def _frames_grid(header: Header, name: str) -> Stack:
    dataset = header.dataset
    shared = (dataset.get("SharedFunctionalGroupsSequence") or [None])[0]
    frames = dataset.get("PerFrameFunctionalGroupsSequence") or []
    try:
        groups = [
            (
                _group(frame, shared, "PlaneOrientationSequence").ImageOrientationPatient,
                _group(frame, shared, "PlanePositionSequence").ImagePositionPatient,
                _group(frame, shared, "PixelMeasuresSequence").PixelSpacing,
            )
            for frame in frames
        ]
    except AttributeError as error:
        raise InputError(
            f"{name} has frames whose place in the patient is unknown: {error}."
        ) from error
    if len(groups) < 2 or len(groups) != header.frames:
        raise InputError(
            f"{name} has {header.frames} frames, but places in the patient for {len(groups)}."
        )
    orientations, positions, spacings = (
        np.array(list(g), dtype=float) for g in zip(*groups, strict=True)
    )
    return stack(orientations, positions, (spacings[0, 0], spacings[0, 1]), name)


def _group(frame: Any, shared: Any, word: str) -> Any:
    """A functional group of a frame, or the one that all frames share."""
    sequence = getattr(frame, word, None) or getattr(shared, word, None)
    if not sequence:
        raise AttributeError(f"no {word}")
    return sequence[0]


def _decoded(
    reader: sitk.ImageSeriesReader | sitk.ImageFileReader, header: Header, name: str
) -> sitk.Image:
    try:
        with without_itk_warnings():
            return reader.Execute()
    except RuntimeError as error:
        raise InputError(
            f"{name} cannot be decoded (transfer syntax {header.transfer_syntax}): the file is "
            f"damaged or its compression not supported ({header.path})."
        ) from error
