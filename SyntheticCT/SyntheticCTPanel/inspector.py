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
from SyntheticCTPanel.protocols import Folders, MakeWorker, VolumeNode, Worker

#: The code of a warning about what is no image at all.
UNUSABLE = "unusable"

#: Codes of warnings after which the result would be worth nothing.
_SERIOUS = ("modality", "anatomy")


@dataclass(frozen=True)
class _Asked:
    """What is looked at: an image by its node and state, for a model by its folder."""

    image: tuple[str, int]
    model: str
    modality: Modality | None


@dataclass(frozen=True, eq=False)
class _Work:
    """A worker that looks, and the folder of its files."""

    worker: Worker
    folder: Path


class Inspector:
    """What the module thinks of the input.

    Args:
        make_worker: gives a worker for a job.
        exchange: see ``exchange.Exchange``.
        write_node: ``SyntheticCTLib.mrml.job_files.write_node``.
        changed: called when ``found`` has changed.

    Attributes:
        found: what the ``InspectJob`` wrote; None while nobody knows.
        modality: of the image, kept while the same image is looked at for another model.
    """

    def __init__(
        self,
        make_worker: MakeWorker,
        exchange: Folders,
        write_node: Callable[[VolumeNode, Path, str], str],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._make_worker, self._exchange = make_worker, exchange
        self._write_node, self._changed = write_node, changed
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

    def look(self, node: VolumeNode, model: ModelInfo, modality: Modality | None) -> None:
        """Look at a volume node for a model; what is looked at already is not asked for again.

        Args:
            node: volume node.
            model: the model that it would be used with.
            modality: what the scene knows of the node, or None.
        """
        image = node.GetImageData()
        state = 0 if image is None else image.GetMTime()
        asked = _Asked((node.GetID(), state), str(model.folder), modality)
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
        serious = (w for w in self._warnings if w.get("refuses") or w["code"] in _SERIOUS)
        return next((w["sentence"] for w in serious), "")

    @property
    def _warnings(self) -> list[dict[str, Any]]:
        return [] if self.found is None else self.found["warnings"]

    def tick(self) -> None:
        """Look whether the worker has an answer."""
        for work in [work for work in self._leaving if work.worker.ending is not None]:
            self._leaving.remove(work)
            self._exchange.remove(work.folder)
        if self._work is None or self._work.worker.ending is None:
            return
        work, self._work = self._work, None
        self._take(work.worker.ending)
        self._exchange.remove(work.folder)
        self._changed()

    def stop(self) -> None:
        """Forget what is being looked at; its worker ends by itself within a second."""
        if self._work is not None:
            self._work.worker.cancel()
            self._leaving.append(self._work)
            self._work = None
        self._asked = None

    def close(self) -> None:
        """Stop and wait until nothing runs any more: the window goes."""
        self.stop()
        for work in self._leaving:
            work.worker.close()
            self._exchange.remove(work.folder)
        self._leaving.clear()

    def _begin(self, asked: _Asked | None) -> None:
        self.stop()
        self._asked, self.found = asked, None

    def _start(self, node: VolumeNode, asked: _Asked) -> None:
        folder = None
        try:
            folder = self._exchange.new_folder()
            source = self._write_node(node, folder, "input")
            output = str(folder / "found.json")
            worker = self._make_worker(InspectJob(source, output, asked.model, asked.modality))
            worker.start()
        except (SyntheticCTError, OSError) as error:
            if folder is not None:
                self._exchange.remove(folder)
            self._doubt(sentence_of(error), refuses=isinstance(error, InputError))
        else:
            self._work = _Work(worker, folder)

    def _take(self, ending: Ending | None) -> None:
        if ending is None or ending.outcome == "cancelled":
            return
        if ending.outcome == "done":
            found: dict[str, Any] = json.loads(ending.files["output"].read_text(encoding="utf-8"))
            self.found, self.modality = found, found["modality"]
        else:
            self._doubt(ending.sentence, refuses=ending.outcome == "refused")

    def _doubt(self, sentence: str, *, refuses: bool) -> None:
        warning = {"code": UNUSABLE if refuses else "", "sentence": sentence, "refuses": refuses}
        self.found = {"modality": "unknown", "warnings": [warning]}
