"""In which floating-point type a device computes fastest, and how far its answer may then be off.

Fewer bits are taken only where the hardware multiplies them; everywhere else they are emulated, and
slower than float32.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import torch

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.networks.compiled import multiplies_bfloat16

Precision = Literal["auto", "float32", "float16", "bfloat16"]

_TYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}

#: How far fewer bits may be from float32 on the first tile, in HU: on average, and the 99.9th
#: percentile. Noise of a CT is ten times the first, an edge of bone twenty times the second.
LARGEST_MEAN_CHANGE = 1.0
LARGEST_P999_CHANGE = 25.0


def choose_precision(asked: Precision, device: torch.device) -> torch.dtype:
    """The type for a device.

    "auto" is float16 on CUDA, bfloat16 on a CPU that multiplies it, and float32 elsewhere.

    Raises:
        ResourceError: the precision is unknown, or is float16 on the CPU.
    """
    if asked == "auto":
        return _fastest(device)
    if asked not in _TYPES or (device.type == "cpu" and asked == "float16"):
        raise ResourceError(
            f"Precision {asked!r} cannot be used on {device}; "
            "use auto, float32, bfloat16, or float16 on an accelerator."
        )
    return _TYPES[asked]


def _fastest(device: torch.device) -> torch.dtype:
    if device.type == "cuda":
        return torch.float16
    if device.type == "cpu" and multiplies_bfloat16():
        return torch.bfloat16
    return torch.float32


@dataclass(frozen=True)
class PrecisionCheck:
    """What fewer bits change in the first tile.

    Attributes:
        precision: the type that was tried.
        mean, p999: mean and 99.9th percentile of the absolute change from float32, in HU (or the
            image's other units).
    """

    precision: str
    mean: float
    p999: float

    @property
    def passed(self) -> bool:
        """Whether the change is small enough; of something that is not finite it is not."""
        return self.mean <= LARGEST_MEAN_CHANGE and self.p999 <= LARGEST_P999_CHANGE

    def to_dict(self) -> dict[str, Any]:
        """As JSON types, for the record."""
        return {
            "precision": self.precision,
            "mean_change": round(self.mean, 4),
            "p999_change": round(self.p999, 4),
            "passed": self.passed,
        }


def check_precision(
    found: torch.Tensor, exact: torch.Tensor, dtype: torch.dtype, unit: float
) -> PrecisionCheck:
    """Hold an answer against that of float32.

    Args:
        found: the answer in fewer bits.
        exact: the answer in float32, the same shape.
        dtype: the type of fewer bits.
        unit: what one of the network's units is in the image's.
    """
    change = (found - exact).abs().flatten() * unit
    place = max(1, round(0.999 * change.numel()))
    p999 = change.kthvalue(place).values
    name = str(dtype).removeprefix("torch.")
    return PrecisionCheck(name, float(change.mean()), float(p999))
