"""Regions of a comparison: an ROI, shown segments, a label map, on the voxels of a volume node."""

import numpy as np
import pytest
import slicer

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.regions import region_of, state_of
from SyntheticCTLib.mrml.volumes import node_from_volume, volume_from_node


@pytest.fixture
def a_node(a_scene, an_oblique_volume):
    return node_from_volume(a_scene, an_oblique_volume, "oblique")


@pytest.fixture
def a_roi(a_scene):
    roi = a_scene.AddNewNodeByClass("vtkMRMLMarkupsROINode", "R")
    roi.SetSize(3.1, 4.1, 7.1)
    return roi


@pytest.fixture
def a_segmentation(a_scene, a_node):
    """Two segments: the first slice, and the last."""
    labels = np.zeros(volume_from_node(a_node).array.shape, np.uint8)
    labels[0], labels[-1] = 1, 2
    node = node_from_volume(a_scene, volume_from_node(a_node).with_array(labels), "labels")
    made = a_scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", "map")
    made.Copy(node)
    segmentation = a_scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "parts")
    slicer.vtkSlicerSegmentationsModuleLogic.ImportLabelmapToSegmentationNode(made, segmentation)
    segmentation.CreateDefaultDisplayNodes()
    return segmentation, made


def middles(node):
    """Middle of each voxel in the world, LPS mm: [k, j, i, 3]."""
    volume = volume_from_node(node)
    k, j, i = np.meshgrid(*map(np.arange, volume.array.shape), indexing="ij")
    index = np.stack([i, j, k], -1) * np.asarray(volume.spacing)
    return index @ volume.direction_matrix.T + np.asarray(volume.origin)


def test_an_roi_holds_the_voxels_whose_middle_lies_in_it(a_node, a_roi, a_transform):
    middle = middles(a_node)[2, 2, 3]
    a_roi.SetCenter(-middle[0], -middle[1], middle[2])
    found = region_of(a_roi, a_node)()
    away = np.abs(middles(a_node) - middle)
    assert np.array_equal(found.array, np.all(away <= [1.55, 2.05, 3.55], axis=-1))
    assert 1 < found.array.sum() < found.array.size

    # Turned by a transform, it turns about the world's middle; so do the voxels here.
    turn = [[0, -1, 0, 5], [1, 0, 0, 0], [0, 0, 1, -2], [0, 0, 0, 1]]
    for node in (a_roi, a_node):
        a_transform(node, turn)
    assert np.array_equal(region_of(a_roi, a_node)().array, found.array)


def test_an_roi_that_was_moved_is_another_region(a_roi):
    before = state_of(a_roi)
    a_roi.SetCenter(1.0, 0.0, 0.0)
    assert state_of(a_roi) != before
    assert state_of(None) == ""


def test_of_a_segmentation_what_is_shown_counts(a_node, a_segmentation):
    segmentation, _ = a_segmentation
    slices = np.flatnonzero(region_of(segmentation, a_node)().array.any(axis=(1, 2)))
    assert slices.tolist() == [0, 3]
    first = segmentation.GetSegmentation().GetNthSegmentID(0)
    before = state_of(segmentation)
    segmentation.GetDisplayNode().SetSegmentVisibility(first, False)
    slices = np.flatnonzero(region_of(segmentation, a_node)().array.any(axis=(1, 2)))
    assert slices.tolist() == [3]
    assert state_of(segmentation) != before
    segmentation.GetDisplayNode().SetAllSegmentsVisibility(False)
    with pytest.raises(InputError, match="No segment of 'parts' is shown"):
        region_of(segmentation, a_node)


def test_of_a_label_map_everything_above_0_counts(a_node, a_segmentation):
    found = region_of(a_segmentation[1], a_node)().array
    assert set(np.unique(found)) == {0, 1}
    assert np.flatnonzero(found.any(axis=(1, 2))).tolist() == [0, 3]


def test_what_can_be_no_region_is_named(a_node, a_roi):
    with pytest.raises(InputError, match="'oblique': give an ROI, a segmentation or a label map"):
        region_of(a_node, a_node)
    with pytest.raises(InputError, match="'R': give an ROI"):
        region_of("R", a_node)
    a_roi.SetSize(0.0, 0.0, 0.0)
    with pytest.raises(InputError, match="has no size: draw it first"):
        region_of(a_roi, a_node)
