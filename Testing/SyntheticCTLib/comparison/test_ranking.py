"""Models are ranked on a pair by their error; one that fails stands last with its reason."""

import json
from dataclasses import replace

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.comparison.ranking import fitting_models, rank_models
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.synthesis.synthesize import synthesize

ORDERS = (["near", "far"], ["far", "near"])


@pytest.fixture
def pair(tmp_path, make_model_folder, monkeypatch):
    """An MR, and as its CT what the model ``near`` makes of it, three units brighter."""
    monkeypatch.setenv("SYNTHETICCT_MODELS", str(tmp_path / "models"))
    make_model_folder(tmp_path / "models" / "near")
    far = make_model_folder(tmp_path / "models" / "far")
    metadata = json.loads((far / "configs" / "metadata.json").read_text())
    metadata["synthetic_ct"]["output_normalisation"]["mean"] = 250.0
    (far / "configs" / "metadata.json").write_text(json.dumps(metadata))
    axes = np.meshgrid(*(np.linspace(-1, 1, n) for n in (12, 40, 44)), indexing="ij")
    inside = axes[1] ** 2 + axes[2] ** 2 < 0.7
    noise = np.random.default_rng(0).normal(0, 10, inside.shape)
    mr = Volume(
        np.where(inside, 300 + 100 * axes[1] + noise, np.abs(noise) / 5).astype(np.float32),
        origin=(0.0, 0.0, 0.0),
        spacing=(2.0, 2.0, 3.0),
        direction=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0),
        metadata={"modality": "MR"},
    )
    made = synthesize(mr, "near", force=True).volume
    return mr, made.with_array(np.clip(made.array + 3, -1024, 3071), modality="CT")


def test_the_nearest_model_comes_first_and_a_failure_last(pair):
    mr, ct = pair

    found = rank_models(mr, ct, ["far", "nowhere", "near"], registration="none")

    assert [model.id for model in found.models] == ["near", "far", "nowhere"]
    near, far, nowhere = found.models
    assert near.figures["mae"] < 5 < far.figures["mae"]
    assert "There is no model 'nowhere'" in nowhere.failure


def test_each_model_is_scored_where_the_ct_has_values_whatever_came_before_it(pair):
    mr, ct = pair
    half = Volume(ct.array[:6], ct.origin, ct.spacing, ct.direction, {"modality": "CT"})

    both = [rank_models(mr, half, order, registration="identity") for order in ORDERS]

    first, second = ({one.id: replace(one, seconds=0.0) for one in found.models} for found in both)
    assert first == second
    assert both[0].registration == both[1].registration != ""


def test_models_that_fit_take_the_image_and_make_a_ct(pair):
    found = [info.id for info in fitting_models(pair[0])]
    assert found == ["far", "mr-to-ct-head", "mr-to-ct-limb", "near"]


def test_the_command_shows_a_table(pair, tmp_path, capsys):
    for volume, name in zip(pair, ("mr.nrrd", "ct.nrrd"), strict=True):
        write_volume(volume, tmp_path / name)
    command = ["models", "compare", str(tmp_path / "mr.nrrd"), str(tmp_path / "ct.nrrd")]
    command += ["--model", "near", "far", "--registration", "none", "--modality", "MR"]

    assert main([*command, "-o", str(tmp_path / "ranking.json")]) == 0

    shown = capsys.readouterr().out.splitlines()
    assert shown[2].startswith("near")
    written = json.loads((tmp_path / "ranking.json").read_text())
    doubts = [f"{model['id']}: {said}" for model in written["models"] for said in model["warnings"]]
    assert doubts
    assert set(doubts) <= set(shown)
    assert [model["id"] for model in written["models"]] == ["near", "far"]
