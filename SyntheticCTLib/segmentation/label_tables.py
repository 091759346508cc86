"""Read back what ``labels.write_segmentation`` wrote: the table beside a label volume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record, read_record
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
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


def kept(labels: Volume, names: Mapping[int, str] | None, wanted: Sequence[str]) -> Volume:
    """Labels without those that are not wanted.

    Args:
        labels: whole numbers, 0 is none, [k, j, i].
        names: of the labels by number.
        wanted: names, or numbers.

    Raises:
        InputError: no label has such a name or number.
    """
    by_name = {name: number for number, name in (names or {}).items()}
    there = {int(number) for number in np.unique(labels.array) if number}
    numbers = []
    for one in wanted:
        number = by_name.get(one, int(one) if one.isdecimal() else 0)
        if number not in there:
            known = ", ".join((names or {}).get(n, str(n)) for n in sorted(there)) or "none"
            raise InputError(f"There is no label {one!r}: choose from {known}.")
        numbers.append(number)
    return labels.with_array(np.where(np.isin(labels.array, numbers), labels.array, 0))


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
