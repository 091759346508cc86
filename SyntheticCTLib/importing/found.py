"""What was found in a model's files: what it is, and how its weights are had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.importing.about import About
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    import numpy as np
    import torch


@dataclass(frozen=True, eq=False)
class Networks:
    """A network as data.

    Attributes:
        definition: class and arguments, as ``networks.build_network`` takes them.
        states: its weights, one dictionary a member of the ensemble.
        example: an input (1, channel, k, j, i) and what the original makes of it; None where the
            original cannot be asked.
    """

    definition: dict[str, Any]
    states: list[dict[str, torch.Tensor]]
    example: tuple[np.ndarray, np.ndarray] | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """A model in files of its own family.

    Attributes:
        family: its name.
        about: frame, scales, tiles and what its makers say.
        load: converts it; may take long.
        members: networks of its ensemble.
        remarks: what is not as the other program has it, and what nobody stated; sentences.
        warning: what to know before its file is opened at all; "" where opening is harmless.
    """

    family: str
    about: About
    load: Callable[[Watch], Networks]
    members: int = 1
    remarks: tuple[str, ...] = ()
    warning: str = ""
