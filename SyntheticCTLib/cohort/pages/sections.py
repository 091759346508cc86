"""The sections of a study's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from SyntheticCTLib.cohort.figures.agreement import TissueAgreement
from SyntheticCTLib.cohort.figures.bootstrap import FEWEST, summarised, wilson_interval
from SyntheticCTLib.cohort.figures.columns import (
    BY_NAME,
    EXPECTED_FIGURES,
    IMAGE_FIGURES,
    LEADING,
    SURFACE_FIGURES,
    TISSUE_FIGURES,
    FigureColumn,
)
from SyntheticCTLib.cohort.figures.outliers import FENCE, Outlier
from SyntheticCTLib.cohort.figures.patients import Patient, values
from SyntheticCTLib.cohort.folder import case_folder
from SyntheticCTLib.cohort.pages.cells import (
    heading,
    interval_text,
    linked,
    value_cell,
    value_text,
)
from SyntheticCTLib.cohort.pages.charts import agreement_chart, box_chart, expected_chart
from SyntheticCTLib.cohort.pages.tables import groups_of
from SyntheticCTLib.report.case_folder import PICTURE
from SyntheticCTLib.report.pages.html import (
    Markup,
    element,
    notes,
    paragraph,
    picture,
    section,
    strong,
    table,
)
from SyntheticCTLib.report.pages.words import NOTHING, number, percent, plus

#: Values of a group that box plots have room for.
_MOST_VALUES = 8

#: Outliers whose pictures are on the page.
_MOST_PICTURES = 12


def answers(patients: Sequence[Patient]) -> Markup:
    """How many passed, first of all; who failed counts."""
    asked = [p for p in patients if p.document is not None or p.inputs.ct is not None]
    if not asked:
        return section(
            "No answer", paragraph("No case has a CT, so nothing could be compared with one.")
        )
    counts = Counter(patient.answer or "failed" for patient in asked)
    passed, of = counts["passed"], len(asked)
    low, high = wilson_interval(passed, of)
    parts = [
        f"{counts[name]} {name}"
        for name in ("passed", "not passed", "cannot tell", "failed")
        if counts[name]
    ]
    limit = next((p.document.verdict for p in asked if p.document is not None), None)
    asked_for = ""
    if limit is not None:
        asked_for = (
            f" Asked for: {percent(limit.required_share)} of the bone surface within "
            f"{limit.tolerance_mm:g}\u00a0mm, both ways."
        )
    return element(
        "section",
        element("h2", f"{passed} of {of} passed"),
        paragraph(strong(f"{', '.join(parts)}."), asked_for),
        paragraph(
            f"That is {percent(passed / of)} of the patients with a CT (95\u00a0% interval "
            f"{percent(low)} to {percent(high)}); those who failed count as not passed."
        ),
        kind="answer open",
    )


def summary_section(patients: Sequence[Patient]) -> Markup:
    """Every figure over patients."""
    return section(
        "Summary",
        paragraph(
            "Each patient counts once. Intervals are 95\u00a0% intervals of the mean, by drawing "
            f"patients again and again (bootstrap); fewer than {FEWEST} have none. The ends lead "
            "to the patients whose they are.",
            kind="soft",
        ),
        *(
            element("div", _summary(title, columns, patients), kind="scroll")
            for title, columns in (
                ("Bone surface", SURFACE_FIGURES),
                ("Image", IMAGE_FIGURES),
                ("Error by tissue", TISSUE_FIGURES),
                ("Expected without a CT", EXPECTED_FIGURES),
            )
        ),
    )


def _summary(title: str, columns: Sequence[FigureColumn], patients: Sequence[Patient]) -> Markup:
    rows = []
    for column in columns:
        found = summarised(values(patients, column.name))
        if found is None:
            continue
        rows.append(
            [
                heading(column) + (f" ({', '.join(column.sets)})" if column.sets else ""),
                number(found.patients),
                strong(value_text(column, found.mean)),
                interval_text(column, found.low, found.high),
                value_text(column, found.sd),
                value_text(column, found.median),
                interval_text(column, found.lower_quartile, found.upper_quartile),
                _end(column, found.lowest, patients),
                _end(column, found.highest, patients),
            ]
        )
    header = (title, "n", "mean", "95 % interval", "SD", "median", "quartiles", "lowest", "highest")
    return table(header, rows, kind="dense wide") if rows else Markup()


def _end(column: FigureColumn, value: float, patients: Sequence[Patient]) -> str:
    """An extreme value, leading to its patient."""
    whose = next(p for p in patients if p.figures.get(column.name) == value)
    return linked(whose, value_text(column, value))


def patients_section(patients: Sequence[Patient]) -> Markup:
    """A row for each patient."""
    shown = [
        column
        for column in (*SURFACE_FIGURES, *IMAGE_FIGURES)
        if values(patients, column.name) and column.name not in ("mse_hu2", "mean_error_hu")
    ]
    groups = groups_of(patients)
    rows = [
        [
            linked(patient, patient.id) if not patient.problem else patient.id,
            *(patient.inputs.groups.get(name, "") for name in groups),
            patient.outcome,
            *(value_cell(patient, column) for column in shown),
        ]
        for patient in patients
    ]
    header = ["patient", *groups, "answer", *(heading(column) for column in shown)]
    return section(
        "Patients",
        paragraph("Every number leads to the report that it is from.", kind="soft"),
        element("div", table(header, rows, kind="dense wide"), kind="scroll"),
    )


def groups_section(patients: Sequence[Patient]) -> Markup:
    """Box plots of the leading figures by site, scanner, ... and over all."""
    parts = []
    for name, groups in {"all": {"all": list(patients)}, **_groups(patients)}.items():
        charts = (element("div", box_chart(BY_NAME[figure], groups)) for figure in LEADING)
        title = "All patients" if name == "all" else f"By {name}"
        parts += [element("h3", title), element("div", *charts, kind="charts three")]
    return section(
        "Spread",
        paragraph(
            "A box reaches from the lower to the upper quartile, with the median in it; lines "
            "reach to the ends. Every point is a patient.",
            kind="soft",
        ),
        *parts,
    )


def _groups(patients: Sequence[Patient]) -> dict[str, dict[str, list[Patient]]]:
    """Patients by each value of each group that tells some apart."""
    found = {}
    for name in groups_of(patients):
        parts: dict[str, list[Patient]] = {}
        for patient in patients:
            parts.setdefault(patient.inputs.groups.get(name) or NOTHING, []).append(patient)
        if 1 < len(parts) <= _MOST_VALUES:
            found[name] = dict(sorted(parts.items()))
    return found


def agreement_section(found: Sequence[TissueAgreement], pages: Mapping[str, str]) -> Markup:
    """Bland-Altman by tissue."""
    if not found:
        return Markup()
    rows = [
        [
            one.tissue,
            number(len(one.points)),
            plus(one.bias, 1),
            _ends(one.bias_low, one.bias_high),
            _ends(one.lower, one.upper),
        ]
        for one in found
    ]
    header = ("tissue by the CT", "n", "bias, HU", "95 % interval", "limits of agreement, HU")
    charts = (element("div", agreement_chart(one, pages)) for one in found)
    return section(
        "Agreement by tissue",
        paragraph(
            "Bland and Altman: each patient's mean HU of a tissue in sCT and CT. The solid line is "
            "the bias, the dashed ones are the limits between which the difference of 95\u00a0% of "
            "patients lies.",
            kind="soft",
        ),
        table(header, rows, kind="wide"),
        element("div", *charts, kind="charts three"),
    )


def _ends(low: float | None, high: float | None) -> str:
    return NOTHING if low is None or high is None else f"{plus(low, 1)} to {plus(high, 1)}"


def expected_section(patients: Sequence[Patient]) -> Markup:
    """Expected against measured accuracy; nothing for a model that lets expect nothing."""
    known = [
        (p, p.figures["expected_lowest"], p.figures["share_within"], p.figures["expected_highest"])
        for p in patients
        if p.figures.get("expected_share") is not None and p.figures.get("share_within") is not None
    ]
    if not known:
        return Markup()
    held = sum(low <= share <= high for _, low, share, high in known)  # type: ignore[operator]
    return section(
        "Expected against measured",
        paragraph(
            f"For {held} of {len(known)} patients the measured share of the surface within the "
            "tolerance lay between the ends that the model had named without any CT (the lines)."
        ),
        element("div", element("div", expected_chart(patients)), kind="charts"),
    )


def outliers_section(found: Sequence[Outlier], folder: Path) -> Markup:
    """Patients far on the bad side, with their pictures."""
    parts: list[str] = []
    by_patient: dict[str, list[Outlier]] = {}
    for one in found:
        by_patient.setdefault(one.patient.id, []).append(one)
    for outs in list(by_patient.values())[:_MOST_PICTURES]:
        patient = outs[0].patient
        said = "; ".join(
            f"{one.column.title} {value_text(one.column, one.value, unit=True)}, beyond "
            f"{value_text(one.column, one.fence, unit=True)}"
            for one in outs
        )
        image = case_folder(folder, patient.inputs.folder_name) / PICTURE
        parts.append(element("h3", linked(patient, patient.id)))
        parts.append(paragraph(f"{said}."))
        if image.is_file():
            parts.append(picture(image, f"Slices of {patient.id}: input, sCT, CT, difference"))
    words = (
        f"Patients who lie more than {FENCE:g} interquartile ranges beyond the quartile on the bad "
        "side of a leading figure (Tukey's fence)."
    )
    return section("Outliers", paragraph(words, kind="soft"), *parts) if parts else Markup()


def failures_section(patients: Sequence[Patient]) -> Markup:
    """Who has no figures, and why."""
    rows = [[patient.id, patient.problem] for patient in patients if patient.problem]
    if not rows:
        return Markup()
    return section("Without figures", table(("patient", "why"), rows, kind="noted wide"))


def warnings_of(patients: Sequence[Patient]) -> Iterator[str]:
    """What speaks against the study as a whole."""
    made = [patient.synthesis for patient in patients if patient.synthesis is not None]
    weights = {one.model.sha256 for one in made}
    if len(weights) > 1:
        yield f"The cases were made by {len(weights)} different models: look at them apart."
    versions = sorted({str(one.versions.get("SyntheticCT")) for one in made})
    if len(versions) > 1:
        yield f"The cases were made by versions {', '.join(versions)} of this program."
    doubts = Counter(code for one in made for code in {doubt.code for doubt in one.warnings})
    for code, count in sorted(doubts.items()):
        yield f"{count} of {len(made)} inputs were doubted by the guard {code!r}: see their pages."
    unmoved = [p for p in patients if p.document and p.document.registration.warnings]
    if unmoved:
        yield (
            f"Of {len(unmoved)} patients something speaks against the registration, and its error "
            "counts as the synthetic CT's: look at their contours."
        )


def warnings_section(patients: Sequence[Patient]) -> Markup:
    """The same as a list."""
    return notes(warnings_of(patients))
