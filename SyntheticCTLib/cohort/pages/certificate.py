"""The certificate of a commissioning: what was measured, on whom, when, and where it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from SyntheticCTLib.cohort.figures.bootstrap import summarised
from SyntheticCTLib.cohort.figures.columns import BY_NAME
from SyntheticCTLib.cohort.figures.patients import Patient, values
from SyntheticCTLib.cohort.pages.cells import heading, interval_text, value_text
from SyntheticCTLib.guards.commissioned import Commissioned
from SyntheticCTLib.report.pages.html import (
    Markup,
    element,
    facts,
    joined,
    notes,
    page_header,
    paragraph,
    section,
    strong,
    table,
)
from SyntheticCTLib.report.pages.page import page
from SyntheticCTLib.report.pages.words import number, percent, vector
from SyntheticCTLib.versions import PROGRAM

CERTIFICATE = "certificate.html"


def certificate(known: Commissioned, patients: Sequence[Patient], study: str) -> str:
    """The page, as HTML.

    Args:
        known: what was commissioned.
        patients: all of the study.
        study: the name of its folder.
    """
    failed = [patient for patient in patients if patient.problem]
    parts = joined(
        page_header(
            f"Commissioning of {known.model} {known.version}",
            paragraph(
                f"On {known.created[:10]} at {known.created[11:19]} UTC, by {PROGRAM}, from the "
                "study ",
                element("a", study, href="index.html"),
                ".",
                kind="soft",
            ),
        ),
        _answer(known, failed),
        section("What was measured", facts(_measured(known, patients))),
        section("Action levels", *_levels(known, patients)),
        section("Where it ends", notes(_limits(known))),
        section("To repeat it", *(paragraph(element("code", line)) for line in known.repeat)),
        section(
            "To be warned later",
            paragraph(
                "Inputs that drift from these, and other weights, are named by ",
                element("code", "--commissioned commission.json"),
                " of synthesize, case and cohort.",
            ),
        ),
    )
    return page(f"Commissioning of {known.model}", element("main", parts, kind="body"))


def _answer(known: Commissioned, failed: Sequence[Patient]) -> Markup:
    told = ""
    if failed:
        one = "patient has no figures and counts"
        words = one if len(failed) == 1 else "patients have no figures and count"
        told = f" {len(failed)} further {words} nowhere."
    offset = ""
    if known.offset is not None:
        points = f"{100 * abs(known.offset):.1f} percentage points"
        side = "more" if known.offset >= 0 else "less"
        offset = f" The surface here was {points} {side} within it than the model itself expects."
    return element(
        "section",
        element("h2", f"Expect {percent(known.lowest_share)} or more"),
        paragraph(
            strong(
                f"of the bone surface within {known.tolerance_mm:g}\u00a0mm for "
                f"{percent(known.between)} of further patients of this kind."
            ),
            f" Half of the {len(known.patients)} patients reached {percent(known.expected_share)}."
            f"{offset}{told}",
        ),
        kind="answer open",
    )


def _measured(known: Commissioned, patients: Sequence[Patient]) -> list[tuple[str, str]]:
    answers = Counter(patient.answer for patient in patients if patient.answer)
    rows = [
        ("model", f"{known.model} {known.version}"),
        ("weights, SHA-256", known.sha256),
        ("patients", f"{len(known.patients)}: {', '.join(known.patients)}"),
        ("answers", ", ".join(f"{count} {name}" for name, count in sorted(answers.items()))),
        *((name, ", ".join(some)) for name, some in known.groups.items()),
    ]
    for key, name in (("spacing_mm", "voxel spacing, mm"), ("extent_mm", "field of view, mm")):
        ends = known.statistics[key]
        rows.append((name, f"{vector(ends['low'], 1)} to {vector(ends['high'], 1)}"))
    body = known.statistics["body_volume_l"]
    rows.append(("body in the image, litres", f"{body['low']:.2f} to {body['high']:.2f}"))
    return rows


def _levels(known: Commissioned, patients: Sequence[Patient]) -> list[Markup]:
    rows = []
    for level in known.levels:
        column = BY_NAME[level.figure]
        found = summarised(values(patients, level.figure))
        if found is not None:
            rows.append(
                [
                    heading(column),
                    number(found.patients),
                    value_text(column, found.mean),
                    interval_text(column, found.low, found.high),
                    strong(f"{level.bad} {value_text(column, level.level)}"),
                    percent(level.between),
                ]
            )
    header = ("figure", "n", "mean", "95 % interval", "look where it is", "kept by")
    words = (
        "Kept by: the share of further patients of the same kind to be expected on the good side, "
        "by the ranks of those who were measured. Without a CT of a patient only the inputs can be "
        "looked at."
    )
    return [table(header, rows, kind="wide"), paragraph(words, kind="soft")]


def _limits(known: Commissioned) -> list[str]:
    groups = "; ".join(f"{name} {', '.join(some)}" for name, some in known.groups.items())
    return [
        "It holds for the weights named above and for no others.",
        f"It holds for patients and images like those measured ({groups or 'no groups are named'}) "
        "and says nothing of other scanners, sequences or parts of the body.",
        f"It rests on {len(known.patients)} patients: the fewer, the more may lie beyond.",
        "Errors of the registration count as the synthetic CT's.",
        "It is a measurement, no approval: this software is not for clinical use.",
    ]
