"""Files and folders that appear whole or not at all, and what killed processes left of them."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import socket
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import zip_longest
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.names import check_parent

#: A temporary name: a point, then whose it is (machine, process) and a random number, then the name
#: that it is going to take.
_NAME = re.compile(r"\.([0-9a-f]{4})([0-9a-f]{6})[0-9a-f]{4}-")

#: The same as a pattern of file names.
TEMPORARY = f".{'?' * 14}-"

#: What the name of a header ends with whose values lie in another file; and that of a note beside
#: it, in its temporary folder, of the name that the values are given before it.
_OF_TWO_FILES, PLACED = ".mhd", ".placed"

#: What a disk may say in the middle of writing.
_OF_DISKS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


@contextmanager
def atomic_path(path: str | Path, *, removing: Path | None = None) -> Iterator[Path]:
    """A temporary name to write to; it takes the name ``path`` when the block ends well.

    The temporary file lies in the same folder, so the last step is a rename within one file system.
    It keeps all suffixes (``.nii.gz``), so that writers which choose the format by suffix choose
    alike. On any exception, Ctrl-C included, it is removed, and an older file of the name ``path``
    is left as it was. What a killed process left in this folder is removed, too.

    Args:
        path: the file to be. Its folder must exist.
        removing: a file about the older one, which must not be taken for one about the new; it goes
            just before that comes.

    Yields:
        The path to write to. It does not exist yet.

    Raises:
        OSError: the block wrote nothing, or the file cannot be renamed.

    Example:
        >>> import tempfile
        >>> target = Path(tempfile.mkdtemp()) / "note.txt"
        >>> with atomic_path(target) as temporary:
        ...     _ = temporary.write_text("whole")
        >>> target.read_text()
        'whole'
    """
    path = Path(path)
    temporary = temporary_path(path)
    remove_leftovers(path.parent)
    try:
        with naming(path):
            yield temporary
            settle(temporary)
        if removing is not None:
            removing.unlink(missing_ok=True)
        temporary.replace(path)
        settle(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_whole(path: Path, text: str, *, newline: str | None = None) -> None:
    """Write a text as UTF-8, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline=newline)


@contextmanager
def atomic_folder(folder: str | Path) -> Iterator[Path]:
    """A new folder that appears with everything in it, or not at all.

    Args:
        folder: the folder to be, see ``check_new_folder``.

    Yields:
        An empty folder beside it, which takes its name when the block ends well. On any exception
        it is removed with what is in it.

    Raises:
        InputError: see ``check_new_folder``.
        OSError: it cannot be made or renamed.
    """
    folder = Path(folder)
    check_new_folder(folder)
    temporary = temporary_path(folder)
    remove_leftovers(folder.absolute().parent)
    make_temporary(temporary, folder)
    try:
        with naming(folder):
            yield temporary
            for path in temporary.iterdir():
                settle(path)
            settle(temporary)
        if folder.is_dir():
            folder.rmdir()  # empty, and Windows renames onto nothing
        temporary.replace(folder)
        settle(folder.parent)
    finally:
        remove_tree(temporary)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """A full or failing disk names no file where one is being written, or a temporary one: say."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno in _OF_DISKS:
            error.filename = str(wanted_name(path))
        for name in ("filename", "filename2"):
            if isinstance(named := getattr(error, name), str):
                setattr(error, name, str(wanted_name(Path(named))))
        raise


def check_new_folder(folder: Path) -> None:
    """Refuse a folder that others' files are in: nothing of them is replaced.

    Raises:
        InputError: it is a file or holds something, or the folder that it would be in is missing.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise InputError(f"{folder} exists: choose the name of a new folder.")
    check_parent(folder)


def temporary_path(path: Path) -> Path:
    """A name beside a path that says whose it is, so that others know when it is nobody's."""
    whose = f"{_machine():04x}{os.getpid() & 0xFFFFFF:06x}"
    return path.with_name(f".{whose}{secrets.token_hex(2)}-{path.name}")


def wanted_name(path: Path) -> Path:
    """A path as the user knows it: what is temporary in it has the name that it is going to take.

    Example:
        >>> wanted_name(Path("results/.6a1f003783b5da-ct.nii.gz")).as_posix()
        'results/ct.nii.gz'
    """
    parts: list[str] = []
    for part, following in zip_longest(path.parts, path.parts[1:]):
        named = _NAME.sub("", part, 1) if _NAME.match(part) else part
        # A header and its values are written in a folder of the header's name.
        alone = named != part and named.endswith(_OF_TWO_FILES) and following is not None
        if not (alone and Path(following).stem == Path(named).stem):
            parts.append(named)
    return Path(*parts)


def make_temporary(temporary: Path, wanted: Path) -> None:
    """Make a temporary folder.

    Raises:
        OSError: it cannot be made; with the name that is wanted, which the user knows.
    """
    try:
        temporary.mkdir()
    except OSError as error:
        error.filename = str(wanted)
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files and folders of processes of this machine that run no more."""
    with suppress(OSError):
        for path in folder.iterdir():
            whose = _NAME.match(path.name)
            if whose is None or int(whose[1], 16) != _machine() or _runs(int(whose[2], 16)):
                continue
            if path.is_dir() and not path.is_symlink():
                _remove_values_without_header(path)
                remove_tree(path)
            else:
                path.unlink(missing_ok=True)


def _remove_values_without_header(temporary: Path) -> None:
    """Values that had got their name when the process ended, and their header, here, had not."""
    for word in temporary.glob(f"*{PLACED}"):
        header, values = word.with_suffix(_OF_TWO_FILES), word.with_suffix(".raw")
        if header.exists() and not values.exists():
            name = Path(word.read_text(encoding="utf-8")).name
            (temporary.parent / name).unlink(missing_ok=True)


def remove_tree(folder: Path) -> None:
    """Remove a temporary folder with all in it, also what somebody closed for writing."""
    for place, _, _ in os.walk(folder):
        with suppress(OSError):
            Path(place).chmod(stat.S_IRWXU)
    shutil.rmtree(folder, ignore_errors=True)


def settle(path: Path) -> None:
    """Have the system put a file, or the names in a folder, on the disk: no power cut undoes it.

    Raises:
        OSError: it is not there, or the disk fails.
    """
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders
    # Windows settles only what is open for writing.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _machine() -> int:
    """A number for this machine, so that folders that several share are safe from each other.

    Containers may have one name, and each counts its own processes: Linux tells by which count.
    """
    counted = ""
    with suppress(OSError):
        counted = str(Path("/proc/self/ns/pid").readlink())
    return zlib.crc32(f"{socket.gethostname()} {counted}".encode()) & 0xFFFF


def _runs(process: int) -> bool:
    if os.name == "nt":
        return True  # signal 0 would end it there; the window's own clean-up has to do
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
