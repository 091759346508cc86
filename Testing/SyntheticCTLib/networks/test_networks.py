"""Networks have the published sizes, keep the grid, and come from an allow-list only."""

import pytest
import torch

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.networks import build_network, count_parameters
from SyntheticCTLib.networks.diffusion_unet import _channels_to_pixels, _pixels_to_channels

FEATURES = [32, 64, 128, 256, 320, 320]
STRIDES = [[1, 1, 1], [1, 2, 2], [2, 2, 2], [2, 2, 2], [2, 2, 2], [1, 2, 2]]
KERNELS = [[1, 3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3]]
RESIDUAL_BLOCKS = [1, 3, 4, 6, 6, 6]


def definition(name, **arguments):
    return {"_target_": f"SyntheticCTLib.networks.{name}", **arguments}


def full_size(name, **arguments):
    return definition(name, features=FEATURES, strides=STRIDES, kernels=KERNELS, **arguments)


def small(name, **arguments):
    return definition(
        name,
        features=[4, 8],
        strides=[[1, 1, 1], [1, 2, 2]],
        kernels=[[1, 3, 3], [3, 3, 3]],
        blocks=[1, 1],
        decoder_blocks=1,
        **arguments,
    )


@pytest.mark.parametrize(
    ("network", "millions"),
    [
        (full_size("PlainUNet", blocks=[2] * 6, decoder="transposed"), 30.70),
        (full_size("PlainUNet", blocks=[2] * 6, decoder="trilinear"), 35.44),
        (full_size("PlainUNet", blocks=[2] * 6, decoder="transposed", out_channels=7), 30.70),
        (full_size("PlainUNet", blocks=[2] * 6, decoder="transposed", out_channels=118), 30.71),
        (
            full_size(
                "ResidualUNet", blocks=RESIDUAL_BLOCKS, decoder="transposed", decoder_blocks=1
            ),
            107.34,
        ),
        (full_size("ResidualUNet", blocks=RESIDUAL_BLOCKS, decoder="transposed"), 117.53),
        (full_size("ResidualUNet", blocks=RESIDUAL_BLOCKS, decoder="trilinear"), 122.27),
    ],
)
def test_parameter_count_is_the_published_one(network, millions):
    with torch.device("meta"):
        assert round(count_parameters(build_network(network)) / 1e6, 2) == millions


def test_vgg16_unet_has_about_29_million_weights():
    with torch.device("meta"):
        assert round(count_parameters(build_network(definition("Vgg16UNet"))) / 1e6) == 29


def test_vgg16_unet_keeps_any_grid():
    network = build_network(definition("Vgg16UNet", width=0.03)).eval()
    assert network(torch.randn(1, 1, 5, 33, 40)).shape == (1, 1, 5, 33, 40)


def test_light_unet_has_about_two_million_weights():
    assert round(count_parameters(build_network(definition("LightUNet"))) / 1e6, 1) == 2.0


@pytest.mark.parametrize("decoder", ["transposed", "trilinear"])
@pytest.mark.parametrize("name", ["PlainUNet", "ResidualUNet"])
def test_output_has_the_shape_of_the_input(name, decoder):
    network = build_network(small(name, decoder=decoder)).eval()
    assert network(torch.rand(2, 1, 3, 8, 16)).shape == (2, 1, 3, 8, 16)


def test_light_unet_takes_any_size_and_averages_three_planes():
    torch.manual_seed(0)
    network = build_network(definition("LightUNet", features=[4, 4, 4, 4, 4, 4])).eval()
    image = torch.rand(1, 1, 5, 20, 17)
    with torch.no_grad():
        whole = network(image)
        planes = [network._plane(image, axis) for axis in (2, 3, 4)]
    assert whole.shape == image.shape
    assert not torch.allclose(planes[0], planes[2])
    torch.testing.assert_close(whole, sum(planes) / 3)


def test_input_skip_adds_the_input():
    torch.manual_seed(0)
    plain = build_network(small("PlainUNet")).eval()
    skipping = build_network(small("PlainUNet", input_skip=True)).eval()
    skipping.load_state_dict(plain.state_dict())
    image = torch.rand(1, 1, 2, 8, 8)
    torch.testing.assert_close(skipping(image), plain(image) + image)


def test_a_batch_of_one_gives_what_it_gives_within_a_larger_batch():
    torch.manual_seed(0)
    network = build_network(small("ResidualUNet")).double().eval()
    images = torch.rand(3, 1, 4, 8, 8, dtype=torch.float64)
    one_by_one = torch.cat([network(image[None]) for image in images])
    torch.testing.assert_close(one_by_one, network(images), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("target", ["os.system", "torch.nn.Linear", "SyntheticCTLib.cli.main", ""])
def test_targets_outside_the_list_are_refused(target):
    with pytest.raises(ModelError, match="Unknown network"):
        build_network({"_target_": target, "command": "true"})


@pytest.mark.parametrize("blocks", [2**31, 1e30, float("inf"), None])
def test_arguments_that_no_network_can_have_are_one_sentence(blocks):
    with pytest.raises(ModelError, match="arguments of network"):
        build_network({**small("PlainUNet"), "blocks": [blocks, 1]})


def test_a_network_of_absurd_size_takes_no_memory():
    with pytest.raises(ModelError, match="parameters; at most"):
        build_network({**small("PlainUNet"), "features": [4096, 4096]})


def test_arguments_that_do_not_fit_are_named():
    with pytest.raises(ModelError, match="decoder must be 'transposed' or 'trilinear'"):
        build_network(small("PlainUNet", decoder="magic"))
    with pytest.raises(ModelError, match="one entry a stage"):
        build_network({**small("PlainUNet"), "blocks": [1]})


def test_the_diffusion_u_net_says_nothing_at_first_and_listens_to_all_it_is_given():
    torch.manual_seed(0)
    network = build_network(
        definition("DiffusionUNet", features=[16, 32], strides=[[1, 2, 2]], conditions=2)
    )
    image, timesteps = torch.randn(2, 3, 3, 8, 12), torch.tensor([10, 900])
    assert network(image, timesteps).shape == (2, 1, 3, 8, 12)
    assert not network(image, timesteps).any()

    for parameter in network.parameters():  # MONAI's blocks begin as nothing, too
        torch.nn.init.normal_(parameter, std=0.2)
    before = network(image, timesteps)
    for channel in range(3):
        other = image.clone()
        other[:, channel, 1, 5, 6] += 1.0
        assert not torch.allclose(network(other, timesteps), before)
    assert not torch.allclose(network(image, timesteps.flip(0)), before)


def test_no_pixel_is_lost_on_the_way_through_the_channels():
    image = torch.arange(2 * 3 * 4 * 6.0).reshape(1, 2, 3, 4, 6)
    packed = _pixels_to_channels(image)
    assert packed.shape == (1, 8, 3, 2, 3)
    assert packed[0, :4, 0, 0, 0].tolist() == [0.0, 1.0, 6.0, 7.0]  # neighbours in the slice
    assert torch.equal(_channels_to_pixels(packed), image)


@pytest.mark.parametrize("features", [[16, 12], [8, 16]])
def test_features_that_do_not_fit_the_groups_are_refused(features):
    network = definition("DiffusionUNet", features=features, strides=[[1, 2, 2]])
    with pytest.raises(ModelError, match="multiples of 8"):
        build_network(network)


def test_a_slice_sees_its_neighbours_and_no_others():
    torch.manual_seed(0)
    network = build_network(
        definition("NeighbourSlicesUNet", features=[4] * 6, neighbours=1)
    ).eval()
    image = torch.randn(1, 1, 6, 16, 16)
    other = image.clone()
    other[:, :, 2] += 1.0
    changed = (network(other) - network(image)).abs().amax(dim=(0, 1, 3, 4)) > 0
    assert changed.tolist() == [False, True, True, True, False, False]
