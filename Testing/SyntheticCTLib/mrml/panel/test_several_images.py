"""Several images at once: one after the other, as one piece of work, each result on its own."""

import time

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.origin import input_of
from SyntheticCTLib.mrml.volumes import node_from_volume
from SyntheticCTPanel.states import State

BUTTON = "synthesizeButton"


@pytest.fixture
def another_mr(a_scene, a_phantom):
    return node_from_volume(a_scene, a_phantom.mr, "other leg MR")


@pytest.fixture
def a_flat_image(a_scene, a_phantom):
    return node_from_volume(
        a_scene, a_phantom.mr.with_array(np.zeros_like(a_phantom.mr.array)), "flat"
    )


def test_each_is_made_one_after_the_other_and_taken_back_on_its_own(
    a_panel, a_mr_node, a_flat_image, another_mr, a_tiny_model
):
    a_panel.choose(inputVolume=a_mr_node, furtherVolumes=[a_flat_image, another_mr, a_mr_node])
    a_panel.until(lambda: not a_panel.presenter.active)
    a_panel.presenter.press(BUTTON)
    shares, titles = [], []

    def ended():
        shares.append(a_panel.runner.fraction)
        titles.append(a_panel.runner.title)
        return not a_panel.runner.state.busy

    a_panel.until(ended)
    assert shares[:-1] == sorted(shares[:-1])
    assert max(shares[:-1]) > 0.7
    assert [titles[0], titles[-1]] == [
        "Synthetic CT of leg MR",
        "Synthetic CT of other leg MR",
    ]
    # One that cannot work keeps nobody from the others, and is told.
    assert a_panel.runner.state is State.FAILED
    assert a_panel.runner.failure.startswith("2 of 3 are done.\nflat: ")

    made = {"leg MR sCT (synthetic)", "other leg MR sCT (synthetic)"}
    assert made <= set(a_panel.node_names())
    assert a_panel.parameters.sctVolume.GetName() == "leg MR sCT (synthetic)"
    assert input_of(a_panel.parameters.sctVolume) is a_mr_node
    other = a_panel.scene.GetFirstNodeByName("other leg MR sCT (synthetic)")
    assert input_of(other) is another_mr
    assert a_panel.presenter.undo() == "Took other leg MR sCT (synthetic) back."
    assert made & set(a_panel.node_names()) == {"leg MR sCT (synthetic)"}
    assert a_panel.presenter.undo() == "Took leg MR sCT (synthetic) back."
    assert not a_panel.presenter.controls()["undoButton"].enabled


def test_cancel_keeps_what_is_done_and_begins_no_other(
    a_panel, a_mr_node, another_mr, a_tiny_model
):
    a_panel.choose(inputVolume=a_mr_node, furtherVolumes=[another_mr])
    a_panel.until(lambda: not a_panel.presenter.active)
    a_panel.presenter.press(BUTTON)
    a_panel.until(lambda: a_panel.runner.fraction >= 0.5 and a_panel.runner._worker is not None)
    pressed = time.monotonic()
    a_panel.press(BUTTON)
    assert time.monotonic() - pressed < 1.5
    assert a_panel.runner.message == "Cancelled: 1 of 2 are done, and stay."
    assert "leg MR sCT (synthetic)" in a_panel.node_names()
    assert "other leg MR sCT (synthetic)" not in a_panel.node_names()
    assert not list(a_panel.exchange_folder.iterdir())


def test_several_images_do_not_go_into_one_output(a_panel, a_mr_node, another_mr, a_ct_node):
    a_panel.choose(inputVolume=a_mr_node, furtherVolumes=[another_mr], outputVolume=a_ct_node)
    control = a_panel.presenter.controls()[BUTTON]
    assert not control.enabled
    assert control.tooltip == "Several images make several volumes: choose a new volume as output."
    with pytest.raises(InputError, match="choose a new volume as output"):
        a_panel.presenter.press(BUTTON)


def test_what_is_shown_and_measured_follows_the_chosen_result_and_not_the_input(
    a_panel, a_mr_node, another_mr, a_sct_node
):
    from SyntheticCTLib.mrml.origin import set_input
    from SyntheticCTLib.mrml.views import slice_composites
    from SyntheticCTPanel.parameters import source_of

    a_panel.scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode", "Red")
    set_input(a_sct_node, a_mr_node)
    a_panel.choose(inputVolume=another_mr, sctVolume=a_sct_node)
    (view,) = slice_composites(a_panel.scene)
    assert view.GetForegroundVolumeID() == a_mr_node.GetID()
    assert source_of(a_panel.parameters) is a_mr_node
