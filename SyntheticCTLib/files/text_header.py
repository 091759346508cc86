"""What text headers (NRRD, MetaImage) have in common: bounded lines, numbers, files of values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from SyntheticCTLib.errors import InputError

#: A header is no longer than this, bytes: readers in C have fixed buffers.
LONGEST_HEADER = 1 << 20

#: Values may lie in no more files than this.
_MOST_FILES = 65_535

Number = TypeVar("Number", int, float)


def numbers(
    path: Path, field: str, text: str, kind: Callable[[str], Number], count: int | None = None
) -> list[Number]:
    """The numbers of a field.

    Args:
        path, field: for messages.
        text: numbers apart by blanks.
        kind: ``int`` or ``float``.
        count: how many there must be; None for any.

    Raises:
        InputError: another count, or something that is no finite number.
    """
    try:
        found = [kind(word) for word in text.split()]
    except ValueError as error:
        raise damaged(path, field, text) from error
    if (count is not None and len(found) != count) or not all(map(math.isfinite, found)):
        raise damaged(path, field, text)
    return found


def damaged(path: Path, field: str, text: str) -> InputError:
    """The error for a field that cannot be."""
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    return InputError(f"{path} has a damaged header: {field} is {shown!r}.")


def files_of_pattern(path: Path, field: str, words: Sequence[str], count: int) -> list[str]:
    """Names that a pattern such as ``slice%03d.raw 1 12 1`` stands for.

    Args:
        path, field: for messages.
        words: the pattern, then first and last number and the step, which may be left out.
        count: how many files there must be where the numbers are left out.

    Raises:
        InputError: no pattern of one number, or another number of files.
    """
    pattern, *limits = words
    if not re.fullmatch(r"[^%]*%0?\d?[diu][^%]*", pattern):
        raise damaged(path, field, " ".join(words))
    first, last, step = numbers(path, field, " ".join(limits or ["1", str(count), "1"]), int, 3)
    if step == 0 or not 0 < (last - first) // step + 1 <= _MOST_FILES:
        raise damaged(path, field, " ".join(words))
    return [pattern % number for number in range(first, last + (1 if step > 0 else -1), step)]


def outside(path: Path, files: Sequence[Path]) -> Iterator[str]:
    """That values lie elsewhere than below their header, one sentence; none where they do not.

    Some programs write where the values once lay: an image that was copied alone then shows what
    lies there today.
    """
    home = path.parent.absolute()
    for file in files:
        if ".." in file.parts[len(path.parent.parts) :] or not file.absolute().is_relative_to(home):
            yield (
                f"{path} keeps its values outside of its own folder, in another {file.name}, which "
                "was taken: make sure that it is this image's."
            )
            return


def existing(path: Path, names: Sequence[str]) -> list[Path]:
    """The files of values beside a header.

    Raises:
        InputError: one is missing, or no ordinary file.
    """
    found = [path.parent / name for name in names]
    for name, file in zip(names, found, strict=True):
        if not file.exists():
            raise InputError(f"{path} keeps its values in {name}, which is missing beside it.")
        if not file.is_file():
            raise InputError(
                f"{path} keeps its values in {name}, which is a folder, a pipe or a device: give "
                "the file."
            )
    return found
