"""Training pairs of cone-beam CT and CT, the first simulated from the second."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import files_like, nothing_in
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.image.checks import check_volume
from SyntheticCTLib.progress import UNWATCHED, Watch, keeping
from SyntheticCTLib.simulation.cone_beam.scan import (
    simulate_cone_beam,
)
from SyntheticCTLib.training.data.before_work import check_each
from SyntheticCTLib.training.data.cone_beam_draws import ScanDraws
from SyntheticCTLib.training.data.cone_beam_pair_files import PairTable, is_made, write_pair
from SyntheticCTLib.training.data.folds import patient_folds

logger = logging.getLogger(__name__)

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

    Returns:
        Ids of the pairs.

    Raises:
        InputError: a CT cannot be used (looked at for all before work starts).
        Cancelled: the user asked to stop; what was done is kept.
    """
    check_each(sources, partial(_check_source, force=force))
    output.mkdir(parents=True, exist_ok=True)
    table = PairTable(output)
    made: list[str] = []
    total = len(sources) * draws.scans
    for source, n in product(sources, range(draws.scans)):
        report = watch.part(len(made) / total, (len(made) + 1) / total)
        drawn = draws.scan(source.name, n)
        origin = {"ct": source.path.name, "bytes": source.path.stat().st_size, **drawn.record()}
        if not is_made(output, drawn.name, origin):
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
            record = origin | scan.record()
            write_pair(scan.cbct, body, scan.field_of_view, output, drawn.name, record)
        table.add(drawn.name, source.region, source.fold)
        made.append(drawn.name)
        logger.info("%s: %s", drawn.name, drawn.parameters.scanner)
    watch.report("prepared", 1.0)
    return made


def _check_source(source: CTSource, *, force: bool) -> None:
    ct = read_volume(source.path)
    check_volume(ct)
    check_ct(ct, force=force)


def _volumes(folder: Path) -> list[Path]:
    paths = files_like(folder, *(f"*{ending}" for ending in _ENDINGS))
    named = [path for path in paths if path.name.partition(".")[0].endswith("_ct")]
    return named or paths


def _id_of(path: Path) -> str:
    return path.name.partition(".")[0].removesuffix("_ct")
