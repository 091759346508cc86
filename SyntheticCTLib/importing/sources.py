"""Where a model comes from: a folder, a file, an archive, an address, a Hugging Face repository."""

from __future__ import annotations

import hashlib
import http.client
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import InputError, ModelError, ResourceError, SyntheticCTError
from SyntheticCTLib.files.folders import temporary_folder
from SyntheticCTLib.importing.archives import MOST_BYTES, SUFFIXES, copy_file, unpack
from SyntheticCTLib.progress import Watch

#: Begins the name of a Hugging Face repository: ``hf:owner/name``, ``hf:owner/name:folder``.
HUGGING_FACE = "hf:"

_HUGGING_FACE_SITE = "https://huggingface.co/"
_REPOSITORY = re.compile(r"([\w.-]+/[\w.-]+)(?::([\w./-]+))?")

#: What a connection ends with that does not come about, or breaks.
_BROKEN_OFF = (
    urllib.error.URLError,
    http.client.HTTPException,
    ssl.SSLError,
    TimeoutError,
    ConnectionError,
)

_CHUNK = 1 << 20
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Fetched:
    """What came.

    Attributes:
        folder: with the files; it may be the person's own.
        source: an address or a repository as it was given, of a file or folder here its own name:
            the folders above it may be called after people.
        revision: of a repository, the commit.
        sha256: of the file that came, or of the list of the files' hashes.
        size: of all files, bytes.
        told: what the place says of it, by keys of ``about.About``.
    """

    folder: Path
    source: str
    revision: str
    sha256: str
    size: int
    told: dict[str, Any] = field(default_factory=dict)


@contextmanager
def fetched(source: str, revision: str | None, watch: Watch) -> Iterator[Fetched]:
    """A source's files in a folder, for the length of a ``with`` block.

    Raises:
        InputError: there is no such file or folder.
        ModelError: an archive is damaged or wants to write elsewhere.
        ResourceError: the address does not answer, or huggingface_hub is missing.
    """
    if (path := Path(source)).is_dir():
        yield Fetched(path, path.resolve().name, "", folder_hash(path), _size(path))
        return
    with temporary_folder() as temporary:
        folder, told, commit = temporary / "model", dict[str, Any](), ""
        folder.mkdir()
        if source.startswith((HUGGING_FACE, _HUGGING_FACE_SITE)):
            told, commit = _from_hugging_face(source, revision, folder)
            digest = folder_hash(folder)
        else:
            file = path
            if "://" in source:
                file = _downloaded(source, temporary, watch)
            elif path.is_file():
                source = path.name
            else:
                raise InputError(
                    f"There is no {source}: give a folder, an archive, a file of a network, an "
                    f"address, or a Hugging Face repository ({HUGGING_FACE}owner/name)."
                )
            digest = file_hash(file)
            if file.name.lower().endswith(SUFFIXES):
                unpack(file, folder)
            else:
                copy_file(file, folder)
                beside = file.with_suffix(".json")
                if beside.is_file() and beside != file:
                    copy_file(beside, folder)
        yield Fetched(_only_folder(folder), source, commit, digest, _size(folder), told)


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_hash(folder: Path) -> str:
    """SHA-256 of the names and hashes of all files in a folder."""
    lines = [
        f"{file_hash(path)}  {path.relative_to(folder).as_posix()}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _only_folder(folder: Path) -> Path:
    """The folder that an archive holds everything in, if it does."""
    entries = list(folder.iterdir())
    return entries[0] if len(entries) == 1 and entries[0].is_dir() else folder


def _downloaded(address: str, folder: Path, watch: Watch) -> Path:
    parts = urllib.parse.urlsplit(address)
    loopback = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise InputError(f"{address} is no https address: nothing else is fetched from.")
    name = re.sub(r"[^\w.-]", "_", parts.path.rpartition("/")[2]).lstrip(".") or "model"
    target, done = folder / name, 0
    try:
        with (
            urllib.request.urlopen(address, timeout=_PATIENCE_SECONDS) as answer,
            target.open("xb") as file,
        ):
            total = int(answer.headers.get("Content-Length") or 0)
            while piece := answer.read(_CHUNK):
                done += len(piece)
                if done > MOST_BYTES:
                    raise ModelError(f"{address} holds more than {MOST_BYTES >> 30} GiB.")
                file.write(piece)
                message = f"{done / 1e6:.0f} MB"
                watch.report("fetching", done / total if total else 0.0, message)
                watch.check()
    except _BROKEN_OFF as error:
        raise ResourceError(f"{address} cannot be fetched: {error}.") from error
    if done < total:
        raise ResourceError(f"{address} broke off after {done} of {total} bytes: fetch it again.")
    return target


def _from_hugging_face(
    source: str, revision: str | None, folder: Path
) -> tuple[dict[str, Any], str]:
    """Fetch a repository at one commit: what its card says, and the commit."""
    named = source.removeprefix(HUGGING_FACE).removeprefix(_HUGGING_FACE_SITE).rstrip("/")
    match = _REPOSITORY.fullmatch(named)
    if match is None:
        raise InputError(f"{source} is no Hugging Face repository: {HUGGING_FACE}owner/name.")
    try:
        import huggingface_hub
    except ImportError as error:
        raise ResourceError(
            "Hugging Face repositories need huggingface_hub: pip install 'synthetic-ct[models]'."
        ) from error
    repository = match[1]
    try:
        about = huggingface_hub.HfApi().model_info(repository, revision=revision)
        inside = _folder_among([file.rfilename for file in about.siblings or ()], match[2], source)
        patterns = None if inside is None else [f"{inside}/*", "README.md", "LICENSE*"]
        huggingface_hub.snapshot_download(
            repository, revision=about.sha, local_dir=folder, allow_patterns=patterns
        )
    except SyntheticCTError:
        raise
    except Exception as error:  # the client's own, and those of the libraries that it calls by
        words = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ResourceError(f"{repository} cannot be fetched: {words}") from error
    told = _card(about)
    _keep_only(folder, inside)
    return told, str(about.sha)


def _folder_among(files: list[str], inside: str | None, source: str) -> str | None:
    """Which folder of a repository to fetch, None for all of it: one that holds the model.

    Raises:
        ModelError: there are several, which are named before anything is fetched.
    """
    from SyntheticCTLib.importing.families import model_among

    start = "" if inside is None else f"{inside}/"
    below = [name.removeprefix(start) for name in files if name.startswith(start)]
    called = f"{source}{':' if inside is None else '/'}"
    return "/".join(filter(None, (inside, model_among(below, called)))) or None


def _card(about: Any) -> dict[str, Any]:
    card = about.card_data.to_dict() if about.card_data else {}
    told = {"licence": card.get("license"), "training_data": card.get("datasets")}
    return {
        key: ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in told.items()
        if value
    }


def _keep_only(folder: Path, inside: str | None) -> None:
    """The client's own notes go; of a repository's folder, its files come to the top."""
    import shutil

    shutil.rmtree(folder / ".cache", ignore_errors=True)
    if inside is None:
        return
    part = (folder / inside).resolve()
    if not part.is_relative_to(folder.resolve()) or not part.is_dir():
        raise ModelError(f"The repository has no folder {inside!r}.")
    for path in part.iterdir():
        target = folder / path.name
        if not target.exists():
            path.replace(target)
