"""Read back what ``labels.write_segmentation`` wrote: the table beside a label volume."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from SyntheticCTLib.files.plain_json import Record, read_record
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.segmentation.labels import Label, Segmentation, table_path


@dataclass(frozen=True)
class _Table(Record):
    labels: list[Label]
    context: str = ""
    record: dict[str, Any] = field(default_factory=dict)


def label_names(labels: str | Path) -> dict[int, str] | None:
    """Names of the labels by number; None where no table lies beside the label volume.

    Raises:
        InputError: the table cannot be read.
    """
    path = table_path(labels)
    return {row.value: row.name for row in _read(path).labels} if path.is_file() else None


def record_of_labels(labels: str | Path) -> dict[str, Any]:
    """How a label volume was made, as its table says.

    Raises:
        InputError: the table cannot be read.
    """
    return _read(table_path(labels)).record


def read_segmentation(labels: str | Path) -> Segmentation:
    """The segmentation of a label volume and the table beside it.

    Raises:
        InputError: either cannot be read.
    """
    table = _read(table_path(labels))
    return Segmentation(read_volume(labels), tuple(table.labels), table.context, table.record)


def _read(path: Path) -> _Table:
    return read_record(_Table, path, "remove it, or write the labels again")
