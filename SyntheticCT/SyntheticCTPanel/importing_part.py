"""Models > Add...: look at somebody else's model, ask once, convert and try it, install it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from SyntheticCTLib.jobs.add_model import AddModelJob, OfferModelJob
from SyntheticCTLib.mrml.handover import Handover
from SyntheticCTPanel.i18n import said
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.models_part import ModelsPart
from SyntheticCTPanel.protocols import Files, Starter

BUTTON = "addModelButton"


@dataclass(frozen=True)
class ModelOffer:
    """A model that waits for a yes or a no.

    Attributes:
        source: where it comes from, as it was typed.
        id: the name that it would have.
        told: what is said of it, by what that is about: licence, body regions, size, ...
        notes: what is not as the other program has it.
        warnings: what to know before saying yes.
        revision, sha256: what exactly is agreed to.
    """

    source: str
    id: str
    told: dict[str, str]
    notes: list[str]
    warnings: list[str]
    revision: str
    sha256: str

    @property
    def question(self) -> str:
        """What is asked, for people."""
        return _("Convert {model}, try it, and put it among your models?").format(model=self.id)

    @property
    def lines(self) -> list[str]:
        """What is to be known before the answer, a line each."""
        facts = [f"{_(name)}: {value}" for name, value in self.told.items()]
        return [*map(said, self.warnings), *facts, *map(said, self.notes)]


class ImportingPart:
    """Starts the jobs, with the question between them.

    Args:
        starter: starts the jobs.
        models: the list that the model comes onto.
        changed: called when the source was typed.

    Attributes:
        source: folder, archive, file, address or repository, as it was typed.
    """

    def __init__(
        self, *, starter: Starter, models: ModelsPart, changed: Callable[[], None]
    ) -> None:
        self._starter, self._models, self._changed = starter, models, changed
        self._offer: ModelOffer | None = None
        self.source = ""

    def type_source(self, text: str) -> None:
        """The user typed or chose a source."""
        self.source = text.strip()
        self._changed()

    def start(self) -> None:
        """Look at the source. A folder of our own form is on the list at once.

        Raises:
            ModelError: see ``ModelsPart.add``.
        """
        source = self.source
        if self._models.is_ours(source):
            told, self.source = self._models.add(source), ""
            self._starter.say(told)
            return

        def make_job(handover: Handover) -> OfferModelJob:
            return OfferModelJob(source, output=str(handover.folder / "offer.json"))

        def done(files: Files) -> str:
            found = json.loads(files["output"].read_text(encoding="utf-8"))
            self._offer = ModelOffer(source=source, **found)
            return _("{model}: read what is said of it.").format(model=self._offer.id)

        title = _("Looking at {source}").format(source=_short(source))
        self._starter.start(BUTTON, title, make_job, done, packages=True)

    def take_offer(self) -> ModelOffer | None:
        """What waits for an answer, if something does; it is asked about once."""
        offer, self._offer = self._offer, None
        return offer

    def install(self, offer: ModelOffer) -> None:
        """Convert, try and install what was agreed to, and choose it."""

        def make_job(_handover: Handover) -> AddModelJob:
            return AddModelJob(
                offer.source,
                id=offer.id,
                revision=offer.revision or None,
                yes=True,
                sha256=offer.sha256,
            )

        def done(files: Files) -> str:
            self._models.read_again(files["model"].name)
            self.source = ""
            return _("{model} was tried, and is on the list: {folder}").format(
                model=offer.id, folder=files["model"]
            )

        self._starter.start(
            BUTTON, _("Converting {model}").format(model=offer.id), make_job, done, packages=True
        )


def _short(source: str) -> str:
    """The last part of a path or an address."""
    return Path(source.rstrip("/\\")).name or source
