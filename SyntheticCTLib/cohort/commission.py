"""A study as a site's commissioning: what it has measured, and what later runs are held to."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from SyntheticCTLib.cohort.figures.columns import BY_NAME
from SyntheticCTLib.cohort.figures.expectation import expected_end
from SyntheticCTLib.cohort.figures.patients import Patient, compared, read_patients, values
from SyntheticCTLib.cohort.folder import STUDY
from SyntheticCTLib.cohort.pages.certificate import CERTIFICATE, certificate
from SyntheticCTLib.cohort.pages.tables import groups_of
from SyntheticCTLib.cohort.reading import read_results
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.together import files_together
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.guards.commissioned import ActionLevel, Commissioned
from SyntheticCTLib.guards.inspection import training_statistics
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models.catalogue import find_model_folder
from SyntheticCTLib.models.info import read_info
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.tasks.registry import task_of

RECORD = "commission.json"

#: Figures that have an action level.
_LEVELS = ("share_within", "mean_absolute_distance_mm", "mae_hu", "bone_dice", "ms_ssim")


def commission(folder: Path, *, watch: Watch) -> tuple[Commissioned, dict[str, Path]]:
    """Derive a site's commissioning from its study, and write its record and certificate there.

    Raises:
        InputError: too few patients have figures, they were made by several models, or an image
            cannot be read any more.
    """
    study, plan = read_results(folder)
    patients = read_patients(folder, plan)
    measured = compared(patients)
    made = [patient.synthesis for patient in measured if patient.synthesis is not None]
    weights = {one.model.sha256 for one in made}
    if len(weights) != 1:
        raise InputError(f"The study's cases were made by {len(weights)} models: it needs one.")
    shares = values(measured, "share_within")
    lowest, between = expected_end(shares, "below")
    verdict = next(p.document.verdict for p in measured if p.document is not None)
    name = folder.absolute().name
    known = Commissioned(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        study=name,
        model=made[0].model.id,
        version=made[0].model.version,
        sha256=made[0].model.sha256,
        patients=tuple(patient.id for patient in measured),
        groups=_groups(measured),
        tolerance_mm=verdict.tolerance_mm,
        expected_share=float(np.median(shares)),
        lowest_share=lowest,
        between=between,
        offset=_offset(measured),
        levels=tuple(_levels(measured)),
        statistics=_statistics(measured, study.how.model, watch),
        repeat=(
            f"synthetic-ct cohort {shlex.quote(Path(study.source).name)} -o "
            f"{shlex.quote(name)}-again --choices {shlex.quote(f'{name}/{STUDY}')}",
            f"synthetic-ct commission {shlex.quote(name)}-again",
        ),
    )
    files = {one: folder / one for one in (RECORD, CERTIFICATE)}
    with files_together(*files.values()) as place:
        write_json(known, place(files[RECORD]))
        text = certificate(known, patients, name)
        place(files[CERTIFICATE]).write_text(text, encoding="utf-8")
    return known, files


def _groups(patients: Sequence[Patient]) -> dict[str, list[str]]:
    found = {
        name: sorted({p.inputs.groups[name] for p in patients if p.inputs.groups.get(name)})
        for name in groups_of(patients)
    }
    return {name: some for name, some in found.items() if some}


def _offset(patients: Sequence[Patient]) -> float | None:
    """By how much the measured share is above the expected one, on the average."""
    rest = [
        measured - expected
        for patient in patients
        if (expected := patient.figures.get("expected_share")) is not None
        and (measured := patient.figures.get("share_within")) is not None
    ]
    return float(np.mean(rest)) if rest else None


def _levels(patients: Sequence[Patient]) -> list[ActionLevel]:
    found = []
    for name in _LEVELS:
        known = values(patients, name)
        if known:
            bad = "below" if BY_NAME[name].better == "high" else "above"
            level, between = expected_end(known, bad)
            found.append(ActionLevel(name, level, bad, between))
    return found


def _statistics(patients: Sequence[Patient], model: str, watch: Watch) -> dict[str, object]:
    """Of the inputs: their grids, bodies and brightness."""
    kind = task_of(read_info(find_model_folder(model))).source

    def volumes() -> Iterator[Volume]:
        for number, patient in enumerate(patients):
            watch.report(f"looking at {patient.id}", number / len(patients))
            yield read_volume(patient.inputs.mr)

    return training_statistics(volumes(), kind)
