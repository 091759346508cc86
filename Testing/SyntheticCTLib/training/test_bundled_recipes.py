"""Every bundled recipe trains: its data, network, loss and phases, with a network of its kind."""

import json
from dataclasses import asdict, replace

import pytest
import torch
from safetensors.torch import save_file

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.networks.vgg16_unet import VGG16
from SyntheticCTLib.tasks import ct_to_mr, ct_to_tissues, mr_to_ct
from SyntheticCTLib.tasks.pair import hu_statistics
from SyntheticCTLib.training.data.aligned_pairs import read_pair
from SyntheticCTLib.training.data.shape_cases import make_shape_case
from SyntheticCTLib.training.objectives.stage_one import refines, with_stage_one
from SyntheticCTLib.training.research.encoder_weights import weights_with_encoder
from SyntheticCTLib.training.run.phases import with_feature_network
from SyntheticCTLib.training.run.recipe import RECIPE_FOLDER, load_recipe
from SyntheticCTLib.training.run.trainer import Trainer, TrainingData

NAMES = sorted(path.stem for path in RECIPE_FOLDER.glob("*.json"))
CPU = torch.device("cpu")
FRAME = {"orientation": "LPS", "spacing_mm": [2.0, 2.0, 4.0]}


def shrunk(name, **changes):
    """The recipe with two steps, a network of few and narrow layers, and the test pairs' voxels."""
    recipe = load_recipe(name)
    network = dict(recipe.network)
    # PyTorch 2.13's weight gradient of a bfloat16 convolution on a CPU may hold anything where the
    # kernel is longer than the features: MONAI's deepest stage is to have three voxels a side.
    stages = 3 if recipe.target == "MR" else 2
    if name.startswith("light-unet"):
        network["features"] = [4] * 6
    elif name == "vgg16-unet":
        network["width"] = 0.03
    elif "filters" in network:
        network["filters"] = [4] * len(network["filters"])
    elif name == "ct-to-mr-neighbours":
        network["features"] = [4] * 6
    elif name == "ct-to-mr-diffusion":
        network["features"] = [16] * len(network["features"])
    else:
        network["features"] = [4 * (stage + 1) for stage in range(len(network["features"]))]
        network["blocks"] = [1] * len(network["blocks"])
        network["decoder_blocks"] = 1
    if recipe.fine_tuning.get("loss", {}).get("name") == "adversarial":
        small = {**recipe.fine_tuning["loss"], "channels": 4, "layers": 1}
        recipe = replace(recipe, fine_tuning={**recipe.fine_tuning, "loss": small})
    return replace(
        recipe,
        network=network,
        patch_size=[max(stages * divisor, 8) for divisor in recipe.size_divisor],
        frame=FRAME,
        steps=2,
        batch_size=1,
        phantoms={**recipe.phantoms, "count": 0},
        fine_tuning={**recipe.fine_tuning, "steps": 1} if recipe.fine_tuning else {},
        **changes,
    )


@pytest.fixture(scope="module")
def data(aligned_pairs):
    pair = read_pair(aligned_pairs, "limb_1", FRAME)
    statistics = hu_statistics([pair])
    cases = {
        "HU": make_shape_case(mr_to_ct.TASK, pair, statistics),
        "tissues": ct_to_tissues.TASK.case(pair, statistics),
        "MR": ct_to_mr.TASK.case(pair, statistics),
    }
    return {target: TrainingData([case], [], [], statistics) for target, case in cases.items()}


@pytest.fixture(scope="module")
def features(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("features")
    recipe = shrunk("ct-tissues")
    Trainer(recipe, data["tissues"], folder, device=CPU).run()
    record = {"recipe": recipe.to_dict(), "hu_statistics": asdict(data["HU"].statistics)}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def stage_one(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stage-one")
    recipe = shrunk("ct-to-mr-l1")
    Trainer(recipe, data["MR"], folder, device=CPU).run()
    statistics = asdict(data["MR"].statistics)
    record = {"recipe": recipe.to_dict(), "hu_statistics": statistics, "training": ["limb_1"]}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_recipe_trains(name, data, features, stage_one, tmp_path):
    recipe = with_feature_network(shrunk(name), str(features))
    if refines(recipe):
        recipe = with_stage_one(recipe, str(stage_one))
    trainer = Trainer(recipe, data[recipe.target], tmp_path, device=CPU)
    before = {key: value.clone() for key, value in trainer.state.network.state_dict().items()}
    trainer.run()
    after = trainer.state.network.state_dict()
    assert trainer.state.step == (3 if recipe.fine_tuning else 2)
    assert all(torch.isfinite(value).all() for value in after.values())
    assert any(not torch.equal(before[key], after[key]) for key in before)


def vgg16_file(path):
    """Weights as torchvision names them: convolutions, ReLUs and poolings counted in one row."""
    weights, number, inside = {"classifier.0.weight": torch.zeros(2, 2)}, 0, 3
    for stage in VGG16:
        for outside in stage:
            kernel = torch.full((outside, inside, 3, 3), float(number + 1))
            weights[f"features.{number}.weight"] = kernel
            weights[f"features.{number}.bias"] = torch.full((outside,), float(number))
            inside, number = outside, number + 2
        number += 1
    save_file(weights, path)
    return path


def test_imagenet_weights_reach_every_layer_of_the_encoder(tmp_path):
    path = vgg16_file(tmp_path / "vgg16.safetensors")
    found = weights_with_encoder(load_recipe("vgg16-unet"), path)
    assert found["network.encoder.0.0.weight"].shape == (64, 1, 3, 3)
    assert found["network.encoder.0.0.weight"].unique().tolist() == [3.0]  # of three colours
    # features.28 is the last convolution of VGG-16.
    assert found["network.encoder.4.4.bias"].unique().tolist() == [28.0]
    assert found["network.encoder.2.0.weight"].unique().tolist() == [11.0]  # features.10


def test_weights_that_do_not_fit_are_refused(tmp_path):
    path = vgg16_file(tmp_path / "vgg16.safetensors")
    with pytest.raises(InputError, match="has no VGG-16 encoder"):
        weights_with_encoder(shrunk("light-unet-mae"), path)
    with pytest.raises(InputError, match="does not hold the weights of VGG-16"):
        weights_with_encoder(shrunk("vgg16-unet"), path)
    torch.save({"features.0.weight": torch.zeros(64, 3, 3, 3)}, tmp_path / "other.pth")
    with pytest.raises(InputError, match="does not hold the weights of VGG-16"):
        weights_with_encoder(load_recipe("vgg16-unet"), tmp_path / "other.pth")
