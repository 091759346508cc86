"""From the files that a worker wrote to nodes. ``handover`` is the way there."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.jobs.job import Modality
from SyntheticCTLib.mrml.display import mark_as_hounsfield, show_as_ct
from SyntheticCTLib.mrml.hierarchy import put_beside
from SyntheticCTLib.mrml.logic import show_expected_error, show_synthesis
from SyntheticCTLib.mrml.records import attach_record
from SyntheticCTLib.mrml.segmentations import LabelImage, node_from_segmentation
from SyntheticCTLib.mrml.surfaces import node_from_surface, show_marks
from SyntheticCTLib.mrml.volumes import image_of, modality_of, node_from_volume
from SyntheticCTLib.segmentation.labels import Segmentation
from SyntheticCTLib.surface.files.record import read_surface_record
from SyntheticCTLib.synthesis.record_files import find_record

#: What a job can say that an image is.
_MODALITIES: tuple[Modality, ...] = get_args(Modality)


def modality_for_job(node: Any) -> Modality | None:
    """What a job says of a node's kind; None, to look, where the scene knows none that fits."""
    known = modality_of(node)
    return next((modality for modality in _MODALITIES if modality == known), None)


@dataclass(frozen=True, eq=False)
class ReadImage:
    """An image that a job wrote, read in any thread, so that it becomes a node at once.

    Attributes:
        volume: its voxels and place.
        image: the voxels as a node takes them, see ``volumes.image_of``.
        file: where it was read from.
    """

    volume: Volume
    image: Any
    file: Path


def read_image(file: Path) -> ReadImage:
    """Read the image of a file; in any thread."""
    volume = read_volume(file)
    return ReadImage(volume, image_of(volume), file)


def synthesis_node(
    scene: Any, input_node: Any, made: ReadImage, *, modality: str, output_node: Any = None
) -> Any:
    """The node of what a ``SynthesizeJob`` wrote, see ``logic.show_synthesis``."""
    record = find_record(made.file)
    assert record is not None  # a worker's job writes it
    source = replace(record.input, source=input_node.GetName())
    record = replace(record, input=source, output=None)  # both were temporary files
    return show_synthesis(
        scene,
        input_node,
        made.volume,
        record,
        modality=modality,
        output_node=output_node,
        image=made.image,
    )


def registered_node(scene: Any, placed: ReadImage, *, sct_node: Any) -> tuple[Any, dict[str, Any]]:
    """The node of the CT that a ``PlaceJob`` wrote, and what it says of its registration."""
    found = json.loads(placed.file.with_suffix(".json").read_text(encoding="utf-8"))
    name = f"CT on {sct_node.GetName()} (preview)"
    node = node_from_volume(
        scene, placed.volume, name, like=sct_node, image=placed.image, show=show_as_ct
    )
    mark_as_hounsfield(node)
    put_beside(node, sct_node)
    attach_record(node, found)
    return node, found


def segmentation_node(
    scene: Any, found: Segmentation, name: str, *, like: Any, labels: LabelImage | None = None
) -> Any:
    """The node of what a ``SegmentJob`` wrote, see ``segmentations.node_from_segmentation``."""
    node = node_from_segmentation(scene, found, name, like=like, labels=labels)
    attach_record(node, found.record)
    return node


def surface_node(scene: Any, mesh: Any, file: Path, name: str, *, like: Any) -> Any:
    """The node of what a ``SurfaceJob`` wrote, with the JSON beside it as its record.

    Args:
        scene: where it goes.
        mesh: the file, as ``surface.files.reading.read_surface`` gives it in any thread.
        file: that file.
        name: of the node.
        like: the volume node that the surface is of.
    """
    node = node_from_surface(scene, mesh, name, like=like)
    show_marks(node)
    attach_record(node, read_surface_record(file).to_dict())
    return node


def expected_error_node(scene: Any, error: ReadImage, *, like: Any) -> Any:
    """The node of the expected error that a job wrote, see ``logic.show_expected_error``."""
    return show_expected_error(scene, error.volume, like=like, image=error.image)
