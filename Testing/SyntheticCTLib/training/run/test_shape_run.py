"""A run that learns bounds and bone goes from a plain model to one that a synthesis can use."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import EXIT_REFUSED, InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.models import load_model
from SyntheticCTLib.models.outputs import OUTPUTS, Interval
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.training.objectives.distillation import teacher_of, with_teacher
from SyntheticCTLib.training.run.export import export_model
from SyntheticCTLib.training.run.finetune import finetune, finetune_recipe
from SyntheticCTLib.training.run.run import start_run
from SyntheticCTLib.training.run.starting_point import starting_point

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def plain(aligned_pairs, make_recipe, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    start_run(make_recipe(steps=2), aligned_pairs, folder / "run", fold=0, device=CPU).run()
    export_model(folder / "run", aligned_pairs, folder / "model")
    return folder / "model"


@pytest.fixture(scope="module")
def recipe(make_recipe):
    return make_recipe(
        network=make_recipe().network | {"out_channels": 4},
        loss={"name": "interval and bone", "image": {"name": "mix", "alpha": 1.0}},
        input_scale="muscle in body",
        sampling={"contents": {"thin cortex": 0.5}, "shapes": [[4, 16, 16], [2, 32, 16]]},
        context={"share": 0.5, "half_size": [12, 30]},
        marrow={"share": 0.5},
        steps=4,
    )


@pytest.fixture(scope="module")
def doubting(aligned_pairs, plain, recipe, tmp_path_factory):
    folder = tmp_path_factory.mktemp("doubting")
    start = replace(starting_point(plain, recipe), widened=False)
    run = start_run(recipe, aligned_pairs, folder / "run", fold=0, device=CPU, start=start)
    figures = run.run()
    assert all(np.isfinite(entry.mae) for entry in figures)
    export_model(folder / "run", aligned_pairs, folder / "model")
    return folder / "model"


def test_the_wider_network_starts_as_the_model_with_bounds_on_either_side(plain, recipe):
    wider = load_model(plain).network()
    start = starting_point(plain, recipe)
    grown = type(wider)(
        **{key: value for key, value in recipe.network.items() if not key.startswith("_")}
    )
    grown.load_state_dict(start.weights)
    image = torch.randn(1, 1, 4, 16, 16)
    with torch.inference_mode():
        value, lower, upper, bone = grown.eval()(image)[0]
        torch.testing.assert_close(value, wider.eval()(image)[0, 0])
    assert (lower < value).all()
    assert (value < upper).all()
    assert (bone < 0).all()


def test_the_exported_model_says_what_it_gives_and_how_it_wants_its_input(doubting):
    info = load_model(doubting).info
    assert info.outputs == OUTPUTS
    assert info.interval == Interval((0.05, 0.95))
    assert info.input_normalisation == {"kind": "muscle in body"}


def test_a_synthesis_has_bounds_and_bone(doubting, aligned_pairs):
    mr = read_volume(aligned_pairs / "limb_1_mr.nii.gz")
    result = synthesize(mr, model=str(doubting), device="cpu")
    assert (result.lower.array <= result.volume.array).all()
    assert (result.upper.array >= result.volume.array).all()
    probability = result.bone_probability.array
    assert probability.min() >= 0
    assert 0 < probability.max() <= 1


def test_the_bounds_are_calibrated_on_patients_that_it_did_not_learn_from(
    doubting, aligned_pairs, tmp_path, capsys
):
    model = shutil.copytree(doubting, tmp_path / "model")
    command = ["calibrate-interval", str(model), str(aligned_pairs), "--device", "cpu", "--quiet"]
    assert main([*command, "--fold", "1"]) == EXIT_REFUSED
    assert "learnt from limb_2" in capsys.readouterr().err
    plot = tmp_path / "plot.svg"
    assert main([*command, "--fold", "0", "--plot", str(plot)]) == EXIT_REFUSED
    assert "drawn of 3 patients or more, not of 2" in capsys.readouterr().err
    assert load_model(model).info.interval.calibration is None

    assert main([*command, "--fold", "0", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    kept = load_model(model).info.interval.calibration
    assert (kept.factor, kept.patients) == (told["factor"], ("limb_1", "limb_5"))
    mr = read_volume(aligned_pairs / "limb_1_mr.nii.gz")
    assert synthesize(mr, model=str(model), device="cpu").expected_error.array.max() > 0


def finetuned(doubting, aligned_pairs, folder, fold):
    model = load_model(doubting)
    recipe, run = finetune_recipe(model, steps=1), folder / "run"
    made, _ = finetune(
        model, aligned_pairs, folder / "ours", recipe, run=run, fold=fold, device=CPU
    )
    assert made.outputs == OUTPUTS
    assert made.input_normalisation == model.info.input_normalisation
    return made


def test_finetuning_fits_the_bounds_to_the_patients_left_out(doubting, aligned_pairs, tmp_path):
    made = finetuned(doubting, aligned_pairs, tmp_path, fold=0)
    assert made.interval.quantiles == (0.05, 0.95)
    assert made.interval.calibration.patients == ("limb_1", "limb_5")


def test_finetuning_with_all_patients_leaves_bounds_that_nobody_checked(
    doubting, aligned_pairs, tmp_path
):
    made = finetuned(doubting, aligned_pairs, tmp_path, fold=None)
    assert made.interval == Interval((0.05, 0.95))


def test_a_teacher_of_another_input_scale_is_refused(plain, doubting, recipe, make_recipe):
    taught = make_recipe(input_scale="muscle in body")
    with pytest.raises(InputError, match="wants its input as 'z-score in body'"):
        teacher_of(with_teacher(taught, str(plain)), [])
    assert teacher_of(with_teacher(taught, str(doubting)), []).info.outputs == OUTPUTS


def test_filled_bone_is_kept_beside_the_pair_and_made_again_when_the_ct_changes(
    doubting, aligned_pairs, recipe, tmp_path
):
    place = aligned_pairs / "limb_2_bone.nii.gz"
    assert read_volume(place).array.max() == 1
    before = place.stat().st_mtime_ns
    start_run(recipe, aligned_pairs, tmp_path / "again", fold=0, device=CPU)
    assert place.stat().st_mtime_ns == before
    (aligned_pairs / "limb_2_ct.nii.gz").touch()
    start_run(recipe, aligned_pairs, tmp_path / "third", fold=0, device=CPU)
    assert place.stat().st_mtime_ns > before


def test_the_bundled_recipe_of_joints_names_what_there_is():
    from SyntheticCTLib.training.data.patch_contents import CONTENTS
    from SyntheticCTLib.training.run.recipe import RECIPE_FOLDER, load_recipe

    recipe = load_recipe("compact-residual-joints")
    assert set(recipe.sampling["contents"]) <= set(CONTENTS)
    for shape in recipe.sampling["shapes"]:
        assert not any(side % by for side, by in zip(shape, recipe.size_divisor, strict=True))
    parent = json.loads((RECIPE_FOLDER / "compact-residual-vessels.json").read_text())
    assert {**recipe.network, "out_channels": 1} == {**parent["network"], "out_channels": 1}
