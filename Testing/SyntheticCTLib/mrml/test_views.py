"""Volumes in the slice views, on real slice and layout nodes."""

import numpy as np
import pytest
import slicer

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.mixing import Mixture, checkerboard, split
from SyntheticCTLib.mrml.views import (
    SIDE_BY_SIDE,
    VIEWS,
    fill_views,
    leave_room,
    set_fade,
    show_over,
    side_by_side_layout,
)
from SyntheticCTLib.mrml.volumes import node_from_volume, on_one_grid


@pytest.fixture
def a_layout(a_slicer):
    logic = slicer.vtkMRMLLayoutLogic()
    logic.SetMRMLScene(a_slicer.scene)
    a_slicer.logics.append(logic)
    return a_slicer.scene.GetFirstNodeByClass("vtkMRMLLayoutNode")


def test_a_scene_without_views_has_no_layout(a_scene):
    assert side_by_side_layout(a_scene) is None


def test_three_linked_views_show_one_volume_each(a_layout, a_scene, a_mr_node, a_ct_node):
    a_layout.SetViewArrangement(side_by_side_layout(a_scene))
    assert a_layout.GetViewArrangement() == SIDE_BY_SIDE
    views = {}
    for name in VIEWS:
        assert a_scene.GetNodeByID(f"vtkMRMLSliceNode{name}").GetOrientation() == "Axial"
        views[name] = a_scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode")
        views[name].SetLayoutName(name)
    volumes = [a_mr_node, a_ct_node, None]
    fill_views(a_scene, dict(zip(VIEWS, volumes, strict=True)))

    shown = [view.GetBackgroundVolumeID() for view in views.values()]
    assert shown == [a_mr_node.GetID(), a_ct_node.GetID(), None]
    assert all(view.GetLinkedControl() for view in views.values())


def test_what_is_shown_over_one_another_leaves_the_views_side_by_side_alone(
    a_layout, a_scene, a_mr_node, a_ct_node
):
    side = a_scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode")
    side.SetLayoutName(next(iter(VIEWS)))
    red = a_scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode")
    red.SetLayoutName("Red")
    fill_views(a_scene, {next(iter(VIEWS)): a_mr_node})
    show_over(a_scene, a_ct_node, None, 0.0)
    set_fade(a_scene, 0.7)
    assert side.GetBackgroundVolumeID() == a_mr_node.GetID()
    assert red.GetBackgroundVolumeID() == a_ct_node.GetID()
    assert side.GetForegroundOpacity() == 0.0


def test_a_checkerboard_alternates_in_millimetres():
    mixed = np.full((2, 40, 40), -1.0)
    checkerboard(mixed, np.zeros((2, 40, 40)), np.ones((2, 40, 40)), (1.0, 2.0, 30.0))
    assert set(np.unique(mixed)) == {0.0, 1.0}
    assert mixed[0, 0, 0] == 0
    assert mixed[0, 0, 20] == 1  # 20 mm along i
    assert mixed[0, 10, 0] == 1  # 20 mm along j
    assert mixed[0, 10, 20] == 0
    assert mixed[1, 0, 0] == 1  # 30 mm along k


def test_a_line_moves_from_where_it_is_to_where_it_is_to_be():
    first, second = np.zeros((1, 1, 4)), np.ones((1, 1, 4))
    mixed = second.copy()
    split(mixed, first, second, 3, 0, axis=2)
    assert mixed.ravel().tolist() == [0, 0, 0, 1]
    split(mixed, first, second, 1, 3, axis=2)
    assert mixed.ravel().tolist() == [0, 1, 1, 1]


def test_a_line_may_come_from_the_far_end():
    first, second = np.zeros((1, 4, 1)), np.ones((1, 4, 1))
    mixed = second.copy()
    split(mixed, first, second, 1, 0, axis=~1)
    assert mixed.ravel().tolist() == [1, 1, 1, 0]


def test_volumes_of_different_grids_are_not_mixed(a_scene, a_mr_node, an_oblique_volume):
    other = node_from_volume(a_scene, an_oblique_volume, "other")
    assert not on_one_grid(a_mr_node, other)
    with pytest.raises(InputError, match="is not on the grid of 'leg MR'"):
        Mixture().show(a_scene, a_mr_node, other)


def test_a_transform_moves_a_grid(a_mr_node, a_ct_node, a_transform):
    assert on_one_grid(a_mr_node, a_ct_node)
    a_transform(a_ct_node, [[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    assert not on_one_grid(a_mr_node, a_ct_node)


def test_a_bent_volume_is_on_no_grid(a_mr_node, a_ct_node, a_warp):
    a_ct_node.SetAndObserveTransformNodeID(a_warp.GetID())
    assert not on_one_grid(a_mr_node, a_ct_node)


def test_a_legend_has_room_beside_the_image(a_scene):
    view = a_scene.AddNewNodeByClass("vtkMRMLSliceNode")
    view.SetFieldOfView(200.0, 100.0, 1.0)  # the image fills it, about 0
    leave_room(view, 0.2)
    width, height, _depth = view.GetFieldOfView()
    left = view.GetXYZOrigin()[0] - width / 2
    assert (left, left + 0.8 * width) == (-100.0, 100.0)
    assert width / height == 2.0
