"""Align every pair of a folder and write what training needs, with a table of how well it went."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import write_whole
from SyntheticCTLib.files.text_files import read_object, write_rows
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, Watch, keeping
from SyntheticCTLib.registration.transforms import write_transform
from SyntheticCTLib.training.data.alignment import CONTROL_SPACING_MM, AlignedPair, align_pair
from SyntheticCTLib.training.data.alignment_quality import REFUSED, AlignmentQuality
from SyntheticCTLib.training.data.folds import ALIGNMENT_TABLE, patient_folds
from SyntheticCTLib.training.data.pairs import (
    PairFiles,
    check_all,
    find_pair_files,
    read_pair_files,
)

logger = logging.getLogger(__name__)

#: The files of an accepted pair are <id>_<this>.nii.gz.
IMAGES = ("mr", "ct", "mask")

#: Changes when the method changes, so that pairs of an older method are made again.
_METHOD = 2


@dataclass(frozen=True)
class PreparedPair:
    """One row of the table.

    Attributes:
        name: the pair's id.
        region: part of the body, or "".
        fold: its cross-validation fold; refused pairs count, so folds stay when others are refused.
        grade: "A", "B", "C" or "refused".
        reason: why it is refused, or "".
        quality: the figures.
    """

    name: str
    region: str
    fold: int
    grade: str
    reason: str
    quality: AlignmentQuality


def prepare_pairs(
    folder: Path,
    output: Path,
    *,
    refuse: Mapping[str, str] | None = None,
    seed: int = 0,
    watch: Watch = UNWATCHED,
) -> list[PreparedPair]:
    """Align all pairs. Done before, a pair is not done again unless its files or settings changed.

    For each accepted pair ``<id>_mr.nii.gz``, ``<id>_ct.nii.gz`` (on the MR's grid),
    ``<id>_mask.nii.gz`` and the transform ``<id>_transform.h5`` are written; for every pair its
    figures in ``<id>_alignment.json`` and a row in ``alignment.csv``.

    Args:
        folder: pairs ``<id>_mr*.nii.gz`` with ``<id>_ct.nii.gz``; grids may differ.
        output: folder for the results; made if missing.
        refuse: pairs refused by eye, id to reason. Their figures are in the table all the same.
        seed: see ``align_pair``.

    Returns:
        The table, sorted by id.

    Raises:
        InputError: a pair cannot be used (checked for all before work starts), or ``refuse`` names
            one that is not there.
        Cancelled: the user asked to stop; what was done is kept.
    """
    pairs = find_pair_files(folder)
    refused = dict(refuse or {})
    unknown = sorted(refused.keys() - {pair.name for pair in pairs})
    if unknown:
        raise InputError(f"There is no pair {unknown[0]} in {folder} to refuse: check the id.")
    watch.report("checking the pairs", 0.0)
    check_all(pairs)
    output.mkdir(parents=True, exist_ok=True)
    folds = patient_folds([pair.name for pair in pairs])
    settings = {"method": _METHOD, "control_spacing_mm": CONTROL_SPACING_MM, "seed": seed}
    rows: list[PreparedPair] = []
    for n, files in enumerate(pairs):
        report = watch.part(n / len(pairs), (n + 1) / len(pairs))
        why = refused.get(files.name, "")
        with keeping(len(rows), len(pairs), "pairs"):
            record = _prepared(files, output, settings, why, report)
        rows.append(_row(files, folds[files.name], record, why))
        _write_table(rows, output / ALIGNMENT_TABLE)
        logger.info("%s: %s %s", files.name, rows[-1].grade, rows[-1].reason)
    watch.report("prepared", 1.0)
    return rows


def _prepared(
    files: PairFiles,
    output: Path,
    settings: dict[str, Any],
    refused: str,
    watch: Watch,
) -> dict[str, Any]:
    """The record of a pair: from an earlier run if that still holds, or else made now."""
    place = output / f"{files.name}_alignment.json"
    origin = {**settings, "mr_sha256": _sha256(files.mr), "ct_sha256": _sha256(files.ct)}
    old = read_object(place) if place.is_file() else {}
    wanted = not refused and old.get("grade") != REFUSED
    if old.get("origin") == origin and (_images_there(output, files.name) or not wanted):
        _remove_images(output, files.name, when=not wanted)
        return dict(old)
    mr, ct = read_pair_files(files)
    aligned = align_pair(mr, ct, seed=settings["seed"], watch=watch)
    _write_pair(mr, aligned, output, files.name, keep=not refused and aligned.grade != REFUSED)
    record = {
        "origin": origin,
        "grade": aligned.grade,
        "reason": aligned.reason,
        "quality": asdict(aligned.quality),
    }
    write_whole(place, json.dumps(record, indent=2))
    return record


def _write_pair(mr: Volume, aligned: AlignedPair, output: Path, name: str, *, keep: bool) -> None:
    """Write the images of an accepted pair; remove what an earlier run left of a refused one."""
    places = {image: output / f"{name}_{image}.nii.gz" for image in IMAGES}
    write_transform(aligned.transform, output / f"{name}_transform.h5")
    _remove_images(output, name, when=not keep)
    if not keep:
        return
    for image, volume in zip(IMAGES, (mr, aligned.ct, aligned.mask), strict=True):
        write_volume(volume, places[image])


def _remove_images(output: Path, name: str, *, when: bool) -> None:
    """Training takes every pair whose images it finds: a refused one must not leave any."""
    if when:
        for image in IMAGES:
            (output / f"{name}_{image}.nii.gz").unlink(missing_ok=True)


def _images_there(output: Path, name: str) -> bool:
    return all((output / f"{name}_{image}.nii.gz").is_file() for image in IMAGES)


def _row(files: PairFiles, fold: int, record: dict[str, Any], refused: str) -> PreparedPair:
    grade, reason = (REFUSED, refused) if refused else (record["grade"], record["reason"])
    quality = AlignmentQuality(**record["quality"])
    return PreparedPair(files.name, files.region, fold, grade, reason, quality)


def _write_table(rows: list[PreparedPair], path: Path) -> None:
    figures = [field.name for field in fields(AlignmentQuality)]
    cells = (
        [row.name, row.region, row.fold, row.grade, row.reason]
        + [_text(getattr(row.quality, name)) for name in figures]
        for row in rows
    )
    write_rows(path, ["id", "region", "fold", "grade", "reason", *figures], cells)


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
