"""Each series of the inbox once: a worker makes its synthetic image, which may be sent on."""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from SyntheticCTLib.dicom.options import DicomOptions, NewObjects
from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.dicom.fields import text
from SyntheticCTLib.files.dicom.own_folder import folder_of_one, series_below
from SyntheticCTLib.files.folders import TEMPORARY_PREFIX
from SyntheticCTLib.inbox.arrivals import Arrival, Arrivals
from SyntheticCTLib.inbox.status import State, Status, read_status, write_status
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.jobs.worker_process import Ending, WorkerProcess
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.options import SynthesisOptions

#: A node that did not take a result is asked again after this, s.
SEND_AGAIN_SECONDS = 60.0

_POLL_SECONDS = 0.2

_STATES: dict[str, State] = {"done": "done", "refused": "refused"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Making:
    """How the image of each series is made.

    Attributes:
        model: id or folder.
        options: of the synthesis.
        objects: which UIDs, without the patient or not, and where the result is sent.
    """

    model: str
    options: SynthesisOptions
    objects: NewObjects


class WorkingOff:
    """Works off what has arrived; what became of each series is kept beside the results.

    Args:
        arrivals: the inbox.
        results: the folder of the results.
        making: how.

    Attributes:
        ended: what became of the series that were worked off since.
    """

    def __init__(self, arrivals: Arrivals, results: Path, making: Making) -> None:
        self._arrivals, self._results, self._making = arrivals, results, making
        self.ended: list[Status] = []
        self._told: dict[str, tuple[int, int]] = {}
        self._sent_last: dict[str, float] = {}

    def look(
        self, settle_seconds: float, watch: Watch, arriving: AbstractSet[str] = frozenset()
    ) -> None:
        """Work off every series that has settled and is not done.

        Args:
            settle_seconds: for how long a series must not have changed.
            watch: told a line for each; stops the work.
            arriving: UIDs of series that are known to be incomplete.

        Raises:
            Cancelled: a stop was asked for; the series at work is done by the next run.
            OSError: the folder of results cannot be written.
        """
        for arrival in self._arrivals.settled(time.monotonic(), settle_seconds):
            watch.check()
            if arrival.uid in arriving:
                continue
            status = self._next(arrival, watch)
            if status is not None:
                write_status(self._results, status)
                self.ended.append(status)
                watch.report("waiting", 0.0, f"{status.name}: {status.state}. {status.sentence}")

    def _next(self, arrival: Arrival, watch: Watch) -> Status | None:
        """What became of a series now; None where nothing was to do."""
        name = self._name(arrival)
        before = read_status(self._results, name)
        size = arrival.files, arrival.size
        if before is None or (not before.is_made and (before.files, before.size) != size):
            return self._made(arrival, name, watch)
        if before.is_made and (before.files, before.size) != size:
            self._tell_late(before, arrival)
        if before.state == "unsent" and self._is_time(name):
            return self._sent(before, watch)
        return None

    def _name(self, arrival: Arrival) -> str:
        objects = self._making.objects
        if objects.anonymise is None:
            return arrival.uid
        from SyntheticCTLib.dicom.anonymous import pseudonym, read_key

        return str(pseudonym(arrival.uid, read_key(objects.anonymise), objects.uid_root))

    def _made(self, arrival: Arrival, name: str, watch: Watch) -> Status:
        status = Status(name, "done", arrival.files, arrival.size)
        if any(text(one.dataset, "SyntheticData") == "YES" for one in arrival.headers):
            return replace(status, state="left", sentence="It is synthetic itself.")
        if not (self._results / name).is_dir():  # there, a run ended before it could say so
            ending = self._worked(arrival, name, watch)
            status = replace(status, state=_STATES.get(ending.outcome, "failed"))
            status = replace(status, sentence=ending.sentence)
        if status.state != "done" or self._making.objects.send is None:
            return status
        waiting = replace(status, state="unsent", sentence="It was not sent yet.")
        write_status(self._results, waiting)
        return self._sent(waiting, watch)

    def _worked(self, arrival: Arrival, name: str, watch: Watch) -> Ending:
        """Have a process of its own make the image: what it breaks is nothing of this one."""
        objects = self._making.objects
        below = series_below(self._arrivals.all_headers())
        links = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX))
        job = SynthesizeJob(
            input=str(folder_of_one(arrival.headers, links / "series", below)),
            output=str(self._results / name),
            model=self._making.model,
            options=self._making.options,
            write_record=objects.anonymise is None,  # it names the input
            format="dicom",
            dicom=DicomOptions(**{**vars(objects), "send": None}),
        )
        worker = WorkerProcess(job)
        try:
            worker.start()
            while worker.wait(_POLL_SECONDS) is None:
                for told in worker.new_progress():
                    watch.report(told.stage, told.fraction)
                watch.check()
        finally:
            worker.close()
            shutil.rmtree(links, ignore_errors=True)
        assert worker.ending is not None
        return worker.ending

    def _sent(self, status: Status, watch: Watch) -> Status:
        from SyntheticCTLib.dicom.network.sending import send

        objects = self._making.objects
        assert objects.send is not None
        self._sent_last[status.name] = time.monotonic()
        files = sorted((self._results / status.name).glob("*.dcm"))
        try:
            send(files, objects.send, tls=objects.tls, watch=watch)
        except (ResourceError, InputError) as error:
            return replace(status, state="unsent", sentence=str(error))
        return replace(status, state="done", sentence="")

    def _is_time(self, name: str) -> bool:
        last = self._sent_last.get(name)
        wanted = self._making.objects.send is not None
        return wanted and (last is None or time.monotonic() - last > SEND_AGAIN_SECONDS)

    def _tell_late(self, before: Status, arrival: Arrival) -> None:
        size = arrival.files, arrival.size
        if self._told.get(before.name) != size:
            self._told[before.name] = size
            _log.warning(
                "Of the series %s there are %d files now, and were %d when it was worked off: to "
                "have it made again, remove its result and its status from %s.",
                before.name,
                arrival.files,
                before.files,
                self._results,
            )
