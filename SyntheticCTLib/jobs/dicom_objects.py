"""DICOM objects of one file, from files that other jobs wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from SyntheticCTLib.dicom.study_context import StudyContext

#: What a result can become; "series" is a folder, the others are a file.
Kind = Literal["series", "seg", "rtstruct", "stl", "surface", "registration", "verdict", "pdf"]

_OF_SUFFIX: dict[str, Kind] = {
    ".stl": "stl",
    ".pdf": "pdf",
    ".tfm": "registration",
    ".txt": "registration",
    ".h5": "registration",
}


def kind_of_result(path: str) -> Kind:
    """What a result becomes where nobody says it: by its suffix, and by what lies with it."""
    from SyntheticCTLib.comparison.folder import DOCUMENT
    from SyntheticCTLib.segmentation.labels import table_path

    file = Path(path)
    if file.is_dir():
        return "verdict" if (file / DOCUMENT).is_file() else "series"
    if file.suffix.lower() in _OF_SUFFIX:
        return _OF_SUFFIX[file.suffix.lower()]
    return "seg" if table_path(file).is_file() else "series"


def write_object(
    result: str, output: Path, kind: Kind, options: DicomOptions, moving: str | None, watch: Watch
) -> None:
    """Write a result as one DICOM file; it appears whole or not at all.

    Args:
        result: labels with their table, a surface, a transform, or a comparison's folder.
        output: the file.
        kind: what it becomes.
        options: ``like`` is the series that it belongs to; of a registration, the fixed one.
        moving: of a registration, the other series.

    Raises:
        InputError: a series is missing, or the result does not fit it.
        OSError: a file cannot be read or written.
    """
    from SyntheticCTLib.dicom.anonymous import context_by
    from SyntheticCTLib.dicom.objects import save
    from SyntheticCTLib.dicom.statement import say_synthetic
    from SyntheticCTLib.files.dicom.fields import without_pydicom_warnings

    if options.like is None:
        raise InputError(f"{result} belongs to a DICOM series: name it with --like.")
    watch.report("reading", 0.0)
    context = context_by(options, options.like)
    if context.is_new:
        raise InputError(
            f"The files in {options.like} have no UIDs by which anything could refer to them: "
            "write them as a series first (`synthetic-ct dicom` with --like), and name that."
        )
    with without_pydicom_warnings():
        dataset = _MAKERS[kind](result, context, options, moving, watch.part(0.1, 0.9))
        if _is_of_synthetic(result, kind):
            say_synthetic(dataset)
    watch.report("writing", 0.9)
    with atomic_path(output) as temporary:
        save(dataset, temporary)


def _is_of_synthetic(result: str, kind: Kind) -> bool:
    """Whether what lies with a result says that it was made of a synthetic image."""
    from SyntheticCTLib.comparison.folder import read_document
    from SyntheticCTLib.segmentation.label_tables import record_of_labels
    from SyntheticCTLib.segmentation.labels import IMAGE_MADE_BY
    from SyntheticCTLib.surface.files.record import origin_of, record_beside

    path = Path(result)
    if kind in ("seg", "rtstruct"):
        return IMAGE_MADE_BY in record_of_labels(path)
    if kind in ("stl", "surface"):
        return record_beside(path).is_file() and origin_of(path).model is not None
    return path.is_dir() and read_document(path).provenance is not None


def _seg(
    result: str, context: StudyContext, options: DicomOptions, _: str | None, watch: Watch
) -> Dataset:
    from SyntheticCTLib.dicom.segmentation_object import segmentation_object
    from SyntheticCTLib.segmentation.label_tables import read_segmentation

    return segmentation_object(read_segmentation(result), context, uid_root=options.uid_root)


def _rtstruct(
    result: str, context: StudyContext, options: DicomOptions, _: str | None, watch: Watch
) -> Dataset:
    from SyntheticCTLib.dicom.structure_set import structure_set
    from SyntheticCTLib.segmentation.label_tables import read_segmentation

    found = read_segmentation(result)
    return structure_set(found, context, uid_root=options.uid_root, watch=watch)


def _stl(
    result: str, context: StudyContext, options: DicomOptions, _: str | None, watch: Watch
) -> Dataset:
    from SyntheticCTLib.dicom.encapsulated_stl import encapsulated_stl

    return encapsulated_stl(result, context, uid_root=options.uid_root)


def _surface(
    result: str, context: StudyContext, options: DicomOptions, _: str | None, watch: Watch
) -> Dataset:
    from SyntheticCTLib.dicom.surface_segmentation import surface_segmentation

    return surface_segmentation(result, context, uid_root=options.uid_root)


def _registration(
    result: str, context: StudyContext, options: DicomOptions, moving: str | None, watch: Watch
) -> Dataset:
    from SyntheticCTLib.dicom.anonymous import context_by
    from SyntheticCTLib.dicom.spatial_registration import spatial_registration
    from SyntheticCTLib.registration.transforms import read_transform

    if moving is None:
        raise InputError(
            "A registration is between two series: name the fixed one with --like and the other "
            "with --moving."
        )
    transform, other = read_transform(result), context_by(options, moving)
    return spatial_registration(transform, context, other, uid_root=options.uid_root)


def _verdict(
    result: str, context: StudyContext, options: DicomOptions, _: str | None, watch: Watch
) -> Dataset:
    from SyntheticCTLib.comparison.folder import read_document
    from SyntheticCTLib.dicom.verdict_report import verdict_report

    return verdict_report(read_document(result), context, uid_root=options.uid_root)


def _pdf(
    result: str, context: StudyContext, options: DicomOptions, _: str | None, watch: Watch
) -> Dataset:
    from SyntheticCTLib.dicom.encapsulated_pdf import encapsulated_pdf

    nobody = options.anonymise is not None
    return encapsulated_pdf(result, context, uid_root=options.uid_root, nobody=nobody)


_Maker = Callable[["str", "StudyContext", DicomOptions, "str | None", Watch], "Dataset"]

_MAKERS: dict[Kind, _Maker] = {
    "seg": _seg,
    "rtstruct": _rtstruct,
    "stl": _stl,
    "surface": _surface,
    "registration": _registration,
    "verdict": _verdict,
    "pdf": _pdf,
}
