"""Try a model that was converted: does it run, and does it say what the original said?"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.models import load_model
from SyntheticCTLib.models.info import ModelInfo
from SyntheticCTLib.models.loading import running
from SyntheticCTLib.progress import Watch

#: Largest difference from the original's answer, as a share of that answer's range.
LARGEST_DIFFERENCE = 1e-3

#: Voxels of a tile that is tried where there is nothing to compare with.
_SMALL = 64**3


@dataclass(frozen=True)
class Trial:
    """What trying a model showed.

    Attributes:
        tile: shape of what it was shown, (k, j, i).
        seconds: one tile through one network on this machine's CPU.
        difference: largest difference from the original's answer as a share of its range; None
            where the original could not be asked.
    """

    tile: tuple[int, int, int]
    seconds: float
    difference: float | None


def try_out(folder: Path, example: tuple[np.ndarray, np.ndarray] | None, watch: Watch) -> Trial:
    """Load a model folder as every door does, and run each of its networks on a tile.

    Raises:
        ModelError: it does not run, its answer has another shape or is not finite, or is not the
            original's.
    """
    model = load_model(folder)
    info = model.info
    given = _tile(info) if example is None else example[0]
    difference, seconds = None, 0.0
    for network in (model.network(), *model.members):
        watch.check()
        started = time.perf_counter()
        with torch.inference_mode(), running(info):
            made = network(torch.from_numpy(np.ascontiguousarray(given))).numpy()
        seconds = time.perf_counter() - started
        if made.shape != (1, 1, *given.shape[2:]):
            raise ModelError(
                f"The network answers a tile of {given.shape[2:]} with {made.shape}: it must keep "
                "the shape and give one channel (of several, say which: channel)."
            )
        if not np.isfinite(made).all():
            raise ModelError("The network's answer is not finite: it is damaged.")
    if example is not None:
        difference = _difference(made, example[1])
        if difference > LARGEST_DIFFERENCE:
            raise ModelError(
                f"Converted, the network answers otherwise than the original: they differ by "
                f"{difference:.2g} of the range, {LARGEST_DIFFERENCE:g} is allowed."
            )
    k, j, i = given.shape[2:]
    return Trial((k, j, i), round(seconds, 3), difference)


def _difference(made: np.ndarray, original: np.ndarray) -> float:
    if made.shape != original.shape:
        return float("inf")
    return float(np.abs(made - original).max() / max(float(np.ptp(original)), 1e-12))


def _tile(info: ModelInfo) -> np.ndarray:
    """Random numbers in the smallest tile that the network surely takes."""
    shape = list(info.patch_size)
    while np.prod(shape) > _SMALL:
        axis = int(
            np.argmax([side // unit for side, unit in zip(shape, info.size_divisor, strict=True)])
        )
        unit = info.size_divisor[axis]
        if shape[axis] // unit <= 2 or unit == 1:
            break
        shape[axis] = max(2, shape[axis] // unit // 2) * unit
    size = (1, 2 * info.neighbours + 1, *shape)
    return np.random.default_rng(0).standard_normal(size).astype(np.float32)
