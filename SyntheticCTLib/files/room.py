"""Whether a result can be written where it was asked for: known before hours of work, not after."""

from __future__ import annotations

import math
import os
import shutil
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.atomic import remove_leftovers, temporary_path
from SyntheticCTLib.files.names import check_parent

#: Suffixes of files that hold an image as it is, without packing it.
_UNPACKED = {".nii", ".mhd", ".raw", ".dcm"}

#: What packing leaves of an MR or CT of 16 bits, about (0.35 to 0.5 of limbs and heads).
_PACKED_SHARE = 0.4

_MEGABYTE = 1e6


def is_there(path: Path) -> bool:
    """Whether a file or folder has this name; some words are none, for a system."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def check_place(output: Path) -> None:
    """Refuse a name that cannot be written, by trying a name beside it.

    Raises:
        InputError: the name is not UTF-8, the folder is missing, closed for writing or takes no
            such name, or a folder, pipe or device has the name of the file; it is itself a folder
            that is closed for writing.
    """
    if not output.name:
        raise InputError(f"{output} is no name that a result could have: choose one.")
    try:
        str(output.absolute()).encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{output} cannot be written: a name has to be UTF-8, in a terminal that speaks it "
            "(LANG=C.UTF-8)."
        ) from error
    parent = output.absolute().parent
    if parent.is_file():
        raise InputError(f"{output.parent} is a file, no folder: choose another name or folder.")
    check_parent(output)
    _check_owner(output, parent)
    remove_leftovers(parent)  # what a kill left here of a trial, too
    trial = temporary_path(output)
    try:
        trial.touch()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{output} cannot be written ({reason}): choose another name or folder."
        ) from error
    finally:
        with suppress(OSError, ValueError):
            trial.unlink(missing_ok=True)
    if output.exists() and not (output.is_file() or output.is_dir()):
        raise InputError(f"{output} is no ordinary file: choose another name.")
    if output.is_dir() and output.suffix.lower() in {".gz", ".nii", ".nrrd", ".mha", ".mhd"}:
        raise InputError(f"{output} is a folder: choose the name of a file.")
    if output.is_dir() and not os.access(output, os.W_OK | os.X_OK):
        raise InputError(f"The folder {output} is closed for writing: open it or choose another.")


def _check_owner(output: Path, folder: Path) -> None:
    """Refuse another user's file in a folder such as /tmp: only its owner may replace it there."""
    try:
        around, there = folder.stat(), output.lstat()
    except (OSError, ValueError):
        return  # there is no such file
    if os.name == "nt" or not around.st_mode & stat.S_ISVTX:
        return
    if os.geteuid() not in (0, there.st_uid, around.st_uid):
        raise InputError(
            f"{output} is another user's, and its folder lets nobody else replace it: choose "
            "another name."
        )


def check_output(output: Path, inputs: Sequence[Path]) -> None:
    """Refuse a file or folder that could not be written.

    Args:
        output: what will be written.
        inputs: what will be read, as far as it is there.

    Raises:
        InputError: its name cannot be written, see ``check_place``, or it is an input.
        ResourceError: the disk is too full.
    """
    check_place(output)
    if output.exists() and any(output.samefile(path) for path in inputs if path.is_file()):
        raise InputError(f"{output} is the input: choose another name for the output.")
    check_room(output, inputs)


def check_room(output: Path, inputs: Iterable[Path]) -> None:
    """Refuse a disk that has no room for an image as large as the largest that is read.

    Raises:
        ResourceError: with what is free and about what is needed.
    """
    raw = max(map(_unpacked_size, inputs), default=0.0)
    needed = raw if output.suffix.lower() in _UNPACKED else _PACKED_SHARE * raw
    free = shutil.disk_usage(output.absolute().parent).free
    if free < needed:
        left, asked = in_megabytes(free, needed)
        raise ResourceError(
            f"{output} takes about {asked} MB, and {left} MB are free on its disk: make room or "
            "choose another disk."
        )


def in_megabytes(free: float, needed: float) -> tuple[int, int]:
    """Both as whole numbers for a sentence: what does not fit never looks as if it did."""
    return int(free // _MEGABYTE), math.ceil(needed / _MEGABYTE)


def _unpacked_size(path: Path) -> float:
    """About how many bytes the voxels of a file or of a folder's files take, 16 bits each."""
    if path.is_dir():
        return float(sum(one.stat().st_size for one in path.iterdir() if one.is_file()))
    size = path.stat().st_size
    return size if path.suffix.lower() in _UNPACKED else size / _PACKED_SHARE
