"""Models are found by id, in search order; a damaged one does not hide the others."""

import os
import shutil

import pytest

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.models import find_model_folder, list_models
from SyntheticCTLib.models.catalogue import BUNDLED_MODELS, PATHS_VARIABLE, model_paths


def test_models_in_a_given_folder_are_listed(model_folder):
    (info,) = [info for info in list_models([model_folder.parent]) if info.id == "tiny"]

    assert info.input_modality == "MR"
    assert info.spacing == (1.0, 1.0, 3.0)
    assert info.patch_size == (8, 16, 16)
    assert info.card == "# Tiny\nTrained on nothing.\n"


def test_models_in_the_environment_variable_are_found(model_folder, monkeypatch):
    folders = os.pathsep.join(["/nowhere", str(model_folder.parent)])
    monkeypatch.setenv(PATHS_VARIABLE, folders)

    assert find_model_folder("tiny") == model_folder


def test_the_bundled_models_come_last(tmp_path):
    assert model_paths([tmp_path])[0] == tmp_path
    assert model_paths()[-1] == BUNDLED_MODELS


def test_an_earlier_folder_hides_a_later_one(model_folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(model_folder, other / "tiny")

    assert find_model_folder("tiny", [other, model_folder.parent]) == other / "tiny"
    folders = [info.folder for info in list_models([other, model_folder.parent])]
    assert other / "tiny" in folders
    assert model_folder not in folders


def test_a_folder_can_be_given_instead_of_an_id(model_folder):
    assert find_model_folder(str(model_folder)) == model_folder


def test_an_unknown_model_is_a_sentence_with_the_known_ones(model_folder):
    with pytest.raises(ModelError, match=r"no model 'mr-to-gold'; known models: .*tiny"):
        find_model_folder("mr-to-gold", [model_folder.parent])


def test_a_damaged_model_is_left_out_with_a_warning(model_folder, caplog):
    broken = model_folder.parent / "broken"
    shutil.copytree(model_folder, broken)
    (broken / "configs" / "metadata.json").write_text("{")

    ids = [info.id for info in list_models([model_folder.parent])]

    assert "tiny" in ids
    assert "broken" not in ids
    assert "cannot be read" in caplog.text
