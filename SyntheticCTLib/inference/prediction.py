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
from SyntheticCTLib.inference.forward import Forward, flips_of
from SyntheticCTLib.inference.ladder import Plan
from SyntheticCTLib.inference.overlap import DEFAULT_TILING, check_overlap
from SyntheticCTLib.inference.precision import Precision
from SyntheticCTLib.inference.tile_job import TileJob, TileTask
from SyntheticCTLib.inference.tiles import fit_to_divisor, fitting_tile
from SyntheticCTLib.models.metadata import Blending, Shape, TileSteps
from SyntheticCTLib.progress import UNWATCHED, Watch

#: Share of a device's free memory that the sums may take; larger ones are kept on the host.
ACCUMULATOR_SHARE = 0.25

_CPU = torch.device("cpu")


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
    patch_size: Sequence[int],
    size_divisor: Sequence[int] = (1, 1, 1),
    overlap: float = DEFAULT_TILING.overlap,
    blending: Blending = DEFAULT_TILING.kind,
    device: torch.device = _CPU,
    padding: float | Sequence[float] | None = 0.0,
    outputs: int = 1,
    uncovered: float | Sequence[float] = 0.0,
    mirror_axes: Sequence[int] = (),
    flips: Sequence[Sequence[int]] | None = None,
    steps: TileSteps = "even",
    longest: Sequence[int] | None = None,
    precision: Precision = "auto",
    unit: float = 1.0,
    watch: Watch = UNWATCHED,
) -> Prediction:
    """Run a network over an array in overlapping tiles and join its answers.

    On the CPU the same input gives the same output bit for bit. When memory runs out, the work goes
    on with smaller batches, smaller tiles, sums on the host, and at last on the CPU; finished tiles
    are kept as long as the tile keeps its size. The network is left on the CPU.

    Args:
        network: takes ``(batch, channel, k, j, i)`` and gives ``(batch, outputs, k, j, i)``.
        array: normalised input, [k, j, i] or, of several channels, [channel, k, j, i].
        mask: where a prediction is wanted, [k, j, i]; None wants it everywhere.
        patch_size: shape of a tile, (k, j, i), voxels; made larger to fit ``size_divisor``.
        size_divisor: what each side of a tile must be a multiple of, (k, j, i).
        overlap: share of a tile that its neighbour along an axis covers too, 0 to less than 1.
        blending: "gaussian" or "uniform" weights of the voxels of a tile.
        device: where the network runs.
        padding: value around an array that is smaller than a tile, in the input's units, one for
            all channels or one each; None lets the values of its border go on.
        outputs: channels of the network's answer.
        uncovered: value of voxels that no tile covers, in the output's units; one for all outputs
            or one each.
        mirror_axes: axes of a tile (0 is k, 1 j, 2 i) over whose mirror images the prediction is
            averaged (test-time augmentation): each axis doubles the work.
        flips: the mirror images themselves, each as the axes that it turns, () for the tile as it
            is; in place of ``mirror_axes``.
        steps: where tiles lie along an axis, see ``tiles.tile_starts``.
        longest: sides (k, j, i) up to which tiles may be longer than ``patch_size`` where fewer
            voxels are then computed, and memory allows; None keeps them as they are.
        precision: "auto" (the fastest of the device), "float32", "float16" or "bfloat16"; the first
            tile is held against float32, which goes on where fewer bits change too much.
        unit: what one of the network's units is in the image's, by which that change is judged.
        watch: told after every batch.

    Raises:
        InputError: mask and array differ in shape, or overlap is out of range.
        ModelError: the network's answer has another shape than its input or is not finite.
        ResourceError: memory did not suffice for the smallest step on any device.
        Cancelled: a stop was asked for.
    """
    channels = array if array.ndim == 4 else array[None]
    shape = channels.shape[1:]
    mask = np.ones(shape, dtype=bool) if mask is None else mask
    if mask.shape != shape:
        raise InputError(f"A mask of shape {mask.shape} does not fit the array {shape}.")
    check_overlap(overlap)
    started = time.perf_counter()
    k, j, i = size_divisor
    task = TileTask(
        array=np.asarray(channels, dtype=np.float32),
        mask=np.asarray(mask, dtype=bool),
        divisor=(k, j, i),
        overlap=overlap,
        blending=blending,
        padding=None if padding is None else _for_each(len(channels), padding),
        outputs=outputs,
        steps=steps,
    )
    own = fit_to_divisor(patch_size, task.divisor)
    patch = own
    if longest is not None:
        patch = fitting_tile(task.mask, own, task.divisor, longest, overlap, steps)
    plan = _first_plan(patch, shape, device, outputs)
    turned = flips_of(mirror_axes) if flips is None else [tuple(axes) for axes in flips]
    forward = Forward(network, precision, flips=turned, unit=unit, watch=watch)
    job = TileJob(forward, task, plan, own_patch=own, watch=watch)
    try:
        with torch.inference_mode():
            predicted = job.run(_for_each(outputs, uncovered))
    finally:
        forward.release()
    if not all(np.isfinite(part).all() for channel in predicted for part in channel):
        raise ModelError("The network's answer is not finite everywhere; is the model damaged?")
    seconds = round(time.perf_counter() - started, 3)
    mirrored = sorted({axis for axes in turned for axis in axes})
    record = {**job.record(), "mirror_axes": mirrored, "seconds": seconds}
    return Prediction(predicted[0] if outputs == 1 else predicted, record)


def _for_each(channels: int, value: float | Sequence[float]) -> tuple[float, ...]:
    return tuple(value) if isinstance(value, Sequence) else (value,) * channels


def _first_plan(patch: Shape, shape: tuple[int, ...], device: torch.device, outputs: int) -> Plan:
    free = free_memory(device)
    sums = bytes_per_voxel(outputs) * int(np.prod(np.maximum(shape, patch)))
    on_device = free is None or sums < ACCUMULATOR_SHARE * free
    return Plan(patch, 1, device, device if on_device else _CPU)
