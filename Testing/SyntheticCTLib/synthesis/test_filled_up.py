"""Tiles to the end of an image that is filled up: what each voxel gets, also turned."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.inference.settings import Computing
from SyntheticCTLib.models.info import read_info
from SyntheticCTLib.models.metadata import Tiling
from SyntheticCTLib.progress import UNWATCHED
from SyntheticCTLib.synthesis.filled_up import predicted_to_the_end
from SyntheticCTLib.synthesis.model_frame import ModelInput

PADDING = -3.0
TILING = Tiling(kind="constant", overlap=0.25, steps="end")


class Sum(torch.nn.Module):
    """Answers each voxel with itself and the one before it along i, of its tile."""

    def forward(self, image):
        return image + torch.roll(image, 1, dims=-1)


@pytest.fixture
def info(model_folder):
    return replace(read_info(model_folder), patch_size=(4, 4, 4), size_divisor=(1, 1, 1))


def predicted(network, array, info, flips):
    seen = ModelInput(Volume(array), np.ones(array.shape, bool), PADDING)
    computing = Computing(precision="float32")
    found = predicted_to_the_end(network, seen, info, flips, UNWATCHED, TILING, computing)
    return found.array


@pytest.mark.parametrize("shape", [(4, 4, 4), (5, 9, 12), (2, 3, 7)])
@pytest.mark.parametrize("flips", [[()], [(), (2,), (0, 1)]])
def test_every_voxel_gets_its_own_answer_whatever_the_shape(shape, flips, info):
    array = np.random.default_rng(0).random(shape, np.float32)
    found = predicted(torch.nn.Identity(), array, info, flips)
    np.testing.assert_allclose(found.reshape(shape), array, rtol=1e-5)


def test_an_image_smaller_than_a_tile_is_filled_up_at_its_ends(info):
    array = np.ones((4, 4, 3), np.float32)
    found = predicted(Sum(), array, info, [()]).reshape(array.shape)
    # What lies before the first voxel of the tile is its last, which filled the image up.
    assert found[0, 0].tolist() == [1 + PADDING, 2, 2]


def test_a_mirror_image_is_filled_up_after_it_was_turned(info):
    array = np.ones((4, 4, 3), np.float32)
    found = predicted(Sum(), array, info, [(2,)]).reshape(array.shape)
    assert found[0, 0].tolist() == [2, 2, 1 + PADDING]
