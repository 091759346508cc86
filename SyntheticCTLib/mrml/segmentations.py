"""Segmentation nodes from labels: names, colours and terminology in every segment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import slicer
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.hierarchy import put_beside
from SyntheticCTLib.mrml.names import free_name
from SyntheticCTLib.mrml.volumes import image_of
from SyntheticCTLib.segmentation.labels import Label, Segmentation

#: How far the tissues around bone, by their codes (SNOMED CT), cover it in 3D: fat, soft tissue.
#: Opaque ones would hide every bone.
_AROUND_BONE = {"256674009": 0.1, "87784001": 0.2}

#: Air, which is not shown in 3D.
_AIR = "15158005"


@dataclass(frozen=True, eq=False)
class LabelImage:
    """Labels as segments take them.

    Attributes:
        image: the voxels, ``vtkImageData``.
        present: the values that occur, above 0.
    """

    image: Any
    present: tuple[int, ...]


def label_image(segmentation: Segmentation) -> LabelImage:
    """The labels of a segmentation for its node; may be made in any thread."""
    # Slice by slice: each keeps Python's lock for a moment only.
    found = {int(value) for plane in segmentation.labels.array for value in np.unique(plane)}
    return LabelImage(image_of(segmentation.labels), tuple(sorted(found - {0})))


def node_from_segmentation(
    scene: Any,
    segmentation: Segmentation,
    name: str,
    *,
    like: Any,
    labels: LabelImage | None = None,
) -> Any:
    """A new segmentation node.

    Args:
        scene: where it goes.
        segmentation: labels on the grid of ``like``. Labels that do not occur get no segment.
        name: of the node.
        like: the volume node that was segmented; it becomes the reference of the segmentation's
            geometry, which DICOM SEG export needs.
        labels: the segmentation's ``label_image``, where another thread has made it.

    Returns:
        ``vtkMRMLSegmentationNode`` beside ``like`` in the subject hierarchy, under its transform.

    Raises:
        InputError: the labels have another number of voxels than ``like``.
    """
    size = tuple(like.GetImageData().GetDimensions())
    if size != segmentation.labels.size:
        raise InputError(
            f"{like.GetName()!r} has {size} voxels and the labels {segmentation.labels.size}: they "
            "are not on that grid."
        )
    labels = label_image(segmentation) if labels is None else labels
    node = scene.AddNewNodeByClass("vtkMRMLSegmentationNode", free_name(scene, name))
    put_beside(node, like)
    node.SetReferenceImageGeometryParameterFromVolumeNode(like)
    shared = slicer.vtkOrientedImageData()
    shared.ShallowCopy(labels.image)
    to_ras = vtkMatrix4x4()
    like.GetIJKToRASMatrix(to_ras)
    shared.SetGeometryFromImageToWorldMatrix(to_ras)
    segments = node.GetSegmentation()
    labelmap = slicer.vtkSegmentationConverter.GetBinaryLabelmapRepresentationName()
    segments.SetSourceRepresentationName(labelmap)
    by_value = {label.value: label for label in segmentation.table}
    for value in labels.present:
        # All of them in one label map, as Slicer has them: none is copied or cut out.
        segment = slicer.vtkSegment()
        _describe(segment, by_value[value], segmentation.context)
        segment.SetLabelValue(value)
        segment.AddRepresentation(labelmap, shared)
        segments.AddSegment(segment)
    node.CreateDefaultDisplayNodes()
    _see_bone(node, segmentation.table)
    return node


def forget_voxels(node: Any) -> None:
    """Leave a segmentation node's segments without voxels, which is soon done, before it goes.

    When a node goes, Slicer removes segment by segment, and cuts each out of the label map that it
    shares with the others, over the whole grid. A Segment Editor that has it would turn to another
    segmentation, and look for the lowest and the highest value of that one's image, unseen.
    """
    for editor in _editors_of(node):
        editor.SetAndObserveSourceVolumeNode(None)
        editor.SetAndObserveSegmentationNode(None)
    segments, modified = node.GetSegmentation(), node.StartModify()
    for number in range(segments.GetNumberOfSegments()):
        segments.GetNthSegment(number).RemoveAllRepresentations()
    node.EndModify(modified)


def _editors_of(node: Any) -> list[Any]:
    """The Segment Editors' own nodes that work on a segmentation."""
    found = node.GetScene().GetNodesByClass("vtkMRMLSegmentEditorNode")
    found.UnRegister(None)
    editors = [found.GetItemAsObject(number) for number in range(found.GetNumberOfItems())]
    return [editor for editor in editors if editor.GetSegmentationNode() is node]


def _see_bone(node: Any, table: Iterable[Label]) -> None:
    """Let bone be seen in 3D through what lies around it."""
    segments, display = node.GetSegmentation(), node.GetDisplayNode()
    for label in table:
        code = "" if label.terminology is None else label.terminology.type.value
        identifier = segments.GetSegmentIdBySegmentName(label.name)
        if identifier and code == _AIR:
            display.SetSegmentVisibility3D(identifier, False)
        elif identifier and code in _AROUND_BONE:
            display.SetSegmentOpacity3D(identifier, _AROUND_BONE[code])


def _describe(segment: Any, label: Label, context: str) -> None:
    segment.SetName(label.name)
    segment.SetNameAutoGenerated(False)
    red, green, blue = (channel / 255.0 for channel in label.color)
    segment.SetColor(red, green, blue)
    segment.SetColorAutoGenerated(False)
    if label.terminology is not None:
        tag = slicer.vtkSegment.GetTerminologyEntryTagName()
        segment.SetTag(tag, label.terminology.slicer_tag(context))
