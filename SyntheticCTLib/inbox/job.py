"""The job ``inbox``: what arrives in a folder is worked off, until somebody stops it."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import field
from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.dicom.options import NewObjects
from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.files.locks import only_one_in
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.options import SynthesisOptions

_NETWORK = "network"

#: Between two looks into the folder, s.
_LOOK_SECONDS = 1.0


@holds_options
class InboxJob(Job):
    """Make the synthetic image of every DICOM series that arrives in a folder."""

    name: ClassVar[str] = "inbox"

    folder: str = option("where DICOM series arrive, each in any folder below", positional=True)
    output: str = written(
        "folder of the results, made if missing: of each series a folder by its UID, and what "
        "became of it",
        metavar="RESULTS",
    )
    model: str = option("model id or model folder", default=DEFAULT_MODEL)
    options: SynthesisOptions = field(default_factory=SynthesisOptions)
    settle_seconds: float = option(
        "a series is whole when nothing of it has changed for so long, s",
        default=10.0,
        metavar="SECONDS",
    )
    once: bool = option("work off what is there, wait for nothing, and end", default=False)
    listen: str | None = option(
        "also take series from the network (C-STORE of CT and MR images, needs pynetdicom): a "
        "port of this machine alone, or where to listen (default: nothing listens)",
        default=None,
        metavar="PORT|TITLE@HOST:PORT",
        group=_NETWORK,
    )
    calling: tuple[str, ...] = option(
        "who may send, and nobody else; beyond this machine each with its IP address",
        default=(),
        metavar="TITLE[@IP]",
        group=_NETWORK,
    )
    dicom: NewObjects = field(default_factory=NewObjects)

    def check(self) -> None:
        """Refuse folders, a key or addresses that cannot be used, before anything arrives."""
        from SyntheticCTLib.dicom.option_checks import check_options

        if not Path(self.folder).is_dir():
            raise InputError(f"There is no folder {self.folder}: make it first.")
        if Path(self.output).is_file():
            raise InputError(f"{self.output} is a file: choose a folder for the results.")
        if self.settle_seconds < 0:
            raise InputError(f"A time in seconds is not negative; got {self.settle_seconds:g}.")
        check_options(self.dicom)
        if self.listen is not None:
            from SyntheticCTLib.dicom.network.listening import check_listening

            if self.once:
                raise InputError("--once waits for nobody: leave --listen out.")
            check_listening(self.listen, self.calling, self.dicom.tls)
        elif self.calling:
            raise InputError("--calling says who may send to --listen; give that, too.")
        super().check()

    def run(self, watch: Watch) -> JobResult:
        """Listen if that was asked for, look, work off; without ``once`` until it is stopped.

        Raises:
            Cancelled: it was stopped; what is done is kept.
        """
        from SyntheticCTLib.dicom.network.listening import Listener, check_listening
        from SyntheticCTLib.inbox.arrivals import Arrivals  # pydicom only now
        from SyntheticCTLib.inbox.working_off import Making, WorkingOff
        from SyntheticCTLib.models import find_model_folder

        folder, results = Path(self.folder), Path(self.output)
        find_model_folder(self.model)  # or every series would be refused for it
        results.mkdir(exist_ok=True)
        arrivals = Arrivals(folder, (results,))
        work = WorkingOff(arrivals, results, Making(self.model, self.options, self.dicom))
        with ExitStack() as stack:
            stack.enter_context(only_one_in(results, "inbox"))
            listener: Listener | None = None
            if self.listen is not None:
                tls = self.dicom.tls
                at, callers = check_listening(self.listen, self.calling, tls)
                listener = stack.enter_context(Listener(folder, at, callers, tls))
                watch.report("waiting", 0.0, _heard(str(at), self.calling, tls.encrypted))
            try:
                work.look(0.0 if self.once else self.settle_seconds, watch)
                while not self.once:
                    watch.report("waiting", 0.0)
                    time.sleep(_LOOK_SECONDS)
                    arriving = set() if listener is None else listener.arriving()
                    work.look(self.settle_seconds, watch, arriving)
            except Cancelled as stopped:
                raise Cancelled(
                    f"Stopped: {len(work.ended)} series were worked off and are in {results}; the "
                    "same command goes on."
                ) from stopped
        return JobResult({"output": results}, work.ended)


def _heard(at: str, callers: tuple[str, ...], encrypted: bool) -> str:
    how = "encrypted, with certificates" if encrypted else "nothing is encrypted"
    return f"Listening as {at} for CT and MR images of {', '.join(callers)} and nobody else; {how}."
