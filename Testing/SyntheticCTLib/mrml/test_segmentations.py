"""Tissues as segments: names, colours, codes, and every voxel in its place."""

import numpy as np
import pytest
import slicer
import vtk

from SyntheticCTLib.mrml.segmentations import forget_voxels, node_from_segmentation
from SyntheticCTLib.mrml.volumes import volume_from_node
from SyntheticCTLib.segmentation.hu_tissues import segment_tissues


@pytest.fixture
def tissues(a_ct_node):
    return segment_tissues(volume_from_node(a_ct_node))


@pytest.fixture
def a_segmentation_node(a_scene, a_ct_node, tissues, a_transform):
    a_transform(a_ct_node, [[1, 0, 0, 9], [0, 1, 0, 8], [0, 0, 1, 7], [0, 0, 0, 1]])
    return node_from_segmentation(a_scene, tissues, "leg tissues", like=a_ct_node)


def segments_of(node):
    segmentation = node.GetSegmentation()
    segments = [
        segmentation.GetNthSegment(number) for number in range(segmentation.GetNumberOfSegments())
    ]
    return {segment.GetName(): segment for segment in segments}


def test_the_tissues_that_occur_are_segments_with_names_colours_and_codes(
    a_segmentation_node, tissues
):
    segments = segments_of(a_segmentation_node)
    present = {name for name, volume in tissues.volumes_ml().items() if volume > 0}
    assert set(segments) == present
    assert {"fat", "soft tissue", "cortical bone"} <= present
    cortical = segments["cortical bone"]
    np.testing.assert_allclose(np.array(cortical.GetColor()) * 255, (250, 240, 220), atol=1e-3)
    assert terminology_of(cortical).startswith(
        "SyntheticCT tissues~SCT^85756007^Tissue~SCT^272673000^Bone~99SYNTHETICCT^CORTICAL^Cortical"
    )


def test_bone_is_seen_in_3d_through_what_lies_around_it(a_segmentation_node):
    display = a_segmentation_node.GetDisplayNode()
    shown = {
        name: display.GetSegmentOpacity3D(
            a_segmentation_node.GetSegmentation().GetSegmentIdBySegmentName(name)
        )
        for name in segments_of(a_segmentation_node)
    }
    assert shown["cortical bone"] == 1.0
    assert max(shown[name] for name in ("fat", "soft tissue")) < 0.5
    air = a_segmentation_node.GetSegmentation().GetSegmentIdBySegmentName("air")
    assert not display.GetSegmentVisibility3D(air)


def test_a_segmentation_that_goes_has_no_voxels_to_be_cut_apart(a_segmentation_node):
    forget_voxels(a_segmentation_node)
    segments = a_segmentation_node.GetSegmentation()
    name = slicer.vtkSegmentationConverter.GetBinaryLabelmapRepresentationName()
    assert segments.GetNumberOfSegments() > 0
    for number in range(segments.GetNumberOfSegments()):
        assert segments.GetNthSegment(number).GetRepresentation(name) is None


def test_a_segment_editor_turns_to_nothing_else_when_its_segmentation_goes(
    a_scene, a_segmentation_node, a_ct_node
):
    """To turn to another it would look through the whole of that one's image."""
    editor, other = (
        a_scene.AddNewNodeByClass("vtkMRMLSegmentEditorNode", name) for name in ("its", "other")
    )
    editor.SetAndObserveSegmentationNode(a_segmentation_node)
    for each in (editor, other):
        each.SetAndObserveSourceVolumeNode(a_ct_node)
    forget_voxels(a_segmentation_node)
    assert (editor.GetSegmentationNode(), editor.GetSourceVolumeNode()) == (None, None)
    assert other.GetSourceVolumeNode() is a_ct_node


def terminology_of(segment):
    value = vtk.reference("")
    assert segment.GetTag(slicer.vtkSegment.GetTerminologyEntryTagName(), value)
    return value.get()


def test_every_segment_covers_its_label(a_segmentation_node, a_ct_node, tissues):
    for name, segment in segments_of(a_segmentation_node).items():
        identifiers = vtk.vtkStringArray()
        identifiers.InsertNextValue(
            a_segmentation_node.GetSegmentation().GetSegmentIdBySegment(segment)
        )
        mask = a_segmentation_node.GetScene().AddNewNodeByClass("vtkMRMLLabelMapVolumeNode")
        slicer.vtkSlicerSegmentationsModuleLogic.ExportSegmentsToLabelmapNode(
            a_segmentation_node, identifiers, mask, a_ct_node
        )
        np.testing.assert_array_equal(slicer.util.arrayFromVolume(mask) > 0, tissues.mask(name))


def test_it_refers_to_the_ct_and_moves_with_it(a_segmentation_node, a_ct_node):
    reference = a_segmentation_node.GetNodeReference(
        slicer.vtkMRMLSegmentationNode.GetReferenceImageGeometryReferenceRole()
    )
    assert reference is a_ct_node
    assert a_segmentation_node.GetTransformNodeID() == a_ct_node.GetTransformNodeID()


def test_no_helper_node_stays_in_the_scene(a_segmentation_node, a_scene):
    assert a_scene.GetNumberOfNodesByClass("vtkMRMLLabelMapVolumeNode") == 0
