"""From a pressed button to a job that runs: packages, a folder for its files, the job, the run."""

from __future__ import annotations

from collections.abc import Callable

from SyntheticCTLib.errors import SyntheticCTError
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTPanel.failures import failure_of
from SyntheticCTPanel.protocols import Done, Folders, Installer, MakeJob
from SyntheticCTPanel.runner import JobRunner

#: A job's files and its results take up to this many times the room of what it is given: 16-bit
#: images become float32, and some results are several images.
_ROOM = 4


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
        missing = packages and self._installer.missing()
        if missing and not self.prepare(button, self._installer.install):
            return
        self.running = button
        folder = None
        try:
            folder = self._exchange.new_folder()
            handover = Handover(folder)
            job = make_job(handover)
            self._exchange.check_room(_ROOM * handover.bytes)
        except (SyntheticCTError, OSError) as error:
            if folder is not None:
                self._exchange.remove(folder)
            self._runner.fail(failure_of(error))
            return
        self._runner.start(
            title, job, done, ended=lambda: self._exchange.remove(folder), handover=handover
        )

    def prepare(self, button: str, install: Callable[[], str]) -> bool:
        """Get what a button's job needs; see ``JobRunner.install``.

        Returns:
            Whether all is there.
        """
        self.running = button
        return self._runner.install(install)
