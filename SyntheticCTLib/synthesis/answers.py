"""The mean of several answers to one question: of an ensemble's members, of mirror images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import nn

from SyntheticCTLib.inference.mean_and_spread import MeanAndSpread
from SyntheticCTLib.inference.prediction import Prediction
from SyntheticCTLib.progress import Watch

#: A network, the mirror images of each tile that it is shown, and who hears of it.
Answer = Callable[[nn.Module, list[tuple[int, ...]], Watch], Prediction]

#: Axes of an array of one channel.
_VOLUME_AXES = 3


@dataclass(frozen=True, eq=False)
class Answers:
    """What several networks, or one of several images, say.

    Attributes:
        mean: their mean, as ``Prediction.array``.
        spread: standard deviation of the value, [k, j, i], in the network's units; None of one
            answer alone.
        record: of the last, with the memory steps and seconds of all.
    """

    mean: np.ndarray
    spread: np.ndarray | None
    record: dict[str, Any]


def mean_answer(
    answer: Answer,
    networks: Sequence[nn.Module],
    passes: Sequence[list[tuple[int, ...]]],
    watch: Watch,
) -> Answers:
    """Ask every network once for each pass.

    Args:
        answer: how to ask.
        networks: the members of an ensemble, or the one network.
        passes: mirror images whose mean is one answer, for each answer.
    """
    total, done, seconds = len(networks) * len(passes), 0, 0.0
    steps: list[dict[str, str]] = []
    of_all = MeanAndSpread(of=value_of)
    record: dict[str, Any] = {}
    for network in networks:
        for flips in passes:
            found = answer(network, flips, watch.part(done / total, (done + 1) / total))
            done += 1
            record = found.record
            seconds += record["seconds"]
            steps += record["memory_steps"]
            of_all.add(found.array)
    mirrored = sorted({axis for flips in passes for flip in flips for axis in flip})
    told = {"mirror_axes": mirrored, "memory_steps": steps, "seconds": round(seconds, 3)}
    several = {} if total == 1 else {"members": len(networks), "answers": total}
    return Answers(
        of_all.mean, None if total == 1 else of_all.spread, {**record, **told, **several}
    )


def value_of(answer: np.ndarray) -> np.ndarray:
    """The value alone, [k, j, i], of what a network says; the array itself where that is all."""
    return answer if answer.ndim == _VOLUME_AXES else answer[0]
