"""Nodes and volumes: every voxel where it was, in RAS and in LPS."""

import numpy as np
import pytest
import slicer
import vtk

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.volumes import modality_of, node_from_volume, update_node, volume_from_node

MOVED = [[0, -1, 0, 5], [1, 0, 0, -7], [0, 0, 1, 11], [0, 0, 0, 1]]


def ras_of(node, i, j, k):
    """Where MRML itself puts a voxel, with parent transforms."""
    matrix = vtk.vtkMatrix4x4()
    node.GetIJKToRASMatrix(matrix)
    place = matrix.MultiplyPoint((i, j, k, 1))[:3]
    world = [0.0, 0.0, 0.0]
    node.TransformPointToWorld(place, world)
    return world


def lps_of(volume, i, j, k):
    return (volume.affine @ (i, j, k, 1))[:3]


def test_there_and_back_nothing_changes(a_scene, an_oblique_volume):
    node = node_from_volume(a_scene, an_oblique_volume, "leg")
    again = volume_from_node(node)

    np.testing.assert_array_equal(again.array, an_oblique_volume.array)
    assert again.array.dtype == np.int16
    assert again.grid == an_oblique_volume.grid
    assert node.GetName() == "leg"


def test_voxels_lie_where_mrml_says(a_scene, an_oblique_volume, a_transform):
    node = node_from_volume(a_scene, an_oblique_volume, "leg")
    for matrix in (None, MOVED):
        if matrix is not None:
            a_transform(node, matrix)
        volume = volume_from_node(node)
        for index in ((0, 0, 0), (5, 0, 0), (0, 4, 0), (0, 0, 3)):
            x, y, z = lps_of(volume, *index)
            np.testing.assert_allclose((-x, -y, z), ras_of(node, *index), atol=1e-9)
        assert slicer.util.arrayFromVolume(node)[3, 2, 1] == volume.array[3, 2, 1]


def test_a_scaled_volume_has_its_true_size(a_scene, an_oblique_volume, a_transform):
    node = node_from_volume(a_scene, an_oblique_volume, "leg")
    a_transform(node, np.diag([2.0, 2.0, 2.0, 1.0]))

    np.testing.assert_allclose(volume_from_node(node).spacing, (1.4, 2.6, 6.54))


def test_a_shearing_transform_is_refused(a_scene, an_oblique_volume, a_transform):
    node = node_from_volume(a_scene, an_oblique_volume, "leg")
    a_transform(node, [[1, 0.2, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])

    with pytest.raises(InputError, match="'leg' shears it"):
        volume_from_node(node)


def test_a_bending_transform_is_refused(a_scene, an_oblique_volume, a_warp):
    node = node_from_volume(a_scene, an_oblique_volume, "leg")
    node.SetAndObserveTransformNodeID(a_warp.GetID())

    with pytest.raises(InputError, match=r"'leg' is under a transform that is not linear \('bend'"):
        volume_from_node(node)


def test_an_empty_node_and_a_colour_image_are_refused(a_scene):
    empty = a_scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "nothing")
    with pytest.raises(InputError, match="'nothing' has no voxels"):
        volume_from_node(empty)
    colour = a_scene.AddNewNodeByClass("vtkMRMLVectorVolumeNode", "photo")
    slicer.util.updateVolumeFromArray(colour, np.zeros((2, 3, 4, 3), np.uint8))
    with pytest.raises(InputError, match="'photo' has 3 values a voxel"):
        volume_from_node(colour)


def test_a_node_like_another_has_its_matrix_and_transform_bit_for_bit(
    a_scene, an_oblique_volume, a_transform
):
    like = node_from_volume(a_scene, an_oblique_volume, "leg")
    a_transform(like, MOVED)
    made = node_from_volume(a_scene, volume_from_node(like), "result", like=like)

    matrices = [vtk.vtkMatrix4x4(), vtk.vtkMatrix4x4()]
    for node, matrix in zip((like, made), matrices, strict=True):
        node.GetIJKToRASMatrix(matrix)
    np.testing.assert_array_equal(*map(slicer.util.arrayFromVTKMatrix, matrices))
    assert made.GetTransformNodeID() == like.GetTransformNodeID()
    assert volume_from_node(made).grid == volume_from_node(like).grid


def test_a_node_cannot_be_like_one_of_another_size(a_scene, an_oblique_volume):
    like = node_from_volume(a_scene, an_oblique_volume, "leg")
    with pytest.raises(InputError, match="not on that grid"):
        node_from_volume(a_scene, Volume(np.zeros((2, 2, 2), np.int16)), "other", like=like)


def test_updating_replaces_voxels_grid_and_transform(a_scene, an_oblique_volume, a_transform):
    node = node_from_volume(a_scene, Volume(np.ones((2, 2, 2), np.float32)), "result")
    a_transform(node, MOVED)
    update_node(node, an_oblique_volume)

    assert volume_from_node(node).grid == an_oblique_volume.grid
    assert volume_from_node(node).array[3, 4, 5] == 69


def test_a_copy_is_a_copy(a_scene, an_oblique_volume):
    node = node_from_volume(a_scene, an_oblique_volume, "leg")
    volume_from_node(node).array[:] = 0

    assert slicer.util.arrayFromVolume(node).any()


def test_a_mask_becomes_a_volume(a_scene):
    node = node_from_volume(a_scene, Volume(np.ones((2, 2, 2), bool)), "mask")

    assert volume_from_node(node).array.dtype == np.uint8


def test_the_modality_is_that_of_the_dicom_series(a_mr_node):
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(a_mr_node.GetScene())
    assert modality_of(a_mr_node) is None
    hierarchy.SetItemAttribute(hierarchy.GetItemByDataNode(a_mr_node), "DICOM.Modality", "MR")

    assert volume_from_node(a_mr_node).metadata["modality"] == "MR"
