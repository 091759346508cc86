"""A calibration as a picture: coverage of the bounds, and expected beside measured surfaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from SyntheticCTLib.report.charts.picture import stacked_svg
from SyntheticCTLib.report.charts.svg import Chart
from SyntheticCTLib.tolerance import TOLERANCE_MM, within
from SyntheticCTLib.training.score.expected_and_measured import ExpectedAndMeasured

_SIZE = (700.0, 320.0)


def calibration_svg(
    shares: Mapping[str, float],
    coverage: float,
    surfaces: Sequence[ExpectedAndMeasured],
    title: str,
) -> str:
    """The text of an SVG file that any browser shows.

    Args:
        shares: of each patient's voxels within the bounds, by the factor of all the others.
        coverage: what they are to be.
        surfaces: each patient by the table of all the others; none leaves the second chart out.
        title: above all.
    """
    charts = [_coverage_chart(shares, coverage)]
    if surfaces:
        charts.append(_surface_chart(surfaces))
    return stacked_svg(charts, _SIZE, title)


def _coverage_chart(shares: Mapping[str, float], coverage: float) -> str:
    chart = Chart(
        (0.0, float(len(shares))),
        (min([*shares.values(), coverage]) - 0.05, 1.0),
        "patient",
        "voxels within the bounds",
        size=_SIZE,
        percent=True,
        categories=list(shares),
    )
    chart.level(coverage)
    for number, (name, share) in enumerate(shares.items()):
        chart.dot(number + 0.5, share, title=f"{name}: {share:.1%}")
    return chart.svg("Share of each patient's voxels within the bounds, and what it is to be")


def _surface_chart(surfaces: Sequence[ExpectedAndMeasured]) -> str:
    ends = [value for entry in surfaces for value in (entry.lowest, entry.measured)]
    low = max(0.0, min(ends) - 0.05)
    chart = Chart(
        (100 * low, 100.0),
        (low, 1.0),
        f"bone surface expected {within(TOLERANCE_MM)}, %",
        f"measured {within(TOLERANCE_MM)}",
        size=_SIZE,
        percent=True,
    )
    chart.line([(100 * low, low), (100.0, 1.0)], "guide")
    for entry in surfaces:
        # As wide as what was to be expected; what was measured is one number.
        reach = [(100 * end, entry.measured) for end in (entry.lowest, entry.highest)]
        chart.line(reach, "second")
        said = f"{entry.name}: expected {entry.expected:.0%}, measured {entry.measured:.0%}"
        chart.dot(100 * entry.expected, entry.measured, title=said)
    return chart.svg("Share of each patient's bone surface, expected and measured")
