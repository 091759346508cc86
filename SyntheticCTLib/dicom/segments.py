"""Labels as DICOM takes them: on a series' slices, with codes, and what drew them."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydicom.sr.coding import Code as DicomCode

from SyntheticCTLib import __version__
from SyntheticCTLib.dicom.study_context import StudyContext
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.resampling import onto_grid
from SyntheticCTLib.segmentation.labels import Label, Segmentation
from SyntheticCTLib.segmentation.terminology import Code, Terminology

#: What a segment without codes of its own is, at least.
_TISSUE = Code("SCT", "85756007", "Tissue")

#: The name of what drew labels of which nobody says it.
UNKNOWN = "unknown"


def labels_on(segmentation: Segmentation, context: StudyContext) -> np.ndarray:
    """The labels [k, j, i] on the slices of a series.

    Raises:
        InputError: there is no series to lie on, or no label on its slices.
    """
    if context.is_new:
        raise InputError(
            "Labels in DICOM belong to the slices of a series: name it with --like (a synthetic CT "
            "that is no DICOM yet can be written as a series first)."
        )
    volume = segmentation.labels
    found = onto_grid(volume, context.grid, interpolation="nearest", outside=0).array
    if not found.any():
        raise InputError(
            f"No label lies on the slices of the series ({context.grid.describe(origin=True)}): "
            "give the series that was segmented."
        )
    return found


def present(segmentation: Segmentation, array: np.ndarray) -> list[Label]:
    """The labels that occur, by value."""
    values = set(np.unique(array).tolist())
    table = {label.value: label for label in segmentation.table}
    return [table.get(n, Label(n, f"label {n}")) for n in sorted(values - {0})]


def terminology_of(label: Label) -> Terminology:
    """Its codes, or those of tissue of any kind."""
    return label.terminology or Terminology(_TISSUE, _TISSUE)


def dicom_code(code: Code) -> DicomCode:
    """The same as pydicom's."""
    return DicomCode(code.value, code.scheme, code.meaning)


def drawn(record: dict[str, Any]) -> str:
    """How segments came to be, in DICOM's words: a person may have had a hand in them.

    Args:
        record: of the segmentation; ``edited`` where somebody changed what a method had drawn.
    """
    by_itself = record.get("method") and not record.get("edited")
    return "AUTOMATIC" if by_itself else "SEMIAUTOMATIC"


def algorithm_of(record: dict[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Name, version and parameters of what drew the labels."""
    name = str(record.get("method") or UNKNOWN)
    version = str(record.get("version") or __version__)
    task = record.get("task")
    return name, version, {} if task is None else {"task": str(task)}
