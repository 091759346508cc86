"""Networks have the published sizes, keep the grid, and come from an allow-list only."""

import pytest
import torch

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.networks import build_network, count_parameters

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


def test_arguments_that_do_not_fit_are_named():
    with pytest.raises(ModelError, match="decoder must be 'transposed' or 'trilinear'"):
        build_network(small("PlainUNet", decoder="magic"))
    with pytest.raises(ModelError, match="one entry a stage"):
        build_network({**small("PlainUNet"), "blocks": [1]})
