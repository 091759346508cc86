"""The AFP loss against figures worked out by hand, and what its feature networks are read from."""

import json

import numpy as np
import pytest
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.networks.unet import PlainUNet
from SyntheticCTLib.tasks.pair import HUStatistics
from SyntheticCTLib.training.objectives.losses import mae_loss
from SyntheticCTLib.training.objectives.objective import Surroundings
from SyntheticCTLib.training.objectives.training_loss import training_loss
from SyntheticCTLib.training.research.feature_loss import FeatureLoss
from SyntheticCTLib.training.research.feature_network import (
    FeatureFrame,
    FeatureNetwork,
    map_distances,
)
from SyntheticCTLib.training.research.feature_sources import load_feature_network
from SyntheticCTLib.training.run.processes import Processes

FRAME = {"orientation": "LPS", "spacing_mm": [1.0, 1.0, 3.0]}
STRIDES = [[1, 1, 1], [1, 2, 2], [2, 2, 2]]
KERNELS = [[1, 3, 3], [3, 3, 3], [3, 3, 3]]


def small_network(outputs=3):
    torch.manual_seed(0)
    return PlainUNet(
        features=[4, 6, 8], strides=STRIDES, kernels=KERNELS, blocks=[2, 2, 2], out_channels=outputs
    )


def image(*values):
    return torch.tensor(values).reshape(1, 1, 1, 1, -1)


def two_maps(hu):
    """The HU themselves, and a coarser map: the double of each pair's sum."""
    return [hu, 2 * (hu[..., ::2] + hu[..., 1::2])]


def test_the_loss_is_what_a_hand_works_out():
    # HU = 10 x + 5. Differences in HU: 10, -20, 0, 30: mean of the absolute 15. Pair sums differ by
    # -10 and 30, doubled -20 and 60: mean of the absolute 40. L1: (1 + 2 + 0 + 3) / 4 = 1.5.
    loss = FeatureLoss(two_maps, HUStatistics(5.0, 10.0), image_loss=mae_loss, image_weight=0.5)
    prediction, target = image(1.0, 0.0, 4.0, 3.0), image(0.0, 2.0, 4.0, 0.0)
    assert loss(prediction, target, torch.ones_like(target)).item() == pytest.approx(55.75)


def test_voxels_without_weight_cost_nothing_and_get_no_gradient():
    loss = FeatureLoss(two_maps, HUStatistics(5.0, 10.0), image_loss=mae_loss, image_weight=0.5)
    prediction = image(1.0, 0.0, 4.0, 3.0).requires_grad_()
    value = loss(prediction, image(0.0, 2.0, 4.0, 0.0), image(1.0, 1.0, 1.0, 0.0))
    # Maps: (10 + 20) / 4 and 20 / 2; L1: 3 / 3.
    assert value.item() == pytest.approx(7.5 + 10.0 + 0.5)
    value.backward()
    assert prediction.grad.flatten()[3] == 0.0
    assert prediction.grad.flatten()[0] != 0.0


def test_gradients_go_through_the_prediction_only():
    network = FeatureNetwork(small_network(), STRIDES, FeatureFrame(0.0, 100.0))
    loss = FeatureLoss(network, HUStatistics(0.0, 100.0), image_loss=mae_loss)
    prediction = torch.randn(1, 1, 4, 8, 8, requires_grad=True)
    target = torch.randn(1, 1, 4, 8, 8, requires_grad=True)
    loss(prediction, target, torch.ones_like(target)).backward()
    assert prediction.grad.abs().max() > 0
    # What reaches the target is the voxel loss's part alone: one sign over the number of voxels.
    assert target.grad.abs().max().item() == pytest.approx(1 / target.numel())
    assert all(parameter.grad is None for parameter in network.parameters())


@pytest.mark.parametrize("stages", [2, 3, 6])
def test_a_network_of_n_stages_gives_2n_minus_3_maps(stages):
    strides = [[1, 1, 1], *[[1, 2, 2]] * (stages - 1)]
    network = PlainUNet(
        features=[2] * stages, strides=strides, kernels=[[1, 3, 3]] * stages, blocks=[1] * stages
    )
    size = 2 ** (stages - 1) - 1  # padded to the next multiple
    maps = FeatureNetwork(network, strides, FeatureFrame(0.0, 1.0))(torch.randn(1, 1, 2, size, 40))
    assert len(maps) == 2 * stages - 3
    assert maps[-1].shape[2] == 2


def test_maps_can_be_compared_without_their_scale():
    one = [torch.randn(1, 3, 4, 4, 4)]
    assert map_distances(one, [7 * one[0] + 2], normalised=True).item() < 1e-4
    assert map_distances(one, [7 * one[0] + 2]).item() > 1


def surroundings(statistics):
    return Surroundings(statistics, FRAME, torch.device("cpu"), None, 0, Processes())


def test_a_loss_without_its_network_says_what_to_give():
    with pytest.raises(InputError, match="--features FOLDER"):
        training_loss({"name": "afp"}, surroundings(HUStatistics(0.0, 1.0)))


def nnunet_names(network):
    """A network's weights under nnU-Net's names, with the repetitions of its files."""
    renamed = {}
    for name, value in network.state_dict().items():
        part, *rest = name.split(".")
        if part == "head":
            renamed[f"decoder.seg_layers.1.{rest[0]}"] = value
            renamed[f"decoder.seg_layers.0.{rest[0]}"] = value[:1]  # deep supervision's
        elif part == "upsamplings":
            renamed[f"decoder.transpconvs.{rest[0]}.{rest[1]}"] = value
        else:
            layer = "conv" if rest[2] == "conv" else "norm"
            place = f"stages.{rest[0]}.0" if part == "encoder" else f"stages.{rest[0]}"
            block = f"{part}.{place}.convs.{rest[1]}"
            copies = ("", "decoder.") if part == "encoder" else ("",)
            for copy in copies:
                renamed[f"{copy}{block}.{layer}.{rest[-1]}"] = value
                renamed[f"{copy}{block}.all_modules.{int(layer == 'norm')}.{rest[-1]}"] = value
    return renamed


def nnunet_folder(parent, network, *, new_plans):
    folder = parent / "nnUNetTrainer__nnUNetPlans__3d_fullres"
    (folder / "fold_0").mkdir(parents=True)
    if new_plans:
        network_plans = {
            "architecture": {
                "network_class_name": "dynamic_network_architectures.architectures.unet"
                ".PlainConvUNet",
                "arch_kwargs": {
                    "features_per_stage": [4, 6, 8],
                    "kernel_sizes": KERNELS,
                    "strides": STRIDES,
                    "n_conv_per_stage": [2, 2, 2],
                    "n_conv_per_stage_decoder": [2, 2],
                },
            }
        }
    else:
        network_plans = {
            "UNet_class_name": "PlainConvUNet",
            "UNet_base_num_features": 4,
            "unet_max_num_features": 8,
            "conv_kernel_sizes": KERNELS,
            "pool_op_kernel_sizes": STRIDES,
            "n_conv_per_stage_encoder": [2, 2, 2],
            "n_conv_per_stage_decoder": [2, 2],
        }
    hu = {"mean": 50.0, "std": 200.0, "percentile_00_5": -900.0, "percentile_99_5": 1200.0}
    plans = {
        "configurations": {"3d_fullres": {"spacing": [3.0, 2.0, 2.0], **network_plans}},
        "transpose_forward": [0, 1, 2],
        "foreground_intensity_properties_per_channel": {"0": hu},
    }
    (folder / "plans.json").write_text(json.dumps(plans), encoding="utf-8")
    contents = {
        "network_weights": nnunet_names(network),
        "logging": {"ema_fg_dice": [np.float64(0.5), np.float32(0.25)]},
        "init_args": {"device": torch.device("cpu"), "fold": 0},
    }
    torch.save(contents, folder / "fold_0" / "checkpoint_final.pth")
    return folder


def test_an_nnunet_checkpoint_gives_the_maps_of_its_network(tmp_path):
    network = small_network()
    folder = nnunet_folder(tmp_path, network, new_plans=True)
    found = load_feature_network(folder, FRAME)
    hu = 300 * torch.randn(1, 1, 4, 16, 16)
    # By hand: its clip and scale, half as many voxels across, and RAS instead of LPS.
    seen = (hu.clamp(-900.0, 1200.0) - 50.0) / 200.0
    seen = torch.nn.functional.avg_pool3d(seen, (1, 2, 2)).flip((3, 4))
    expected = network.eval().feature_maps(seen)
    for own, other in zip(found(hu), [expected[0], *expected[3:]], strict=True):
        torch.testing.assert_close(own, other)


def test_plans_of_older_versions_are_read(tmp_path):
    network = PlainUNet(
        features=[4, 8, 8], strides=STRIDES, kernels=KERNELS, blocks=[2, 2, 2], out_channels=3
    )
    found = load_feature_network(nnunet_folder(tmp_path, network, new_plans=False), FRAME)
    assert len(found(torch.zeros(1, 1, 4, 16, 16))) == 3


class Intruder:
    def __reduce__(self):
        return print, ("executed",)


def test_a_checkpoint_that_wants_to_run_code_is_refused(tmp_path, capsys):
    folder = nnunet_folder(tmp_path, small_network(), new_plans=True)
    torch.save({"network_weights": Intruder()}, folder / "fold_0" / "checkpoint_final.pth")
    with pytest.raises(InputError, match="wants to run code, which is refused"):
        load_feature_network(folder, FRAME)
    assert capsys.readouterr().out == ""


def test_other_folders_are_refused(tmp_path):
    with pytest.raises(InputError, match="is no feature network"):
        load_feature_network(tmp_path, FRAME)
    folder = nnunet_folder(tmp_path, small_network(), new_plans=True)
    (folder / "fold_0" / "checkpoint_final.pth").unlink()
    with pytest.raises(InputError, match="has no trained fold"):
        load_feature_network(folder, FRAME)


def test_a_recipe_weighs_false_bone_from_200_hu():
    settings = {"name": "mae", "false_bone_weight": 3}
    loss = training_loss(settings, surroundings(HUStatistics(-100.0, 200.0)))
    prediction, target = image(1.6, 1.4), image(0.0, 0.0)  # 220 and 180 HU; no bone anywhere
    found = loss(prediction, target, torch.ones_like(target))
    assert found.item() == pytest.approx((3 * 1.6 + 1.4) / 4)


def test_a_recipe_asks_for_the_side_of_200_hu():
    settings = {"name": "mae", "bone_edge_share": 0.5}
    loss = training_loss(settings, surroundings(HUStatistics(-100.0, 200.0)))
    target = image(1.6, 1.4)  # 220 and 180 HU: bone and none
    weight = torch.ones_like(target)
    swapped = loss(image(1.4, 1.6), target, weight).item()
    assert loss(target, target, weight).item() < swapped - 0.2  # 0.2 is the MAE of the swap
