"""Read back what ``labels.write_segmentation`` wrote: the table beside a label volume."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.segmentation.labels import Label, Segmentation, table_path
from SyntheticCTLib.segmentation.terminology import Code, Terminology


def label_names(labels: str | Path) -> dict[int, str] | None:
    """Names of the labels by number; None where no table lies beside the label volume.

    Raises:
        InputError: the table cannot be read.
    """
    path = table_path(labels)
    if not path.is_file():
        return None
    return {row["value"]: row["name"] for row in _read(path)["labels"]}


def read_segmentation(labels: str | Path) -> Segmentation:
    """The segmentation of a label volume and the table beside it.

    Raises:
        InputError: either cannot be read.
    """
    content = _read(table_path(labels))
    table = tuple(_label(row) for row in content["labels"])
    return Segmentation(read_volume(labels), table, content["context"], content["record"])


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        assert isinstance(content["labels"], list)
    except (OSError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise InputError(f"{path} is no table of labels ({error}).") from error
    return dict(content)


def _label(row: dict[str, Any]) -> Label:
    red, green, blue = row["color"]
    codes = row["terminology"] or {}
    parts = {name: code and Code(**code) for name, code in codes.items()}
    return Label(
        row["value"], row["name"], (red, green, blue), Terminology(**parts) if parts else None
    )
