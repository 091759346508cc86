"""A segmentation: a label volume and the table that says what each label is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.volumes import volume_suffix, write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.resources import resources
from SyntheticCTLib.segmentation.terminology import Code, Terminology

#: The tissues that are segmented by HU, in Slicer's terminology format.
TISSUE_TERMINOLOGY = resources() / "terminology" / "tissues.json"

#: Where in a record the middles of the labels stand by name, LPS mm, if their maker tells them.
CENTRES = "centres_mm"

#: Where in a record stands which model made the image, if it is synthetic.
IMAGE_MADE_BY = "image_made_by"

#: The colour of a segment that has none of its own in 3D Slicer.
UNDECIDED_GREY = (127, 127, 127)


@dataclass(frozen=True)
class Label(Record):
    """One label of a segmentation.

    Attributes:
        value: its number in the label volume, 1 or more.
        name: unique within the segmentation.
        color: red, green, blue, 0 to 255.
        terminology: its codes, or None where the source gives none.
    """

    value: int
    name: str
    color: tuple[int, int, int] = UNDECIDED_GREY
    terminology: Terminology | None = None


@dataclass(frozen=True, eq=False)
class Segmentation:
    """Labels on the grid of the segmented image.

    Attributes:
        labels: unsigned integers, array ``[k, j, i]``; 0 is background.
        table: what each label is; labels that do not occur are listed too.
        context: name of the terminology list, for Slicer's tags.
        record: how it was made, as JSON can hold it.
    """

    labels: Volume
    table: tuple[Label, ...]
    context: str
    record: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        names = ", ".join(label.name for label in self.table)
        return f"<Segmentation into {names}: {self.labels!r}>"

    def label(self, name: str) -> Label:
        """The label of that name.

        Raises:
            InputError: there is none.
        """
        for label in self.table:
            if label.name == name:
                return label
        names = ", ".join(label.name for label in self.table)
        raise InputError(f"There is no label {name!r}; there are {names}.")

    def mask(self, *names: str) -> np.ndarray:
        """Where any of the named labels is; bool ``[k, j, i]``."""
        return np.isin(self.labels.array, [self.label(name).value for name in names])

    def volumes_ml(self) -> dict[str, float]:
        """Volume of each label by name, ml."""
        counts = np.bincount(self.labels.array.ravel(), minlength=256)
        voxel_ml = float(np.prod(self.labels.spacing)) / 1000
        return {label.name: float(counts[label.value]) * voxel_ml for label in self.table}


def write_segmentation(segmentation: Segmentation, path: str | Path) -> Path:
    """Write the label volume, and beside it ``<name>.labels.json`` with names, colours and codes.

    Returns:
        The path of the table.

    Raises:
        InputError: the suffix is that of no volume file.
    """
    beside = table_path(path)
    table = {
        "context": segmentation.context,
        "labels": [_row(label, segmentation.context) for label in segmentation.table],
        "volumes_ml": segmentation.volumes_ml(),
        "record": segmentation.record,
    }
    with atomic_path(beside) as temporary:
        temporary.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
        write_volume(segmentation.labels, path, removing=beside)
    return beside


def table_path(labels: str | Path) -> Path:
    """Where the table of a label volume is.

    Raises:
        InputError: the suffix is that of no volume file.
    """
    path = Path(labels)
    return path.with_name(f"{path.name[: -len(volume_suffix(path))]}.labels.json")


@cache
def tissue_labels() -> tuple[tuple[Label, ...], str]:
    """The tissues of ``hu_tissues`` by value, and the name of their terminology list."""
    content = json.loads(TISSUE_TERMINOLOGY.read_text(encoding="utf-8"))
    labels = sorted(_leaves(content), key=lambda label: label.value)
    return tuple(labels), content["SegmentationCategoryTypeContextName"]


def _leaves(content: dict[str, Any]) -> Iterator[Label]:
    for category in content["SegmentationCodes"]["Category"]:
        for kind in category["Type"]:
            for entry in kind.get("Modifier", [kind]):
                modifier = _code(entry) if entry is not kind else None
                red, green, blue = entry["recommendedDisplayRGBValue"]
                yield Label(
                    entry["3dSlicerIntegerLabel"],
                    entry["3dSlicerLabel"],
                    (red, green, blue),
                    Terminology(_code(category), _code(kind), modifier),
                )


def _code(entry: dict[str, Any]) -> Code:
    return Code(entry["CodingSchemeDesignator"], entry["CodeValue"], entry["CodeMeaning"])


def _row(label: Label, context: str) -> dict[str, Any]:
    row = asdict(label)
    if label.terminology is not None:
        row["slicer_terminology"] = label.terminology.slicer_tag(context)
    return row
