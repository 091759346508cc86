"""From CT to MR as the commands do it: both stages trained, resumed, exported, used and scored."""

import json
import shutil

import numpy as np
import pytest
import torch

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import Cancelled, InputError, ModelError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.models import load_model, verify
from SyntheticCTLib.progress import CancelToken, Watch
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.tasks import ct_to_mr
from SyntheticCTLib.tasks.ct_to_mr import STAGES
from SyntheticCTLib.tasks.signal_by_hu import MR_METHOD, TABLE_METHOD
from SyntheticCTLib.training.objectives.stage_one import with_stage_one
from SyntheticCTLib.training.run.cross_table import cross_markdown
from SyntheticCTLib.training.run.cross_validation import cross_validate, networks_of, summarise
from SyntheticCTLib.training.run.experiments import plan_experiments
from SyntheticCTLib.training.run.export import export_model
from SyntheticCTLib.training.run.run import Split, load_data, start_run
from SyntheticCTLib.training.run.starting_point import starting_point
from SyntheticCTLib.training.run.statement import Statement
from SyntheticCTLib.training.run.trainer import Trainer
from SyntheticCTLib.training.score.scoring import score_fold

STATEMENT = Statement(licence="Apache-2.0", version="0.0.1")

CPU = torch.device("cpu")
ADVERSARIAL = {"name": "adversarial", "channels": 4, "layers": 1, "slices": 2}


@pytest.fixture
def first_recipe(make_recipe):
    tiny = make_recipe()
    return make_recipe(
        name="first",
        target="MR",
        patch_size=[8, 16, 16],
        model={**tiny.model, "input_modality": "CT", "output_modality": "MR"},
        augmentation={"bias": 0.0, "gamma": [0.99, 1.01], "noise": 0.02},
        steps=20,
        fine_tuning={"steps": 4, "optimizer": {"lr": 0.001}, "loss": ADVERSARIAL},
    )


@pytest.fixture
def second_recipe(first_recipe):
    network = {
        "_target_": "SyntheticCTLib.networks.DiffusionUNet",
        "features": [8, 8],
        "strides": [[1, 2, 2]],
        "groups": 4,
    }
    return first_recipe.changed(
        name="second",
        network=network,
        size_divisor=[1, 4, 4],
        steps=6,
        fine_tuning={},
        loss={"name": "denoising", "steps": 2},
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return tmp_path_factory.mktemp("ct-to-mr")


@pytest.fixture
def trained(folders, aligned_pairs, first_recipe, second_recipe):
    """The folder with both runs and the model of both."""
    if not (folders / "model").exists():
        start_run(first_recipe, aligned_pairs, folders / "first", fold=0, device=CPU).run()
        recipe = with_stage_one(second_recipe, str(folders / "first"))
        start_run(recipe, aligned_pairs, folders / "second", fold=0, device=CPU).run()
        export_model(
            folders / "second",
            aligned_pairs,
            folders / "model",
            statement=STATEMENT,
        )
    return folders


@pytest.fixture
def ct_file(aligned_pairs):
    return aligned_pairs / "limb_1_ct.nii.gz"


def test_both_stages_are_in_one_folder_with_a_hash_each(trained):
    info = verify(trained / "model")
    assert (info.input_modality, info.output_modality, info.outside_value) == ("CT", "MR", 0)
    assert info.output_normalisation["clip"] == [0, 2000]
    first, second = info.weights
    assert first.file != second.file
    assert first.sha256 != second.sha256
    assert info.refinement.residual_sd > 0
    assert info.refinement.steps == 2
    assert "1000 is the 95th percentile" in info.card
    assert "First stage: recipe `first`, 24 steps" in info.card


def test_a_damaged_second_stage_is_found(trained, tmp_path):
    folder = shutil.copytree(trained / "model", tmp_path / "damaged")
    path = folder / load_model(trained / "model").info.refinement.weights.file
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match="damaged"):
        load_model(folder)


def test_the_three_pictures_of_a_ct(trained, ct_file):
    model = load_model(trained / "model")
    made = {kind: synthesize(ct_file, model=model, device="cpu", refine=kind) for kind in STAGES}
    default = synthesize(ct_file, model=model, device="cpu")
    ct = read_volume(ct_file)
    for kind, result in made.items():
        assert result.volume.grid == ct.grid
        assert result.volume.array.dtype == np.int16
        assert result.volume.array[~result.field_of_view.array].max() == 0
        assert result.volume.array.max() <= 2000
        assert result.record.scale["modality"] == "MR"
        assert "drawn at random" not in result.record.statement or kind == "texture"
    np.testing.assert_array_equal(default.volume.array, made["mean"].volume.array)
    assert made["none"].record.refinement is None
    assert made["mean"].record.refinement["steps"] == 1
    assert made["texture"].record.refinement["steps"] == 2
    assert "sampled texture" in made["texture"].volume.metadata["description"]
    assert "drawn at random" in made["texture"].record.statement
    assert not np.array_equal(made["none"].volume.array, made["texture"].volume.array)


def test_one_seed_gives_one_texture_and_another_another(trained, ct_file):
    model = load_model(trained / "model")

    def texture(seed):
        return synthesize(ct_file, model=model, device="cpu", refine="texture", seed=seed).volume

    np.testing.assert_array_equal(texture(5).array, texture(5).array)
    assert not np.array_equal(texture(5).array, texture(6).array)


def test_several_samples_are_written_with_their_spread(trained, ct_file, tmp_path, capsys):
    output = tmp_path / "smri.nii.gz"
    command = ["synthesize", str(ct_file), "-o", str(output), "--model", str(trained / "model")]
    options = ["--refine", "texture", "--samples", "3", "--steps", "2", "--device", "cpu"]
    assert main([*command, *options, "--json", "--quiet"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["refinement"]["samples"] == 3
    texture, mean, spread = (read_volume(path) for path in (output, said["mean"], said["spread"]))
    assert texture.grid.apart(spread.grid) <= 1e-3
    assert spread.array.min() == 0
    assert spread.array.max() > 0
    # Of three samples the first lies within the spread of their mean, times the square root of 3.
    away = np.abs(texture.array.astype(float) - mean.array)
    assert (away <= 1.2 * spread.array + 2).all()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "smri.json",
        "smri.nii.gz",
        "smri_mean.nii.gz",
        "smri_spread.nii.gz",
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--steps", "0"], "steps must be from 1 to 1000; got 0"),
        (["--seed", "-1"], "seed must be from 0 to 4294967295; got -1"),
        (["--samples", "0"], "samples must be from 1 to 1000; got 0"),
        (["--scheduler", "euler"], "Unknown scheduler 'euler'; known: ddim"),
        (["--refine", "none", "--samples", "4"], "4 samples cannot be drawn"),
        (["--prior", "CT"], "A prior CT fills synthetic CTs only"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_nothing_is_written(
    trained, ct_file, tmp_path, capsys, options, sentence
):
    options = [str(ct_file) if each == "CT" else each for each in options]
    command = ["synthesize", str(ct_file), "-o", str(tmp_path / "smri.nii.gz")]
    assert main([*command, "--model", str(trained / "model"), *options, "--quiet"]) == 2
    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_mr_is_refused_and_a_model_of_one_stage_refines_nothing(
    trained, aligned_pairs, tmp_path
):
    with pytest.raises(InputError, match="looks like an MR"):
        synthesize(aligned_pairs / "limb_1_mr.nii.gz", model=trained / "model")
    export_model(
        trained / "first",
        aligned_pairs,
        tmp_path / "one",
        statement=STATEMENT,
    )
    one = load_model(tmp_path / "one")
    assert one.refiner is None
    with pytest.raises(InputError, match="has no second stage"):
        synthesize(aligned_pairs / "limb_1_ct.nii.gz", model=one, refine="mean")


def test_cancelling_between_steps_and_progress_with_steps_and_tiles(trained, ct_file):
    model, token, told = load_model(trained / "model"), CancelToken(), []

    def listen(progress):
        if progress.stage == "refining" and progress.message:
            told.append(progress.message)
            token.cancel()

    with pytest.raises(Cancelled):
        synthesize(
            ct_file,
            model=model,
            device="cpu",
            refine="texture",
            steps=3,
            progress=listen,
            cancel=token,
        )
    assert len(told) == 1
    assert told[0].startswith("step 1 of 3, 1 of ")


def test_every_picture_is_scored_beside_the_table_and_the_mr(trained, aligned_pairs, tmp_path):
    model = load_model(trained / "model")
    scores = score_fold(model, aligned_pairs, 1, device="cpu", keep=tmp_path, seed=1)
    methods = [*STAGES.values(), TABLE_METHOD, MR_METHOD]
    assert [(s.patient, s.method) for s in scores] == [("limb_2", method) for method in methods]
    found = {score.method: score.figures for score in scores}
    assert found[MR_METHOD]["mae"] < 1
    assert 0 < found["stage 1"]["mae"] < 600
    assert found[TABLE_METHOD]["ssim"] < 1
    assert found["stage 1"]["body_dice"] > 0.5
    assert (tmp_path / "limb_2_smri_texture.nii.gz").is_file()


def same_weights(one, other):
    for name, value in one.items():
        torch.testing.assert_close(other[name], value, rtol=0, atol=0)


@pytest.mark.parametrize("stage", ["first", "second"])
def test_resuming_changes_nothing(
    trained, aligned_pairs, first_recipe, second_recipe, tmp_path, stage
):
    recipe = first_recipe.changed(steps=2)
    if stage == "second":
        recipe = with_stage_one(second_recipe, str(trained / "first"))
    data = load_data(recipe, aligned_pairs, Split(["limb_2"], []))

    def trainer(name):
        (tmp_path / name).mkdir(exist_ok=True)
        return Trainer(recipe, data, tmp_path / name, device=CPU)

    unbroken, broken, token = trainer("unbroken"), trainer("broken"), CancelToken()
    unbroken.run()
    with pytest.raises(Cancelled):
        broken.run(Watch(lambda told: token.cancel() if told.fraction >= 0.5 else None, token))
    resumed = trainer("broken")
    assert resumed.state.step == 3
    resumed.run()
    same_weights(unbroken.state.average.state_dict(), resumed.state.average.state_dict())
    if stage == "first":
        adversary, other = (each.state.objectives[1] for each in (unbroken, resumed))
        same_weights(adversary["discriminator"], other["discriminator"])


def test_a_second_stage_without_a_first_is_refused(second_recipe, aligned_pairs, tmp_path):
    with pytest.raises(InputError, match="give --stage-one FOLDER"):
        start_run(second_recipe, aligned_pairs, tmp_path, fold=0, device=CPU)
    nowhere = with_stage_one(second_recipe, str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="is no first stage"):
        start_run(nowhere, aligned_pairs, tmp_path, fold=0, device=CPU)


def test_a_patch_too_small_for_the_discriminator_is_told(first_recipe, aligned_pairs, tmp_path):
    loss = {"name": "adversarial", "channels": 4}
    recipe = first_recipe.changed(steps=2, fine_tuning={}, loss=loss)
    data = load_data(recipe, aligned_pairs, Split(["limb_2"], []))
    with pytest.raises(InputError, match=r"at least 24 voxels a side; the patch has \[8, 16, 16\]"):
        Trainer(recipe, data, tmp_path, device=CPU).run()


@pytest.mark.parametrize(("options", "changed"), [([], 0), (["--second-stage"], 1)])
def test_either_stage_can_be_fine_tuned_and_the_other_stays(
    trained, aligned_pairs, tmp_path, options, changed
):
    command = ["finetune", str(trained / "model"), "--pairs", str(aligned_pairs), "--quiet"]
    place = ["-o", str(tmp_path / "ours"), "--steps", "2", "--device", "cpu"]
    assert main([*command, *place, *options]) == 0
    old, new = load_model(trained / "model").info, load_model(tmp_path / "ours").info
    different = [a.sha256 != b.sha256 for a, b in zip(old.weights, new.weights, strict=True)]
    assert different == [changed == 0, changed == 1]
    assert new.training.parent.id == "model"


def test_a_recipe_of_the_second_stage_starts_from_a_models_second_stage(
    trained, first_recipe, second_recipe, tmp_path
):
    model = load_model(trained / "model")
    for recipe, network in ((first_recipe, model.network()), (second_recipe, model.refiner)):
        same_weights(starting_point(trained / "model", recipe).weights, network.state_dict())
    alone = shutil.copytree(trained / "model", tmp_path / "alone")
    metadata = alone / "configs" / "metadata.json"
    content = json.loads(metadata.read_text(encoding="utf-8"))
    del content["synthetic_ct"]["refinement"]
    metadata.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="model alone has no second stage to start from"):
        starting_point(alone, second_recipe)


@pytest.mark.slow
def test_a_second_stage_is_cross_validated_on_the_first_of_its_fold(
    trained, aligned_pairs, second_recipe, tmp_path
):
    experiments = plan_experiments(aligned_pairs, folds=4)[1:2]
    first = tmp_path / "one" / "seed_0" / "fold_1_all"
    shutil.copytree(trained / "first", first)
    second = with_stage_one(second_recipe.changed(steps=2), str(tmp_path / "one"))
    networks = networks_of(second, experiments)
    found = cross_validate(second, aligned_pairs, tmp_path / "two", networks, device=CPU)
    assert [score.patient for score in found] == ["limb_2"]
    assert found[0].figures["ssim"] is not None
    record = tmp_path / "two" / "seed_0" / "fold_1_all" / "run.json"
    run = json.loads(record.read_text(encoding="utf-8"))
    assert run["recipe"]["loss"]["stage_one"] == str(first)
    assert "MAE, a.u." in cross_markdown(summarise(found), ct_to_mr.TASK.table_columns)
