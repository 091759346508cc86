"""Segments as labels on a volume's voxels: what Slicer exports, but without its window waiting."""

import time

import numpy as np
import pytest
import slicer
from vtkmodules.vtkCommonCore import vtkStringArray

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.segment_labels import labels_of
from SyntheticCTLib.mrml.segmentations import node_from_segmentation
from SyntheticCTLib.mrml.volumes import node_from_volume, volume_from_node
from SyntheticCTLib.segmentation.hu_tissues import segment_tissues


@pytest.fixture
def tissues(a_scene, a_ct_node):
    found = segment_tissues(volume_from_node(a_ct_node))
    return node_from_segmentation(a_scene, found, "tissues", like=a_ct_node)


def exported(scene, segmentation, reference):
    """What Slicer makes of all segments."""
    labels = scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", "labels")
    ids = vtkStringArray()
    segmentation.GetSegmentation().GetSegmentIDs(ids)
    slicer.vtkSlicerSegmentationsModuleLogic.ExportSegmentsToLabelmapNode(
        segmentation, ids, labels, reference
    )
    return volume_from_node(labels).array


def test_on_the_grid_of_the_segments_it_is_what_slicer_exports(a_scene, a_ct_node, tissues):
    make, rows = labels_of(tissues, a_ct_node)
    found = make()
    assert np.array_equal(found.array, exported(a_scene, tissues, a_ct_node))
    assert found.grid.same(volume_from_node(a_ct_node).grid)
    assert [row["value"] for row in rows] == list(range(1, len(rows) + 1))
    assert "cortical bone" in [row["name"] for row in rows]


def test_segments_that_were_cut_to_what_they_fill_lie_where_they_lay(a_scene, a_ct_node, tissues):
    before = exported(a_scene, tissues, a_ct_node)
    tissues.GetSegmentation().SeparateSegmentLabelmap(tissues.GetSegmentation().GetNthSegmentID(1))
    tissues.GetSegmentation().CollapseBinaryLabelmaps(False)
    assert np.array_equal(labels_of(tissues, a_ct_node)[0]().array, before)


def test_both_under_transforms_and_another_grid(a_scene, a_ct_node, tissues, a_transform):
    turn = [[0.8, -0.6, 0, 5], [0.6, 0.8, 0, 0], [0, 0, 1, -2], [0, 0, 0, 1]]
    volume = volume_from_node(a_ct_node)
    fine = node_from_volume(
        a_scene,
        Volume(
            np.zeros((31, 57, 43), np.int16),
            spacing=(2.317, 1.709, 1.913),  # no middle lies half-way between two voxels
            origin=tuple(volume.origin),
            direction=volume.direction,
        ),
        "fine",
    )
    found, wanted = labels_of(tissues, fine)[0]().array, exported(a_scene, tissues, fine)
    assert wanted.any()
    assert np.array_equal(found, wanted)
    for node in (tissues, fine):  # turned together, they lie to one another as before
        a_transform(node, turn)
    assert np.array_equal(labels_of(tissues, fine)[0]().array, found)


def test_what_is_hidden_counts_unless_others_are_asked_for(a_ct_node, tissues):
    segments = tissues.GetSegmentation()
    last = segments.GetNthSegmentID(segments.GetNumberOfSegments() - 1)
    tissues.CreateDefaultDisplayNodes()
    tissues.GetDisplayNode().SetAllSegmentsVisibility(False)
    every = labels_of(tissues, a_ct_node)[0]().array
    only = labels_of(tissues, a_ct_node, ids=[last])[0]().array
    assert np.array_equal(only == 1, every == segments.GetNumberOfSegments())


def test_surfaces_become_labels_too(a_scene, a_ct_node, tissues):
    before = labels_of(tissues, a_ct_node)[0]().array > 0
    surface = slicer.vtkSegmentationConverter.GetClosedSurfaceRepresentationName()
    assert tissues.GetSegmentation().CreateRepresentation(surface)
    tissues.GetSegmentation().SetSourceRepresentationName(surface)
    tissues.GetSegmentation().RemoveRepresentation(
        slicer.vtkSegmentationConverter.GetBinaryLabelmapRepresentationName()
    )
    nodes = a_scene.GetNumberOfNodes()
    found = labels_of(tissues, a_ct_node)[0]().array > 0
    assert np.sum(found & before) > 0.7 * np.sum(before)  # coarse voxels lose corners
    assert a_scene.GetNumberOfNodes() == nodes


def test_segments_that_change_meanwhile_are_told(a_ct_node, tissues):
    make, _ = labels_of(tissues, a_ct_node)
    segment = tissues.GetSegmentation().GetNthSegment(0)
    name = slicer.vtkSegmentationConverter.GetBinaryLabelmapRepresentationName()
    segment.GetRepresentation(name).Modified()
    with pytest.raises(InputError, match="'tissues' was changed while it was handed over"):
        make()


def test_taking_large_segments_keeps_nobody_waiting(a_scene):
    volume = Volume(np.zeros((300, 512, 512), np.uint8))
    volume.array[100:200, 100:400, 100:400] = 1
    like = node_from_volume(a_scene, volume, "large")
    made = a_scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", "map")
    made.Copy(like)
    segmentation = a_scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "parts")
    slicer.vtkSlicerSegmentationsModuleLogic.ImportLabelmapToSegmentationNode(made, segmentation)
    begun = time.process_time()
    make, _ = labels_of(segmentation, like)
    assert time.process_time() - begun < 0.1
    assert np.array_equal(make().array, volume.array)
