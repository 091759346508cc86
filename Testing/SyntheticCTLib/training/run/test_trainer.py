"""A run that was stopped and resumed ends where an unbroken one ends."""

import contextlib
import multiprocessing
import time
from dataclasses import replace

import numpy as np
import pytest
import torch

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.progress import CancelToken, Watch
from SyntheticCTLib.tasks import mr_to_ct
from SyntheticCTLib.tasks.pair import hu_statistics
from SyntheticCTLib.training.data.aligned_pairs import read_pair
from SyntheticCTLib.training.run.bfloat16 import gains_from_bfloat16
from SyntheticCTLib.training.run.checkpoint import save_checkpoint
from SyntheticCTLib.training.run.recipe import RECIPE_FOLDER, load_recipe
from SyntheticCTLib.training.run.trainer import Trainer, TrainingData

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def data(aligned_pairs):
    frame = {"orientation": "LPS", "spacing_mm": [2.0, 2.0, 4.0]}
    pairs = [read_pair(aligned_pairs, name, frame) for name in ("limb_1", "limb_2", "limb_3")]
    statistics = hu_statistics(pairs)
    cases = [mr_to_ct.TASK.case(pair, statistics) for pair in pairs]
    return TrainingData(cases[:2], cases[2:], [], statistics)


def weights(trainer):
    return {name: value.clone() for name, value in trainer.state.average.state_dict().items()}


def test_resuming_changes_nothing(data, make_recipe, tmp_path):
    unbroken = Trainer(make_recipe(), data, tmp_path / "unbroken", device=CPU)
    unbroken_figures = unbroken.run()

    token = CancelToken()
    first = Trainer(make_recipe(), data, tmp_path / "broken", device=CPU)
    with pytest.raises(Cancelled, match="3 of 6 steps are done and kept"):
        first.run(Watch(lambda told: token.cancel() if told.fraction >= 0.5 else None, token))
    assert first.state.step == 3

    second = Trainer(make_recipe(), data, tmp_path / "broken", device=CPU)
    assert second.state.step == 3
    assert second.run() == unbroken_figures
    for name, value in weights(unbroken).items():
        torch.testing.assert_close(weights(second)[name], value, rtol=0, atol=0)


def test_processes_that_make_patches_change_nothing(data, make_recipe, tmp_path):
    recipe = make_recipe(steps=4)
    alone = Trainer(recipe, data, tmp_path / "unbroken", device=CPU)
    helped = Trainer(recipe, data, tmp_path / "broken", device=CPU, loader_processes=2)
    assert alone.run() == helped.run()
    for name, value in weights(alone).items():
        torch.testing.assert_close(weights(helped)[name], value, rtol=0, atol=0)


def test_a_stop_that_also_ends_the_processes_of_patches_is_a_stop(data, make_recipe, tmp_path):
    token = CancelToken()

    def stop(progress):
        if progress.fraction > 0.6:  # in the fourth step of six; every second one is kept
            token.cancel()
            for process in multiprocessing.active_children():
                process.kill()
            time.sleep(5)  # until PyTorch says that it ended

    trainer = Trainer(make_recipe(), data, tmp_path / "broken", device=CPU, loader_processes=1)
    with pytest.raises(Cancelled, match="2 of 6 steps are done and kept"):
        trainer.run(Watch(stop, token))
    assert Trainer(make_recipe(), data, tmp_path / "broken", device=CPU).state.step == 2


class KilledError(Exception):
    """Stops a run where nothing is tidied up."""


@pytest.mark.parametrize("step", [1, 2, 5])
def test_a_kill_at_any_step_changes_nothing(data, make_recipe, tmp_path, step):
    unbroken = Trainer(make_recipe(), data, tmp_path / "unbroken", device=CPU)
    unbroken.run()

    def kill(progress):
        if progress.fraction > (step - 0.5) / 6:
            raise KilledError

    with pytest.raises(KilledError):
        Trainer(make_recipe(), data, tmp_path / "broken", device=CPU).run(Watch(kill))
    again = Trainer(make_recipe(), data, tmp_path / "broken", device=CPU)
    assert again.state.step == 2 * ((step - 1) // 2), "a checkpoint every second step"
    again.run()
    for name, value in weights(unbroken).items():
        torch.testing.assert_close(weights(again)[name], value, rtol=0, atol=0)


def test_a_crash_while_a_checkpoint_is_written_leaves_the_one_before(
    data, make_recipe, tmp_path, monkeypatch
):
    trainer = Trainer(make_recipe(steps=2), data, tmp_path / "broken", device=CPU)
    trainer.run()
    before = trainer.checkpoint.read_bytes()

    def half_written(_contents, file):
        file.write(before[:100])
        raise OSError("No space left on device")

    monkeypatch.setattr(torch, "save", half_written)
    with pytest.raises(OSError, match="No space"):
        save_checkpoint(trainer.state, trainer.checkpoint)
    assert trainer.checkpoint.read_bytes() == before


@pytest.fixture(autouse=True)
def run_folders(tmp_path):
    for name in ("unbroken", "broken", "learning", "damaged"):
        (tmp_path / name).mkdir()


def test_training_lowers_the_error_on_a_patient_not_seen(data, make_recipe, tmp_path):
    recipe = make_recipe(steps=60, augmentation={})
    trainer = Trainer(recipe, data, tmp_path / "learning", device=CPU)
    before = trainer.validate()[0].mae
    after = trainer.run()[0]
    assert after.name == "limb_3"
    assert after.mae < 0.7 * before
    rows = (tmp_path / "learning" / "steps.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "step,loss,learning_rate,seconds,data_seconds"
    assert len(rows) == 1 + 6


def test_a_damaged_checkpoint_is_named(data, make_recipe, tmp_path):
    (tmp_path / "damaged" / "checkpoint.pt").write_bytes(b"not a checkpoint")
    with pytest.raises(InputError, match=r"checkpoint\.pt does not fit this recipe or is damaged"):
        Trainer(make_recipe(), data, tmp_path / "damaged", device=CPU)


def test_batch_norm_keeps_its_statistics_from_the_share_of_steps_that_the_recipe_names(
    data, make_recipe, tmp_path
):
    def statistics_after(steps):
        recipe = make_recipe()
        folder = tmp_path / str(steps)
        folder.mkdir()
        network = {**recipe.network, "norm": "batch"}
        trainer = Trainer(
            recipe.changed(network=network, norm_kept_from=0.5),
            data,
            folder,
            device=CPU,
        )
        token = CancelToken()

        def stop(progress):
            if progress.fraction >= (steps - 0.5) / 6:
                token.cancel()

        with contextlib.suppress(Cancelled):
            trainer.run(Watch(stop, token))
        assert trainer.state.step == steps
        state = trainer.state.network.state_dict()
        return {name: value for name, value in state.items() if "running" in name}

    two, three, six = (statistics_after(steps) for steps in (2, 3, 6))
    assert any(not torch.equal(two[name], three[name]) for name in two)
    assert all(torch.equal(three[name], six[name]) for name in three)


def test_a_loss_that_is_no_number_stops_before_it_spoils_the_weights(data, make_recipe, tmp_path):
    cases = [replace(case, target=np.full_like(case.target, np.nan)) for case in data.training]
    spoilt = TrainingData(cases, data.validation, [], data.statistics)
    trainer = Trainer(make_recipe(save_every=1), spoilt, tmp_path, device=CPU)
    before = weights(trainer)

    with pytest.raises(InputError, match="broke off at step 1: its loss is nan"):
        trainer.run()

    for name, value in weights(trainer).items():
        torch.testing.assert_close(value, before[name], rtol=0, atol=0)
    assert not trainer.checkpoint.exists()


@pytest.mark.parametrize(
    ("shapes", "gains"), [([], True), ([[12, 96, 96]], True), ([[24, 96, 96], [8, 96, 96]], False)]
)
def test_no_patch_may_be_too_thin_for_fewer_bits(make_recipe, monkeypatch, shapes, gains):
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)
    recipe = make_recipe(
        patch_size=[24, 96, 96], size_divisor=[4, 16, 16], sampling={"shapes": shapes}
    )
    assert gains_from_bfloat16(CPU, recipe) == gains


@pytest.mark.parametrize(
    ("patch", "gains"), [([4, 16, 16], True), ([2, 32, 16], False), ([1, 96, 96], True)]
)
def test_an_axis_that_is_never_divided_may_be_too_thin_as_well(
    make_recipe, monkeypatch, patch, gains
):
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)
    recipe = make_recipe(patch_size=patch, size_divisor=[1, 2, 2])
    assert gains_from_bfloat16(CPU, recipe) == gains


def test_recipes_of_shipped_models_may_use_fewer_bits(monkeypatch):
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)
    names = [path.stem for path in RECIPE_FOLDER.glob("*.json")]
    slow = [name for name in names if not gains_from_bfloat16(CPU, load_recipe(name))]
    assert slow == ["vgg16-unet"]  # the paper's, of single slices
