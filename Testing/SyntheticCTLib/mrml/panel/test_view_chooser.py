"""What the views show, without the rest of the panel and without any job."""

import numpy as np
import pytest
import slicer
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.views import SIDE_BY_SIDE
from SyntheticCTPanel.view_chooser import ViewChooser

#: Every kind of view but those of which the test has no image.
EVERY = ("input", "ct", "difference", "checkerboard", "reveal", "side")


@pytest.fixture
def a_layout(a_slicer):
    logic = slicer.vtkMRMLLayoutLogic()
    logic.SetMRMLScene(a_slicer.scene)
    a_slicer.logics.append(logic)
    layout = a_slicer.scene.GetFirstNodeByClass("vtkMRMLLayoutNode")
    layout.SetViewArrangement(layout.SlicerLayoutFourUpView)
    return layout


@pytest.fixture
def red(a_scene):
    return a_scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode", "Red")


@pytest.fixture
def views(a_bench, a_layout, red, a_mr_node, a_sct_node, a_ct_node, a_phantom):
    chosen = a_bench.chosen
    chosen.inputVolume, chosen.sctVolume, chosen.referenceVolume = a_mr_node, a_sct_node, a_ct_node
    chosen.differenceVolume = a_bench.scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "diff")
    return ViewChooser(
        scene=a_bench.scene,
        parameters=a_bench.parameters,
        ct_on_grid=lambda: a_ct_node,
        compared=lambda: True,
    )


def layers(view):
    return view.GetBackgroundVolumeID(), view.GetForegroundVolumeID()


def seen(chosen, layout, red):
    """What the user sees of a kind of view."""
    return (*layers(red), red.GetForegroundOpacity(), layout.GetViewArrangement())


def test_every_view_leads_to_every_other_and_back(views, a_bench, a_layout, red):
    alone = {}
    for view in EVERY:
        views.choose(view)
        alone[view] = seen(a_bench.chosen, a_layout, red)
    for first in EVERY:
        for second in EVERY:
            views.choose(first)
            views.choose(second)
            if second != "side":  # whose own views are beside the one looked at here
                assert seen(a_bench.chosen, a_layout, red) == alone[second], (first, second)
    views.choose("side")
    assert a_layout.GetViewArrangement() == SIDE_BY_SIDE
    views.choose("input")
    assert a_layout.GetViewArrangement() == a_layout.SlicerLayoutFourUpView


def test_an_image_lies_over_the_synthetic_ct_as_far_as_the_amount_says(views, a_bench, red):
    now = a_bench.chosen
    views.choose("difference")
    assert layers(red) == (now.sctVolume.GetID(), now.differenceVolume.GetID())
    assert red.GetForegroundOpacity() == pytest.approx(0.7)
    now.amount = 25.0
    views.follow()
    assert red.GetForegroundOpacity() == 0.25
    views.choose("input")
    assert (now.amount, red.GetForegroundOpacity()) == (50.0, 0.5)
    views.choose("difference")
    assert (now.amount, red.GetForegroundOpacity()) == (25.0, 0.25)  # as it was left


def arrays(chosen):
    nodes = chosen.mixedVolume, chosen.sctVolume, chosen.referenceVolume
    return [slicer.util.arrayFromVolume(node) for node in nodes]


@pytest.mark.parametrize("axis", ["right-left", "front-back", "foot-head"])
def test_the_line_moves_in_any_of_the_three_directions(views, a_bench, axis):
    now = a_bench.chosen
    now.revealAxis = type(now.revealAxis)(axis)
    views.choose("reveal")
    node = now.mixedVolume
    for percent, share in ((0.0, 0.0), (100.0, 1.0), (20.0, 0.2), (70.0, 0.7)):
        now.amount = percent
        views.follow()
        mixed, sct, ct = arrays(now)
        assert np.mean((mixed == sct) & (mixed != np.rint(ct))) <= share + 0.1
        differs = np.abs(sct - ct) > 1
        assert np.mean((mixed == sct)[differs]) == pytest.approx(share, abs=0.25)
    assert now.mixedVolume is node  # moved, not made anew
    assert node.GetHideFromEditors()


def test_the_line_begins_at_the_patients_right(views, a_bench):
    now = a_bench.chosen
    views.choose("reveal")
    mixed, sct, ct = arrays(now)
    differs = np.argwhere(np.abs(sct - ct) > 1)
    of_sct = np.array([mixed[tuple(at)] == sct[tuple(at)] for at in differs])
    ras = np.array([_ras(now.sctVolume, at) for at in differs])
    assert ras[of_sct, 0].mean() > ras[~of_sct, 0].mean()  # R is positive


def _ras(node, at):
    to_ras = vtkMatrix4x4()
    node.GetIJKToRASMatrix(to_ras)
    return to_ras.MultiplyPoint((float(at[2]), float(at[1]), float(at[0]), 1.0))[:3]


def test_a_checkerboard_has_fields_of_both(views, a_bench):
    views.choose("checkerboard")
    mixed, sct, _ct = arrays(a_bench.chosen)
    assert 0.3 < np.mean((mixed == sct)[sct > -300]) < 0.7
    assert not views.uses_amount()


def test_side_by_side_speaks_of_no_ct_where_none_is_chosen(views, a_bench):
    views.choose("side")
    assert views.told() == "Input, sct and CT side by side"
    a_bench.chosen.referenceVolume = None
    assert views.told() == "Input and sct side by side; no CT is chosen"


def test_side_by_side_has_an_image_each_also_after_a_new_result(views, a_bench, a_scene):
    three = []
    for name in ("SyntheticCTLeft", "SyntheticCTMiddle", "SyntheticCTRight"):
        three.append(a_scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode"))
        three[-1].SetLayoutName(name)
    now = a_bench.chosen
    views.choose("side")
    images = [now.inputVolume.GetID(), now.sctVolume.GetID(), now.referenceVolume.GetID()]
    assert [view.GetBackgroundVolumeID() for view in three] == images
    views.choose("difference")
    assert [view.GetBackgroundVolumeID() for view in three] == images


def test_what_cannot_be_shown_says_why_and_changes_nothing(views, a_bench, red):
    views.choose("input")
    before = layers(red)
    now = a_bench.chosen
    now.shownView = type(now.shownView)("expected")
    views.follow()
    assert layers(red) == before
    assert views.told() == "The model gives no expected error for this synthetic CT."
    with pytest.raises(InputError, match="no expected error"):
        views.show_again()


def test_views_that_were_turned_elsewhere_come_back(views, red, a_ct_node):
    views.choose("input")
    before = layers(red)
    red.SetBackgroundVolumeID(a_ct_node.GetID())
    red.SetForegroundVolumeID(None)
    views.show_again()
    assert layers(red) == before


def test_another_scene_is_shown_although_its_nodes_have_the_same_names(views, red):
    views.choose("input")
    before = layers(red)
    red.SetBackgroundVolumeID(None)
    red.SetForegroundVolumeID(None)
    views.forget()
    views.follow()
    assert layers(red) == before
