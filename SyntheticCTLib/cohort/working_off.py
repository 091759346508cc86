"""Work off what is left of a study, and say a line about each case."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from SyntheticCTLib.cohort.case_runner import STAGE, CaseRunner
from SyntheticCTLib.cohort.case_task import CaseRecord, CaseTask
from SyntheticCTLib.cohort.folder import PlannedCase, case_folder
from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.progress import Progress, Watch, duration, time_left
from SyntheticCTLib.report.case_folder import COMPARISON


def work_off(runner: CaseRunner, plan: Sequence[PlannedCase], watch: Watch) -> None:
    """Carry out every case that is to be done.

    Args:
        runner: on what.
        plan: every case of the study.
        watch: hears a message about each case that ended, with the time that all of them will take.

    Raises:
        Cancelled: a stop was asked for; what is done stays.
        OSError: the study's folder cannot be written.
    """
    tasks = [case.task for case in plan if case.next == "do" and case.task is not None]
    if not tasks:
        return
    teller = _Teller(len(tasks), watch)
    try:
        runner.work_off(tasks, teller.ended, Watch(teller.told, watch.cancel))
    except Cancelled as stopped:
        raise Cancelled(
            f"Cancelled: {teller.count} of {len(tasks)} cases ended and are kept; the same command "
            "goes on."
        ) from stopped


class _Teller:
    """Passes progress on, and makes a line of each case that ended."""

    def __init__(self, total: int, watch: Watch) -> None:
        self.count = 0
        self._total, self._watch = total, watch
        self._started, self._share = time.monotonic(), 0.0

    def told(self, progress: Progress) -> None:
        """The runner says how far it is."""
        self._share = max(self._share, progress.fraction)
        self._watch.callback(Progress(progress.stage, self._share))

    def ended(self, task: CaseTask, record: CaseRecord) -> None:
        """A case has ended for good."""
        self.count += 1
        self._share = max(self._share, self.count / self._total)
        left = time_left(self._share, time.monotonic() - self._started)
        rest = "" if left is None or self.count == self._total else f"; {duration(left)} left"
        line = f"[{self.count}/{self._total}] {task.id}: {how_it_went(task, record)}{rest}"
        self._watch.callback(Progress(STAGE, self._share, line))


def how_it_went(task: CaseTask, record: CaseRecord) -> str:
    """The time that a case took and its answer, or why it has none."""
    if record.outcome != "done":
        return f"{record.outcome} after {duration(record.seconds)}. {record.sentence}"
    from SyntheticCTLib.comparison.folder import read_document  # loads VTK

    words = f"done in {duration(record.seconds)}"
    try:
        document = read_document(case_folder(Path(task.study), task.name) / COMPARISON)
    except InputError:
        return words  # there was no CT to compare with
    return f"{words}. {document.answer}"
