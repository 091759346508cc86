"""The mean of several answers to one question: of an ensemble's members, of mirror images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import nn

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
        watch: told after each.
    """
    total, done, seconds = len(networks) * len(passes), 0, 0.0
    steps: list[dict[str, str]] = []
    mean: np.ndarray | None = None
    squares: np.ndarray | None = None
    record: dict[str, Any] = {}
    for network in networks:
        for flips in passes:
            found = answer(network, flips, watch.part(done / total, (done + 1) / total))
            done += 1
            record = found.record
            seconds += record["seconds"]
            steps += record["memory_steps"]
            if mean is None or squares is None:
                mean = found.array
                squares = np.zeros_like(value_of(mean)) if total > 1 else np.zeros(0)
                continue
            # Welford 1962: no sum of squares to cancel.
            away = value_of(found.array) - value_of(mean)
            mean = mean + (found.array - mean) / np.float32(done)
            squares += away * (value_of(found.array) - value_of(mean))
    assert mean is not None
    spread = None if total == 1 or squares is None else np.sqrt(squares / np.float32(total - 1))
    mirrored = sorted({axis for flips in passes for flip in flips for axis in flip})
    told = {"mirror_axes": mirrored, "memory_steps": steps, "seconds": round(seconds, 3)}
    several = {} if total == 1 else {"members": len(networks), "answers": total}
    return Answers(mean, spread, {**record, **told, **several})


def value_of(answer: np.ndarray) -> np.ndarray:
    """The value alone, [k, j, i], of what a network says; the array itself where that is all."""
    return answer if answer.ndim == _VOLUME_AXES else answer[0]
