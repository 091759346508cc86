"""What a failure says to the person at the window."""

from __future__ import annotations

import logging
import re

from SyntheticCTLib.errors import (
    DISK_IS_FULL,
    OUT_OF_MEMORY,
    SyntheticCTError,
    is_out_of_memory,
    sentence_of,
    unexpected,
)
from SyntheticCTLib.files.folders import TEMPORARY_PREFIX
from SyntheticCTPanel.i18n import said
from SyntheticCTPanel.i18n import tr as _

#: A full disk, with a file of a folder of ours: nobody else knows that one.
_FULL = re.compile(
    re.escape(DISK_IS_FULL).replace(re.escape("{name}"), rf"(.*?)[/\\]{TEMPORARY_PREFIX}.*"),
    re.DOTALL,
)


def failure_in(sentence: str) -> str:
    """A sentence of a worker for the window."""
    full = _FULL.fullmatch(sentence)
    if full is None:
        return said(sentence)
    return _(
        "The disk of the folder of temporary files ({folder}) is full. Free some room, or choose "
        "another folder in Edit > Application Settings > Modules."
    ).format(folder=full.group(1))


def foreseen(error: Exception) -> SyntheticCTError | OSError:
    """An error with a sentence: itself, or one about what nobody foresaw, whose trace is logged."""
    if isinstance(error, SyntheticCTError | OSError):
        return error
    logging.error("An error that nobody foresaw", exc_info=error)
    sentence = OUT_OF_MEMORY if is_out_of_memory(error) else unexpected(error)
    return SyntheticCTError(sentence)


def failure_of(error: Exception) -> str:
    """An error for the window."""
    return failure_in(sentence_of(foreseen(error)))
