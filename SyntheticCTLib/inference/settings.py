"""What a prediction tile by tile is told: how tiles lie, what is where nothing is, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from SyntheticCTLib.inference.overlap import DEFAULT_TILING
from SyntheticCTLib.inference.precision import Precision
from SyntheticCTLib.models.metadata import Shape, Tiling

CPU = torch.device("cpu")


@dataclass(frozen=True)
class Tiles:
    """How an array is cut into tiles.

    Attributes:
        patch_size: shape of a tile, (k, j, i), voxels; made larger to fit ``size_divisor``.
        size_divisor: what each side of a tile must be a multiple of, (k, j, i).
        tiling: how far tiles overlap, how they are joined, where they lie along an axis
            (``tiles.tile_starts``), and how long they may be where that spares work.
    """

    patch_size: Shape
    size_divisor: Shape = (1, 1, 1)
    tiling: Tiling = DEFAULT_TILING


@dataclass(frozen=True)
class Channels:
    """What a network's channels hold, and what stands for nothing.

    Attributes:
        outputs: channels of the network's answer.
        padding: value around an array that is smaller than a tile, in the input's units, one for
            all channels or one each; None lets the values of its border go on.
        uncovered: value of voxels that no tile covers, in the output's units; one for all outputs
            or one each.
    """

    outputs: int = 1
    padding: float | Sequence[float] | None = 0.0
    uncovered: float | Sequence[float] = 0.0


@dataclass(frozen=True)
class Computing:
    """Where a network runs, and in what precision.

    Attributes:
        device: where it runs; it is left on the CPU.
        precision: "auto" (the fastest of the device), "float32", "float16" or "bfloat16"; the first
            tile is held against float32, which goes on where fewer bits change too much.
        unit: what one of the network's units is in the image's, by which that change is judged.
    """

    device: torch.device = CPU
    precision: Precision = "auto"
    unit: float = 1.0
