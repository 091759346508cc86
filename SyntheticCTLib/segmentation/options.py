"""What can be chosen of a segmentation: by TotalSegmentator, or of bones by shape."""

from __future__ import annotations

from typing import Literal

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.options import check_options, holds_options, option

_GROUP = "TotalSegmentator"


@holds_options
class TotalSegmentatorOptions:
    """What TotalSegmentator is asked for. Each field says what it means."""

    structures: tuple[str, ...] = option(
        "with --task: names of the structures to keep (default: all); fewer are faster with "
        "the total tasks",
        default=(),
        group=_GROUP,
    )
    speed: Literal["normal", "fast", "fastest"] = option(
        "with --task: which of its models",
        default="normal",
        constants={
            "--fast": ("fast", "with --task: the model at 3 mm"),
            "--fastest": ("fastest", "with --task: the model at 6 mm"),
        },
        group=_GROUP,
    )
    device: str = option(
        "with --task: gpu (falls back to the CPU by itself), gpu:1, cpu or mps",
        default="gpu",
        group=_GROUP,
    )
    interpreter: str | None = option(
        "Python that has TotalSegmentator; None finds it", default=None, shown=False
    )


@holds_options
class BodyOptions:
    """How bone is parted. Each field says what it means."""

    names: tuple[str, ...] = option(
        "with --bones: names for the largest, the next and so on (default: bone 1, bone 2, "
        "...); the list of volumes and places says which is which",
        default=(),
        metavar="NAME",
        group="bones",
    )
    bridge_mm: float = option(
        "with --bones: part them where what joins them is narrower than this, and much "
        "narrower than they are; 0 parts nothing that touches",
        default=20.0,
        metavar="MM",
        group="bones",
        limits=(0, 100),
    )
    smallest_ml: float = option(
        "with --bones: smaller ones are left out", default=2.0, group="bones", limits=(0, 10_000)
    )

    def __post_init__(self) -> None:
        check_options(self)
        twice = [name for name in self.names if self.names.count(name) > 1]
        if twice:
            raise InputError(f"Each bone has a name of its own; got {twice[0]!r} more than once.")
