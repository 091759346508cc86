"""Names of results, of their segments, and titles of legends in the language of the window.

The engine gives them in English, as scripts look for them; the panel puts what its buttons make
into the window's words.
"""

from __future__ import annotations

import re
from typing import Any

from SyntheticCTLib.evaluation.difference import DIFFERENCE_LEGEND
from SyntheticCTLib.mrml.colors import legend_lines
from SyntheticCTLib.mrml.display import EXPECTED_ERROR_LEGEND
from SyntheticCTLib.mrml.surfaces import DISTANCE_LEGEND
from SyntheticCTPanel.i18n import pattern_of
from SyntheticCTPanel.i18n import tr as _

#: What the engine calls its results, the longest first: one may end as another does.
_NAMES = (
    "{name} sMRI (synthetic, sampled texture)",
    "{name} sMRI (synthetic)",
    "{name} sCT (synthetic)",
    "{name} expected error",
    "{name} minus CT",
    "CT on {name} (preview)",
    "CT on {name}",
    "CT bone, distance to {name}",
    "{name} bone, distance",
    "{name} image metrics",
    "{name} errors by tissue",
    "{name} surface distance",
    "{name} and CT",
)

#: Behind a name that was taken, see ``mrml.names.free_name``.
_NUMBER = r"(?P<number>(_\d+)?)"

_NAMED = [(name, re.compile(pattern_of(name) + _NUMBER, re.DOTALL)) for name in _NAMES]

#: Titles of legends by how they stand above them.
_LEGENDS = {
    legend_lines(title): title
    for title in (DIFFERENCE_LEGEND, EXPECTED_ERROR_LEGEND, DISTANCE_LEGEND)
}

#: A bone that was found by its shape.
_BONE = re.compile(r"bone (\d+)")


def window_name(name: str) -> str:
    """A result's name by the engine, in the window's language."""
    for template, pattern in _NAMED:
        if found := pattern.fullmatch(name):
            return _(template).format(name=found["name"]) + found["number"]
    return name


def rename(node: Any) -> None:
    """Put the name of a result, and the legends of what it shows, into the window's language."""
    named = window_name(node.GetName() or "")
    if named != node.GetName():
        node.SetName(named)
    count = node.GetNumberOfDisplayNodes() if hasattr(node, "GetNumberOfDisplayNodes") else 0
    for number in range(count):
        display = node.GetNthDisplayNode(number)
        if display is not None and display.IsA("vtkMRMLColorLegendDisplayNode"):
            title = _LEGENDS.get(display.GetTitleText())
            if title is not None:
                display.SetTitleText(legend_lines(_(title)))


def rename_segments(node: Any) -> None:
    """Put the names of tissues and numbered bones of a segmentation into the window's language."""
    segments = node.GetSegmentation()
    for number in range(segments.GetNumberOfSegments()):
        segment = segments.GetNthSegment(number)
        name = segment.GetName()
        bone = _BONE.fullmatch(name)
        named = _("bone {number}").format(number=bone[1]) if bone else _(name)
        if named != name:
            segment.SetName(named)
