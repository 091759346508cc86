"""One kind of file: a whole one, and what reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Family:
    """One kind of file.

    Attributes:
        name: for the table.
        file: a whole one, the one that is damaged.
        read: what reads it.
        covered: a checksum covers its voxels.
        may_die: what reads it runs in a process that may die (``files/trial.py``): a death or a
            foreign exception is a refusal there. Every hundredth input goes through ``door``.
        door: the reader that starts such a process; None where ``read`` is the reader itself.
    """

    name: str
    file: Path
    read: Callable[[Path], Any]
    covered: bool = False
    may_die: bool = False
    door: Callable[[Path], Any] | None = None
