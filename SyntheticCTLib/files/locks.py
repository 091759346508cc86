"""One at a time in a folder, by a lock that the system takes off when its process ends."""

from __future__ import annotations

import errno
import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from SyntheticCTLib.errors import InputError

_LOCK = ".lock"

#: What systems say where another process holds a lock; else the disk gives none.
_HELD = (errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK)


@contextmanager
def only_one_in(folder: Path, what: str) -> Iterator[None]:
    """Hold a folder for the length of a ``with`` block. A crash leaves no lock behind.

    Args:
        folder: is made if it does not exist, and goes again if nothing comes into it, with those
            that were made for it.
        what: what runs in it, for the sentence: "training".

    Raises:
        InputError: another process holds it, something else has the lock's name, or the disk gives
            no locks.
        OSError: the folder cannot be written.
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _locked(folder, what):
            yield
    finally:
        if made and [path.name for path in folder.iterdir()] == [_LOCK]:
            (folder / _LOCK).unlink()
            with suppress(OSError):  # what another has put something into stays
                for place in made:
                    place.rmdir()


@contextmanager
def _locked(folder: Path, what: str) -> Iterator[None]:
    place = folder / _LOCK
    if place.exists() and not place.is_file():
        raise InputError(f"{place} is no file: remove it, or choose another folder.")
    with place.open("a+b") as file:
        try:
            _lock(file)
        except OSError as error:
            if error.errno not in _HELD:
                raise InputError(
                    f"{folder} lies on a disk that gives no locks ({error.strerror}), so that "
                    f"another {what} there would not be noticed: choose a folder of this computer."
                ) from error
            raise InputError(
                f"Another {what} is running in {folder}: wait for its end, or choose another one."
            ) from error
        yield


def _lock(file: IO[bytes]) -> None:
    if os.name == "nt":
        windows: Any = importlib.import_module("msvcrt")
        file.seek(0)
        windows.locking(file.fileno(), windows.LK_NBLCK, 1)
        return
    posix: Any = importlib.import_module("fcntl")
    posix.flock(file.fileno(), posix.LOCK_EX | posix.LOCK_NB)
