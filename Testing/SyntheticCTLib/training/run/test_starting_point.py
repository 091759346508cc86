"""A run of any recipe starts from the weights of a model, and says so."""

import json
import shutil
from pathlib import Path

import pytest
import torch

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import load_model
from SyntheticCTLib.models.metadata import Origin
from SyntheticCTLib.training.run.export import export_model
from SyntheticCTLib.training.run.run import start_run
from SyntheticCTLib.training.run.starting_point import starting_point
from SyntheticCTLib.training.run.statement import Statement

STATEMENT = Statement(licence="Their terms.\n", version="0.0.1")

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def trained(aligned_pairs, make_recipe, tmp_path_factory):
    """A run and the model of it: trained once, and copied for each test."""
    folder = tmp_path_factory.mktemp("trained")
    start_run(make_recipe(), aligned_pairs, folder / "run", fold=0, device=CPU).run()
    export_model(folder / "run", aligned_pairs, folder / "model", statement=STATEMENT)
    return folder


@pytest.fixture
def model(trained, tmp_path):
    shutil.copytree(trained, tmp_path, dirs_exist_ok=True)
    return load_model(tmp_path / "model")


def recipe_file(recipe, folder) -> Path:
    path = folder / "recipe.json"
    path.write_text(json.dumps(recipe.to_dict()), encoding="utf-8")
    return path


def test_a_run_takes_over_weights_and_statistics_and_its_export_names_the_model(
    model, make_recipe, aligned_pairs, tmp_path
):
    # So slow that the first step leaves the weights where they were.
    recipe = make_recipe(steps=1, seed=9, optimizer={"name": "AdamW", "lr": 1e-9})
    run, made = tmp_path / "on", tmp_path / "made"
    options = ["--start", str(tmp_path / "model"), "--fold", "1", "--device", "cpu", "--quiet"]
    where = [str(recipe_file(recipe, tmp_path)), str(aligned_pairs), "-o", str(run)]
    assert main(["train", *where, *options]) == 0
    export_model(run, aligned_pairs, made, statement=STATEMENT)
    child = load_model(made)
    old, new = model.network().state_dict(), child.network().state_dict()
    assert all(torch.allclose(old[name], new[name], atol=1e-3) for name in old)
    # Fold 1 leaves other pairs to learn from, which have other statistics of their own.
    assert child.info.output_normalisation == model.info.output_normalisation
    assert child.info.training.parent == Origin("model", "0.0.1", model.info.sha256)
    assert f"model `model` 0.0.1 (SHA-256 of the weights {model.info.sha256})" in child.info.card


def test_a_run_that_was_stopped_before_its_validation_is_exported_and_says_so(
    model, aligned_pairs, tmp_path
):
    (tmp_path / "run" / "validation.csv").unlink()
    info = export_model(
        tmp_path / "run",
        aligned_pairs,
        tmp_path / "early",
        statement=STATEMENT,
    )
    assert "stopped before it scored the patients that it left out" in info.card


def test_a_run_goes_on_with_statistics_and_parent_though_the_model_is_not_named_again(
    model, make_recipe, aligned_pairs, tmp_path
):
    command = [str(aligned_pairs), "-o", str(tmp_path / "on"), "--fold", "1"]
    command += ["--device", "cpu", "--quiet"]
    records = []
    for steps, options in ((1, ["--start", str(tmp_path / "model")]), (2, [])):
        recipe = str(recipe_file(make_recipe(steps=steps), tmp_path))
        assert main(["train", recipe, *command, *options]) == 0
        records.append(json.loads((tmp_path / "on" / "run.json").read_text(encoding="utf-8")))
    assert records[1]["recipe"]["steps"] == 2
    for what in ("hu_statistics", "parent"):
        assert records[1][what] == records[0][what]


def test_another_network_cannot_start_from_the_model(model, make_recipe, tmp_path):
    other = make_recipe().network | {"features": [4, 16]}
    with pytest.raises(InputError, match=r"recipe tiny cannot start .* model: its network is"):
        starting_point(tmp_path / "model", make_recipe(network=other))


def test_a_model_of_another_input_is_no_start(model, make_recipe, tmp_path):
    about = make_recipe().model | {"input_modality": "CBCT"}
    with pytest.raises(InputError, match="its input is CBCT, the model's MR"):
        starting_point(tmp_path / "model", make_recipe(model=about))
