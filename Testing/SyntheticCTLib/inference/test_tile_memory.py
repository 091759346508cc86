"""Tiles become smaller before memory runs out, by what they will take."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

from SyntheticCTLib.errors import MemoryShortError
from SyntheticCTLib.inference.prediction import predict
from SyntheticCTLib.inference.settings import Tiles
from SyntheticCTLib.inference.tile_memory import bound_on_tile_memory, tile_memory
from SyntheticCTLib.memory import limited_memory
from SyntheticCTLib.models import list_models, load_model
from SyntheticCTLib.networks.compiled import compiled

SHAPE = (1, 1, 32, 128, 128)
VOXELS = 32 * 128 * 128


def wide_network():
    """Two layers of 16 channels: 64 bytes a voxel each in float32."""
    torch.manual_seed(0)
    layers = (nn.Conv3d(1, 16, 3, padding=1), nn.Conv3d(16, 16, 3, padding=1), nn.Conv3d(16, 1, 1))
    return nn.Sequential(*layers).eval().requires_grad_(False)


SAMPLE = (1, 1, 16, 32, 32)


def test_what_is_alive_at_a_time_is_counted():
    counted = tile_memory(wide_network(), SHAPE, SAMPLE)

    # Image, and both layers while the second is made.
    assert counted == pytest.approx(1.3 * VOXELS * (4 + 64 + 64), rel=0.01)


@pytest.mark.parametrize("model", [info.id for info in list_models()])
def test_a_small_tile_tells_of_a_large_one_below_the_bound(model):
    found = load_model(model)
    shape = (1, 1, *found.info.patch_size)
    network, (k, j, i) = compiled(found.network()), found.info.size_divisor

    counted = tile_memory(network, shape, (1, 1, 2 * k, 2 * j, 2 * i))

    assert counted == pytest.approx(tile_memory(network, shape, (1, 1, 4 * k, 2 * j, 4 * i)), 0.02)
    assert counted < bound_on_tile_memory(found.network(), shape)


def made():
    array = np.random.default_rng(1).normal(size=(32, 128, 128)).astype(np.float32)
    return predict(wide_network(), array, tiles=Tiles(SHAPE[2:], (8, 16, 16)))


def test_under_a_limit_tiles_are_smaller_and_the_answer_the_same(limit_above_now):
    free = made()

    with limited_memory(limit_above_now(64 * 2**20)):
        limited = made()

    (step, *_) = limited.record["memory_steps"]
    assert "MiB are free" in step["reason"]
    assert np.prod(limited.record["patch_size"]) < np.prod(free.record["patch_size"])
    assert not free.record["memory_steps"]
    # Of a tile's rim the network of one side sees less than the whole.
    assert np.median(np.abs(limited.array - free.array)) < 0.05


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is told otherwise")
def test_no_more_memory_is_taken_than_the_limit_says():
    code = """
import torch
import numpy as np
from contextlib import nullcontext
from SyntheticCTLib.inference.prediction import predict
from SyntheticCTLib.inference.settings import Computing, Tiles
from SyntheticCTLib.memory import _resident_memory, limited_memory, peak_memory
layers = [torch.nn.Conv3d(1, 16, 3, padding=1), torch.nn.Conv3d(16, 1, 3, padding=1)]
network = torch.nn.Sequential(*layers).eval().requires_grad_(False)
array = np.ones((64, 160, 160), np.float32)
def made(side, within=nullcontext()):
    with within:
        tiles, how = Tiles((64, side, side), (8, 16, 16)), Computing(precision="float32")
        return predict(network, array[:, :side, :side], tiles=tiles, computing=how)
made(32)  # libraries set themselves up
made(32, limited_memory(f"{_resident_memory() / 2**20 + 20} MiB"))
now = _resident_memory()
steps = made(160, limited_memory(f"{now / 2**20 + 80} MiB")).record["memory_steps"]
limited = peak_memory() - now
made(160)
print(len(steps), limited >> 20, (peak_memory() - now) >> 20)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    steps, limited, free = map(int, told.stdout.split())
    assert steps > 0
    assert limited <= 80 < free


def test_what_cannot_fit_at_all_is_refused(limit_above_now):
    with limited_memory(limit_above_now(0)), pytest.raises(MemoryShortError, match="0 MiB are"):
        made()


@pytest.fixture
def limit_above_now():
    """A limit that leaves so many bytes to this process."""
    from SyntheticCTLib.memory import _resident_memory

    return lambda more: f"{(_resident_memory() + more) / 2**20} MiB"
