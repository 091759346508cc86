"""One job at a time in a worker: its state, progress, log and end. Driven by somebody's timer."""

import time
import types

from SyntheticCTLib.errors import SyntheticCTError, sentence_of
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.states import State

#: No guess at the remaining time before this share of the work and this many seconds are done.
_EARLIEST_SHARE, _EARLIEST_SECONDS = 0.05, 2.0


class JobRunner:
    """Runs jobs one after the other; never waits.

    Args:
        make_worker: gives a worker for a job, see ``jobs.worker_process.WorkerProcess``.
        changed: called after every change of what is below.
        clock: seconds.

    Attributes:
        state: see ``State``.
        message: one sentence about how the last job ended, or what is being done.
        title: of the job.
        stage: what the worker says it does.
        fraction: share of the job that is done, 0 to 1.
        failure: the sentence of the last failure; "" when the last job did not fail.
    """

    def __init__(self, make_worker, changed=lambda: None, clock=time.monotonic):
        self._make_worker, self._changed, self._clock = make_worker, changed, clock
        self._worker = self._done = self._ended = self._steps = None
        self._reason = ""
        self._started = 0.0
        self._last_log = []
        self.state = State.IDLE
        self.message = self.title = self.stage = self.failure = ""
        self.fraction = 0.0

    def start(self, title, job, done, ended=lambda: None):
        """Start a job.

        Args:
            title: what is being made, for people.
            job: see ``SyntheticCTLib.jobs``.
            done: called with the job's files when it is done; may raise what jobs raise, and may
                give a sentence about the result. As a generator it does one step a ``tick``, so
                that the window is not kept waiting.
            ended: called after every end, for tidying up.
        """
        if self.state.busy:
            raise RuntimeError("A job is running already.")
        self.title, self.stage, self.fraction, self.failure = title, "", 0.0, ""
        self._done, self._ended, self._reason = done, ended, ""
        self._started, self._last_log = self._clock(), []
        try:
            self._worker = self._make_worker(job)
            self._worker.start()
        except (SyntheticCTError, OSError) as error:
            self._finish(State.FAILED, sentence_of(error))
            return
        self.state, self.message = State.RUNNING, title
        self._changed()

    def tick(self):
        """Look at the worker. Call it some ten times a second while the state is busy."""
        if self._steps is not None:
            self._step()
            return
        if self._worker is None:
            return
        news = self._worker.new_progress()
        if news:
            self.stage, self.fraction = news[-1].stage, news[-1].fraction
        self._last_log = self._worker.log
        ending = self._worker.ending
        if ending is None:
            if news:
                self._changed()
            return
        self._take(ending)

    def cancel(self, reason=""):
        """Ask the job to stop. Its end comes with a ``tick``, within a second.

        Args:
            reason: a sentence that takes the place of the usual one.
        """
        if self._steps is not None and reason:  # what would be shown goes, with the scene
            self._finish(State.IDLE, reason)
        if self._worker is None or self.state is State.CANCELLING:
            return
        self._reason = reason
        self.state = State.CANCELLING
        self._worker.cancel()
        self._changed()

    def close(self):
        """Stop what runs and wait for its end, about a second: the window goes."""
        if self._worker is not None:
            self._worker.close()
        if self.state.busy:
            self._finish(State.IDLE, _("Stopped, because the module was closed."))

    def install(self, install):
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

    def say(self, sentence):
        """Show a sentence about something that was done without a job."""
        if not self.state.busy:
            self.state, self.message, self.failure = State.IDLE, sentence, ""
            self._changed()

    def fail(self, sentence):
        """Say why a job could not even begin."""
        self._finish(State.FAILED, sentence)

    @property
    def log(self):
        """The last lines of the job's log."""
        return list(self._last_log)

    @property
    def elapsed_seconds(self):
        """Since the job began."""
        return self._clock() - self._started

    @property
    def remaining_seconds(self):
        """A guess, or None as long as nothing can be said."""
        if self.fraction < _EARLIEST_SHARE or self.elapsed_seconds < _EARLIEST_SECONDS:
            return None
        return self.elapsed_seconds * (1.0 - self.fraction) / self.fraction

    def _take(self, ending):
        if ending.outcome == "cancelled" or self.state is State.CANCELLING:
            # Also when it was done just before it heard: what was cancelled is not shown.
            self._finish(State.IDLE, self._reason or _("Cancelled: the scene is as it was."))
            return
        if ending.outcome != "done":
            self._finish(State.FAILED, ending.sentence)
            return
        # From here on nothing is left to cancel.
        self._worker, self.fraction = None, 1.0
        self._steps = self._shown(ending.files)
        self._step()

    def _shown(self, files):
        """Each step of showing the result; gives its sentence."""
        words = self._done(files)
        if isinstance(words, types.GeneratorType):
            words = yield from words
        return words

    def _step(self):
        try:
            next(self._steps)
        except StopIteration as end:
            seconds = round(self.elapsed_seconds)
            done = _("{title}: done in {seconds} s.").format(title=self.title, seconds=seconds)
            self._finish(State.IDLE, end.value or done)
        except (SyntheticCTError, OSError) as error:
            self._finish(State.FAILED, sentence_of(error))

    def _finish(self, state, message):
        ended, self._ended = self._ended, None
        self._worker = self._done = self._steps = None
        self.state, self.message = state, message
        self.failure = message if state is State.FAILED else ""
        self.fraction = 0.0
        if ended is not None:
            ended()
        self._changed()
