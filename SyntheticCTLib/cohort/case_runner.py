"""Work off the cases of a study on an engine; one that memory was short for once more, alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from SyntheticCTLib.cohort.carry_out import carry_out
from SyntheticCTLib.cohort.case_task import CaseRecord, CaseTask
from SyntheticCTLib.cohort.engine import Control, Engine, GivenUp, Tasks
from SyntheticCTLib.cohort.folder import failure_path, limited, read_case_record
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.progress import Watch

#: What the bar says meanwhile.
STAGE = "working off the cases"

#: Share of the work before what has to be done once more, for the progress bar.
_FIRST_SHARE = 0.98

#: Told of each case when it has ended for good.
Ended = Callable[[CaseTask, CaseRecord], None]


class CaseRunner:
    """Cases on an engine.

    Args:
        engine: what carries them out.
        memory_bytes: that one case may take; None for no limit.
    """

    def __init__(self, engine: Engine, memory_bytes: int | None = None) -> None:
        self._engine, self._memory_bytes = engine, memory_bytes

    @property
    def words(self) -> str:
        """On what the cases are worked off, for people."""
        return self._engine.words("case")

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
        first = [limited(task, self._memory_bytes) for task in tasks]
        short = self._round(first, ended, watch.part(0.0, _FIRST_SHARE), last=False)
        if short:
            memory = self._engine.alone_memory(self._memory_bytes)
            alone = [limited(task, memory) for task in short]
            self._round(alone, ended, watch.part(_FIRST_SHARE, 1.0), last=True)

    def _round(
        self, tasks: Sequence[CaseTask], ended: Ended, watch: Watch, *, last: bool
    ) -> list[CaseTask]:
        """Carry out each once; those that memory was short for come back, unless it is the last."""
        short: list[CaseTask] = []

        def one_ended(position: int, found: dict[str, Any] | GivenUp) -> None:
            task = tasks[position]
            if isinstance(found, GivenUp):
                record = fault_of(task, found.sentence)
            else:
                record = CaseRecord.from_dict(found)
            if record.short_of_memory and not last:
                short.append(task)
            else:
                ended(task, record)

        named = [(f"case-{task.name}", task.to_dict()) for task in tasks]
        self._engine.each(Tasks(carry_out_case, named, one_ended, STAGE), watch, alone=last)
        return short


def carry_out_case(task: dict[str, Any], control: Control) -> dict[str, Any]:
    """Carry out a case, on whichever machine this is.

    Args:
        task: a ``CaseTask`` as a dictionary.

    Returns:
        Its ``CaseRecord``, likewise.

    Raises:
        OSError: the study's folder cannot be written.
    """
    known = CaseTask.from_dict(task)
    before = read_case_record(Path(known.study), known.name)
    if before is not None and before.outcome == "done" and before.fingerprint == known.fingerprint:
        return before.to_dict()  # by a worker that died before it could say so
    return carry_out(known, control).to_dict()


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
