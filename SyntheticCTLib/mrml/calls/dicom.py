"""Calls that write DICOM: a series, or one file of segments, surface, registration or answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.dicom import DicomJob
from SyntheticCTLib.jobs.dicom_objects import Kind
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.mrml.handover import Handover, temporary_handover
from SyntheticCTLib.mrml.nodes import (
    check_segmentation,
    check_surface,
    check_transform,
    check_volume,
)
from SyntheticCTLib.mrml.volumes import modality_of
from SyntheticCTLib.preprocessing.kinds import MR


@typed
def save_as_dicom(
    node: Any,
    folder: str | Path,
    *,
    like: str | Path | None = None,
    enhanced: bool = False,
    send: str | None = None,
) -> Path:
    """Write a synthetic image as a DICOM series.

    Args:
        node: volume node.
        folder: a new folder.
        like: folder of the series whose patient and study it goes into; None for a new study.
        enhanced: all slices in one Enhanced CT or MR.
        send: node that it is also sent to, TITLE@HOST:PORT.

    Returns:
        The folder.

    Raises:
        InputError: no volume node, or the folder is there.
    """
    check_volume(node, "The synthetic image")
    with temporary_handover() as handover:
        job = DicomJob(
            input=handover.volume(node, "input"),
            output=str(folder),
            kind="series",
            dicom=DicomOptions(
                like=None if like is None else str(like), enhanced=enhanced, send=send
            ),
            modality="MR" if modality_of(node) == MR.name else "CT",
        )
        handover.write()
        return run_job(job).files["output"]


#: What is made of a node where nobody says it, by its class; of a path a verdict is.
_OF_CLASS: dict[str, Kind] = {
    "vtkMRMLSegmentationNode": "seg",
    "vtkMRMLModelNode": "stl",
    "vtkMRMLTransformNode": "registration",
}


@typed
def save_dicom_object(
    item: Any,
    path: str | Path,
    *,
    like: str | Path,
    kind: str | None = None,
    volume: Any = None,
    moving: str | Path | None = None,
    send: str | None = None,
) -> Path:
    """Write a segmentation, surface, registration or answer as one DICOM file.

    Args:
        item: segmentation, model or transform node; the folder of a report for an answer.
        path: the file, .dcm.
        like: folder of the series that it belongs to.
        kind: "rtstruct" in place of "seg", "surface" of "stl", "pdf" of "verdict".
        volume: of a segmentation, the volume node on whose voxels it is written.
        moving: of a registration, folder of the series that it brings onto the other.
        send: node that it is also sent to, TITLE@HOST:PORT.

    Returns:
        The file.

    Raises:
        InputError: no such node, or it does not fit the series.
    """
    becomes = _kind(item, kind)
    with temporary_handover() as handover:
        job = DicomJob(
            input=_given(item, becomes, volume, handover),
            output=str(path),
            kind=becomes,
            moving=None if moving is None else str(moving),
            dicom=DicomOptions(like=str(like), send=send),
        )
        handover.write()
        return run_job(job).files["output"]


def _kind(item: Any, kind: str | None) -> Kind:
    """What an item becomes."""
    is_path = isinstance(item, (str, Path))
    named = [] if is_path or not hasattr(item, "IsA") else [n for n in _OF_CLASS if item.IsA(n)]
    if not is_path and not named:
        raise InputError(
            f"What is to be written is {item!r}: give a segmentation, model or transform node, or "
            "the folder of a report."
        )
    usual: Kind = "verdict" if is_path else _OF_CLASS[named[0]]
    fitting = {"seg": ("rtstruct",), "stl": ("surface",), "verdict": ("pdf",)}.get(usual, ())
    if kind not in (None, usual, *fitting):
        known = " or ".join(repr(name) for name in (usual, *fitting))
        raise InputError(f"The kind {kind!r} cannot be made of it: give {known}.")
    return usual if kind is None else cast("Kind", kind)


def _given(item: Any, kind: Kind, volume: Any, handover: Handover) -> str:
    """The path of what the job reads."""
    if kind in ("seg", "rtstruct"):
        check_segmentation(item, "The segmentation")
        check_volume(volume, "The volume that was segmented")
        return handover.labels(item, volume, "input")
    if kind in ("stl", "surface"):
        check_surface(item, "The surface")
        return handover.surface(item, "input")
    if kind == "registration":
        check_transform(item, "The registration")
        return handover.transform(item, "input")
    return str(item)
