"""One job at a time in a worker: its state, progress, log and end. Driven by somebody's timer."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Literal

from SyntheticCTLib.errors import Cancelled, SyntheticCTError
from SyntheticCTLib.jobs.job import Job
from SyntheticCTLib.jobs.worker_process import Ending
from SyntheticCTPanel.background import Background
from SyntheticCTPanel.failures import failure_in, failure_of
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.protocols import Done, Files, Handing, MakeWorker, Steps, Still, Worker
from SyntheticCTPanel.states import State

#: How a job ended.
Outcome = Literal["", "done", "failed", "cancelled"]

#: No guess at the remaining time before this share of the work and this many seconds are done.
_EARLIEST_SHARE, _EARLIEST_SECONDS = 0.05, 2.0


@dataclass(frozen=True)
class Share:
    """Which part of a piece of work a job is: the first is number 0 of ``count``."""

    number: int = 0
    count: int = 1

    def of(self, fraction: float) -> float:
        """The share of the whole that is done when so much of the job is."""
        return (self.number + fraction) / self.count


class JobRunner:
    """Runs jobs one after the other; never waits.

    Args:
        make_worker: gives a worker for a job, see ``jobs.worker_process.WorkerProcess``.
        changed: called after every change of what is below.
        clock: seconds.
        still: what each step of showing a result is done within, see ``window.Window.still``.

    Attributes:
        state: see ``State``.
        message: one sentence about how the last job ended, or what is being done.
        title: of the job.
        stage: what the worker says it does.
        fraction: share of the work that is done, 0 to 1.
        outcome: how the last job ended; "" while one runs.
        failure: the sentence of the last failure; "" when the last job did not fail.
    """

    def __init__(
        self,
        make_worker: MakeWorker,
        changed: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
        still: Still = nullcontext,
    ) -> None:
        self._still = still
        self._make_worker, self._changed, self._clock = make_worker, changed, clock
        self._worker: Worker | None = None
        self._done: Done | None = None
        self._ended: Callable[[], None] | None = None
        self._steps: Steps | None = None
        self._new_worker: Callable[[], Worker]
        self._handover: Handing | None = None
        self._handing: Background[None] | None = None
        self._reason = ""
        self._started = 0.0
        self._last_log: list[str] = []
        self._share = Share()
        self.outcome: Outcome = ""
        self.state = State.IDLE
        self.message = self.title = self.stage = self.failure = ""
        self.fraction = 0.0

    def start(
        self,
        title: str,
        job: Job,
        done: Done,
        ended: Callable[[], None] = lambda: None,
        handover: Handing | None = None,
        share: Share = Share(),
    ) -> None:
        """Start a job.

        Args:
            title: what is being made, for people.
            job: see ``SyntheticCTLib.jobs``.
            done: called with the job's files when it is done; may raise what jobs raise, and may
                give a sentence about the result. As a generator it does one step a ``tick``, so
                that the window is not kept waiting.
            ended: called after every end, for tidying up.
            handover: has the job's files written by another thread before the worker starts.
            share: which of several jobs it is that are one piece of work.
        """
        if self.state.busy:
            raise RuntimeError("A job is running already.")
        self.title, self.stage, self.fraction, self.failure = title, "", share.of(0.0), ""
        self._done, self._ended, self._reason = done, ended, ""
        self._share, self.outcome, self._last_log = share, "", []
        if share.number == 0:
            self._started = self._clock()
        self._new_worker, self._handover = lambda: self._make_worker(job), handover
        self._handing = None if handover is None else Background(handover.write)
        self.state, self.message = State.RUNNING, title
        self._hand_over()
        self._changed()

    def _hand_over(self) -> None:
        """Start the worker when its files are there."""
        if self._handing is not None and not self._handing.ready():
            self.stage = _("handing the images over")
            return
        handing, self._handing, self.stage = self._handing, None, ""
        try:
            if handing is not None:
                handing.result()
            if self.state is State.CANCELLING:
                raise Cancelled(self._reason)
            worker = self._new_worker()
            worker.start()
        except Cancelled:
            self._finish(State.IDLE, self._reason or cancelled(), "cancelled")
        except (SyntheticCTError, OSError) as error:
            self._finish(State.FAILED, failure_of(error))
        else:
            self._worker = worker

    def tick(self) -> None:
        """Look at the worker. Call it some ten times a second while the state is busy."""
        if self._steps is not None:
            self._step(self._steps)
            return
        if self._handing is not None:
            self._hand_over()
            return
        if self._worker is None:
            return
        news = self._worker.new_progress()
        if news:
            self.stage, self.fraction = news[-1].stage, self._share.of(news[-1].fraction)
        self._last_log = self._worker.log
        ending = self._worker.ending
        if ending is None:
            if news:
                self._changed()
            return
        self._take(ending)

    def cancel(self, reason: str = "") -> None:
        """Ask the job to stop. Its end comes with a ``tick``, within a second.

        Args:
            reason: a sentence that takes the place of the usual one.
        """
        if self._steps is not None and reason:  # what would be shown goes, with the scene
            self._finish(State.IDLE, reason, "cancelled")
        if self.state is State.CANCELLING or not (self._worker or self._handing):
            return
        self._reason = reason
        self.state = State.CANCELLING
        if self._worker is not None:
            self._worker.cancel()
        elif self._handover is not None:
            self._handover.stop()
        self._changed()

    def close(self) -> None:
        """Stop what runs and wait for its end, about a second: the window goes."""
        if self._worker is not None:
            self._worker.close()
        if self._handing is not None and self._handover is not None:
            self._handover.stop()
            while not self._handing.ready():
                continue  # it ends with the piece that it writes
        if self.state.busy:
            self._finish(State.IDLE, _("Stopped, because the module was closed."), "cancelled")

    def install(self, install: Callable[[], str]) -> bool:
        """Carry out an installation, which may wait for the user.

        Args:
            install: gives "" when all is there, or a sentence about what is not.

        Returns:
            Whether all is there.
        """
        self.title, self.stage, self.fraction, self.failure = _("Installing packages"), "", 0.0, ""
        self.state, self.message = State.INSTALLING, self.title
        self._changed()
        problem = install()
        self.state = State.FAILED if problem else State.IDLE
        self.message = self.failure = problem
        self._changed()
        return not problem

    def say(self, sentence: str) -> None:
        """Show a sentence about something that was done without a job."""
        if not self.state.busy:
            self.state, self.message, self.failure = State.IDLE, sentence, ""
            self._changed()

    def fail(self, sentence: str) -> None:
        """Say why a job could not even begin."""
        self._finish(State.FAILED, sentence)

    @property
    def log(self) -> list[str]:
        """The last lines of the job's log."""
        return list(self._last_log)

    @property
    def elapsed_seconds(self) -> float:
        """Since the job began."""
        return self._clock() - self._started

    @property
    def remaining_seconds(self) -> float | None:
        """A guess, or None as long as nothing can be said."""
        if self.fraction < _EARLIEST_SHARE or self.elapsed_seconds < _EARLIEST_SECONDS:
            return None
        return self.elapsed_seconds * (1.0 - self.fraction) / self.fraction

    def _take(self, ending: Ending) -> None:
        if ending.outcome == "cancelled" or self.state is State.CANCELLING:
            # Also when it was done just before it heard: what was cancelled is not shown.
            self._finish(State.IDLE, self._reason or cancelled(), "cancelled")
            return
        if ending.outcome != "done":
            told = (
                ending.sentence if self._handover is None else self._handover.named(ending.sentence)
            )
            self._finish(State.FAILED, failure_in(told))
            return
        # From here on nothing is left to cancel.
        assert self._done is not None  # there was a worker, so ``start`` has set it
        self._worker, self.fraction = None, self._share.of(1.0)
        self._steps = self._shown(self._done, ending.files)
        self._step(self._steps)

    def _shown(self, done: Done, files: Files) -> Steps:
        """Each step of showing the result; gives its sentence."""
        shown = done(files)
        if shown is None or isinstance(shown, str):
            return shown
        return (yield from shown)

    def _step(self, steps: Steps) -> None:
        try:
            with self._still():
                next(steps)
        except StopIteration as end:
            seconds = round(self.elapsed_seconds)
            done = _("{title}: done in {seconds} s.").format(title=self.title, seconds=seconds)
            self._finish(State.IDLE, end.value or done, "done")
        except Exception as error:  # else it would be shown for ever
            self._finish(State.FAILED, failure_of(error))

    def conclude(self, message: str, *, failed: bool) -> None:
        """What is said of several jobs together, in place of what the last one said."""
        self.state, self.message = State.FAILED if failed else State.IDLE, message
        self.failure = message if failed else ""

    def _finish(self, state: State, message: str, outcome: Outcome = "failed") -> None:
        ended, self._ended = self._ended, None
        self._worker = self._done = self._steps = self._handing = self._handover = None
        self.state, self.message, self.outcome = state, message, outcome
        self.failure = message if state is State.FAILED else ""
        self.fraction = 0.0
        if ended is not None:
            ended()
        self._changed()


def cancelled() -> str:
    """What is said of a job that the user stopped."""
    return _("Cancelled: the scene is as it was.")
