"""The charts of a study's page; every point is a patient and leads to their report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from SyntheticCTLib.cohort.figures.agreement import TissueAgreement
from SyntheticCTLib.cohort.figures.columns import FigureColumn
from SyntheticCTLib.cohort.figures.patients import Patient
from SyntheticCTLib.cohort.pages.cells import heading
from SyntheticCTLib.report.charts.svg import Chart, Range
from SyntheticCTLib.report.pages.html import Markup

#: Half the width of a box, and how far points are spread, in categories.
_BOX, _SPREAD = 0.28, 0.16

#: Room beyond the outermost points, as a share of their range.
_MARGIN = 0.08


def box_chart(column: FigureColumn, groups: Mapping[str, Sequence[Patient]]) -> Markup:
    """A box (quartiles, median, and whiskers to the ends) and the patients of each group."""
    known = {
        name: [(p, v) for p in patients if (v := p.figures.get(column.name)) is not None]
        for name, patients in groups.items()
    }
    everybody = [value for points in known.values() for _, value in points]
    if not everybody:
        return Markup()
    labels = [f"{name} ({len(points)})" for name, points in known.items()]
    chart = Chart(
        (0.0, float(len(known))),
        _room(everybody),
        "",
        heading(column),
        percent=column.unit == "share",
        categories=labels,
    )
    for number, points in enumerate(known.values()):
        middle = number + 0.5
        if len(points) > 2:
            found = [value for _, value in points]
            chart.box(middle, _BOX, np.quantile(found, (0.0, 0.25, 0.5, 0.75, 1.0)).tolist())
        for place, (patient, value) in enumerate(points):
            # Beside each other in their order: chance would draw another chart each time.
            aside = ((place * 0.618) % 1.0 - 0.5) * 2 * _SPREAD
            chart.dot(middle + aside, value, title=patient.id, href=patient.page)
    return chart.svg(f"{column.title} by group")


def agreement_chart(found: TissueAgreement, pages: Mapping[str, str]) -> Markup:
    """Difference against mean, with the bias and the limits of agreement."""
    across = [mean for _, mean, _ in found.points]
    down = [difference for _, _, difference in found.points]
    limits = [v for v in (found.bias, found.lower, found.upper, 0.0) if v is not None]
    chart = Chart(
        _room(across),
        _room([*down, *limits]),
        f"mean of CT and sCT in {found.tissue}, HU",
        "sCT minus CT, HU",
    )
    chart.level(0.0, "grid")
    chart.level(found.bias, "solid")
    for limit in (found.lower, found.upper):
        if limit is not None:
            chart.level(limit)
    for name, mean, difference in found.points:
        chart.dot(mean, difference, title=name, href=pages[name])
    return chart.svg(f"Bland-Altman plot of {found.tissue}")


def expected_chart(patients: Sequence[Patient]) -> Markup:
    """The measured share within the tolerance against the expected one, with its range."""
    chart = Chart(
        (0.0, 1.0),
        (0.0, 1.0),
        "expected share",
        "measured share",
        size=(380.0, 340.0),
        percent=True,
    )
    chart.line([(0.0, 0.0), (1.0, 1.0)], "guide")
    for patient in patients:
        found = [patient.figures.get(f"expected_{n}") for n in ("share", "lowest", "highest")]
        measured = patient.figures.get("share_within")
        expected, low, high = found
        if None in (expected, low, high, measured):
            continue
        assert expected is not None
        assert low is not None
        assert high is not None
        assert measured is not None
        chart.line([(low, measured), (high, measured)], "first")
        chart.dot(expected, measured, title=patient.id, href=patient.page)
    return chart.svg("Measured against expected share of the surface within the tolerance")


def _room(values: Sequence[float]) -> Range:
    low, high = min(values), max(values)
    margin = _MARGIN * (high - low) or max(abs(high) * _MARGIN, 0.01)
    return low - margin, high + margin
