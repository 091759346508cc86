"""Models > Add...: a look, one question, and a model that a real worker converts and tries."""

import json

import pytest
import torch
from torch import nn

from SyntheticCTPanel.importing_part import BUTTON

ABOUT = {
    "name": "Tiny",
    "input": "MR",
    "regions": ["leg"],
    "licence": "CC-BY-NC-4.0",
    "training_data": "random numbers",
    "patch_size": [8, 16, 16],
    "input_scale": [{"do": "z-score"}],
    "output_scale": {"mean": 100.0, "sd": 300.0},
}


@pytest.fixture
def a_network(tmp_path, monkeypatch):
    """A network's file with what its makers say of it, and a home for the person's models."""
    monkeypatch.setenv("SYNTHETICCT_HOME", str(tmp_path / "home"))
    path = tmp_path / "other.pt"
    torch.manual_seed(5)
    network = nn.Sequential(nn.Conv3d(1, 2, 3, padding=1), nn.ReLU(), nn.Conv3d(2, 1, 1)).eval()
    torch.jit.trace(network, torch.randn(1, 1, 8, 16, 16)).save(path)
    path.with_suffix(".json").write_text(json.dumps(ABOUT))
    return path


def test_a_model_is_shown_asked_about_once_converted_and_chosen(a_panel, a_network):
    importing, models = a_panel.presenter.importing, a_panel.presenter.models
    assert "where the model comes from" in a_panel.presenter.controls()[BUTTON].tooltip
    importing.type_source(f" {a_network} ")
    assert a_panel.presenter.controls()[BUTTON].enabled
    assert a_panel.press(BUTTON) == ""

    offer = importing.take_offer()
    assert importing.take_offer() is None
    shown = "\n".join(offer.lines)
    for told in ("CC-BY-NC-4.0", "no commercial use", "leg", "random numbers", "MB", offer.sha256):
        assert told in shown
    assert "other" in offer.question
    assert "other" not in [info.id for info in models.known()]  # nothing yet

    importing.install(offer)
    assert a_panel.presenter.controls()[BUTTON].text == "Cancel"
    a_panel.until(lambda: not a_panel.runner.state.busy)
    assert a_panel.runner.failure == ""
    assert models.chosen().id == "other"
    assert importing.source == ""
    folder = models.doomed()
    assert folder.parent.name == "models"
    assert a_panel.presenter.controls()["removeModelButton"].enabled
    assert "was deleted" in models.remove()
    assert not folder.exists()
    assert models.chosen().id != "other"


def test_files_that_changed_after_the_question_are_not_installed(a_panel, a_network, tmp_path):
    importing = a_panel.presenter.importing
    importing.type_source(str(a_network))
    a_panel.press(BUTTON)
    offer = importing.take_offer()
    with a_network.open("ab") as file:
        file.write(b"more")
    importing.install(offer)
    a_panel.until(lambda: not a_panel.runner.state.busy)
    assert "is no longer what was shown" in a_panel.runner.failure
    assert not (tmp_path / "home" / "models" / "other").exists()


def test_what_is_no_model_is_one_sentence(a_panel, tmp_path):
    (tmp_path / "empty").mkdir()
    a_panel.presenter.importing.type_source(str(tmp_path / "empty"))
    assert "No model is recognised" in a_panel.press(BUTTON)
    assert a_panel.presenter.importing.take_offer() is None


def test_a_folder_of_our_own_form_is_on_the_list_at_once(a_panel, a_model_folder):
    a_panel.presenter.importing.type_source(str(a_model_folder))
    a_panel.presenter.press(BUTTON)
    assert "tiny" in [info.id for info in a_panel.presenter.models.known()]
    assert a_panel.presenter.models.chosen().id == "tiny"
    assert "are on the list now" in a_panel.runner.message
    assert a_panel.presenter.importing.source == ""
    assert a_panel.presenter.models.doomed() is None
