"""The catalogue on the command line: what there is, what is known of it, whether it is whole."""

import json

import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.models.catalogue import PATHS_VARIABLE


@pytest.fixture
def tiny(model_folder, monkeypatch):
    monkeypatch.setenv(PATHS_VARIABLE, str(model_folder.parent))
    return model_folder


@pytest.mark.parametrize("command", [["models"], ["models", "list"]])
def test_models_are_listed(tiny, capsys, command):
    assert main(command) == 0

    (line,) = [x for x in capsys.readouterr().out.splitlines() if x.startswith("tiny")]
    assert line.split()[1:4] == ["0.1.0", "MR", "CT"]


def test_the_list_for_machines_has_hash_and_folder(tiny, capsys):
    assert main(["models", "--json"]) == 0

    (model,) = [m for m in json.loads(capsys.readouterr().out) if m["id"] == "tiny"]
    assert len(model["sha256"]) == 64
    assert model["folder"] == str(tiny)


def test_the_card_is_shown(tiny, capsys):
    assert main(["models", "card", "tiny"]) == 0

    assert "Trained on nothing." in capsys.readouterr().out


def test_whole_weights_are_verified(tiny, capsys):
    assert main(["models", "verify", "tiny"]) == 0

    assert "verified" in capsys.readouterr().out


def test_damaged_weights_are_found(tiny, capsys):
    (tiny / "models" / "model.safetensors").write_bytes(b"damaged")

    assert main(["models", "verify", "tiny"]) == 2

    assert "weights of model tiny are damaged" in capsys.readouterr().out


def test_an_unknown_model_is_a_sentence(tiny, capsys):
    assert main(["models", "card", "gold"]) == 2

    assert "no model 'gold'; known models: " in capsys.readouterr().err
