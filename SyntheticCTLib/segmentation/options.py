"""What can be chosen of a segmentation by TotalSegmentator."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from SyntheticCTLib.options import option

_GROUP = "TotalSegmentator"


@dataclass(frozen=True)
class TotalSegmentatorOptions:
    """What TotalSegmentator is asked for. Each field says in its metadata what it means."""

    structures: tuple[str, ...] = field(
        default=(),
        metadata=option(
            "with --task: names of the structures to keep (default: all); fewer are faster with "
            "the total tasks",
            group=_GROUP,
        ),
    )
    speed: Literal["normal", "fast", "fastest"] = field(
        default="normal",
        metadata=option(
            "with --task: which of its models",
            constants={
                "--fast": ("fast", "with --task: the model at 3 mm"),
                "--fastest": ("fastest", "with --task: the model at 6 mm"),
            },
            group=_GROUP,
        ),
    )
    device: str = field(
        default="gpu",
        metadata=option(
            "with --task: gpu (falls back to the CPU by itself), gpu:1, cpu or mps", group=_GROUP
        ),
    )
    interpreter: str | None = field(
        default=None,
        metadata=option("Python that has TotalSegmentator; None finds it", shown=False),
    )
