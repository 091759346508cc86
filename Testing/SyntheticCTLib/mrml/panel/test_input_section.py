"""The input's section: what the image is, which models are offered, devices, model folders."""

import pytest

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTPanel import choices, words


def look(panel, node):
    panel.choose(inputVolume=node)
    panel.until(lambda: panel.presenter.inspector.found is not None)
    return panel.presenter.inspector.found


def test_an_mr_is_recognised(a_panel, a_mr_node):
    assert words.inspection(None) == "Looking at the image …"
    found = look(a_panel, a_mr_node)
    assert found["modality"] == "MR"
    assert "Looks like: MR" in words.inspection(found)


def test_a_ct_gives_the_guards_warning_in_words(a_panel, a_ct_node):
    look(a_panel, a_ct_node)
    a_panel.until(lambda: not a_panel.presenter.active)
    found = a_panel.presenter.inspector.found
    assert found["modality"] == "CT"
    assert a_panel.presenter.models.chosen().input_modality == "CT"
    assert "⚠ Voxel spacing (8.00 x 4.00 x 4.00 mm)" in words.inspection(found)


def test_choosing_again_stops_looking_at_the_former_one(a_panel, a_mr_node, a_ct_node):
    a_panel.choose(inputVolume=a_mr_node)
    a_panel.choose(inputVolume=a_ct_node)
    a_panel.until(lambda: not a_panel.presenter.active)
    assert a_panel.presenter.inspector.found["modality"] == "CT"
    assert not list(a_panel.exchange_folder.iterdir())


def test_the_default_model_is_offered_and_its_card_is_there(a_panel):
    info = a_panel.presenter.models.chosen()
    assert info.id == DEFAULT_MODEL
    assert "limb" in a_panel.presenter.models.regions()
    assert "Soft-tissue-Sarcoma" in info.card


def test_models_follow_modality_and_region(a_panel, a_tiny_model):
    known = a_panel.presenter.models.known()
    assert {info.id for info in known} >= {"tiny", DEFAULT_MODEL}
    assert choices.suitable_models(known, region="brain") == []
    taking_mr = choices.suitable_models(known, modality="MR")
    assert {info.input_modality for info in taking_mr} == {"MR"}
    # None takes a CT: all stay, and the guard says why not.
    assert choices.suitable_models(taking_mr, modality="CT") == taking_mr


def test_the_model_that_takes_a_ct_is_chosen_for_a_ct(a_panel, a_ct_node, a_mr_node):
    known = {model.input_modality for model in a_panel.presenter.models.known()}
    assert known >= {"CT", "CBCT", "MR"}
    a_panel.choose(inputVolume=a_ct_node, model="")
    a_panel.until(lambda: not a_panel.presenter.active)
    assert a_panel.presenter.models.chosen().id == "ct-to-mr-limb"
    a_panel.choose(inputVolume=a_mr_node)
    a_panel.until(lambda: not a_panel.presenter.active)
    assert a_panel.presenter.models.chosen().input_modality == "MR"


def test_no_model_for_a_region_is_a_reason(a_panel, a_mr_node):
    a_panel.choose(inputVolume=a_mr_node, bodyRegion="brain")
    control = a_panel.presenter.controls()["synthesizeButton"]
    assert not control.enabled
    assert "no model for this body region" in control.tooltip


def test_an_added_folder_is_remembered_and_can_be_taken_off(a_panel, a_tiny_model):
    folders = a_panel.presenter.settings.model_folders
    assert folders == [str(a_tiny_model)]
    assert a_panel.presenter.controls()["removeModelButton"].enabled
    assert "as its card says" in a_panel.presenter.models.verify()
    a_panel.presenter.models.remove()
    assert a_panel.presenter.settings.model_folders == []
    assert a_tiny_model.is_dir()
    assert a_panel.presenter.models.chosen().id == DEFAULT_MODEL


def test_a_bundled_model_cannot_be_removed(a_panel):
    control = a_panel.presenter.controls()["removeModelButton"]
    assert not control.enabled
    assert "came with the extension" in control.tooltip


def test_a_folder_without_a_model_is_refused(a_panel, tmp_path):
    with pytest.raises(ModelError, match="There is no model in"):
        a_panel.presenter.models.add(tmp_path)


def test_the_device_is_remembered_by_the_computer_and_devices_are_asked_for(a_panel):
    a_panel.presenter.settings.device = "cpu"
    assert a_panel.store["SyntheticCT/Device"] == "cpu"
    assert [name for _, name in choices.devices(None)] == ["auto", "cpu"]
    a_panel.press("devicesButton")
    titles = choices.devices(a_panel.presenter.synthesis.devices)
    assert titles[-1][1] == "cpu"
    assert "GB free" in titles[-1][0]
