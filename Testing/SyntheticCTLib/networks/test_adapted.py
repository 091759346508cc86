"""A network that learnt with other axes, or slice by slice, sees tiles as it learnt them."""

import pytest
import torch

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.networks import build_network

#: Of one stage, with kernels along its own first axis alone: it joins voxels along that one.
ALONG_THE_FIRST = {
    "_target_": "SyntheticCTLib.networks.PlainUNet",
    "features": [4],
    "strides": [[1, 1, 1]],
    "kernels": [[3, 1, 1]],
    "blocks": [2],
    "norm": "batch",  # instance norm joins all voxels
}

OF_SLICES = {
    **ALONG_THE_FIRST,
    "dimensions": 2,
    "strides": [[1, 1]],
    "kernels": [[3, 1]],
    "out_channels": 2,
}


def adapted(network, **how):
    torch.manual_seed(0)
    target = "SyntheticCTLib.networks.Adapted"
    return build_network({"_target_": target, "network": network, **how}).eval()


def changed_axes(network, channels=1):
    """Along which axes of a tile the answer changes where one voxel of the input does."""
    torch.manual_seed(1)
    image = torch.rand(1, channels, 4, 6, 8)
    other = image.clone()
    other[0, 0, 2, 3, 4] += 1
    with torch.no_grad():
        differs = (network(image) - network(other)).abs()[0].amax(0) > 0
    assert differs[2, 3, 4]
    return "".join(
        letter
        for axis, letter in enumerate("kji")
        if differs.any(dim=tuple(n for n in range(3) if n != axis)).sum() > 1
    )


@pytest.mark.parametrize("axes", ["kji", "ijk", "jki", "ikj"])
def test_the_first_axis_of_the_network_is_the_one_that_is_named_first(axes):
    assert changed_axes(adapted(ALONG_THE_FIRST, axes=axes)) == axes[0]


@pytest.mark.parametrize(
    ("axes", "along"), [("kji", "j"), ("ijk", "i"), ("kij", "i"), ("jki", "j")]
)
def test_a_network_of_slices_sees_each_along_k_by_itself(axes, along):
    assert changed_axes(adapted(OF_SLICES, axes=axes, dimensions=2)) == along


def test_a_batch_of_slices_stays_apart():
    network = adapted(OF_SLICES, dimensions=2)
    image = torch.rand(3, 1, 4, 6, 8)
    with torch.no_grad():
        together, apart = network(image), torch.cat([network(one[None]) for one in image])
    torch.testing.assert_close(together, apart)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_one_channel_of_the_answer_is_kept_and_goes_through_the_activation(dimensions):
    inner = OF_SLICES if dimensions == 2 else {**ALONG_THE_FIRST, "out_channels": 2}
    image = torch.rand(1, 1, 4, 6, 8)
    with torch.no_grad():
        both = adapted(inner, dimensions=dimensions)(image)
        second = adapted(inner, dimensions=dimensions, channel=1, activation="tanh")(image)
    assert both.shape == (1, 2, 4, 6, 8)
    torch.testing.assert_close(second, both[:, 1:].tanh())


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"axes": "kj"}, "axes 'kj'"),
        ({"axes": "kkj"}, "axes 'kkj'"),
        ({"dimensions": 4}, "dimensions 4"),
        ({"activation": "softmax"}, "activation must be one of none, tanh"),
    ],
)
def test_what_is_not_known_is_refused(how, words):
    with pytest.raises(ModelError, match=words):
        adapted(ALONG_THE_FIRST, **how)
