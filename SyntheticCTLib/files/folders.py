"""A folder that is exchanged for another in one step: after a kill it is the old one or the new."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import (
    make_temporary,
    naming,
    remove_leftovers,
    remove_tree,
    settle,
    temporary_path,
)
from SyntheticCTLib.files.room import is_there

#: Linux: renameat2's flag, and the number for "relative to the working folder".
_EXCHANGE, _HERE = 2, -100

#: macOS: renamex_np's flag.
_SWAP = 2

#: What Linux keeps on each disk, for its administrator alone.
_OF_THE_DISK = "lost+found"

#: How temporary folders in the system's begin.
TEMPORARY_PREFIX = "synthetic-ct-"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """An empty folder in the system's for temporary files, which goes when the block ends."""
    with tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX) as folder:
        yield Path(folder)


@contextmanager
def exchanged_folder(folder: Path, ours: Callable[[Path], bool]) -> Iterator[Path]:
    """A temporary folder to write into; it takes the place of ``folder`` when the block ends well.

    Files that are not ours are in the new folder as they were in the old one. On any exception the
    temporary folder is removed and the old one is left alone.

    Args:
        folder: to be; it may exist, its parent must.
        ours: whether an entry of the old folder belongs to what is replaced.

    Yields:
        The folder to write into.

    Raises:
        OSError: it cannot be written, or not take its place.
    """
    folder = folder.resolve()
    remove_leftovers(folder.parent)
    made = temporary_path(folder)
    make_temporary(made, folder)
    try:
        with naming(folder):
            yield made
            for path in made.rglob("*"):
                settle(path)
        if not folder.exists():
            made.rename(folder)
        else:
            with naming(folder):
                _keep_others(folder, made, ours)
            _exchange(made, folder, ours)
        settle(folder.parent)
    finally:
        remove_tree(made)


def copy_tree(source: Path, target: Path) -> None:
    """Copy what a folder holds into another one. shutil's way tells all that fails as one list.

    Raises:
        OSError: the first file that cannot be read or written.
    """
    for path in sorted(source.rglob("*")):  # a folder before what is in it
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            shutil.copy2(path, place)


def _keep_others(old: Path, new: Path, ours: Callable[[Path], bool]) -> None:
    """Put what is not ours into the new folder, too: as second names of the same files."""
    made = [(old, new)]
    for path in old.rglob("*"):
        place = new / path.relative_to(old)
        if path.is_dir() and not path.is_symlink():
            place.mkdir(exist_ok=True)
            made.append((path, place))
        elif not ours(path) and not place.exists():
            _second_name(path, place)
    for folder, its_copy in made:  # at the end: what one is closed for cannot be put into it
        shutil.copystat(folder, its_copy)


def _second_name(path: Path, place: Path) -> None:
    try:
        os.link(path, place, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, place, follow_symlinks=False)


def _exchange(new: Path, old: Path, ours: Callable[[Path], bool]) -> None:
    """Let two folders change names; file by file where the system cannot do it at once."""
    if old != Path.cwd() and exchanged_at_once(new, old):
        return
    # Somebody stands in the folder, or it is the root of a disk: it has to stay the folder it is.
    for path in [path for path in old.rglob("*") if path.is_file() and ours(path)]:
        if not (new / path.relative_to(old)).exists():
            path.unlink()
    for path in new.rglob("*"):
        place = old / path.relative_to(new)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif ours(place):
            path.replace(place)


def exchanged_at_once(new: Path, old: Path) -> bool:
    """Let two folders of one disk change names in one step; False where the system cannot."""
    first, second = os.fsencode(new), os.fsencode(old)
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            return bool(library.renameat2(_HERE, first, _HERE, second, _EXCHANGE) == 0)
        if sys.platform == "darwin":
            return bool(library.renamex_np(first, second, _SWAP) == 0)
    return False


def files_below(folder: Path) -> Iterator[Path]:
    """The files in a folder and in all folders in it; links to folders are not followed.

    Raises:
        OSError: one of the folders cannot be read: what is in it may be what was asked for. Not so
            in hidden ones and in what a disk keeps for itself.
    """
    for place, _, names in os.walk(folder, onerror=_raise):
        yield from (path for name in names if (path := Path(place) / name).is_file())


def files_like(folder: Path, *patterns: str) -> list[Path]:
    """What fits one of some patterns in a folder, sorted, but what is hidden.

    macOS puts ``._NAME`` beside each file that it copies to a foreign disk, which is no such file.
    """
    found = (path for pattern in patterns for path in folder.glob(pattern))
    return sorted(path for path in found if not path.name.startswith("."))


def _raise(error: OSError) -> None:
    name = Path(error.filename).name
    if not name.startswith(".") and name != _OF_THE_DISK:
        raise error


def nothing_in(place: Path, words: str) -> InputError:
    """The error for a folder in which nothing was found, or that is none.

    Args:
        place: the folder.
        words: what it should hold, and what to do, to follow "holds no".
    """
    if not is_there(place):
        return InputError(f"{place} does not exist: check the name.")
    if not place.is_dir():
        return InputError(f"{place} is no folder: it holds no {words}")
    return InputError(f"{place} holds no {words}")
