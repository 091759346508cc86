"""Charts as SVG text: one pair of axes, and lines, bands, bars and pictures on them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from SyntheticCTLib.report.pages.html import Markup, escaped
from SyntheticCTLib.report.pages.words import number

Range = tuple[float, float]

#: Room around the axes for labels, in the chart's own units (CSS pixels at full size).
_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 14.0, 12.0, 46.0


class Chart:
    """A chart that grows by calls and ends as text.

    Args:
        x: lowest and highest value of the horizontal axis.
        y: of the vertical axis.
        x_label: what the axis shows, with its unit.
        y_label: the same of the vertical axis.
        size: width and height, CSS pixels; a page scales it.
        percent: whether the vertical axis shows shares as percent.
        categories: names that stand along the horizontal axis, the first from 0 to 1, and so on;
            none where it shows numbers.
    """

    def __init__(
        self,
        x: Range,
        y: Range,
        x_label: str,
        y_label: str,
        *,
        size: tuple[float, float] = (380.0, 250.0),
        percent: bool = False,
        categories: Sequence[str] = (),
    ) -> None:
        self._x, self._y = x, y
        self._categories = categories
        self._width, self._height = size
        self._frame = (_LEFT, _TOP, self._width - _RIGHT, self._height - _BOTTOM)
        self._marks: list[str] = []
        self._axes = self._ticks(x_label, y_label, percent)

    def line(self, points: Iterable[tuple[float, float]], style: str) -> None:
        """Join points of the data by a line; ``style`` is a CSS class of the page."""
        path = " ".join(f"{self._across(x):.1f},{self._down(y):.1f}" for x, y in points)
        self._marks.append(f'<polyline class="line {style}" points="{path}"/>')

    def band(self, points: Sequence[tuple[float, float, float]], style: str) -> None:
        """Fill between (x, low, high)."""
        upper = [(x, high) for x, _, high in points]
        lower = [(x, low) for x, low, _ in reversed(points)]
        path = " ".join(f"{self._across(x):.1f},{self._down(y):.1f}" for x, y in upper + lower)
        self._marks.append(f'<polygon class="band {style}" points="{path}"/>')

    def point(self, x: float, y: float, style: str) -> None:
        """A dot."""
        self._marks.append(
            f'<circle class="dot {style}" cx="{self._across(x):.1f}" cy="{self._down(y):.1f}" '
            'r="3.5"/>'
        )

    def bar(self, start: float, end: float, height: float, style: str) -> None:
        """A bar from 0 to ``height``."""
        left, right = self._across(start), self._across(end)
        top, foot = self._down(height), self._down(max(self._y[0], 0.0))
        self._marks.append(
            f'<rect class="bar {style}" x="{left:.1f}" y="{top:.1f}" '
            f'width="{max(right - left - 0.6, 0.4):.1f}" height="{max(foot - top, 0.0):.1f}"/>'
        )

    def steps(self, edges: Sequence[float], heights: Sequence[float], style: str) -> None:
        """The outline of a histogram."""
        points = [(edges[0], 0.0)]
        for left, right, height in zip(edges[:-1], edges[1:], heights, strict=True):
            points += [(left, height), (right, height)]
        self.line([*points, (edges[-1], 0.0)], style)

    def upright(self, x: float, style: str = "guide") -> None:
        """A vertical line over the whole height."""
        across = self._across(x)
        _, top, _, foot = self._frame
        self._marks.append(_line((across, top), (across, foot), style))

    def level(self, y: float, style: str = "guide") -> None:
        """A horizontal line over the whole width."""
        left, _, right, _ = self._frame
        self._marks.append(_line((left, self._down(y)), (right, self._down(y)), style))

    def dot(self, x: float, y: float, *, title: str = "", href: str = "") -> None:
        """A point with a name, which leads to an address if there is one."""
        mark = (
            f'<circle class="dot" cx="{self._across(x):.1f}" cy="{self._down(y):.1f}" r="3.6">'
            f"<title>{escaped(title)}</title></circle>"
        )
        self._marks.append(f'<a href="{escaped(href)}">{mark}</a>' if href else mark)

    def box(self, middle: float, half: float, five: Sequence[float]) -> None:
        """A box from quartile to quartile with its median, and whiskers to the ends.

        Args:
            middle: on the horizontal axis.
            half: its half width.
            five: lowest value, lower quartile, median, upper quartile, highest value.
        """
        left, right = self._across(middle - half), self._across(middle + half)
        centre = self._across(middle)
        lowest, lower, median, upper, highest = (self._down(value) for value in five)
        self._marks += [
            _line((centre, lowest), (centre, lower), "whisker"),
            _line((centre, upper), (centre, highest), "whisker"),
            f'<rect class="box" x="{left:.1f}" y="{upper:.1f}" width="{right - left:.1f}" '
            f'height="{max(lower - upper, 0.5):.1f}"/>',
            _line((left, median), (right, median), "median"),
        ]

    def picture(self, source: str) -> None:
        """A picture (an address of any kind that an image has) over the whole frame."""
        left, top, right, foot = self._frame
        self._marks.append(
            f'<image href="{escaped(source)}" x="{left}" y="{top}" width="{right - left}" '
            f'height="{foot - top}" preserveAspectRatio="none" class="pixels"/>'
        )

    def svg(self, description: str) -> Markup:
        """The chart as an element; ``description`` is read out in its place."""
        left, top, right, foot = self._frame
        frame = f'<path class="axis" d="M{left} {top}V{foot}H{right}"/>'
        return Markup(
            f'<svg class="chart" role="img" viewBox="0 0 {self._width:g} {self._height:g}" '
            f'aria-label="{escaped(description)}">'
            f"{self._axes}{''.join(self._marks)}{frame}</svg>"
        )

    def _ticks(self, x_label: str, y_label: str, percent: bool) -> str:
        left, top, right, foot = self._frame
        parts = []
        for place, name in enumerate(self._categories):
            parts.append(_text(self._across(place + 0.5), foot + 17, name, "middle"))
        for value in [] if self._categories else ticks(self._x):
            across = self._across(value)
            parts.append(_line((across, top), (across, foot), "grid"))
            parts.append(_text(across, foot + 17, number(value), "middle"))
        for value in ticks(self._y, 5):
            down = self._down(value)
            parts.append(_line((left, down), (right, down), "grid"))
            shown = f"{number(100 * value)} %" if percent else number(value)
            parts.append(_text(left - 8, down + 4, shown, "end"))
        parts.append(_text((left + right) / 2, self._height - 8, x_label, "middle", "label"))
        middle = (top + foot) / 2
        turned = f' transform="rotate(-90 14 {middle:.1f})"'
        parts.append(_text(14, middle, y_label, "middle", "label", turned))
        return "".join(parts)

    def _across(self, x: float) -> float:
        left, _, right, _ = self._frame
        return left + (right - left) * _share(x, self._x)

    def _down(self, y: float) -> float:
        _, top, _, foot = self._frame
        return foot - (foot - top) * _share(y, self._y)


def ticks(limits: Range, about: int = 7) -> list[float]:
    """Round values within a range, at most about so many: multiples of 1, 2 or 5 powers of ten."""
    lowest, highest = limits
    rough = (highest - lowest) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first = math.ceil(lowest / step - 1e-9)
    last = math.floor(highest / step + 1e-9)
    return [round(step * n, 10) for n in range(first, last + 1)]


def colour_bar(
    colours: Sequence[str],
    labels: Sequence[tuple[float, str]],
    description: str,
    *,
    width: float = 300.0,
) -> Markup:
    """A horizontal bar of colours with labels below.

    Args:
        colours: CSS colours of equal widths, left to right.
        labels: (share of the width, text).
        description: read out in place of the bar.
        width: of the colours, CSS pixels.
    """
    height, margin = 12.0, 40.0
    each = width / len(colours)
    cells = "".join(
        f'<rect x="{margin + n * each:.2f}" y="1" width="{each + 0.4:.2f}" height="{height}" '
        f'fill="{colour}"/>'
        for n, colour in enumerate(colours)
    )
    texts = []
    for share, text in labels:
        across = margin + share * width
        texts.append(_line((across, height + 1), (across, height + 5), "axis"))
        texts.append(_text(across, height + 18, text, "middle"))
    frame = f'<rect class="axis" x="{margin}" y="1" width="{width}" height="{height}"/>'
    return Markup(
        f'<svg class="colour-bar" role="img" viewBox="0 0 {width + 2 * margin:g} {height + 24:g}" '
        f'aria-label="{escaped(description)}">{cells}{frame}{"".join(texts)}</svg>'
    )


def _share(value: float, limits: Range) -> float:
    lowest, highest = limits
    return min(max((value - lowest) / (highest - lowest), 0.0), 1.0)


def _line(start: tuple[float, float], end: tuple[float, float], style: str) -> str:
    return (
        f'<line class="{style}" x1="{start[0]:.1f}" y1="{start[1]:.1f}" '
        f'x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str, style: str = "tick", extra: str = "") -> str:
    return (
        f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>'
        f"{escaped(text)}</text>"
    )
