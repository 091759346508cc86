"""A model goes on learning from other pairs, and the new folder says where it comes from."""

import json

import pytest
import torch

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import load_model
from SyntheticCTLib.models.metadata import Origin
from SyntheticCTLib.training.run.export import export_model
from SyntheticCTLib.training.run.finetune import finetune, finetune_recipe
from SyntheticCTLib.training.run.run import start_run
from SyntheticCTLib.training.run.statement import Statement

STATEMENT = Statement(licence="Their terms.\n", version="0.0.1")

CPU = torch.device("cpu")


@pytest.fixture
def parent(aligned_pairs, make_recipe, tmp_path):
    recipe = make_recipe(steps=40, augmentation={}, average_decay=0.9)
    start_run(recipe, aligned_pairs, tmp_path / "run", fold=0, device=CPU).run()
    export_model(
        tmp_path / "run",
        aligned_pairs,
        tmp_path / "parent",
        statement=STATEMENT,
    )
    return load_model(tmp_path / "parent")


def test_the_new_model_starts_from_its_parent_and_names_it(parent, aligned_pairs, tmp_path, capsys):
    folder = tmp_path / "ours"
    command = ["finetune", str(tmp_path / "parent"), "--pairs", str(aligned_pairs)]
    options = ["-o", str(folder), "--fold", "0", "--steps", "4", "--data", "Our clinic"]
    assert main([*command, *options, "--device", "cpu", "--json", "--quiet"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["parent"] == "parent"
    child = load_model(folder)
    assert child.info.training.parent == Origin("parent", "0.0.1", parent.info.sha256)
    assert "model `parent` 0.0.1" in child.info.card
    assert "Our clinic" in child.info.card
    assert (folder / "LICENSE").read_text(encoding="utf-8") == "Their terms.\n"
    assert child.info.tiling == parent.info.tiling
    assert child.info.output_normalisation == parent.info.output_normalisation
    # Close to the parent after four small steps, far from fresh weights.
    old, new = parent.network().state_dict(), child.network().state_dict()
    moved = max(float((new[name] - old[name]).abs().max()) for name in old)
    assert 0 < moved < 0.01
    with pytest.raises(InputError, match="is the model that is to be fine-tuned"):
        finetune(
            child,
            aligned_pairs,
            folder,
            finetune_recipe(child),
            run=tmp_path / "again",
            device=CPU,
        )
