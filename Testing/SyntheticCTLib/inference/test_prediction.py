"""Whole arrays through small real networks: joins, repeatability, memory, cancel."""

import logging
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from SyntheticCTLib.errors import Cancelled, InputError, ModelError, ResourceError
from SyntheticCTLib.inference.forward import flips_of
from SyntheticCTLib.inference.prediction import predict
from SyntheticCTLib.inference.settings import Channels, Computing, Tiles
from SyntheticCTLib.models.metadata import Tiling
from SyntheticCTLib.networks import build_network
from SyntheticCTLib.networks.compiled import compiled
from SyntheticCTLib.progress import CancelToken, Watch

TINY = {
    "_target_": "SyntheticCTLib.networks.PlainUNet",
    "features": [4, 8],
    "strides": [1, 2],
    "kernels": [3, 3],
    "blocks": [1, 1],
}


class Hungry(nn.Module):
    """Doubles its input; runs out of memory above a number of voxels, as a device would."""

    def __init__(self, most_voxels, error=torch.OutOfMemoryError):
        super().__init__()
        self.most_voxels = most_voxels
        self.error = error
        self.shapes = []

    def forward(self, tiles):
        self.shapes.append(tuple(tiles.shape))
        if tiles.numel() > self.most_voxels:
            raise self.error("out of memory: tried to allocate more than there is")
        return tiles * 2


class Slow(nn.Module):
    """Twenty layers that take a tenth of a second each."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(Nap() for _ in range(20))

    def forward(self, tiles):
        for layer in self.layers:
            tiles = layer(tiles)
        return tiles


class Nap(nn.Module):
    def forward(self, tiles):
        time.sleep(0.1)
        return tiles


def noise(*shape):
    return np.random.default_rng(5).normal(size=shape).astype(np.float32)


def tiny_network():
    torch.manual_seed(3)
    return build_network(TINY).eval()


@pytest.mark.parametrize("blending", ["gaussian", "uniform"])
@pytest.mark.parametrize("shape", [(20, 33, 47), (5, 60, 9), (16, 16, 16)])
def test_the_identity_comes_back_unchanged(blending, shape):
    array = noise(*shape)

    predicted = predict(
        nn.Identity(), array, tiles=Tiles((16, 16, 16), tiling=Tiling(blending, 0.6))
    )

    assert predicted.array.dtype == np.float32
    np.testing.assert_allclose(predicted.array, array, rtol=2e-6, atol=1e-7)


def test_a_single_tile_equals_the_bare_network():
    network, array = tiny_network(), noise(16, 16, 16)

    predicted = predict(
        network, array, tiles=Tiles((16, 16, 16)), computing=Computing(precision="float32")
    )

    with torch.inference_mode():
        expected = compiled(network)(torch.from_numpy(array)[None, None])[0, 0].numpy()
    np.testing.assert_allclose(predicted.array, expected, rtol=1e-6, atol=1e-6)


def test_the_same_input_gives_the_same_bits():
    network, array = tiny_network(), noise(24, 40, 40)

    first, second = (predict(network, array, tiles=Tiles((16, 16, 16))) for _ in range(2))

    assert first.array.tobytes() == second.array.tobytes()


def test_tiles_fit_the_divisor_and_small_arrays_are_padded_with_the_given_value():
    seen = []

    class Watch(nn.Module):
        def forward(self, tiles):
            seen.append(tiles.clone())
            return tiles

    predicted = predict(
        Watch(),
        np.ones((3, 5, 7)),
        tiles=Tiles((4, 6, 6), (4, 8, 8)),
        channels=Channels(padding=-2.5),
    )

    assert seen[0].shape == (1, 1, 4, 8, 8)
    assert set(seen[0].unique().tolist()) == {-2.5, 1.0}
    np.testing.assert_array_equal(predicted.array, np.ones((3, 5, 7)))


def test_without_a_value_the_border_of_a_small_array_goes_on():
    seen = []

    class Watch(nn.Module):
        def forward(self, tiles):
            seen.append(tiles.clone())
            return tiles

    array = noise(2, 6, 4)
    predicted = predict(Watch(), array, tiles=Tiles((4, 6, 8)), channels=Channels(padding=None))

    np.testing.assert_array_equal(
        seen[0][0, 0].numpy(), np.pad(array, [(1, 1), (0, 0), (2, 2)], "edge")
    )
    np.testing.assert_allclose(predicted.array, array, rtol=1e-6)


def test_where_no_body_is_nothing_is_predicted():
    mask = np.zeros((16, 16, 64), bool)
    mask[..., :8] = True

    predicted = predict(
        nn.Identity(),
        noise(16, 16, 64),
        mask,
        tiles=Tiles((16, 16, 16), tiling=Tiling("gaussian", 0.5)),
        channels=Channels(uncovered=-9.0),
    )

    assert (predicted.array[..., 16:] == -9.0).all()
    assert predicted.record["tiles"] == 1
    assert predicted.record["tiles_skipped"] == 6


class Twofold(nn.Module):
    def forward(self, tiles):
        return torch.cat((tiles, 2 * tiles), dim=1)


def test_several_outputs_are_joined_each_with_its_value_where_nothing_is_predicted():
    array, mask = noise(16, 16, 64), np.zeros((16, 16, 64), bool)
    mask[..., :8] = True

    predicted = predict(
        Twofold(),
        array,
        mask,
        tiles=Tiles((16, 16, 16)),
        channels=Channels(2, uncovered=(-9.0, -8.0)),
    ).array

    np.testing.assert_allclose(predicted[0, ..., :16], array[..., :16], rtol=1e-6)
    np.testing.assert_allclose(predicted[1, ..., :16], 2 * array[..., :16], rtol=1e-6)
    assert (predicted[0, ..., 16:] == -9.0).all()
    assert (predicted[1, ..., 16:] == -8.0).all()


def test_a_network_of_other_outputs_than_expected_is_refused():
    with pytest.raises(ModelError, match="must keep the shape and give one channel"):
        predict(Twofold(), noise(16, 16, 16), tiles=Tiles((16, 16, 16)))
    with pytest.raises(ModelError, match="give 2 channels"):
        predict(nn.Identity(), noise(16, 16, 16), tiles=Tiles((16, 16, 16)), channels=Channels(2))


@pytest.mark.parametrize("mirror_axes", [(2,), (0, 1, 2)])
def test_mirroring_makes_the_answer_independent_of_the_side(mirror_axes):
    network, array = tiny_network(), noise(8, 16, 16)
    how = {"tiles": Tiles((8, 16, 16)), "flips": flips_of(mirror_axes)}

    predicted = predict(network, array, **how)
    mirrored = predict(network, array[:, :, ::-1], **how).array
    upturned = predict(network, array[::-1], **how).array

    np.testing.assert_allclose(mirrored[:, :, ::-1], predicted.array, atol=1e-5)
    assert np.allclose(upturned[::-1], predicted.array, atol=1e-5) is (0 in mirror_axes)
    assert predicted.record["mirror_axes"] == list(mirror_axes)


@pytest.mark.parametrize("error", [torch.OutOfMemoryError, MemoryError, RuntimeError])
def test_out_of_memory_goes_on_with_smaller_tiles_and_says_so(error, caplog):
    network, array = Hungry(16 * 16 * 16, error), noise(40, 40, 40)

    with caplog.at_level(logging.WARNING):
        predicted = predict(network, array, tiles=Tiles((32, 32, 32), (8, 8, 8)))

    np.testing.assert_allclose(predicted.array, 2 * array, rtol=2e-6)
    assert predicted.record["patch_size"] == [16, 16, 16]
    assert len(predicted.record["memory_steps"]) == 3
    assert "out of memory" in predicted.record["memory_steps"][0]["reason"]
    assert "1 tile(s) of 16 x 16 x 16" in predicted.record["memory_steps"][-1]["to"]
    assert len(caplog.records) == 3


def test_memory_that_never_suffices_is_a_sentence():
    with pytest.raises(ResourceError, match="Memory ran out even with 1 tile"):
        predict(Hungry(0), noise(32, 32, 32), tiles=Tiles((16, 16, 16), (8, 8, 8)))


def test_other_errors_of_the_network_are_not_hidden():
    with pytest.raises(RuntimeError, match="size mismatch"):
        predict(Hungry(1, _size_mismatch), noise(8, 8, 8), tiles=Tiles((8, 8, 8)))


def _size_mismatch(_):
    return RuntimeError("size mismatch")


def test_cancel_is_heard_within_a_tile():
    token = CancelToken()
    threading.Timer(0.3, token.cancel).start()
    started = time.perf_counter()

    with pytest.raises(Cancelled):
        predict(Slow(), noise(8, 8, 8), tiles=Tiles((8, 8, 8)), watch=Watch(cancel=token))

    assert time.perf_counter() - started < 1.0


def test_a_cancelled_network_works_again():
    network, token = tiny_network(), CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        predict(network, noise(8, 16, 16), tiles=Tiles((8, 16, 16)), watch=Watch(cancel=token))

    again = predict(network, noise(8, 16, 16), tiles=Tiles((8, 16, 16)))

    assert np.isfinite(again.array).all()


def test_progress_never_goes_back_and_ends_at_one():
    reports = []

    predict(
        nn.Identity(), noise(16, 32, 32), tiles=Tiles((16, 16, 16)), watch=Watch(reports.append)
    )

    fractions = [report.fraction for report in reports]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert {report.stage for report in reports} == {"predicting"}
    assert reports[-1].message == "9 of 9 tiles"


def test_bfloat16_on_the_cpu_is_close_to_float32():
    network, array = tiny_network(), noise(16, 16, 16)

    exact = predict(
        network, array, tiles=Tiles((16, 16, 16)), computing=Computing(precision="float32")
    )
    coarse = predict(
        network, array, tiles=Tiles((16, 16, 16)), computing=Computing(precision="bfloat16")
    )

    assert (exact.record["precision"], coarse.record["precision"]) == ("float32", "bfloat16")
    assert 0 < np.abs(exact.array - coarse.array).max() < 0.2


def test_half_precision_that_overflows_falls_back_to_float32():
    class Overflows(nn.Module):
        def forward(self, tiles):
            half = torch.is_autocast_enabled("cpu")
            return tiles * torch.inf if half else tiles

    predicted = predict(
        Overflows(),
        np.ones((8, 8, 8)),
        tiles=Tiles((8, 8, 8)),
        computing=Computing(precision="bfloat16"),
    )

    np.testing.assert_array_equal(predicted.array, np.ones((8, 8, 8)))
    assert predicted.record["precision"] == "float32"


def test_float16_on_the_cpu_is_refused():
    with pytest.raises(ResourceError, match="'float16' cannot be used on cpu"):
        predict(
            nn.Identity(),
            noise(8, 8, 8),
            tiles=Tiles((8, 8, 8)),
            computing=Computing(precision="float16"),
        )


def test_an_answer_that_is_not_finite_is_an_error():
    class Broken(nn.Module):
        def forward(self, tiles):
            return tiles * torch.nan

    with pytest.raises(ModelError, match="not finite"):
        predict(Broken(), noise(8, 8, 8), tiles=Tiles((8, 8, 8)))


def test_a_network_that_changes_the_shape_is_an_error():
    with pytest.raises(ModelError, match="must keep the shape"):
        predict(nn.AvgPool3d(2), noise(8, 8, 8), tiles=Tiles((8, 8, 8)))


def test_a_mask_of_another_shape_is_refused():
    with pytest.raises(InputError, match=r"\(4, 4, 4\) does not fit the array \(8, 8, 8\)"):
        predict(nn.Identity(), noise(8, 8, 8), np.ones((4, 4, 4)), tiles=Tiles((8, 8, 8)))


@pytest.mark.parametrize("overlap", [-0.1, 1.0])
def test_an_overlap_out_of_range_is_refused(overlap):
    with pytest.raises(InputError, match=f"got {overlap}"):
        predict(
            nn.Identity(),
            noise(8, 8, 8),
            tiles=Tiles((8, 8, 8), tiling=Tiling("gaussian", overlap)),
        )


def test_longer_tiles_give_the_same_where_the_network_sees_no_border():
    array = np.random.default_rng(0).standard_normal((8, 60, 40)).astype(np.float32)
    tiling = Tiling("gaussian", 0.0625)
    longer = replace(tiling, longest=(8, 64, 64))
    network = Hungry(10**6)

    short, long = (
        predict(network, array, tiles=Tiles((8, 32, 32), (8, 16, 16), how))
        for how in (tiling, longer)
    )

    assert (short.record["patch_size"], long.record["patch_size"]) == ([8, 32, 32], [8, 32, 48])
    np.testing.assert_allclose(short.array, long.array, rtol=1e-6)


def test_longer_tiles_become_the_network_s_own_when_memory_is_short():
    array = np.ones((8, 60, 40), np.float32)
    network = Hungry(8 * 32 * 32)

    tiling = Tiling("gaussian", 0.0625, longest=(8, 64, 64))
    made = predict(network, array, tiles=Tiles((8, 32, 32), (8, 16, 16), tiling))

    assert made.record["patch_size"] == [8, 32, 32]
    assert len(made.record["memory_steps"]) == 1
    np.testing.assert_allclose(made.array, 2.0, rtol=1e-6)
