"""The record of a synthesis as a file beside the image: its name, and reading it again."""

from __future__ import annotations

from pathlib import Path

from SyntheticCTLib.errors import InputError, sentence_of
from SyntheticCTLib.files.origin import record_of_input
from SyntheticCTLib.files.plain_json import read_json
from SyntheticCTLib.files.volumes import volume_suffix
from SyntheticCTLib.synthesis.record import SynthesisRecord, recorded_synthesis


def beside(image: Path, what: str) -> Path:
    """Where an image goes that belongs to another: that one's name with ``_<what>``.

    Raises:
        InputError: the name has no suffix of an image file.
    """
    suffix = volume_suffix(image)
    return image.with_name(f"{image.name[: -len(suffix)]}_{what}{suffix}")


def find_record(image: str | Path, given: str | Path | None = None) -> SynthesisRecord | None:
    """The record of the synthesis that made an image.

    Args:
        image: the image; what ``synthesize`` wrote beside it is taken.
        given: the record's file if it lies elsewhere.

    Returns:
        None when no file is given and none, or none of a synthesis, lies beside the image.

    Raises:
        InputError: the file is damaged, or the given one is no record of a synthesis.
    """
    path = _beside(Path(image)) if given is None else Path(given)
    if path is None:
        return None
    try:
        record = recorded_synthesis(read_json(path))
    except OSError as error:
        raise InputError(sentence_of(error)) from error
    except ValueError as error:
        raise InputError(
            f"{path} is no record of a synthesis that can be read ({error}): make the image again, "
            "or take the file away."
        ) from error
    if record is None and given is not None:
        raise InputError(f"{path} is no record of a synthesis: it names no model.")
    return record


def _beside(image: Path) -> Path | None:
    path = record_of_input(image)
    return path if path.is_file() else None
