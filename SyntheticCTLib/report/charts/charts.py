"""The charts of a comparison's report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from SyntheticCTLib.colours.distance import FULL, distance_colours
from SyntheticCTLib.evaluation.bone_overlap import BoneOverlap
from SyntheticCTLib.evaluation.hu_bias import HuBiasBin
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU
from SyntheticCTLib.report.charts.svg import Chart, colour_bar
from SyntheticCTLib.report.pages.html import Markup
from SyntheticCTLib.report.pages.words import number, percent
from SyntheticCTLib.surface.measure.distance_histogram import DistanceHistogram

#: Bins of the bias curve with fewer voxels than this are noise and are not drawn.
_FEWEST_VOXELS = 50

#: Cells of a colour bar.
_CELLS = 96


def distance_chart(histogram: DistanceHistogram, tolerance_mm: float) -> Markup:
    """Shares of both surfaces by signed distance, with the tolerance marked."""
    edges, own, other = histogram.edges_mm, histogram.sct_to_ct, histogram.ct_to_sct
    top = max([*own, *other, 0.01]) * 1.08
    chart = Chart(
        (edges[0], edges[-1]),
        (0.0, top),
        "distance, mm (below 0: sCT's bone too small; above: too large)",
        "share of the surface",
        size=(700.0, 280.0),
        percent=True,
    )
    for left, right, share in zip(edges[:-1], edges[1:], own, strict=True):
        chart.bar(left, right, share, "first" if _within(left, right, tolerance_mm) else "beyond")
    chart.steps(edges, other, "second")
    for limit in (-tolerance_mm, tolerance_mm):
        chart.upright(limit)
    return chart.svg("Histogram of the distances between the bone surfaces")


def bias_chart(bins: Sequence[HuBiasBin]) -> Markup:
    """Mean error and its spread against the CT's HU."""
    points = [
        ((b.from_hu + b.below_hu) / 2, b.mean_error_hu, b.sd_hu)
        for b in bins
        if b.voxels >= _FEWEST_VOXELS and b.mean_error_hu is not None and b.sd_hu is not None
    ]
    ends = [abs(mean) + spread for _, mean, spread in points]
    limit = max([*ends, 50.0]) * 1.05
    chart = Chart((LOWEST_HU, HIGHEST_HU), (-limit, limit), "HU of the CT", "sCT minus CT, HU")
    chart.band([(x, mean - sd, mean + sd) for x, mean, sd in points], "first")
    chart.level(0.0)
    chart.line([(x, mean) for x, mean, _ in points], "first")
    return chart.svg("Mean error of the sCT against the HU of the CT")


def joint_chart(picture: str, edges: tuple[float, float]) -> Markup:
    """The joint histogram: a picture between the edges of both axes, and the line of no error."""
    chart = Chart(edges, edges, "HU of the CT", "HU of the sCT", size=(380.0, 360.0))
    chart.picture(picture)
    chart.line([(edges[0], edges[0]), (edges[1], edges[1])], "guide")
    return chart.svg("Joint histogram of the HU of CT and sCT")


def overlap_chart(curve: Sequence[BoneOverlap]) -> Markup:
    """Precision, recall and Dice of bone against the threshold."""
    thresholds = [overlap.threshold_hu for overlap in curve]
    ends = (min(thresholds), max(thresholds))
    chart = Chart(ends, (0.0, 1.0), "threshold, HU", "share", percent=True)
    for name, style in (("precision", "first"), ("recall", "second"), ("dice", "third")):
        shares = ((o.threshold_hu, getattr(o, name)) for o in curve)
        points = [(threshold, share) for threshold, share in shares if share is not None]
        chart.line(points, style)
    return chart.svg("Overlap of the bone of sCT and CT against the threshold")


def share_bar(share: float | None, required: float) -> Markup:
    """A share on a line from 0 to 100 %, with the required share marked."""
    width, right = 220.0, 100 * (share or 0.0)
    mark = width * required
    style = "reached" if share is not None and share >= required - 1e-9 else "missed"
    return Markup(
        f'<svg class="share" role="img" viewBox="0 -3 {width:g} 16" '
        f'aria-label="{percent(share)} of 100 %, {percent(required)} required">'
        f'<rect class="track" width="{width:g}" height="10"/>'
        f'<rect class="{style}" width="{width * right / 100:.1f}" height="10"/>'
        f'<line class="required" x1="{mark:.1f}" x2="{mark:.1f}" y1="-3" y2="13"/></svg>'
    )


def distance_legend(tolerance_mm: float) -> Markup:
    """The colours of the surfaces, in mm."""
    limit = FULL * tolerance_mm
    middles = limit * (2 * (np.arange(_CELLS) + 0.5) / _CELLS - 1)
    shades = distance_colours(middles, np.ones(_CELLS), tolerance_mm)
    labels = [
        ((value / limit + 1) / 2, f"{sign}{number(abs(value))}")
        for value, sign in (
            (-limit, "\u2264\u2009\u2212"),
            (-tolerance_mm, "\u2212"),
            (0.0, ""),
            (tolerance_mm, "+"),
            (limit, "\u2265\u2009+"),
        )
    ]
    return colour_bar([css(shade) for shade in shades], labels, "Distance in mm", width=440.0)


def grey_legend(lowest: float, highest: float) -> Markup:
    """The grey values of CT and sCT, in HU."""
    shades = [css(np.full(3, round(255 * (n + 0.5) / _CELLS))) for n in range(_CELLS)]
    middle = (lowest + highest) / 2
    labels = [(0.0, number(lowest)), (0.5, number(middle)), (1.0, f"{number(highest)} HU")]
    return colour_bar(shades, labels, "Grey values of CT and sCT in HU")


def difference_legend(shades: np.ndarray, limit: float) -> Markup:
    """The colours (n, 3) of the difference map from minus to plus the limit, in HU."""
    labels = [
        (0.0, f"\u2264\u2009{number(-limit)}"),
        (0.5, "0"),
        (1.0, f"\u2265\u2009+{number(limit)} HU"),
    ]
    return colour_bar([css(shade) for shade in shades], labels, "Colours of sCT minus CT in HU")


def _within(left: float, right: float, tolerance_mm: float) -> bool:
    return abs(left + right) / 2 <= tolerance_mm


def css(shade: Iterable[float]) -> str:
    """Red, green and blue, 0 to 255, as CSS writes them."""
    return "#" + "".join(f"{int(part):02x}" for part in shade)
