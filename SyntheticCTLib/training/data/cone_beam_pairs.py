"""Training pairs of cone-beam CT and CT, the first simulated from the second."""

from __future__ import annotations

import csv
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.folders import nothing_in
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.text_files import read_object, read_rows
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.image.checks import check_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of, cropped
from SyntheticCTLib.progress import UNWATCHED, Watch, keeping
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters
from SyntheticCTLib.simulation.cone_beam.scan import (
    ConeBeamScan,
    simulate_cone_beam,
)
from SyntheticCTLib.training.data.aligned_pairs import SCAN_RECORD
from SyntheticCTLib.training.data.before_work import check_each
from SyntheticCTLib.training.data.cone_beam_draws import SCAN, ScanDraws
from SyntheticCTLib.training.data.folds import ALIGNMENT_TABLE, patient_folds

logger = logging.getLogger(__name__)

_IMAGES = ("cbct", "ct", "mask")
_COLUMNS = ("id", "region", "fold", "grade")
_ENDINGS = (".nii.gz", ".nii", ".nrrd", ".mha")


@dataclass(frozen=True)
class CTSource:
    """A CT from which scans are simulated.

    Attributes:
        name: the patient's id, from the file's name.
        path: the file.
        region: part of the body, or "".
        fold: the patient's position among those of its folder, modulo the number of folds.
    """

    name: str
    path: Path
    region: str
    fold: int


def find_cts(places: Sequence[tuple[str, Path]]) -> list[CTSource]:
    """The CTs of files and folders, each with a region's name.

    Of a folder with files ``<id>_ct...`` only those are taken.

    Raises:
        InputError: a place holds no CT, or two CTs have the same id.
    """
    found: list[CTSource] = []
    for region, place in places:
        paths = [place] if place.is_file() else _volumes(place)
        if not paths:
            raise nothing_in(place, f"CT ({', '.join(_ENDINGS)}).")
        names = {_id_of(path): path for path in paths}
        folds = patient_folds(list(names))
        found += [CTSource(name, path, region, folds[name]) for name, path in names.items()]
    names_found = [source.name for source in found]
    for name in names_found:
        if names_found.count(name) > 1:
            raise InputError(f"Two CTs have the id {name}: rename one of them.")
    return found


def prepare_cone_beam_pairs(
    sources: Sequence[CTSource],
    output: Path,
    draws: ScanDraws,
    *,
    device: str = "cpu",
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> list[str]:
    """Simulate scans of every CT; what an earlier call made in the same way is kept.

    For each scan ``<id>_cbct.nii.gz``, ``<id>_ct.nii.gz`` and ``<id>_mask.nii.gz`` (what the scan
    saw), cropped to the field of view, and the scan's parameters ``<id>_scan.json``; and a table
    with region and fold, in which all scans of a patient have one fold. The table keeps what
    earlier calls wrote into the same folder, and a patient's fold is that of the first of them.
    Truncated scans have ids of their own (``_cut`` at the end), so one folder can hold both kinds.

    Args:
        sources: the CTs.
        output: folder, made if missing.
        draws: which scans.
        device, force: see ``simulate_cone_beam``.
        watch: told of each scan.

    Returns:
        Ids of the pairs.

    Raises:
        InputError: a CT cannot be used (looked at for all before work starts).
        Cancelled: the user asked to stop; what was done is kept.
    """
    check_each(sources, partial(_check_source, force=force))
    output.mkdir(parents=True, exist_ok=True)
    rows = _earlier_rows(output)
    folds = {_patient_of(row["id"]): row["fold"] for row in rows.values()}
    made: list[str] = []
    total = len(sources) * draws.scans
    for source, n in product(sources, range(draws.scans)):
        report = watch.part(len(made) / total, (len(made) + 1) / total)
        drawn = draws.scan(source.name, n)
        origin = {"ct": source.path.name, "bytes": source.path.stat().st_size, **drawn.record()}
        if not _is_made(output, drawn.name, origin):
            body = drawn.body(read_volume(source.path))
            with keeping(len(made), total, "scans"):
                scan = simulate_cone_beam(
                    body,
                    drawn.parameters,
                    engine=draws.engine,
                    device=device,
                    force=force,
                    watch=report,
                )
            _write_pair(body, scan, output, drawn.name, origin | scan.record())
        fold = folds.get(source.name, str(source.fold))
        rows[drawn.name] = {"id": drawn.name, "region": source.region, "fold": fold, "grade": ""}
        _write_table(list(rows.values()), output)
        made.append(drawn.name)
        logger.info("%s: %s", drawn.name, drawn.parameters.scanner)
    watch.report("prepared", 1.0)
    return made


def _check_source(source: CTSource, *, force: bool) -> None:
    ct = read_volume(source.path)
    check_volume(ct)
    check_ct(ct, force=force)


def _volumes(folder: Path) -> list[Path]:
    paths = sorted(path for path in folder.glob("*") if path.name.endswith(_ENDINGS))
    named = [path for path in paths if path.name.partition(".")[0].endswith("_ct")]
    return named or paths


def _id_of(path: Path) -> str:
    return path.name.partition(".")[0].removesuffix("_ct")


def _is_made(output: Path, name: str, origin: dict[str, Any]) -> bool:
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


def _write_pair(
    ct: Volume, scan: ConeBeamScan, output: Path, name: str, record: dict[str, Any]
) -> None:
    seen = scan.field_of_view
    images = {
        "cbct": scan.cbct,
        "ct": ct.with_array(np.rint(ct.array).astype(np.int16)),
        "mask": seen.with_array(seen.array.astype(np.uint8)),
    }
    for what, image in images.items():
        write_volume(cropped(image, box_of(seen.array)), output / f"{name}_{what}.nii.gz")
    write_json(record, output / f"{name}{SCAN_RECORD}")


def _earlier_rows(output: Path) -> dict[str, dict[str, str]]:
    """The folder's table by id, if an earlier call has written one."""
    table = output / ALIGNMENT_TABLE
    if not table.is_file():
        return {}
    return {row["id"]: row for row in read_rows(table, "id")}


def _patient_of(name: str) -> str:
    return name.rpartition(SCAN)[0]


def _write_table(rows: list[dict[str, str]], output: Path) -> None:
    with (
        atomic_path(output / ALIGNMENT_TABLE) as temporary,
        temporary.open("w", newline="", encoding="utf-8") as stream,
    ):
        writer = csv.DictWriter(stream, _COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
