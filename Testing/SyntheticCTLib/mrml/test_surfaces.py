"""Bone as a model: in its volume's place, coloured by what a comparison measured."""

import numpy as np
import pytest
import slicer
import vtk

from SyntheticCTLib.mrml.colors import restore_distance_colors
from SyntheticCTLib.mrml.surfaces import node_from_surface, show_distances
from SyntheticCTLib.mrml.volumes import volume_from_node
from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.surface.mesh import points_of

TURNED = [[0, -1, 0, 5], [1, 0, 0, -7], [0, 0, 1, 11], [0, 0, 0, 1]]


@pytest.fixture
def a_turned_ct_node(a_ct_node, a_transform):
    a_transform(a_ct_node, TURNED)
    return a_ct_node


def points_in_world(node):
    """RAS mm, with parent transforms, as MRML itself computes them."""
    turn = vtk.vtkTransformPolyDataFilter()
    general = vtk.vtkGeneralTransform()
    node.GetParentTransformNode().GetTransformToWorld(general)
    turn.SetTransform(general)
    turn.SetInputData(node.GetPolyData())
    turn.Update()
    return points_of(turn.GetOutput())


def test_it_lies_where_the_engine_found_it_under_the_volumes_transform(a_scene, a_turned_ct_node):
    surface = extract_surface(volume_from_node(a_turned_ct_node))
    node = node_from_surface(a_scene, surface.mesh, "bone", like=a_turned_ct_node)

    assert node.GetTransformNodeID() == a_turned_ct_node.GetTransformNodeID()
    np.testing.assert_allclose(points_in_world(node) * (-1, -1, 1), surface.points, atol=1e-9)
    assert surface.mesh.GetFieldData().GetNumberOfArrays() > 0  # the engine's own is as it was


@pytest.fixture
def a_measured_node(a_scene, a_ct_node, a_comparison):
    return node_from_surface(a_scene, a_comparison.surface.sct_surface.mesh, "bone", like=a_ct_node)


def test_distances_are_coloured_with_a_step_at_the_tolerance(a_measured_node):
    legend = show_distances(a_measured_node, 2.0)

    display = a_measured_node.GetDisplayNode()
    assert display.GetScalarVisibility()
    assert display.GetActiveScalarName() == "distance mm"
    assert display.GetScalarRange() == (-6.0, 6.0)
    assert legend.GetTitleText() == "Bone surface\nmm\nred: sCT too small\nblue: too large"
    small, zero, large, too_large = (color_at(display, mm) for mm in (-1.9, 0.0, 1.9, 2.1))
    np.testing.assert_allclose(zero, (245, 243, 238), atol=1)
    assert small[0] > small[2]
    assert large[2] > large[0]
    assert np.abs(too_large - large).max() > 50


def color_at(display, value):
    """Red, green, blue, 0 to 255, of a value in the display's range."""
    table = display.GetColorNode().GetLookupTable()
    table.SetRange(*display.GetScalarRange())
    color = [0.0, 0.0, 0.0]
    table.GetColor(value, color)
    return np.array(color) * 255


def test_points_that_no_statistic_counts_are_grey(a_measured_node):
    show_distances(a_measured_node, 2.0)

    shown = slicer.util.arrayFromModelPointData(a_measured_node, "distance mm")
    counted = slicer.util.arrayFromModelPointData(a_measured_node, "counted")
    assert 0 < counted.sum() < len(counted)
    np.testing.assert_array_equal(np.isnan(shown), counted == 0)
    nan_color = a_measured_node.GetDisplayNode().GetColorNode().GetLookupTable().GetNanColor()
    np.testing.assert_allclose(nan_color[:3], np.array((158, 160, 163)) / 255)


def test_they_are_grey_in_a_scene_that_was_loaded(a_measured_node, a_scene, reloaded):
    show_distances(a_measured_node, 2.0)
    scene = reloaded(a_scene).scene
    restore_distance_colors(scene)
    table = scene.GetFirstNodeByName("SyntheticCT distance (2 mm)").GetLookupTable()
    np.testing.assert_allclose(table.GetNanColor()[:3], np.array((158, 160, 163)) / 255)
