"""Every patient is scored by a network that did not see him, and the means are right."""

import json

import pytest
import torch

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.tasks import mr_to_ct
from SyntheticCTLib.training.run.cross_validation import (
    CrossScore,
    cross_validate,
    networks_of,
    summarise,
)
from SyntheticCTLib.training.run.experiments import groups_of, plan_experiments
from SyntheticCTLib.training.run.recipe import load_recipe

CPU = torch.device("cpu")
GROUPS = {"limb_1": "a", "limb_2": "a", "limb_3": "b", "limb_4": "b", "limb_5": "b"}


def test_folds_hold_out_everybody_once(aligned_pairs):
    experiments = plan_experiments(aligned_pairs, folds=4)
    assert [e.setting for e in experiments] == ["all"] * 4
    held_out = [name for e in experiments for name in e.split.held_out]
    assert sorted(held_out) == sorted(GROUPS)
    assert all(not set(e.split.training) & set(e.split.held_out) for e in experiments)


def test_generalisation_trains_on_one_group_and_on_all_others(aligned_pairs):
    found = {
        (e.setting, e.split.fold): (e.split.training, e.split.held_out)
        for e in plan_experiments(aligned_pairs, folds=2, groups={**GROUPS, "limb_5": "c"})
    }
    # Two folds: limb_1, 3, 5 and limb_2, 4.
    assert found["all", 0] == (["limb_2", "limb_4"], ["limb_1", "limb_3", "limb_5"])
    assert found["only a", 0] == (["limb_2"], ["limb_1", "limb_3", "limb_5"])
    assert found["without a", 0] == (["limb_4"], ["limb_1"])
    assert found["only b", 1] == (["limb_3"], ["limb_2", "limb_4"])
    assert found["without b", 1] == (["limb_1", "limb_5"], ["limb_4"])


def test_of_two_groups_no_network_is_trained_twice(aligned_pairs):
    experiments = plan_experiments(aligned_pairs, folds=2, groups=GROUPS)
    assert [e.setting for e in experiments] == ["all", "only a", "only b"] * 2
    learnt = [tuple(e.split.training) for e in experiments]
    assert len(set(learnt)) == len(learnt)


def test_groups_come_from_the_table(aligned_pairs):
    names = sorted(GROUPS)
    assert groups_of(aligned_pairs, names, "grade")["limb_2"] == "B"
    with pytest.raises(InputError, match=r"has no column 'hospital'.*id, fold, grade"):
        groups_of(aligned_pairs, names, "hospital")


@pytest.mark.parametrize("folds", [1, 6])
def test_folds_that_cannot_be_are_refused(aligned_pairs, folds):
    with pytest.raises(InputError, match=f"5 pairs cannot be parted into {folds} folds"):
        plan_experiments(aligned_pairs, folds=folds)


def test_a_recipe_of_tissues_is_refused(aligned_pairs, tmp_path):
    with pytest.raises(InputError, match="ct-tissues learns tissues, not an image"):
        cross_validate(load_recipe("ct-tissues"), aligned_pairs, tmp_path, [], device=CPU)


def score(setting, seed, patient, mae, group="a"):
    figures = {**dict.fromkeys(mr_to_ct.TASK.columns), "mae": mae}
    return CrossScore(setting, seed, 0, group, patient, "A", figures)


def test_means_are_over_patients_after_their_repeats():
    scores = [
        score("all", 0, "p", 10.0),
        score("all", 1, "p", 30.0),  # p: 20
        score("all", 0, "q", 40.0, "b"),
        score("only a", 0, "q", 50.0, "b"),
    ]
    everybody, of_a, of_b, foreign = summarise(scores)
    assert (everybody.tested, everybody.patients) == ("all", 2)
    assert everybody.figures["mae"].mean == 30.0
    assert everybody.figures["mae"].high == pytest.approx(30.0 + 12.7062 * 10.0, rel=1e-4)
    assert (of_a.tested, of_a.figures["mae"].mean) == ("a", 20.0)
    assert (of_b.tested, of_b.figures["mae"].mean) == ("b", 40.0)
    assert (foreign.setting, foreign.tested) == ("only a", "b")
    assert everybody.figures["pearson_r"] is None
    assert summarise(scores, "B") == []


@pytest.mark.slow
def test_the_command_trains_scores_and_goes_on(aligned_pairs, make_recipe, tmp_path, capsys):
    recipe = make_recipe(steps=1, batch_size=1)
    (tmp_path / "tiny.json").write_text(json.dumps(recipe.to_dict()), encoding="utf-8")
    output = tmp_path / "cross"
    command = ["cross-validate", str(tmp_path / "tiny.json"), str(aligned_pairs), "-o", str(output)]
    assert main([*command, "--folds", "2", "--device", "cpu", "--json", "--quiet"]) == 0
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert [(row["setting"], row["patients"]) for row in summary] == [("all", 5)]
    assert summary[0]["figures"]["mae"]["low"] < summary[0]["figures"]["mae"]["mean"]
    table = (output / "summary.md").read_text(encoding="utf-8")
    assert table.startswith("| trained on | tested on | patients | R | MAE, HU | MSE, HU² |")
    assert (output / "seed_0" / "fold_1_all" / "model" / "configs" / "metadata.json").is_file()

    # What was scored is not trained again: a second repeat adds its own runs only.
    before = (output / "seed_0" / "fold_0_all" / "checkpoint.pt").stat().st_mtime_ns
    experiments = plan_experiments(aligned_pairs, folds=2)
    networks = networks_of(recipe, experiments[:1], repeats=2)
    scores = cross_validate(recipe, aligned_pairs, output, networks, device=CPU)
    assert (output / "seed_0" / "fold_0_all" / "checkpoint.pt").stat().st_mtime_ns == before
    assert sorted({(s.seed, s.patient) for s in scores}) == [
        (seed, name) for seed in (0, 1) for name in ("limb_1", "limb_3", "limb_5")
    ]


def test_train_makes_one_run_for_each_named_fold(aligned_pairs, make_recipe, tmp_path, capsys):
    (tmp_path / "tiny.json").write_text(json.dumps(make_recipe().to_dict()), encoding="utf-8")
    command = [
        "train",
        str(tmp_path / "tiny.json"),
        str(aligned_pairs),
        "-o",
        str(tmp_path / "run"),
    ]
    options = ["--folds", "1", "3", "--steps", "1", "--batch", "1", "--device", "cpu", "--quiet"]
    assert main([*command, *options, "--json"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == ["limb_2", "limb_4"]
    record = json.loads((tmp_path / "run" / "fold_3" / "run.json").read_text(encoding="utf-8"))
    assert (record["fold"], record["validation"]) == (3, ["limb_4"])
    assert record["recipe"]["batch_size"] == 1
