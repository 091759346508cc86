"""Between the scene and a worker: nodes to the files of a job, and its results to nodes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import slicer
from vtkmodules.vtkCommonCore import vtkStringArray

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.origin import MODALITY_KEY
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.jobs.job import Modality
from SyntheticCTLib.mrml.display import mark_as_hounsfield, show_as_ct
from SyntheticCTLib.mrml.hierarchy import put_beside
from SyntheticCTLib.mrml.logic import show_synthesis
from SyntheticCTLib.mrml.records import attach_record, record_of
from SyntheticCTLib.mrml.segmentations import node_from_segmentation
from SyntheticCTLib.mrml.surfaces import node_from_surface
from SyntheticCTLib.mrml.volumes import modality_of, node_from_volume, volume_from_node
from SyntheticCTLib.segmentation.label_tables import read_segmentation
from SyntheticCTLib.segmentation.labels import table_path
from SyntheticCTLib.surface.files.reading import read_surface
from SyntheticCTLib.surface.files.record import read_surface_record
from SyntheticCTLib.synthesis.record_files import find_record

#: What a job can say that an image is.
_MODALITIES: tuple[Modality, ...] = get_args(Modality)

#: The files' format: exact in its geometry, and not packed, so that a window writes it at once.
SUFFIX = ".mhd"


def modality_for_job(node: Any) -> Modality | None:
    """What a job says of a node's kind; None, to look, where the scene knows none that fits."""
    known = modality_of(node)
    return next((modality for modality in _MODALITIES if modality == known), None)


def write_node(node: Any, folder: Path, name: str) -> str:
    """Write a volume node for a worker, with its record, or what else the scene knows of its kind.

    Returns:
        The file's path.

    Raises:
        InputError: see ``volumes.volume_from_node``.
        OSError: it cannot be written.
    """
    path = folder / f"{name}{SUFFIX}"
    write_volume(volume_from_node(node), path)
    beside = record_of(node) or {}
    known = modality_of(node)
    if known is not None and "scale" not in beside:
        beside = {**beside, MODALITY_KEY: known}
    if beside:
        write_json(beside, path.with_suffix(".json"))
    return str(path)


def write_labels(segmentation_node: Any, reference: Any, folder: Path, name: str) -> str:
    """Write the segments of a segmentation node as a label volume on a volume node's grid.

    Returns:
        The file's path; its table of names lies beside it.

    Raises:
        InputError: the segmentation has no segments.
        OSError: it cannot be written.
    """
    segments = segmentation_node.GetSegmentation()
    if segments.GetNumberOfSegments() == 0:
        raise InputError(f"The segmentation {segmentation_node.GetName()!r} has no segments.")
    scene = segmentation_node.GetScene()
    labels = scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", "SyntheticCT labels")
    try:
        # Not the visible ones only: what is hidden for the eye still belongs to the answer.
        ids = vtkStringArray()
        segments.GetSegmentIDs(ids)
        slicer.vtkSlicerSegmentationsModuleLogic.ExportSegmentsToLabelmapNode(
            segmentation_node, ids, labels, reference
        )
        volume = volume_from_node(labels)
    finally:
        display = labels.GetDisplayNode()
        for helper in (display and display.GetColorNode(), display, labels):
            if helper is not None and not helper.GetSingletonTag():  # Slicer's own tables have one
                scene.RemoveNode(helper)
    path = folder / f"{name}{SUFFIX}"
    write_volume(volume, path)
    rows = [
        {"value": number + 1, "name": segments.GetNthSegment(number).GetName()}
        for number in range(segments.GetNumberOfSegments())
    ]
    write_json({"context": "", "labels": rows, "record": {}}, table_path(path))
    return str(path)


def synthesis_node(
    scene: Any, input_node: Any, file: Path, *, modality: str, output_node: Any = None
) -> Any:
    """The node of what a ``SynthesizeJob`` wrote, see ``logic.show_synthesis``."""
    record = find_record(file)
    assert record is not None  # a worker's job writes it
    source = replace(record.input, source=input_node.GetName())
    record = replace(record, input=source, output=None)  # both were temporary files
    return show_synthesis(
        scene, input_node, read_volume(file), record, modality=modality, output_node=output_node
    )


def registered_node(scene: Any, file: Path, *, sct_node: Any) -> tuple[Any, dict[str, Any]]:
    """The node of the CT that a ``PlaceJob`` wrote, and what it says of its registration."""
    found = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    name = f"CT on {sct_node.GetName()} (preview)"
    node = node_from_volume(scene, read_volume(file), name, like=sct_node)
    mark_as_hounsfield(node)
    show_as_ct(node)
    put_beside(node, sct_node)
    attach_record(node, found)
    return node, found


def segmentation_node(scene: Any, file: Path, name: str, *, like: Any) -> Any:
    """The node of what a ``SegmentJob`` wrote, see ``segmentations.node_from_segmentation``."""
    found = read_segmentation(file)
    node = node_from_segmentation(scene, found, name, like=like)
    attach_record(node, found.record)
    return node


def surface_node(scene: Any, file: Path, name: str, *, like: Any) -> Any:
    """The node of what a ``SurfaceJob`` wrote, with the JSON beside it as its record."""
    node = node_from_surface(scene, read_surface(file), name, like=like)
    attach_record(node, read_surface_record(file).to_dict())
    return node
