"""The jobs ``add-model``: somebody else's model in, a model folder among the person's own out; and
``offer-model``: what is to be known of it before.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from SyntheticCTLib.errors import NotAgreedError
from SyntheticCTLib.jobs.job import Job, JobResult, Modality
from SyntheticCTLib.options import holds_options, option
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    from SyntheticCTLib.importing.offer import Offer


@holds_options
class _SourceJob(Job):
    """Where a model comes from, and what its files do not say."""

    source: str = option(
        "folder, archive, file of a network (TorchScript, ONNX), https address, or hf:owner/name",
        positional=True,
    )
    id: str | None = option("what to call it (default: by SOURCE)", "--name", default=None)
    about: str | None = option(
        "JSON file with what its own files lack: scales, frame, tiles", default=None, metavar="FILE"
    )
    modality: Modality | None = option(
        "what it takes, where its files do not say", "--from", default=None
    )
    region: tuple[str, ...] = option(
        "body regions that it learnt from, as far as you know", default=()
    )
    revision: str | None = option(
        "commit of a Hugging Face repository (default: the newest)", default=None
    )
    into: str | None = option(
        "folder of models to install it in (default: your own)", default=None, metavar="FOLDER"
    )

    def _asked(self) -> dict[str, Any]:
        """The same as arguments of ``importing.add``."""
        from SyntheticCTLib.importing.about import about_file

        given: dict[str, Any] = {} if self.about is None else about_file(Path(self.about))
        if self.modality is not None:
            given["input"] = self.modality
        if self.region:
            given["regions"] = list(self.region)
        return {
            "name": self.id,
            "into": None if self.into is None else Path(self.into),
            "revision": self.revision,
            "about": given,
        }


@holds_options
class OfferModelJob(_SourceJob):
    """Write as JSON what ``add-model`` would show before it asks, and install nothing."""

    name: ClassVar[str] = "offer-model"

    output: str = option("JSON file to write", default="offer.json", metavar="FILE", writes=True)

    def run(self, watch: Watch) -> JobResult:
        """Look, write."""
        from SyntheticCTLib.files.plain_json import write_json
        from SyntheticCTLib.importing.add import offer_model

        offer = offer_model(self.source, watch=watch, **self._asked())
        told = {"told": offer.told, "notes": [*offer.remarks], "warnings": [*offer.warnings]}
        pinned = {"id": offer.id, "revision": offer.revision, "sha256": offer.sha256}
        write_json({**told, **pinned}, Path(self.output))
        return JobResult({"output": Path(self.output)}, offer)


@holds_options
class AddModelJob(_SourceJob):
    """Convert a model of another program, try it, and install it among your own."""

    name: ClassVar[str] = "add-model"

    yes: bool = option("agree to its licence and warnings without being asked", default=False)
    sha256: str | None = option(
        "refuse files of another SHA-256 than this, which was shown before", default=None
    )

    def run(self, watch: Watch) -> JobResult:
        """Look, convert, try, install."""
        return self.carried_out(self._agreed, watch)

    def carried_out(self, agree: Any, watch: Watch) -> JobResult:
        """The same, with the one who is asked."""
        from SyntheticCTLib.importing.add import add_model

        added = add_model(
            self.source, agree=agree, sha256=self.sha256, watch=watch, **self._asked()
        )
        return JobResult({"model": added.info.folder}, added)

    def _agreed(self, offer: Offer) -> bool:
        if not self.yes:
            raise NotAgreedError(*offer.lines, "Nothing is installed unless you agree (yes).")
        return True
