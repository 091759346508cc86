"""A network learns from the CT and from a larger one, which must not know who is held out."""

import json
from dataclasses import replace

import pytest
import torch

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import load_model
from SyntheticCTLib.models.metadata import Origin
from SyntheticCTLib.tasks.pair import HUStatistics
from SyntheticCTLib.training.objectives.distillation import Distillation, teacher_of, with_teacher
from SyntheticCTLib.training.objectives.objective import Surroundings
from SyntheticCTLib.training.objectives.registry import make_objective
from SyntheticCTLib.training.run.cross_validation import cross_validate, networks_of
from SyntheticCTLib.training.run.experiments import plan_experiments
from SyntheticCTLib.training.run.export import export_model
from SyntheticCTLib.training.run.processes import Processes
from SyntheticCTLib.training.run.recipe import load_recipe
from SyntheticCTLib.training.run.run import start_run
from SyntheticCTLib.training.run.starting_point import hu_statistics_of
from SyntheticCTLib.training.run.statement import Statement

STATEMENT = Statement(licence="Their terms.\n", version="0.0.1")

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def teacher(aligned_pairs, make_recipe, tmp_path_factory):
    """A larger network that held fold 0 out: limb_1 and limb_5."""
    folder = tmp_path_factory.mktemp("teacher")
    recipe = make_recipe()
    recipe = recipe.changed(network={**recipe.network, "features": [6, 12]})
    start_run(recipe, aligned_pairs, folder / "run", fold=0, device=CPU).run()
    export_model(
        folder / "run",
        aligned_pairs,
        folder / "large",
        statement=STATEMENT,
    )
    return load_model(folder / "large")


def surroundings(recipe):
    return Surroundings(HUStatistics(10.0, 50.0), recipe.frame, CPU, None, 0, Processes())


def test_the_loss_is_shared_between_the_ct_and_the_teacher(teacher, make_recipe):
    loss = {"name": "mae", "teacher": str(teacher.info.folder), "teacher_weight": 0.25}
    objective = make_objective(loss, surroundings(make_recipe()))
    assert isinstance(objective, Distillation)
    torch.manual_seed(0)
    image, target = torch.randn(2, 1, 4, 16, 16), torch.randn(2, 1, 4, 16, 16)
    weight = (torch.rand(2, 1, 4, 16, 16) > 0.3).float()
    scale = hu_statistics_of(teacher.info)
    with torch.no_grad():
        hu = teacher.network()(image) * scale.sd + scale.mean
    answer = (hu - 10.0) / 50.0
    predicted = torch.randn(2, 1, 4, 16, 16, requires_grad=True)
    batch = {"image": image, "target": target, "weight": weight}
    found = objective.loss(lambda _: predicted, batch)
    inside = weight > 0
    to_ct = (predicted - target)[inside].abs().mean()
    to_teacher = (predicted - answer)[inside].abs().mean()
    assert found.item() == pytest.approx(0.75 * to_ct.item() + 0.25 * to_teacher.item(), rel=1e-5)
    found.backward()
    assert not predicted.grad[~inside].any()
    assert all(not parameter.requires_grad for parameter in objective._teacher.parameters())


@pytest.mark.parametrize("share", [-0.1, 1.5])
def test_a_share_out_of_range_is_refused(teacher, make_recipe, share):
    with pytest.raises(InputError, match=f"teacher_weight must be from 0 to 1, not {share}"):
        Distillation(
            surroundings(make_recipe()),
            teacher=teacher.info.folder,
            teacher_weight=share,
            name="mae",
        )


def test_a_teacher_that_cannot_teach_is_refused(teacher, make_recipe):
    recipe = with_teacher(make_recipe(), str(teacher.info.folder))
    assert teacher_of(recipe, ["limb_1", "limb_5"]).info.id == "large"
    with pytest.raises(InputError, match="large learnt from limb_2, whom this run holds out"):
        teacher_of(recipe, ["limb_1", "limb_2"])
    coarse = recipe.changed(frame={**recipe.frame, "spacing_mm": [9.0, 9.0, 9.0]})
    with pytest.raises(InputError, match="both have to see the same grid"):
        teacher_of(coarse, [])
    odd = replace(recipe, patch_size=[4, 15, 15], size_divisor=[1, 1, 1])
    with pytest.raises(InputError, match=r"patch \[4, 15, 15\] is not a multiple of \(1, 2, 2\)"):
        teacher_of(odd, [])
    with pytest.raises(InputError, match=r"cbct-to-ct makes CT from CBCT"):
        teacher_of(with_teacher(make_recipe(), "cbct-to-ct"), [])
    with pytest.raises(InputError, match="learns tissues from CT: only recipes that learn HU"):
        with_teacher(load_recipe("ct-tissues"), "large")


def test_the_command_teaches_and_the_export_names_the_teacher(
    teacher, aligned_pairs, make_recipe, tmp_path, capsys
):
    (tmp_path / "tiny.json").write_text(json.dumps(make_recipe(steps=2).to_dict()))
    command = ["train", str(tmp_path / "tiny.json"), str(aligned_pairs), "--device", "cpu"]
    command += ["--teacher", str(teacher.info.folder), "--quiet"]
    assert main([*command, "-o", str(tmp_path / "other"), "--fold", "1"]) != 0
    assert "whom this run holds out" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()
    assert main([*command, "-o", str(tmp_path / "run"), "--fold", "0"]) == 0
    info = export_model(
        tmp_path / "run",
        aligned_pairs,
        tmp_path / "small",
        statement=STATEMENT,
    )
    assert info.training.teacher == Origin("large", "0.0.1", teacher.info.sha256)
    assert f"Taught by the model `large` 0.0.1 (SHA-256 of the weights {teacher.info.sha256})" in (
        info.card
    )


@pytest.mark.slow
def test_each_fold_has_its_own_teacher(aligned_pairs, make_recipe, tmp_path):
    experiments = plan_experiments(aligned_pairs, folds=2)
    recipe = make_recipe(steps=1)
    networks = networks_of(recipe, experiments)
    cross_validate(recipe, aligned_pairs, tmp_path / "large", networks, device=CPU)
    taught = with_teacher(recipe, str(tmp_path / "large"))
    scores = cross_validate(taught, aligned_pairs, tmp_path / "small", networks, device=CPU)
    assert len(scores) == 5
    for fold in (0, 1):
        own = tmp_path / "large" / "seed_0" / f"fold_{fold}_all" / "model"
        run = tmp_path / "small" / "seed_0" / f"fold_{fold}_all" / "run.json"
        record = json.loads(run.read_text(encoding="utf-8"))
        assert record["recipe"]["loss"]["teacher"] == str(own)
        assert record["teacher"]["weights_sha256"] == load_model(own).info.sha256
