"""Tiles of an image that is filled up at its ends: KonfAI's way, for the models that have it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from torch import nn

from SyntheticCTLib.inference.prediction import Prediction, predict
from SyntheticCTLib.inference.settings import Channels, Computing, Tiles
from SyntheticCTLib.inference.tiles import fixed_step
from SyntheticCTLib.models import ModelInfo
from SyntheticCTLib.models.metadata import Tiling
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.model_frame import ModelInput, uncovered


def predicted_to_the_end(
    network: nn.Module,
    seen: ModelInput,
    info: ModelInfo,
    flips: list[tuple[int, ...]],
    watch: Watch,
    tiling: Tiling,
    computing: Computing,
) -> Prediction:
    """The mean over mirror images of the whole image, each filled up after it was turned.

    Args:
        network: a member of the model.
        seen: what it is shown.
        info: the model.
        flips: axes (0 is k, 1 j, 2 i) that each mirror image turns.
        tiling: of the tiles.
        computing: where the network runs.
    """
    channels, shape = seen.channels, seen.mask.shape
    # Every voxel is predicted, for tiles must not move with the body.
    wanted = np.ones(_filled(shape, info, tiling.overlap), dtype=bool)
    lack = [(0, long - short) for long, short in zip(wanted.shape, shape, strict=True)]
    total: np.ndarray | None = None
    found: Prediction | None = None
    for number, axes in enumerate(flips):
        turned = np.flip(channels, tuple(axis + 1 for axis in axes))
        filled = np.pad(turned, [(0, 0), *lack], constant_values=seen.padding)
        found = predict(
            network,
            filled,
            wanted,
            tiles=Tiles(info.patch_size, info.size_divisor, tiling),
            channels=Channels(len(info.outputs), seen.padding, uncovered(info)),
            computing=computing,
            watch=watch.part(number / len(flips), (number + 1) / len(flips)),
        )
        k, j, i = shape
        answer = np.flip(found.array[..., :k, :j, :i], tuple(axis - 3 for axis in axes))
        total = answer if total is None else total + answer
    assert found is not None
    assert total is not None
    return replace(found, array=np.ascontiguousarray(total / np.float32(len(flips))))


def _filled(shape: tuple[int, ...], info: ModelInfo, overlap: float) -> tuple[int, ...]:
    """The shape that whole tiles at steps of one length cover."""
    sides = []
    for length, patch in zip(shape, info.patch_size, strict=True):
        step = fixed_step(patch, overlap)
        sides.append(patch + step * max(0, -(-(length - patch) // step)))
    return tuple(sides)
