"""From tissues of CTs to a network fine-tuned with their features, as the recipes do it."""

import pytest
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.training.run.export import export_model
from SyntheticCTLib.training.run.phases import phases_of, with_feature_network
from SyntheticCTLib.training.run.recipe import load_recipe
from SyntheticCTLib.training.run.run import start_run
from SyntheticCTLib.training.run.statement import Statement

STATEMENT = Statement(licence="", version="0.0.1")

CPU = torch.device("cpu")


class KilledError(Exception):
    """Stops a run between two checkpoints."""


def tissues(make_recipe, **changes):
    network = {
        "_target_": "SyntheticCTLib.networks.PlainUNet",
        "features": [8, 16],
        "strides": [[1, 1, 1], [1, 2, 2]],
        "kernels": [[1, 3, 3], [3, 3, 3]],
        "blocks": [1, 1],
        "decoder_blocks": 1,
        "out_channels": 8,
        **changes,
    }
    return make_recipe(
        model=make_recipe().model | {"input_modality": "CT"},
        steps=40,
        target="tissues",
        network=network,
        loss={"name": "tissues"},
        augmentation={},
    )


@pytest.fixture(scope="module")
def tissue_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tissues")


@pytest.fixture
def tissue_run(aligned_pairs, make_recipe, tissue_folder):
    trainer = start_run(tissues(make_recipe), aligned_pairs, tissue_folder, fold=0, device=CPU)
    before = trainer.validate()
    after = trainer.run() or before
    return before, after


def test_a_network_learns_the_tissues_of_a_ct(tissue_run):
    before, after = tissue_run
    assert [entry.name for entry in after] == ["limb_1", "limb_5"]
    assert after[0].dice > before[0].dice + 0.1


def test_a_network_with_too_few_outputs_is_refused(aligned_pairs, make_recipe, tmp_path):
    recipe = tissues(make_recipe, out_channels=2)
    with pytest.raises(InputError, match="needs out_channels 8, not 2"):
        start_run(recipe, aligned_pairs, tmp_path, fold=0, device=CPU)


def test_a_network_of_tissues_is_no_model(tissue_run, tissue_folder, aligned_pairs, tmp_path):
    with pytest.raises(InputError, match="learns tissues, not an image"):
        export_model(
            tissue_folder,
            aligned_pairs,
            tmp_path / "model",
            statement=STATEMENT,
        )


def fine_tuned(make_recipe, features):
    fine_tuning = {
        "steps": 3,
        "optimizer": {"lr": 0.0005},
        "loss": {"name": "afp", "image": "mae", "image_weight": 0.5},
    }
    recipe = make_recipe(steps=3, fine_tuning=fine_tuning, save_every=1)
    return with_feature_network(recipe, str(features))


@pytest.mark.slow
def test_fine_tuning_goes_on_where_it_was_killed(
    tissue_run, tissue_folder, aligned_pairs, make_recipe, tmp_path
):
    recipe = fine_tuned(make_recipe, tissue_folder)

    def trainer(name):
        return start_run(recipe, aligned_pairs, tmp_path / name, fold=0, device=CPU)

    unbroken = trainer("unbroken")
    unbroken.run()
    assert unbroken.state.step == 6
    for killed_after in (3, 4):  # where the second phase begins, and within it

        def kill(progress, steps=killed_after):
            if progress.fraction > (steps + 0.5) / 6:
                raise KilledError

        with pytest.raises(KilledError):
            trainer(f"broken_{killed_after}").run(Watch(kill))
        again = trainer(f"broken_{killed_after}")
        assert again.state.step == killed_after
        again.run()
        for name, value in unbroken.state.network.state_dict().items():
            found = again.state.network.state_dict()[name]
            torch.testing.assert_close(found, value, rtol=0, atol=0)


def test_a_run_that_learnt_hu_is_no_feature_network(
    tissue_run, tissue_folder, aligned_pairs, make_recipe, tmp_path
):
    start_run(make_recipe(steps=1), aligned_pairs, tmp_path / "hu", fold=0, device=CPU).run()
    recipe = fine_tuned(make_recipe, tmp_path / "hu")
    with pytest.raises(InputError, match="learnt HU, not tissues"):
        start_run(recipe, aligned_pairs, tmp_path / "afp", fold=0, device=CPU)


def test_the_published_phases():
    first, second = phases_of(load_recipe("nnresunet-afp"))
    assert (first.steps, second.first, second.end) == (250_000, 250_000, 375_000)
    assert first.loss["name"] == "mae"
    assert second.loss == {"name": "afp", "image": "mae", "image_weight": 0.5}
    assert first.rate(0) == pytest.approx(1e-2)
    assert second.rate(250_000) == pytest.approx(1e-3)
    assert second.optimizer["momentum"] == 0.99
    assert second.rate(374_999) < 1e-6
