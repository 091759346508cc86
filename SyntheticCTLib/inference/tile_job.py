"""Work off the tiles of one array under a plan, and a more frugal one when memory runs out."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from SyntheticCTLib.errors import MemoryShortError, ModelError
from SyntheticCTLib.inference.blending import Accumulator, bytes_per_voxel, tile_weights
from SyntheticCTLib.inference.device import free_memory
from SyntheticCTLib.inference.forward import Forward
from SyntheticCTLib.inference.ladder import SHORTEST_TILE, Plan, frugal_plans, is_out_of_memory
from SyntheticCTLib.inference.tiles import Tile, TileGrid, lay_tiles, pad_to
from SyntheticCTLib.models.metadata import Shape, Tiling
from SyntheticCTLib.progress import Watch

#: Share of a device's free memory that a batch may take.
BATCH_SHARE = 0.7

#: More tiles at once than this gain nothing: the device is busy long before.
LARGEST_BATCH = 16

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class TileTask:
    """What is to be predicted; the same under every plan.

    Attributes:
        array: normalised input, [channel, k, j, i], float32.
        mask: where a prediction is wanted, [k, j, i], bool.
        divisor: what each side of a tile must be a multiple of, (k, j, i).
        tiling: how far tiles overlap, how they are joined, and where they lie along an axis.
        padding: value of each channel around an array that is smaller than a tile; None lets the
            values of its border go on.
        outputs: channels of the network's answer.
    """

    array: np.ndarray
    mask: np.ndarray
    divisor: Shape
    tiling: Tiling
    padding: tuple[float, ...] | None
    outputs: int = 1


class TileJob:
    """A task under way: its plan, its tiles, and the sums so far.

    Args:
        forward: the network.
        task: what to predict.
        plan: how to begin.
        own_patch: the network's own tile, if the plan's is longer.
        watch: told after every batch.

    Attributes:
        memory_steps: every retreat from a lack of memory: from, to and the reason.
    """

    def __init__(
        self,
        forward: Forward,
        task: TileTask,
        plan: Plan,
        *,
        own_patch: Shape | None = None,
        watch: Watch,
    ) -> None:
        self._forward = forward
        self._own_patch = own_patch or plan.patch
        self._task = task
        self._plan = plan
        self._watch = watch
        self._grid = TileGrid([], 0)
        self._done = 0
        self._sums: Accumulator | None = None
        self.memory_steps: list[dict[str, str]] = []

    def run(self, uncovered: Sequence[float]) -> np.ndarray:
        """Predict all tiles, with less and less memory if need be.

        Args:
            uncovered: value of each output where no tile lies.

        Returns:
            The joined predictions, [output, k, j, i], float32, in the shape of the task's mask.

        Raises:
            MemoryShortError: memory did not suffice for the smallest step.
            ModelError: the network changes the shape of its input.
        """
        frugal: Iterator[Plan] | None = None
        self._change_plan(self._plan)
        while reason := self._attempt():
            frugal = frugal or frugal_plans(self._plan, self._task.divisor, self._own_patch)
            plan = next(frugal, None)
            if plan is None:
                raise MemoryShortError(
                    f"Memory ran out even with {self._plan}: close other programs or crop the "
                    f"volume ({reason})."
                )
            _log.warning("Out of memory with %s; going on with %s.", self._plan, plan)
            step = {"from": str(self._plan), "to": str(plan), "reason": reason}
            self.memory_steps.append(step)
            self._change_plan(plan)
        assert self._sums is not None
        inside = tuple(
            slice(before, before + length)
            for (before, _), length in zip(self._margins(), self._task.mask.shape, strict=True)
        )
        return np.ascontiguousarray(self._sums.mean(uncovered)[:, *inside])

    def record(self) -> dict[str, Any]:
        """How the tiles were worked off, ready for JSON."""
        check = self._forward.check
        return {
            "device": str(self._plan.device),
            "precision": str(self._forward.precision).removeprefix("torch."),
            "precision_check": None if check is None else check.to_dict(),
            "patch_size": list(self._plan.patch),
            "batch": self._plan.batch,
            "sums_on": str(self._plan.accumulate_on),
            "overlap": self._task.tiling.overlap,
            "blending": self._task.tiling.kind,
            "tiles": len(self._grid.tiles),
            "tiles_skipped": self._grid.skipped,
            "memory_steps": self.memory_steps,
        }

    def _change_plan(self, plan: Plan) -> None:
        """Take up a plan. Finished tiles stay finished as long as the tile keeps its size."""
        _release(self._plan.device)
        if plan.patch != self._plan.patch:
            self._done, self._sums = 0, None
        self._plan = plan

    def _attempt(self) -> str:
        """Go on under the plan. Returns "" when all tiles are done, or why memory ran out.

        The reason is returned as text because the exception holds the tensors that must go first.
        """
        try:
            if reason := self._foreseen():
                return reason
            self._forward.move_to(self._plan.device)
            self._prepare_sums()
            self._work_off()
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            return str(error).strip().partition("\n")[0] or type(error).__name__
        return ""

    def _foreseen(self) -> str:
        """Why memory will run out under the plan; "" when it will not, or nobody can tell."""
        plan, task = self._plan, self._task
        free = free_memory(plan.device)
        if free is None:
            return ""
        if self._sums is None and plan.accumulate_on == plan.device:
            sides = np.maximum(task.mask.shape, plan.patch)
            free -= bytes_per_voxel(task.outputs) * int(np.prod(sides))
        if plan.device.type == "cpu":
            free -= task.array.nbytes  # it is padded
        small = (SHORTEST_TILE * unit for unit in task.divisor)
        channels = len(task.array)
        needed = self._forward.exceeds(
            free, (plan.batch, channels, *plan.patch), (1, channels, *small)
        )
        if needed is None:
            return ""
        here = max(0, free) / 2**20
        return f"this takes about {needed / 2**20:,.0f} MiB, and {here:,.0f} MiB are free"

    def _prepare_sums(self) -> None:
        if self._sums is not None:
            self._sums.move_to(self._plan.accumulate_on)
            return
        mask = np.pad(self._task.mask, self._margins())
        self._grid = lay_tiles(mask, self._plan.patch, self._task.tiling)
        self._sums = Accumulator(mask.shape, self._plan.accumulate_on, self._task.outputs)

    def _work_off(self) -> None:
        assert self._sums is not None
        task = self._task
        padded = self._padded()
        weights = tile_weights(self._plan.patch, task.tiling.kind).to(self._plan.accumulate_on)
        total = len(self._grid.tiles)
        while self._done < total:
            self._watch.check()
            tiles = self._grid.tiles[self._done : self._done + self._plan.batch]
            for tile, predicted in zip(tiles, self._predict(padded, tiles), strict=True):
                self._sums.add(tile, predicted, weights)
                self._done += 1
            message = f"{self._done} of {total} tiles"
            self._watch.report("predicting", self._done / total, message)
            if self._done == 1:
                self._widen_batch()

    def _predict(self, padded: np.ndarray, tiles: list[Tile]) -> torch.Tensor:
        device = self._plan.device
        stacked = torch.from_numpy(np.stack([padded[:, *tile] for tile in tiles]))
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device)
        predicted = self._forward(stacked.to(device))
        wanted = (len(tiles), self._task.outputs, *stacked.shape[2:])
        if predicted.shape != wanted:
            channels = "one channel" if wanted[1] == 1 else f"{wanted[1]} channels"
            raise ModelError(
                f"The network answers tiles of shape {tuple(stacked.shape)} with "
                f"{tuple(predicted.shape)}; it must keep the shape and give {channels}."
            )
        if device.type == "cuda":
            # Work is queued: without this, reports and a stop would run ahead of the device.
            torch.cuda.synchronize(device)
        return predicted

    def _widen_batch(self) -> None:
        """As many tiles at once as the free memory holds, by what the first tile took.

        Only on CUDA: elsewhere one tile keeps all cores busy, and a batch that hangs on free memory
        would cost the CPU its bit-identical results.
        """
        device = self._plan.device
        if device.type != "cuda" or self.memory_steps:
            return
        one_tile = torch.cuda.max_memory_allocated(device) - torch.cuda.memory_allocated(device)
        fitting = int(BATCH_SHARE * (free_memory(device) or 0) / max(1, one_tile))
        self._plan = replace(self._plan, batch=max(1, min(LARGEST_BATCH, fitting)))

    def _padded(self) -> np.ndarray:
        """The array, at least as large as a tile, [channel, k, j, i]."""
        array, values = self._task.array, self._task.padding
        if not any(map(any, self._margins())):
            return array
        if values is None:
            return np.pad(array, [(0, 0), *self._margins()], mode="edge")
        return np.stack(
            [
                np.pad(channel, self._margins(), constant_values=value)
                for channel, value in zip(array, values, strict=True)
            ]
        )

    def _margins(self) -> list[tuple[int, int]]:
        return pad_to(self._task.mask.shape, self._plan.patch)


def _release(device: torch.device) -> None:
    """Give back what torch keeps for later: the next attempt starts with all that is free."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()
