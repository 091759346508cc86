"""The button Synthesize, from the first press to the volume, and every way in which it ends."""

import errno
import os
import signal
import time

import numpy as np
import pytest

from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.volumes import on_one_grid, volume_from_node
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTPanel.states import State

BUTTON = "synthesizeButton"


@pytest.fixture
def a_long_job(a_panel, a_mr_node, a_tiny_model):
    """Minutes of work, just begun."""
    a_panel.choose(inputVolume=a_mr_node, mirror=True)
    a_panel.until(lambda: not a_panel.presenter.active)
    a_panel.presenter.press(BUTTON)
    a_panel.until(lambda: a_panel.runner.fraction > 0)
    return a_panel.workers[-1]


def test_without_an_input_it_says_what_to_do(a_panel):
    control = a_panel.presenter.controls()[BUTTON]
    assert not control.enabled
    assert control.tooltip == "Choose an image first."


def test_it_waits_until_the_model_is_chosen_by_what_the_image_is(a_panel, a_mr_node):
    a_panel.choose(inputVolume=a_mr_node)
    control = a_panel.presenter.controls()[BUTTON]
    assert not control.enabled
    assert control.tooltip.startswith("The image is being looked at")
    a_panel.until(lambda: not a_panel.presenter.active)
    assert a_panel.presenter.models.chosen().input_modality == "MR"
    # The phantom of these tests has few voxels, and so looks like no limb to the default model.
    assert "tick Use it all the same" in a_panel.presenter.controls()[BUTTON].tooltip
    a_panel.choose(useAnyway=True)
    assert a_panel.presenter.controls()[BUTTON].enabled


def test_it_makes_the_volume_that_the_engine_makes(a_panel, a_mr_node, a_tiny_model, study_of):
    a_panel.choose(inputVolume=a_mr_node)
    a_panel.until(lambda: not a_panel.presenter.active)
    assert a_panel.presenter.controls()[BUTTON].enabled
    a_panel.press(BUTTON)

    made = a_panel.parameters.sctVolume
    expected = synthesize(volume_from_node(a_mr_node), model=a_tiny_model, device="cpu")
    np.testing.assert_array_equal(volume_from_node(made).array, expected.volume.array)
    assert on_one_grid(made, a_mr_node)
    assert made.GetName() == "leg MR sCT (synthetic)"
    assert study_of(made) == "study"
    assert record_of(made)["model"]["id"] == "tiny"
    assert record_of(made)["input"]["source"] == "leg MR"
    assert "Hardly any bone was found" in a_panel.runner.message  # the tiny model makes none
    assert not list(a_panel.exchange_folder.glob("*/input.mhd"))


def test_it_turns_into_cancel_and_blocks_the_others(a_panel, a_long_job):
    shown = a_panel.presenter.controls()
    assert (shown[BUTTON].text, shown[BUTTON].enabled) == ("Cancel", True)
    assert not shown["tissuesButton"].enabled
    assert "Wait until “Synthetic CT of leg MR” is done" in shown["tissuesButton"].tooltip


def test_cancel_ends_the_worker_within_a_second_and_leaves_the_scene(a_panel, a_long_job):
    before, pid = a_panel.node_names(), a_long_job.pid
    pressed = time.monotonic()
    a_panel.presenter.press(BUTTON)
    took = time.monotonic() - pressed
    assert a_panel.presenter.controls()[BUTTON].tooltip.startswith("The work is being stopped")
    a_panel.until(lambda: not a_panel.runner.state.busy)

    assert took < 0.1  # the window does not wait
    assert time.monotonic() - pressed < 1.5
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert a_panel.node_names() == before
    assert a_panel.runner.message == "Cancelled: the scene is as it was."
    assert not list(a_panel.exchange_folder.iterdir())


def test_closing_the_scene_stops_the_work_and_says_so(a_panel, a_long_job):
    a_panel.presenter.scene_closes()
    a_panel.scene.Clear(False)
    a_panel.until(lambda: not a_panel.runner.state.busy)

    assert a_panel.runner.message == "Stopped, because the scene was closed."
    assert "leg MR sCT (synthetic)" not in a_panel.node_names()
    assert not a_panel.presenter.controls()[BUTTON].enabled


def test_leaving_slicer_waits_until_nothing_runs(a_panel, a_long_job):
    pid = a_long_job.pid
    a_panel.presenter.close()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not list(a_panel.exchange_folder.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_a_crash_of_the_worker_is_one_sentence(a_panel, a_long_job):
    before = a_panel.node_names()
    os.kill(a_long_job.pid, signal.SIGKILL)
    a_panel.until(lambda: not a_panel.runner.state.busy)

    assert a_panel.runner.state is State.FAILED
    assert "The worker died" in a_panel.runner.failure
    assert a_panel.node_names() == before
    assert a_panel.presenter.controls()[BUTTON].enabled


def test_a_full_disk_is_one_sentence(a_panel, a_mr_node, a_tiny_model, monkeypatch):
    a_panel.choose(inputVolume=a_mr_node)
    before = a_panel.node_names()

    def full(_volume, path, _stopped):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr("SyntheticCTLib.mrml.handover._write_raw", full)
    a_panel.press(BUTTON)

    assert a_panel.runner.failure.startswith(
        f"The disk of the folder of temporary files ({a_panel.exchange_folder}) is full."
    )
    assert a_panel.node_names() == before


def test_an_input_that_was_removed_meanwhile_is_one_sentence(a_panel, a_mr_node, a_tiny_model):
    a_panel.choose(inputVolume=a_mr_node)
    a_panel.presenter.press(BUTTON)
    a_panel.scene.RemoveNode(a_mr_node)
    a_panel.until(lambda: not a_panel.runner.state.busy)

    assert "'leg MR' was removed from the scene" in a_panel.runner.failure
    assert a_panel.parameters.sctVolume is None


def test_declined_packages_start_nothing_and_can_be_asked_for_again(
    a_panel, a_mr_node, a_tiny_model
):
    a_panel.choose(inputVolume=a_mr_node)
    a_panel.until(lambda: not a_panel.presenter.active)
    a_panel.installer.lacking = ["torch", "monai>=1.4"]
    a_panel.installer.answer = "Nothing was done: torch would have to be installed first."
    workers = len(a_panel.workers)
    a_panel.press(BUTTON)

    assert len(a_panel.workers) == workers
    assert a_panel.runner.failure == a_panel.installer.answer
    assert a_panel.presenter.controls()[BUTTON].enabled

    a_panel.installer.answer = ""
    a_panel.press(BUTTON)
    assert a_panel.installer.asked == 2
    assert a_panel.parameters.sctVolume is not None


def test_what_is_there_is_not_installed(a_panel, a_mr_node, a_tiny_model):
    a_panel.choose(inputVolume=a_mr_node)
    a_panel.press(BUTTON)
    assert a_panel.installer.asked == 0


def test_the_output_cannot_be_the_input(a_panel, a_mr_node, a_tiny_model):
    a_panel.choose(inputVolume=a_mr_node, outputVolume=a_mr_node)
    control = a_panel.presenter.controls()[BUTTON]
    assert not control.enabled
    assert control.tooltip.startswith("The output cannot be the input")
