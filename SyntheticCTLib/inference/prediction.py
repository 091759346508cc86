"""Predict a whole array tile by tile, whatever its size and the memory at hand."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from SyntheticCTLib.errors import InputError, ModelError
from SyntheticCTLib.inference.blending import bytes_per_voxel
from SyntheticCTLib.inference.device import free_memory
from SyntheticCTLib.inference.forward import Forward
from SyntheticCTLib.inference.ladder import Plan
from SyntheticCTLib.inference.overlap import check_overlap
from SyntheticCTLib.inference.settings import CPU, Channels, Computing, Tiles
from SyntheticCTLib.inference.tile_job import TileJob, TileTask
from SyntheticCTLib.inference.tiles import fit_to_divisor, fitting_tile
from SyntheticCTLib.models.metadata import Shape
from SyntheticCTLib.progress import UNWATCHED, Watch

#: Share of a device's free memory that the sums may take; larger ones are kept on the host.
ACCUMULATOR_SHARE = 0.25


@dataclass(frozen=True, eq=False)
class Prediction:
    """What the network says.

    Attributes:
        array: prediction in the network's units, [k, j, i], or [output, k, j, i] of a network of
            several outputs; float32.
        record: how it was made, ready for JSON: device, precision, tile, batch, overlap, blending,
            tiles predicted and skipped, seconds, and under ``memory_steps`` every retreat from a
            lack of memory.
    """

    array: np.ndarray
    record: dict[str, Any]


def predict(
    network: nn.Module,
    array: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    tiles: Tiles,
    channels: Channels = Channels(),
    computing: Computing = Computing(),
    flips: Sequence[tuple[int, ...]] = ((),),
    watch: Watch = UNWATCHED,
) -> Prediction:
    """Run a network over an array in overlapping tiles and join its answers.

    On the CPU the same input gives the same output bit for bit. When memory runs out, the work goes
    on with smaller batches, smaller tiles, sums on the host, and at last on the CPU; finished tiles
    are kept as long as the tile keeps its size.

    Args:
        network: takes ``(batch, channel, k, j, i)`` and gives ``(batch, outputs, k, j, i)``.
        array: normalised input, [k, j, i] or, of several channels, [channel, k, j, i].
        mask: where a prediction is wanted, [k, j, i]; None wants it everywhere.
        tiles: how the array is cut.
        channels: what stands for nothing in it and in the answer.
        computing: where the network runs, and in what precision.
        flips: mirror images of a tile over which the prediction is averaged (test-time
            augmentation), each as the axes (0 is k, 1 j, 2 i) that it turns, () for the tile as it
            is; ``forward.flips_of`` gives those of some axes.

    Raises:
        InputError: mask and array differ in shape, or overlap is out of range.
        ModelError: the network's answer has another shape than its input or is not finite.
        ResourceError: memory did not suffice for the smallest step on any device.
    """
    started = time.perf_counter()
    task = _task(array, mask, tiles, channels)
    forward = Forward(
        network, computing.precision, flips=list(flips), unit=computing.unit, watch=watch
    )
    own, plan = _first_plan(task, tiles, computing.device)
    job = TileJob(forward, task, plan, own_patch=own, watch=watch)
    try:
        with torch.inference_mode():
            predicted = job.run(_for_each(channels.outputs, channels.uncovered))
    finally:
        forward.release()
    if not all(np.isfinite(part).all() for channel in predicted for part in channel):
        raise ModelError("The network's answer is not finite everywhere; is the model damaged?")
    seconds = round(time.perf_counter() - started, 3)
    mirrored = sorted({axis for axes in flips for axis in axes})
    record = {**job.record(), "mirror_axes": mirrored, "seconds": seconds}
    return Prediction(predicted[0] if channels.outputs == 1 else predicted, record)


def _task(array: np.ndarray, mask: np.ndarray | None, tiles: Tiles, channels: Channels) -> TileTask:
    several = array if array.ndim == 4 else array[None]
    shape = several.shape[1:]
    mask = np.ones(shape, dtype=bool) if mask is None else mask
    if mask.shape != shape:
        raise InputError(f"A mask of shape {mask.shape} does not fit the array {shape}.")
    check_overlap(tiles.tiling.overlap)
    padding = channels.padding
    return TileTask(
        array=np.asarray(several, dtype=np.float32),
        mask=np.asarray(mask, dtype=bool),
        divisor=tiles.size_divisor,
        tiling=tiles.tiling,
        padding=None if padding is None else _for_each(len(several), padding),
        outputs=channels.outputs,
    )


def _for_each(channels: int, value: float | Sequence[float]) -> tuple[float, ...]:
    return tuple(value) if isinstance(value, Sequence) else (value,) * channels


def _first_plan(task: TileTask, tiles: Tiles, device: torch.device) -> tuple[Shape, Plan]:
    """The network's own tile, and with which one, where, the work begins."""
    own = patch = fit_to_divisor(tiles.patch_size, task.divisor)
    if tiles.tiling.longest is not None:
        patch = fitting_tile(task.mask, own, task.divisor, tiles.tiling)
    free = free_memory(device)
    voxels = int(np.prod(np.maximum(task.mask.shape, patch)))
    on_device = free is None or bytes_per_voxel(task.outputs) * voxels < ACCUMULATOR_SHARE * free
    return own, Plan(patch, 1, device, device if on_device else CPU)
