"""The record of a synthesis as a file beside the image: its name, and reading it again."""

from __future__ import annotations

import json
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.synthesis.record import SynthesisRecord, recorded_synthesis


def record_path(image: Path) -> Path:
    """Where the record of an image file goes: the image's name with the suffix .json.

    Raises:
        InputError: the name has no suffix of an image file.
    """
    from SyntheticCTLib.files.volumes import volume_suffix

    return image.with_name(image.name[: -len(volume_suffix(image))] + ".json")


def beside(image: Path, what: str) -> Path:
    """Where an image goes that belongs to another: that one's name with ``_<what>``.

    Raises:
        InputError: the name has no suffix of an image file.
    """
    from SyntheticCTLib.files.volumes import volume_suffix

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
        record = recorded_synthesis(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise InputError(
            f"{path} is no record of a synthesis that can be read ({error}): make the image again, "
            "or take the file away."
        ) from error
    if record is None and given is not None:
        raise InputError(f"{path} is no record of a synthesis: it names no model.")
    return record


def _beside(image: Path) -> Path | None:
    if image.is_dir():
        return None
    path = record_path(image)
    return path if path.is_file() else None
