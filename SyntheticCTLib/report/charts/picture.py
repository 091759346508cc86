"""Charts below each other as one SVG file, for those who want no page."""

from __future__ import annotations

from collections.abc import Sequence

from SyntheticCTLib.report.pages.html import escaped
from SyntheticCTLib.report.pages.style import STYLE

#: Height of the title, CSS pixels.
_TITLE = 40.0


def stacked_svg(
    charts: Sequence[str], size: tuple[float, float], title: str, *, style: str = ""
) -> str:
    """The text of an SVG file that any browser shows.

    Args:
        charts: elements as ``Chart.svg`` makes them, from the top.
        size: width and height of each, CSS pixels.
        title: above all.
        style: further CSS.
    """
    width, height = size
    whole = _TITLE + height * len(charts)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {whole:g}" '
        f'width="{width:g}" height="{whole:g}"><style>{STYLE}{style}</style>'
        f'<rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="16" y="24" style="font-size:16px">{escaped(title)}</text>'
    ]
    for number, chart in enumerate(charts):
        place = (
            f'<svg x="0" y="{_TITLE + number * height:g}" width="{width:g}" height="{height:g}" '
        )
        parts.append(chart.replace("<svg ", place, 1))
    return "".join(parts) + "</svg>\n"
