"""The page of a study, and its tables beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from SyntheticCTLib.cohort.figures.agreement import TissueAgreement, agreements
from SyntheticCTLib.cohort.figures.outliers import outliers
from SyntheticCTLib.cohort.figures.patients import Patient, read_patients
from SyntheticCTLib.cohort.folder import STUDY, PlannedCase
from SyntheticCTLib.cohort.pages import sections
from SyntheticCTLib.cohort.pages.tables import PARQUET, study_tables, write_tables
from SyntheticCTLib.cohort.study import Study
from SyntheticCTLib.files.together import files_together
from SyntheticCTLib.options import values_of
from SyntheticCTLib.report.pages.html import (
    Markup,
    element,
    facts,
    joined,
    page_header,
    paragraph,
    section,
)
from SyntheticCTLib.report.pages.page import page

INDEX = "index.html"

#: Columns of the page are for one patient's report; a study's tables are wider.
_WIDE = Markup("<style>body { max-width: 84rem; }</style>")


def write_study_report(folder: Path, study: Study, plan: Sequence[PlannedCase]) -> dict[str, Path]:
    """Write the page and the tables of a study, of what is done so far.

    Returns:
        The files by their names.

    Raises:
        InputError: the results of a case are damaged.
        OSError: a file cannot be written.
    """
    patients = read_patients(folder, plan)
    agreement = agreements(patients)
    tables = study_tables(patients, agreement)
    files = {name: folder / name for name in (INDEX, *tables, PARQUET)}
    with files_together(*files.values()) as place:
        written = write_tables(tables, {name: place(path) for name, path in files.items()})
        text = _text(folder, study, patients, agreement, written)
        place(files[INDEX]).write_text(text, encoding="utf-8")
    return {name: files[name] for name in (INDEX, *written)}


def _text(
    folder: Path,
    study: Study,
    patients: Sequence[Patient],
    agreement: Sequence[TissueAgreement],
    tables: Sequence[str],
) -> str:
    """The page; ``tables`` are the names of files."""
    parts = joined(
        _WIDE,
        _header(folder, patients),
        sections.answers(patients),
        sections.warnings_section(patients),
        sections.summary_section(patients),
        sections.patients_section(patients),
        sections.groups_section([p for p in patients if p.document is not None]),
        sections.agreement_section(agreement, {p.id: p.page for p in patients}),
        sections.expected_section(patients),
        sections.outliers_section(outliers(patients), folder),
        sections.failures_section(patients),
        _how(study, patients),
        section("Tables", paragraph(*_links(tables))),
    )
    return page(f"Study {folder.absolute().name}", element("main", parts, kind="body"))


def _header(folder: Path, patients: Sequence[Patient]) -> Markup:
    made = [patient.synthesis for patient in patients if patient.synthesis is not None]
    models = sorted({f"{one.model.id} {one.model.version}".strip() for one in made})
    now = datetime.now(UTC).isoformat(timespec="minutes").replace("T", ", ")[:17]
    return page_header(
        f"Study {folder.absolute().name}",
        paragraph(
            f"{len(patients)} patients, synthetic CT by {', '.join(models) or 'no model yet'}. "
            f"Written on {now} UTC.",
            kind="soft",
        ),
    )


def _how(study: Study, patients: Sequence[Patient]) -> Markup:
    """What belongs into a paper's methods."""
    made = [patient.synthesis for patient in patients if patient.synthesis is not None]
    hashes = sorted({one.model.sha256 for one in made})
    chosen = values_of(study.how) | {"threads": study.threads}
    told = {name: value for name, value in chosen.items() if value is not None}
    # Files and folders by their names: the page is shown to others.
    places = told.keys() & {"model", "registration", "commissioned"}
    told |= {name: Path(told[name]).name for name in places}
    return section(
        "How it was done",
        facts(
            [
                ("weights, SHA-256", ", ".join(hashes)),
                *((name, _words(value)) for name, value in told.items()),
            ]
        ),
        paragraph("The same choices, to repeat the study: ", element("a", STUDY, href=STUDY)),
    )


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _links(names: Sequence[str]) -> list[str]:
    links: list[str] = []
    for name in names:
        links += [", " if links else "", element("a", name, href=name)]
    return links
