"""From a pressed button to jobs that run: packages, a folder for the files, the job, the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from SyntheticCTLib.errors import SyntheticCTError
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTPanel.failures import failure_of
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.protocols import Done, Folders, Installer, MakeJob, Piece
from SyntheticCTPanel.runner import JobRunner, Share, cancelled

#: A job's files and its results take up to this many times the room of what it is given: 16-bit
#: images become float32, and some results are several images.
_ROOM = 4


@dataclass
class _Round:
    """Several jobs that are one piece of work.

    Attributes:
        pieces: all of them.
        begun: how many have begun.
        made: how many are done.
        failures: a sentence for each that failed.
    """

    pieces: Sequence[Piece]
    begun: int = 0
    made: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        """Whether there is another one to begin."""
        return self.begun < len(self.pieces)


class JobStarter:
    """Starts jobs in the one runner.

    Args:
        runner: carries them out.
        exchange: gives each job a folder, which goes when the job has ended.
        installer: gets PyTorch and the other packages for the jobs that need them.

    Attributes:
        running: name of the button whose job runs, or ran last.
    """

    def __init__(self, runner: JobRunner, exchange: Folders, installer: Installer) -> None:
        self._runner, self._exchange, self._installer = runner, exchange, installer
        self.running = ""

    def start(
        self, button: str, title: str, make_job: MakeJob, done: Done, *, packages: bool = False
    ) -> None:
        """Start a job.

        Args:
            button: name of the button that was pressed.
            title: what is being made, for people.
            make_job: takes what the job needs from the scene, and gives the job.
            done: given the job's files, shows them; see ``JobRunner.start``.
            packages: whether PyTorch and the other packages must be there.
        """
        self.start_all(button, [Piece(title, title, make_job, done)], packages=packages)

    def start_all(self, button: str, pieces: Sequence[Piece], *, packages: bool = False) -> None:
        """Start several jobs, one after the other, as one piece of work.

        One that fails does not keep the others from being carried out; what failed is told at the
        end. Who cancels keeps what is done by then.
        """
        missing = packages and self._installer.missing()
        if missing and not self.prepare(button, self._installer.install):
            return
        self.running = button
        self._next(_Round(pieces))

    def say(self, sentence: str) -> None:
        """Say what a button did without a job."""
        self._runner.say(sentence)

    def fail(self, sentence: str) -> None:
        """Say why something that is done without a job failed."""
        self._runner.fail(sentence)

    @property
    def busy(self) -> bool:
        """Whether a job runs."""
        return self._runner.state.busy

    def prepare(self, button: str, install: Callable[[], str]) -> bool:
        """Get what a button's job needs; see ``JobRunner.install``.

        Returns:
            Whether all is there.
        """
        self.running = button
        return self._runner.install(install)

    def _next(self, work: _Round) -> None:
        """Begin the next job of a round. Only now its files are taken from the scene."""
        piece, share = work.pieces[work.begun], Share(work.begun, len(work.pieces))
        work.begun += 1
        try:
            with self._exchange.begun() as folder:
                handover = Handover(folder)
                job = piece.make_job(handover)
                self._exchange.check_room(_ROOM * handover.bytes)
        except (SyntheticCTError, OSError) as error:
            self._runner.fail(failure_of(error))
            self._ended(work, piece)
            return

        def ended() -> None:
            self._exchange.remove(folder)
            self._ended(work, piece)

        self._runner.start(piece.title, job, piece.done, ended, handover, share)

    def _ended(self, work: _Round, piece: Piece) -> None:
        count = len(work.pieces)
        if count == 1:
            return  # the runner has said how
        if self._runner.outcome == "done":
            work.made += 1
        elif self._runner.outcome == "failed":
            work.failures.append(f"{piece.name}: {self._runner.failure}")
        elif self._runner.message != cancelled():
            return  # with a reason of its own: the scene or the window goes
        if self._runner.outcome != "cancelled" and work.goes_on:
            self._next(work)
            return
        self._runner.conclude(_told(work, self._runner.outcome), failed=bool(work.failures))


def _told(work: _Round, outcome: str) -> str:
    """How several jobs ended, in one text."""
    words = _("{made} of {count} are done.")
    if outcome == "cancelled":
        words = _("Cancelled: {made} of {count} are done, and stay.")
    line = words.format(made=work.made, count=len(work.pieces))
    return "\n".join([line, *work.failures])
