"""Add somebody else's model: look, ask, convert, try, install."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.errors import InputError, ModelError
from SyntheticCTLib.files.atomic import atomic_folder
from SyntheticCTLib.importing.about import metadata_of
from SyntheticCTLib.importing.families import look
from SyntheticCTLib.importing.found import Found
from SyntheticCTLib.importing.offer import Offer, offer_of
from SyntheticCTLib.importing.plain_files import licence_text
from SyntheticCTLib.importing.sources import Fetched, fetched
from SyntheticCTLib.models import ModelInfo
from SyntheticCTLib.models.catalogue import added_models, list_models
from SyntheticCTLib.models.metadata import NOT_STATED, ImportedFrom
from SyntheticCTLib.progress import UNWATCHED, Watch

if TYPE_CHECKING:
    from SyntheticCTLib.importing.trial import Trial

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


@dataclass(frozen=True)
class Added:
    """A model that was installed.

    Attributes:
        info: what it now says of itself.
        trial: what trying it showed.
        offer: what was agreed to.
    """

    info: ModelInfo
    trial: Trial
    offer: Offer


def add_model(
    source: str,
    *,
    agree: Callable[[Offer], bool],
    name: str | None = None,
    into: Path | None = None,
    revision: str | None = None,
    about: Mapping[str, Any] | None = None,
    sha256: str | None = None,
    watch: Watch = UNWATCHED,
) -> Added:
    """Make a model folder of somebody else's model, and try it.

    Args:
        source: a folder, an archive, a file of a network, an https address, or a Hugging Face
            repository ("hf:owner/name").
        agree: shown licence, region, training data and size before anything is converted; False
            ends it.
        name: the id to give it; None makes one of the source's name.
        into: folder to install it in; None for the person's own.
        revision: of a repository; None for its newest, which is then written down.
        about: what its files lack or have wrong, by keys of ``about.About``.
        sha256: of the files that were agreed to before; None where they are agreed to now.

    Raises:
        InputError: the name is taken or cannot be one, nobody agreed, or the files are others than
            those that ``sha256`` names.
        ModelError: the model is of no known family, damaged, does not fit its network, or answers
            otherwise here than in its own program.
        ResourceError: a package or the network is missing.
    """
    with _looked_at(source, name, into, revision, about, watch) as (found, came, offer):
        if sha256 is not None and came.sha256 != sha256:
            raise InputError(
                f"{source} is no longer what was shown: its SHA-256 is {came.sha256}, and not "
                f"{sha256}. Nothing was installed."
            )
        if not agree(offer):
            raise InputError(f"Not agreed to (--yes agrees): nothing of {source} was installed.")
        offer.folder.parent.mkdir(parents=True, exist_ok=True)
        with atomic_folder(offer.folder) as temporary:
            trial = _convert(found, came, offer, temporary, watch.part(0.35, 0.98))
    from SyntheticCTLib.models import read_info

    return Added(read_info(offer.folder), trial, offer)


def offer_model(
    source: str,
    *,
    name: str | None = None,
    into: Path | None = None,
    revision: str | None = None,
    about: Mapping[str, Any] | None = None,
    watch: Watch = UNWATCHED,
) -> Offer:
    """What ``add_model`` would show before it asks; nothing is converted or installed.

    Args and errors are those of ``add_model``.
    """
    with _looked_at(source, name, into, revision, about, watch) as (_, _, offer):
        return offer


@contextmanager
def _looked_at(
    source: str,
    name: str | None,
    into: Path | None,
    revision: str | None,
    about: Mapping[str, Any] | None,
    watch: Watch,
) -> Iterator[tuple[Found, Fetched, Offer]]:
    """What is in a source's files, the files, and what is offered of them."""
    with fetched(source, revision, watch.part(0.0, 0.3)) as came:
        watch.report("looking at the model", 0.3)
        found = look(came.folder, {**came.told, **dict(about or {})}, source)
        folder = (into or added_models()) / _id(name, source, came)
        _check_free(folder)
        yield found, came, offer_of(found, came, folder)


def _id(name: str | None, source: str, came: Fetched) -> str:
    if name is None:
        last = re.split(r"[/\\:]", source.rstrip("/\\"))[-1]
        name = re.sub(r"[^a-z0-9_.-]+", "-", last.partition(".")[0].lower()).strip("-.") or "model"
    if _NAME.fullmatch(name) is None:
        raise InputError(
            f"A model cannot be called {name!r}: small letters, digits, '-', '_' and '.' only."
        )
    return name


def _check_free(folder: Path) -> None:
    known = {info.id: info.folder for info in list_models()}
    if folder.exists() or folder.name in known:
        where = folder if folder.exists() else known[folder.name]
        raise InputError(
            f"There is a model {folder.name} already ({where}): give another --name, or remove "
            "that folder first."
        )


def _convert(found: Found, came: Fetched, offer: Offer, folder: Path, watch: Watch) -> Trial:
    from SyntheticCTLib.importing.trial import try_out
    from SyntheticCTLib.models.bundle import write_model_folder
    from SyntheticCTLib.networks import build_network, distinct_state

    with watch.stage("converting", 0.0, 0.5) as part:
        networks = found.load(part)
        built = []
        for state in networks.states:
            network = build_network(networks.definition).float().eval()
            _fit(distinct_state(network), state, offer.id)
            network.load_state_dict(state, strict=False)
            built.append(network)
        imported = ImportedFrom(
            found.family,
            came.source,
            came.revision,
            came.sha256,
            found.about.licence,
            found.remarks,
        )
        write_model_folder(
            folder,
            network=built[0],
            network_definition=networks.definition,
            metadata=metadata_of(found.about, imported),
            card=_card(found, offer),
            licence=licence_text(came.folder) or f"{found.about.licence}\n",
            members=built[1:],
            storage="float32",
        )
    with watch.stage("trying the model", 0.5, 1.0) as part:
        return try_out(folder, networks.example, part)


def _fit(expected: Mapping[str, Any], found: Mapping[str, Any], name: str) -> None:
    """Refuse weights that leave a part of the network as it was built."""
    for key, value in expected.items():
        if key not in found:
            raise ModelError(f"The weights of {name} do not fit its network: {key!r} is missing.")
        if tuple(found[key].shape) != tuple(value.shape):
            raise ModelError(
                f"The weights of {name} do not fit its network: {key!r} is "
                f"{tuple(found[key].shape)} in the file and {tuple(value.shape)} in the network."
            )


def _card(found: Found, offer: Offer) -> str:
    about = found.about
    lines = [
        f"# {about.name or offer.id}",
        "",
        f"A model of somebody else ({found.family}), converted. Not for clinical use.",
        "",
        *(f"* {line}" for line in offer.lines if not line.startswith("into:")),
        "",
        "Nobody has measured here how accurate it is: `synthetic-ct compare` on pairs of your own, "
        "or `synthetic-ct models compare`, will tell; after `synthetic-ct calibrate-interval` on "
        "aligned pairs every CT says what to expect.",
    ]
    if about.citation and about.citation != NOT_STATED:
        lines += ["", f"Its makers: {about.citation}"]
    return "\n".join(lines) + "\n"
