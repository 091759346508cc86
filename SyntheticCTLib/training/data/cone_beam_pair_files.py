"""The files of a pair of cone-beam CT and CT, and the table of a folder of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.text_files import read_object, read_rows, write_rows
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of, cropped
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters
from SyntheticCTLib.training.data.aligned_pairs import SCAN_RECORD
from SyntheticCTLib.training.data.cone_beam_draws import SCAN
from SyntheticCTLib.training.data.folds import ALIGNMENT_TABLE

_IMAGES = ("cbct", "ct", "mask")
_COLUMNS = ("id", "region", "fold", "grade")


def is_made(output: Path, name: str, origin: dict[str, Any]) -> bool:
    """Whether a pair is there whole, and was made in the same way, as its record says."""
    place = output / f"{name}{SCAN_RECORD}"
    if not all((output / f"{name}_{image}.nii.gz").is_file() for image in _IMAGES):
        return False
    if not place.is_file():
        return False
    record = read_object(place)
    # A record of before a parameter was there is one of a scan with its default.
    known = ConeBeamParameters().to_dict() | record.get("parameters", {})
    record = json.loads(json.dumps({**record, "parameters": known}))
    wanted = json.loads(json.dumps(origin))
    return bool({key: record.get(key) for key in wanted} == wanted)


def write_pair(
    cbct: Volume, ct: Volume, seen: Volume, output: Path, name: str, record: dict[str, Any]
) -> None:
    """Write a pair, cropped to what the scan saw.

    Args:
        cbct, ct: the scan and what was scanned, HU, on one grid.
        seen: above 0 where the scan saw something, on the same grid.
        output: folder.
        name: of the pair.
        record: how it was made.
    """
    images = (cbct, ct.with_array(np.rint(ct.array).astype(np.int16)))
    mask = seen.with_array(seen.array.astype(np.uint8))
    for what, image in zip(_IMAGES, (*images, mask), strict=True):
        write_volume(cropped(image, box_of(seen.array)), output / f"{name}_{what}.nii.gz")
    write_json(record, output / f"{name}{SCAN_RECORD}")


class PairTable:
    """A folder's table of pairs, with what earlier calls wrote; a patient has one fold.

    Args:
        folder: with the pairs.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / ALIGNMENT_TABLE
        earlier = read_rows(self._path, "id") if self._path.is_file() else []
        self._rows = {row["id"]: row for row in earlier}
        self._folds = {_patient_of(row["id"]): row["fold"] for row in earlier}

    def add(self, name: str, region: str, fold: int) -> None:
        """Write a pair's row, with its patient's fold if that has one already."""
        folded = self._folds.get(_patient_of(name), str(fold))
        self._rows[name] = {"id": name, "region": region, "fold": folded, "grade": ""}
        cells = ([row.get(column, "") for column in _COLUMNS] for row in self._rows.values())
        write_rows(self._path, _COLUMNS, cells)


def _patient_of(name: str) -> str:
    return name.rpartition(SCAN)[0]
