"""Archives from anywhere, unpacked into one folder and nowhere else."""

from __future__ import annotations

import os
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from SyntheticCTLib.errors import ModelError

#: What is unpacked when its name ends so.
SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")

#: No archive of a model holds more.
MOST_BYTES = 1 << 35
_MOST_FILES = 20_000

_CHUNK = 1 << 20

#: Characters that a Windows path gives a meaning.
_STRANGE = '\\:*?"<>|\0'


def unpack(archive: Path, folder: Path) -> None:
    """Write an archive's files into an empty folder.

    Links, devices and names that lead elsewhere are refused, and what unpacks to more than the
    archive says.

    Raises:
        ModelError: the archive is damaged, too large, or would write outside the folder.
    """
    count, total = 0, 0
    try:
        for name, size, content in _members(archive):
            count, total = count + 1, total + size
            if count > _MOST_FILES or total > MOST_BYTES:
                raise ModelError(
                    f"{archive} would unpack to more than {_MOST_FILES:,} files or "
                    f"{MOST_BYTES >> 30} GiB: it is no model."
                )
            target = folder / _inside(name, archive)
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, target.open("xb") as file:
                _copy(content, file, size, archive)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise ModelError(f"{archive} cannot be unpacked: {error}.") from error
    except (RuntimeError, NotImplementedError) as error:  # a password, an unknown compression
        raise ModelError(f"{archive} cannot be unpacked: {error}.") from error


def _members(archive: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Name, size and content of each file."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            for entry in packed.infolist():
                if stat.S_ISLNK(entry.external_attr >> 16):
                    raise ModelError(f"{archive} holds a link ({entry.filename}): refused.")
                if not entry.is_dir():
                    yield entry.filename, entry.file_size, packed.open(entry)
        return
    with tarfile.open(archive) as tape:
        for member in tape:
            if member.isdir():
                continue
            content = tape.extractfile(member) if member.isreg() else None
            if content is None:
                raise ModelError(
                    f"{archive} holds a link or a device ({member.name}): only files are unpacked."
                )
            yield member.name, member.size, content


def _inside(name: str, archive: Path) -> Path:
    """The name as a path below a folder."""
    path = PurePosixPath(name)
    parts = [part for part in path.parts if part != "."]
    strange = any(character in part for part in parts for character in _STRANGE)
    if path.is_absolute() or ".." in parts or not parts or strange:
        raise ModelError(f"{archive} would write outside its folder ({name!r}): refused.")
    return Path(*parts)


def _copy(content: IO[bytes], file: IO[bytes], size: int, archive: Path) -> None:
    left = size
    while piece := content.read(_CHUNK):
        left -= len(piece)
        if left < 0:
            raise ModelError(f"{archive} unpacks to more than it says: refused.")
        file.write(piece)


def copy_file(source: Path, folder: Path) -> Path:
    """A second name, or a copy, of one file in a folder."""
    target = folder / source.name
    try:
        os.link(source.resolve(), target)
    except OSError:
        shutil.copyfile(source, target)
    return target
