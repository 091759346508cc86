"""Looks at the input in a worker of its own, so that choosing a volume never waits."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import InputError, SyntheticCTError, sentence_of
from SyntheticCTLib.jobs.inspect import InspectJob
from SyntheticCTLib.jobs.job import Modality
from SyntheticCTLib.jobs.worker_process import Ending
from SyntheticCTLib.models import ModelInfo
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTLib.sentences import from_parts
from SyntheticCTLib.synthesis.options import Method
from SyntheticCTPanel.background import Background
from SyntheticCTPanel.protocols import Folders, MakeWorker, VolumeNode, Worker

#: The code of a warning about what is no image at all.
UNUSABLE = "unusable"

#: Codes of warnings after which the result would be worth nothing.
SERIOUS = ("modality", "anatomy")


@dataclass(frozen=True)
class _Asked:
    """What is looked at: an image by its node and state, for a model by its folder."""

    image: tuple[str, int]
    model: str
    modality: Modality | None
    method: Method


@dataclass(frozen=True, eq=False)
class _Work:
    """A worker that looks, and the folder of its files."""

    worker: Worker
    folder: Path
    handover: Handover
    handing: list[Background[None]]

    @property
    def ended(self) -> bool:
        """Whether nothing of it runs any more."""
        if self.handing:
            return self.handing[0].ready()
        return self.worker.ending is not None

    def stop(self) -> None:
        """Let it end soon."""
        if self.handing:
            self.handover.stop()
        else:
            self.worker.cancel()

    def close(self) -> None:
        """Wait until nothing of it runs any more."""
        while self.handing and not self.handing[0].ready():
            continue
        if not self.handing:
            self.worker.close()


class Inspector:
    """What the module thinks of the input.

    Args:
        make_worker: gives a worker for a job.
        exchange: see ``exchange.Exchange``.
        changed: called when ``found`` has changed.

    Attributes:
        found: what the ``InspectJob`` wrote; None while nobody knows.
        modality: of the image, kept while the same image is looked at for another model.
    """

    def __init__(
        self,
        make_worker: MakeWorker,
        exchange: Folders,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._make_worker, self._exchange, self._changed = make_worker, exchange, changed
        self._work: _Work | None = None
        self._leaving: list[_Work] = []
        self._asked: _Asked | None = None
        self.found: dict[str, Any] | None = None
        self.modality: str | None = None

    @property
    def busy(self) -> bool:
        """Whether a worker runs."""
        return self._work is not None or bool(self._leaving)

    @property
    def looking(self) -> bool:
        """Whether an image is looked at of which not even the modality is known."""
        return self._work is not None and self.modality is None

    def look(
        self,
        node: VolumeNode,
        model: ModelInfo,
        modality: Modality | None,
        method: Method = "auto",
    ) -> None:
        """Look at a volume node for a model; what is looked at already is not asked for again.

        Args:
            node: volume node.
            model: the model that it would be used with.
            modality: what the scene knows of the node, or None.
            method: that it would be used by.
        """
        image = node.GetImageData()
        state = 0 if image is None else image.GetMTime()
        asked = _Asked((node.GetID(), state), str(model.folder), modality, method)
        former = self._asked
        if asked == former:
            return
        self._begin(asked)
        if former is None or asked.image != former.image:
            self.modality = None
        self._start(node, asked)
        self._changed()

    def forget(self) -> None:
        """There is nothing to look at."""
        if self._asked is not None:
            self._begin(None)
            self.modality = None
            self._changed()

    @property
    def unusable(self) -> str:
        """Why nothing can be made of the image, whatever anybody says; "" if something can."""
        return next((w["sentence"] for w in self._warnings if w["code"] == UNUSABLE), "")

    @property
    def objection(self) -> str:
        """Why the model should not be used on the image, unless somebody knows better."""
        serious = (w for w in self._warnings if w.get("refuses") or w["code"] in SERIOUS)
        return next((w["sentence"] for w in serious), "")

    @property
    def told(self) -> list[str]:
        """Every sentence about the image."""
        return [warning["sentence"] for warning in self._warnings]

    @property
    def _warnings(self) -> list[dict[str, Any]]:
        return [] if self.found is None else self.found["warnings"]

    def tick(self) -> None:
        """Look whether the worker has an answer."""
        for work in [work for work in self._leaving if work.ended]:
            self._leaving.remove(work)
            self._exchange.remove(work.folder)
        if self._work is not None and self._work.handing:
            self._begin_worker(self._work)
        if self._work is None or self._work.handing or self._work.worker.ending is None:
            return
        work, self._work = self._work, None
        self._take(work.worker.ending, work.handover)
        self._exchange.remove(work.folder)
        self._changed()

    def stop(self) -> None:
        """Forget what is being looked at; its worker ends by itself within a second."""
        if self._work is not None:
            self._work.stop()
            self._leaving.append(self._work)
            self._work = None
        self._asked = None

    def close(self) -> None:
        """Stop and wait until nothing runs any more: the window goes."""
        self.stop()
        for work in self._leaving:
            work.close()
            self._exchange.remove(work.folder)
        self._leaving.clear()

    def _begin(self, asked: _Asked | None) -> None:
        self.stop()
        self._asked, self.found = asked, None

    def _start(self, node: VolumeNode, asked: _Asked) -> None:
        try:
            with self._exchange.begun() as folder:
                handover = Handover(folder)
                source = handover.volume(node, "input")
                self._exchange.check_room(handover.bytes)
                output = str(folder / "found.json")
                job = InspectJob(source, output, asked.model, asked.modality, asked.method)
                worker = self._make_worker(job)
        except (SyntheticCTError, OSError) as error:
            self._doubt(sentence_of(error), refuses=isinstance(error, InputError))
        else:
            self._work = _Work(worker, folder, handover, [Background(handover.write)])

    def _begin_worker(self, work: _Work) -> None:
        """Start the worker when its image is there."""
        if not work.handing[0].ready():
            return
        handing = work.handing.pop()
        try:
            handing.result()
            work.worker.start()
        except (SyntheticCTError, OSError) as error:
            self._work = None
            self._exchange.remove(work.folder)
            self._doubt(sentence_of(error), refuses=False)
            self._changed()

    def _take(self, ending: Ending | None, handover: Handover) -> None:
        if ending is None or ending.outcome == "cancelled":
            return
        if ending.outcome == "done":
            found: dict[str, Any] = json.loads(ending.files["output"].read_text(encoding="utf-8"))
            for warning in found["warnings"]:
                warning["sentence"] = from_parts(warning)
            self.found, self.modality = found, found["modality"]
        else:
            self._doubt(handover.named(ending.sentence), refuses=ending.outcome == "refused")

    def _doubt(self, sentence: str, *, refuses: bool) -> None:
        warning = {"code": UNUSABLE if refuses else "", "sentence": sentence, "refuses": refuses}
        self.found = {"modality": "unknown", "warnings": [warning]}
