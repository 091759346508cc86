"""The tables of a study as CSV: patients, their summary, agreement, failures, and how it ran."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from SyntheticCTLib.cohort.figures.agreement import TissueAgreement
from SyntheticCTLib.cohort.figures.bootstrap import Summary, summarised
from SyntheticCTLib.cohort.figures.columns import FIGURES
from SyntheticCTLib.cohort.figures.patients import Patient, values
from SyntheticCTLib.comparison.columns import Table, csv_text

PATIENTS, SUMMARY, AGREEMENT = "patients.csv", "summary.csv", "agreement.csv"
FAILURES, RUNS, PARQUET = "failures.csv", "runs.csv", "patients.parquet"


def study_tables(
    patients: Sequence[Patient], agreement: Sequence[TissueAgreement]
) -> dict[str, Table]:
    """The tables by the names of their files.

    All but ``runs.csv`` depend on images and choices alone, not on when and where it ran.
    """
    return {
        PATIENTS: _patients(patients),
        SUMMARY: _summary(patients),
        AGREEMENT: _agreement(agreement),
        FAILURES: (["patient", "reason"], [[p.id, p.problem] for p in patients if p.problem]),
        RUNS: _runs(patients),
    }


def write_tables(tables: dict[str, Table], files: Mapping[str, Path]) -> list[str]:
    """Write them; the patients also as Parquet where pyarrow is installed.

    Args:
        tables: by their names.
        files: where each goes, and ``PARQUET``.

    Returns:
        The names of those that were written.

    Raises:
        OSError: a file cannot be written.
    """
    for name, table in tables.items():
        files[name].write_text(csv_text(table), encoding="utf-8", newline="")
    return [*tables, *([PARQUET] if _wrote_parquet(tables[PATIENTS], files[PARQUET]) else [])]


def groups_of(patients: Sequence[Patient]) -> list[str]:
    """Names of the groups that any of them belongs to."""
    return list(dict.fromkeys(name for patient in patients for name in patient.inputs.groups))


def _patients(patients: Sequence[Patient]) -> Table:
    groups = groups_of(patients)
    header = ["patient", *groups, "answer", "reason", "model", "model_version", "warnings"]
    rows: list[list[Any]] = []
    for patient in patients:
        made, document = patient.synthesis, patient.document
        reason = patient.problem or ("" if document is None else document.verdict.reason)
        rows.append(
            [
                patient.id,
                *(patient.inputs.groups.get(name, "") for name in groups),
                patient.outcome,
                reason,
                "" if made is None else made.model.id,
                "" if made is None else made.model.version,
                "" if made is None else " ".join(doubt.code for doubt in made.warnings),
                *(patient.figures.get(column.name) for column in FIGURES),
            ]
        )
    return [*header, *(column.name for column in FIGURES)], rows


def _summary(patients: Sequence[Patient]) -> Table:
    names = [field.name for field in dataclasses.fields(Summary)]
    rows = []
    for column in FIGURES:
        found = summarised(values(patients, column.name))
        if found is not None:
            rows.append([column.name, *(getattr(found, name) for name in names)])
    return ["figure", *names], rows


def _agreement(found: Sequence[TissueAgreement]) -> Table:
    names = ("bias", "bias_low", "bias_high", "lower", "upper")
    rows = [[one.tissue, len(one.points), *(getattr(one, n) for n in names)] for one in found]
    return ["tissue", "patients", *(f"{name}_hu" for name in names)], rows


def _runs(patients: Sequence[Patient]) -> Table:
    names = ("outcome", "attempts", "seconds", "peak_bytes", "machine", "ended")
    rows = [
        [patient.id, *(getattr(patient.record, name) for name in names)]
        for patient in patients
        if patient.record is not None
    ]
    return ["patient", *names], rows


def _wrote_parquet(table: Table, path: Path) -> bool:
    try:
        pyarrow: Any = importlib.import_module("pyarrow")
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError:
        return False
    header, rows = table
    columns = {name: [row[n] for row in rows] for n, name in enumerate(header)}
    parquet.write_table(pyarrow.table(columns), path)
    return True
