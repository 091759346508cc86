"""A run that was stopped and resumed ends where an unbroken one ends."""

import numpy as np
import pytest
import torch

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.progress import CancelToken
from SyntheticCTLib.simulation.limb_phantom import make_limb_phantom
from SyntheticCTLib.training.cases import Pair, hu_statistics, make_case
from SyntheticCTLib.training.recipe import recipe_from
from SyntheticCTLib.training.trainer import Trainer, TrainingData

CPU = torch.device("cpu")


def tiny_recipe(**changes):
    network = {
        "_target_": "SyntheticCTLib.networks.ResidualUNet",
        "features": [4, 8],
        "strides": [[1, 1, 1], [1, 2, 2]],
        "kernels": [[1, 3, 3], [3, 3, 3]],
        "blocks": [1, 1],
        "decoder_blocks": 1,
        "decoder": "transposed",
    }
    settings = {
        "name": "tiny",
        "description": "For tests.",
        "model": {},
        "network": network,
        "patch_size": [4, 16, 16],
        "size_divisor": [1, 2, 2],
        "frame": {"orientation": "LPS", "spacing_mm": [2.0, 2.0, 4.0]},
        "steps": 6,
        "batch_size": 2,
        "optimizer": {"name": "AdamW", "lr": 0.005},
        "loss": {"name": "mae"},
        "augmentation": {"noise": 0.05},
        "average_decay": 0.5,
        "save_every": 2,
        "validate_every": 100,
    }
    return recipe_from({**settings, **changes}, "tiny")


@pytest.fixture(scope="module")
def data():
    pairs = []
    for seed in range(3):
        phantom = make_limb_phantom(size=(48, 48, 8), spacing=(2.0, 2.0, 4.0), seed=seed)
        everywhere = np.ones(phantom.ct.array.shape, bool)
        pairs.append(Pair(f"phantom_{seed}", phantom.mr, phantom.ct, everywhere))
    statistics = hu_statistics(pairs)
    cases = [make_case(pair, statistics) for pair in pairs]
    return TrainingData(cases[:2], cases[2:], [], statistics)


def weights(trainer):
    return {name: value.clone() for name, value in trainer.state.average.state_dict().items()}


def test_resuming_changes_nothing(data, tmp_path):
    unbroken = Trainer(tiny_recipe(), data, tmp_path / "unbroken", device=CPU)
    unbroken_figures = unbroken.run()

    token = CancelToken()
    first = Trainer(tiny_recipe(), data, tmp_path / "broken", device=CPU)
    with pytest.raises(Cancelled):
        first.run(lambda progress: token.cancel() if progress.fraction >= 0.5 else None, token)
    assert first.state.step == 3

    second = Trainer(tiny_recipe(), data, tmp_path / "broken", device=CPU)
    assert second.state.step == 3
    assert second.run() == unbroken_figures
    for name, value in weights(unbroken).items():
        torch.testing.assert_close(weights(second)[name], value, rtol=0, atol=0)


@pytest.fixture(autouse=True)
def run_folders(tmp_path):
    for name in ("unbroken", "broken", "learning", "damaged"):
        (tmp_path / name).mkdir()


def test_training_lowers_the_error_on_a_patient_not_seen(data, tmp_path):
    recipe = tiny_recipe(steps=60, augmentation={})
    trainer = Trainer(recipe, data, tmp_path / "learning", device=CPU)
    before = trainer.validate()[0].mae
    after = trainer.run()[0]
    assert after.name == "phantom_2"
    assert after.mae < 0.7 * before
    rows = (tmp_path / "learning" / "steps.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "step,loss,learning_rate,seconds,data_seconds"
    assert len(rows) == 1 + 6


def test_a_damaged_checkpoint_is_named(data, tmp_path):
    (tmp_path / "damaged" / "checkpoint.pt").write_bytes(b"not a checkpoint")
    with pytest.raises(InputError, match=r"checkpoint\.pt does not fit this recipe or is damaged"):
        Trainer(tiny_recipe(), data, tmp_path / "damaged", device=CPU)
