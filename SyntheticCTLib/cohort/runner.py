"""What works off the cases of a study: processes of this machine, or a cluster."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from SyntheticCTLib.cohort.case_task import CaseRecord, CaseTask
from SyntheticCTLib.cohort.folder import failure_path
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.progress import Watch

#: What the bar says meanwhile.
STAGE = "working off the cases"

#: Told of each case when it has ended for good.
Ended = Callable[[CaseTask, CaseRecord], None]


class Runner(ABC):
    """Works off cases, in any order; where, changes no figure."""

    @abstractmethod
    def work_off(self, tasks: Sequence[CaseTask], ended: Ended, watch: Watch) -> None:
        """Carry out every case; one that ran out of memory once more, alone, with all of it.

        Args:
            tasks: the cases.
            ended: called in this thread.
            watch: told the share of the work that is done; stops all within some seconds.

        Raises:
            Cancelled: a stop was asked for; what is done stays.
            OSError: the study's folder cannot be written.
        """

    @property
    @abstractmethod
    def words(self) -> str:
        """On what the cases are worked off, for people."""


def fault_of(task: CaseTask, sentence: str) -> CaseRecord:
    """Keep that a case was given up by whoever was to carry it out, and say so.

    Raises:
        OSError: the study's folder cannot be written.
    """
    record = CaseRecord(
        id=task.id,
        outcome="fault",
        sentence=sentence,
        fingerprint=task.fingerprint,
        short_of_memory=False,
        attempts=1,
        seconds=0.0,
        peak_bytes=None,
        machine="",
        ended=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    path = failure_path(Path(task.study), task.name)
    path.parent.mkdir(exist_ok=True)
    write_json(record, path)
    return record
