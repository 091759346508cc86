"""What can go wrong, as exceptions whose text is one sentence for the person at the screen.

Every message carries the offending value and says what to do. The command line turns a
``SyntheticCTError`` into exit code 2, the Slicer module into one message box.
"""

import errno

from SyntheticCTLib.sentences import Sentence, on_one_line, sentence_in

#: What the command line and the worker process end with; 0 is done.
EXIT_FAULT = 1
EXIT_REFUSED = 2
EXIT_CANCELLED = 130

#: What a command that answers a question ends with where ``--exit-code`` asks for it: passed is 0.
EXIT_NOT_PASSED = 3
EXIT_CANNOT_TELL = 4


class SyntheticCTError(Exception):
    """Base of every error that this package raises on purpose; its sentence stays one line."""

    def __init__(self, *parts: object) -> None:
        super().__init__(*(on_one_line(part) if isinstance(part, str) else part for part in parts))


class InputError(SyntheticCTError, ValueError):
    """An input (file, volume, mask, parameter) that cannot be used as it is."""


class NotAgreedError(InputError):
    """Nobody agreed to what is offered: all that is to be known of it, in several lines."""

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))


class NoBoneError(InputError):
    """No bone above the threshold: there is no surface, and nothing to measure on one."""


class NoAnswerError(InputError):
    """Images about which the question cannot be answered: no CT, swapped, nowhere in common."""


class ModelError(SyntheticCTError):
    """A model that is unknown, damaged, incomplete or of another shape than it claims."""


class ResourceError(SyntheticCTError):
    """The machine lacks something: memory, disk space, a device, an optional package."""


class MemoryShortError(ResourceError):
    """Memory does not suffice: with less beside it, or on a larger machine, the same may work."""


class Cancelled(SyntheticCTError):  # noqa: N818 - an event, not a fault
    """The user asked to stop. Nothing was written, or the sentence says what is kept."""


#: The sentence for memory that ran out in the middle of the work.
OUT_OF_MEMORY = (
    "Memory ran out: close other programs, raise the limit (ulimit -v, the container's), or crop "
    "or resample the images."
)


#: What ITK, allocators (CPU, MPS, cuDNN, cuBLAS), oneDNN and the system's loader say then, in small
#: letters.
_OUT_OF_MEMORY_WORDS = (
    "bad_alloc",
    "allocate memory",
    "alloc_failed",
    "not enough memory",
    "out of memory",
    "could not create a primitive",
    "failed to map segment from shared object",
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out; ITK, torch and the loader of libraries say so in words only."""
    if isinstance(error, MemoryError | MemoryShortError):
        return True
    words = str(error).lower()
    return any(text in words for text in _OUT_OF_MEMORY_WORDS)


def unexpected(error: BaseException) -> Sentence:
    """What to show of an error that is a fault of the program: its kind, and its own words."""
    return Sentence(
        "Unexpected error: {kind}: {words}.",
        kind=type(error).__name__,
        words=" ".join(str(error).split()),
    )


DISK_IS_FULL = "{name} cannot be written: its disk is full."

#: What the system's errors about a file mean to whoever named it.
_OF_FILES = {
    errno.ENOENT: "{name} does not exist: check the name.",
    errno.EISDIR: "{name} is a folder: give a file.",
    errno.ENOTDIR: "{name} is a file, or lies in one: give a folder.",
    errno.EEXIST: "{name} exists already: choose another name.",
    errno.EACCES: "{name} cannot be read or written: you lack the permission.",
    errno.EPERM: "{name} cannot be read or written: you lack the permission.",
    errno.EROFS: "{name} cannot be written: its disk is for reading only.",
    errno.ENAMETOOLONG: "{name} is longer than a name can be: choose a shorter one.",
    errno.ENOSPC: DISK_IS_FULL,
    errno.EDQUOT: "{name} cannot be written: your share of its disk is used up.",
    errno.EFBIG: "{name} cannot be written: it would be larger than a file may be (ulimit -f).",
}

#: What asks for the working folder when that is gone has no name to tell.
_NO_FOLDER = "The folder that this was started in does not exist any more: go to another one."


def sentence_of(error: Exception) -> str:
    """What to show of an error that is no fault of the program: ours, or the system's."""
    if isinstance(error, OSError) and error.strerror:
        known = _OF_FILES.get(error.errno or 0)
        if not error.filename:  # a network's errors have none, nor what fails in mid-writing
            if error.errno == errno.ENOENT:
                return _NO_FOLDER
            full = error.errno == errno.ENOSPC
            return DISK_IS_FULL.format(name="A file") if full else error.strerror
        known = known or f"{{name}} cannot be used ({error.strerror})."
        # Of a rename the second name is the user's, the first one a temporary name.
        return on_one_line(known.replace("{name}", str(error.filename2 or error.filename)))
    sentence = sentence_in(error)
    return sentence if isinstance(error, SyntheticCTError) else on_one_line(sentence)
