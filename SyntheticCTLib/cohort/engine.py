"""What carries out many pieces of work: processes of this machine, or a cluster."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from SyntheticCTLib.progress import Watch

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Control:
    """What a piece of work hears of whoever runs it, and may tell.

    Attributes:
        progress: told the share that is done.
        stopped: asked now and then whether to stop.
        environment: variables of its process, for example which GPU it sees.
    """

    progress: Callable[[float], None] = lambda _: None
    stopped: Callable[[], bool] = lambda: False
    environment: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


#: A function of a module, so that a cluster can find it, of plain values alone.
Work = Callable[[dict[str, Any], Control], dict[str, Any]]


@dataclass(frozen=True)
class GivenUp:
    """A piece of work that whoever was to do it gave up: no result of it will come.

    Attributes:
        sentence: why.
    """

    sentence: str


@dataclass(frozen=True)
class Tasks:
    """Many pieces of one kind of work.

    Attributes:
        work: what is done with each.
        given: names, each another one, and what ``work`` is given.
        ended: called in the engine's own thread with a task's position and what came of it.
        stage: what progress is told beside.
    """

    work: Work
    given: Sequence[tuple[str, dict[str, Any]]]
    ended: Callable[[int, dict[str, Any] | GivenUp], None]
    stage: str


class Engine(ABC):
    """Carries out pieces of work, in any order; where, changes no result."""

    @abstractmethod
    def each(self, tasks: Tasks, watch: Watch, *, alone: bool = False) -> None:
        """Carry out every task once.

        Args:
            tasks: the work, and who hears what came of it.
            watch: told the share of all that is done; stops all within some seconds.
            alone: one at a time, so that each has all memory.

        Raises:
            Cancelled: a stop was asked for; what is done stays.
            OSError: a folder cannot be written.
        """

    @abstractmethod
    def alone_memory(self, memory_bytes: int | None) -> int | None:
        """What a task may take that is done alone, where one of several may take so much."""

    @abstractmethod
    def words(self, what: str) -> str:
        """On what the work is done, for people; ``what`` is a piece of it, as "case"."""
