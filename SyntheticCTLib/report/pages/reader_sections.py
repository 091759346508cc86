"""What readers' scores say, as a part of the report."""

from __future__ import annotations

from SyntheticCTLib.evaluation.reader_scores import HIGHEST_SCORE, LOWEST_SCORE, ReaderAgreement
from SyntheticCTLib.report.charts.svg import Chart
from SyntheticCTLib.report.pages.html import Markup, element, facts, paragraph, section
from SyntheticCTLib.report.pages.words import figure, number, plus


def reader_sections(found: ReaderAgreement | None) -> Markup:
    """The section; nothing without scores."""
    if found is None:
        return Markup()
    low, high = (plus(limit, 2) for limit in found.limits)
    means = ", ".join(f"{image} {number(mean, 2)}" for image, mean in found.means.items())
    return section(
        "Readers",
        paragraph(
            f"{_counted(found.readers, 'reader')} scored {_counted(found.landmarks, 'landmark')} "
            "from 0 (not to be seen) to 10 (as on a diagnostic CT), in the sCT and in the CT."
        ),
        element(
            "div", facts(_rows(found, means, f"{low} to {high}")), _chart(found), kind="charts"
        ),
    )


def _rows(found: ReaderAgreement, means: str, limits: str) -> list[tuple[str, str]]:
    agreement = [(f"weighted kappa of sCT and CT, {one.name}", figure(one)) for one in found.kappas]
    agreement += [(f"ICC(2,1) between readers, {one.name}", figure(one)) for one in found.iccs]
    between = [("sCT minus CT", plus(found.bias, 2)), ("95 % limits of agreement", limits)]
    return [("mean score", means), *between, *agreement]


def _counted(names: list[str], word: str) -> str:
    return f"{len(names)} {word}{'' if len(names) == 1 else 's'}"


def _chart(found: ReaderAgreement) -> Markup:
    """Differences against means, as Bland and Altman draw them."""
    reach = max([abs(limit) for limit in found.limits] + [abs(d) for _, d in found.pairs] + [1.0])
    chart = Chart(
        (LOWEST_SCORE, HIGHEST_SCORE),
        (-1.1 * reach, 1.1 * reach),
        "mean score of sCT and CT",
        "sCT minus CT",
    )
    for mean, difference in found.pairs:
        chart.point(mean, difference, "first")
    for level in (*found.limits, found.bias):
        chart.line([(LOWEST_SCORE, level), (HIGHEST_SCORE, level)], "guide")
    return chart.svg("Readers' scores: sCT minus CT against their mean")
