"""The DICOM series that a volume node was loaded from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.volumes import matrix_to_world

#: Under this name Slicer's DICOM module keeps the instances of a volume, with spaces between.
_INSTANCES = "DICOM.instanceUIDs"


def copy_series(
    node: Any, folder: Path, file_of: Callable[[str], str], *, name: str = "series"
) -> Path | None:
    """Copy the files that a node was loaded from: they lie where others of the study lie, too.

    Args:
        node: of a volume, or None.
        folder: where the copies go, in a new folder.
        file_of: the file of a SOP instance UID, "" where it is not known.
        name: of the new folder.

    Returns:
        The folder; None where the node is not from DICOM, or one of its files is no longer there.

    Raises:
        InputError: the node was moved by a transform, so it is not where its series has it.
        OSError: a file cannot be copied.
    """
    instances = (node.GetAttribute(_INSTANCES) or "").split() if node is not None else []
    files = [Path(file) if (file := file_of(uid)) else None for uid in instances]
    found = [path for path in files if path is not None and path.is_file()]
    if not found or len(found) < len(files):
        return None
    _check_not_moved(node)
    series = folder / name
    series.mkdir()
    for number, path in enumerate(found):
        shutil.copyfile(path, series / f"{number}.dcm")
    return series


def _check_not_moved(node: Any) -> None:
    parent = node.GetParentTransformNode()
    if parent is not None and not np.allclose(matrix_to_world(node), np.eye(4)):
        raise InputError(
            f"{node.GetName()!r} is under the transform {parent.GetName()!r}, and no longer where "
            "its DICOM series has it: take it and what was made of it out of the transform first."
        )
