"""What a person is shown of a model before it is added."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from SyntheticCTLib.importing.found import Found
from SyntheticCTLib.importing.sources import Fetched
from SyntheticCTLib.models.metadata import NOT_STATED

#: Words in a licence's name that allow no commercial use.
_NON_COMMERCIAL = ("-nc", "noncommercial", "non-commercial", "non commercial")


@dataclass(frozen=True)
class Offer:
    """A model that could be added.

    Attributes:
        id: the name that it would have.
        folder: where it would be installed.
        family: what kind of model it is.
        direction: what it makes of what.
        regions, licence, training_data: as its files or its place say.
        size: of its files, bytes.
        members: networks of its ensemble.
        source, revision, sha256: where it came from.
        remarks: what is not as the other program has it.
        warnings: what to know before saying yes.
    """

    id: str
    folder: Path
    family: str
    direction: str
    regions: str
    licence: str
    training_data: str
    size: int
    members: int
    source: str
    revision: str
    sha256: str
    remarks: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def told(self) -> dict[str, str]:
        """For people: what is said, by what it is about."""
        return {
            "model": f"{self.id} ({self.family})",
            "makes": self.direction,
            "body regions": self.regions,
            "licence": self.licence,
            "training data": self.training_data,
            "size": f"{self.size / 1e6:.1f} MB, {self.members} network(s)",
            "from": self.source + (f" at {self.revision}" if self.revision else ""),
            "SHA-256": self.sha256,
            "into": str(self.folder),
        }

    @property
    def lines(self) -> list[str]:
        """For people, a line each."""
        told = self.told
        width = max(map(len, told)) + 1
        lines = [f"{name + ':':<{width}} {value}" for name, value in told.items()]
        return [*lines, *(f"note: {one}" for one in self.remarks), *self.warnings]


def offer_of(found: Found, fetched: Fetched, folder: Path) -> Offer:
    """The offer of a model that was looked at."""
    about = found.about
    licence = about.licence
    warnings = [found.warning] if found.warning else []
    if licence == NOT_STATED:
        warnings.append("Nobody states its licence: whether you may use it is for you to find out.")
    elif any(words in licence.lower() for words in _NON_COMMERCIAL):
        warnings.append(f"Its licence ({licence}) allows no commercial use.")
    if not about.regions:
        warnings.append("Nobody states the body regions that it learnt from: every use says so.")
    return Offer(
        id=folder.name,
        folder=folder,
        family=found.family,
        direction=f"{about.output} from {about.input}",
        regions=", ".join(about.regions) or "unknown",
        licence=licence,
        training_data=about.training_data,
        size=fetched.size,
        members=found.members,
        source=fetched.source,
        revision=fetched.revision,
        sha256=fetched.sha256,
        remarks=found.remarks,
        warnings=tuple(warnings),
    )
