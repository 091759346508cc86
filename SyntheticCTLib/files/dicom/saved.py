"""A DICOM file written, with the system's own error where it cannot be."""

from __future__ import annotations

from pathlib import Path

from pydicom.dataset import Dataset


def save_dataset(dataset: Dataset, path: Path) -> None:
    """Write a dataset with its file meta information.

    Raises:
        OSError: it cannot be written; with the system's number of why.
    """
    try:
        dataset.save_as(path, enforce_file_format=True)
    except OSError as error:
        raise _of_the_system(error) from None


def _of_the_system(error: OSError) -> OSError:
    """What pydicom has told anew, as words alone: the field that it was at, and a trace."""
    cause: BaseException | None = error
    while isinstance(cause, OSError):
        if cause.errno is not None:
            return cause
        cause = cause.__cause__
    return error
