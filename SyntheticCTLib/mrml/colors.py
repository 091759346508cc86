"""Colour nodes and legends: difference in HU, and distance in mm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import slicer

from SyntheticCTLib.colours.distance import FULL, LEFT_OUT, distance_colours
from SyntheticCTLib.colours.values import red_below_blue_above

#: Odd, so that the middle one stands for 0.
_DISTANCE_COLORS = 255

#: Before and behind the limit in the names of our colour nodes.
_DISTANCE, _DIFFERENCE = "SyntheticCT distance", "SyntheticCT difference"

#: Differences below this share of the limit are not shown at all, so that the anatomy is. Slice
#: views know colours that cover and colours that do not, nothing between.
_SEEN_FROM = 0.1

#: Shades of expected errors, from small to large: ColorBrewer's YlOrRd and a purple beyond it.
_ERROR_SHADES = ((255, 255, 178), (254, 178, 76), (240, 59, 32), (128, 0, 38), (60, 0, 60))


def difference_colors(scene: Any, limit: float) -> Any:
    """The colour table of difference maps, red below 0, blue above, and nothing near 0.

    It covers ``-limit`` to ``limit``.

    Args:
        scene: one that has it keeps its own.
        limit: full colour is reached at ``-limit`` and ``limit``, HU.
    """
    values = np.linspace(-limit, limit, _DISTANCE_COLORS)
    return _table(
        scene,
        f"{_DIFFERENCE} ({limit:g} HU)",
        [f"{value:+.0f} HU" for value in values],
        red_below_blue_above(limit)(values) / 255.0,
        (np.abs(values) >= _SEEN_FROM * limit).astype(float),
    )


def expected_error_colors(scene: Any, limit: float) -> Any:
    """The colour table of expected errors: nothing near 0, then yellow to dark purple.

    It covers 0 to ``limit``. The shades grow darker all the way, which every eye can tell.

    Args:
        scene: one that has it keeps its own.
        limit: the darkest shade is reached here, HU.
    """
    share = np.linspace(0.0, 1.0, _DISTANCE_COLORS)
    channels = [
        np.interp(share, np.linspace(0, 1, len(_ERROR_SHADES)), c)
        for c in np.array(_ERROR_SHADES).T
    ]
    return _table(
        scene,
        f"SyntheticCT expected error ({limit:g} HU)",
        [f"{value * limit:.0f} HU" for value in share],
        np.stack(channels, axis=-1) / 255.0,
        (share >= _SEEN_FROM).astype(float),
    )


def _table(
    scene: Any, name: str, labels: Sequence[str], colors: np.ndarray, opacity: np.ndarray
) -> Any:
    """A colour table by its name; a scene that has it keeps its own."""
    if (found := scene.GetFirstNodeByName(name)) is not None:
        return found
    node = scene.AddNewNodeByClass("vtkMRMLColorTableNode", name)
    node.SetTypeToUser()
    node.SetNumberOfColors(len(labels))
    for number, (label, color) in enumerate(zip(labels, colors, strict=True)):
        node.SetColor(number, label, *color.tolist(), float(opacity[number]))
    return node


def distance_colors(scene: Any, tolerance_mm: float) -> Any:
    """The colour table of signed distances, neutral at 0 with a step at the tolerance.

    It covers ``-distance_range(tolerance_mm)`` to ``distance_range(tolerance_mm)``. NaN, which is
    what no statistic counts, is grey.
    """
    name = f"{_DISTANCE} ({tolerance_mm:g} mm)"
    node = scene.GetFirstNodeByName(name) or _distance_table(scene, name, tolerance_mm)
    _show_left_out(node)
    return node


def _show_left_out(node: Any) -> None:
    node.GetLookupTable().SetNanColor(*(np.array(LEFT_OUT) / 255.0).tolist(), 1.0)


def _distance_table(scene: Any, name: str, tolerance_mm: float) -> Any:
    limit = distance_range(tolerance_mm)
    values = np.linspace(-limit, limit, _DISTANCE_COLORS)
    colors = distance_colours(values, np.ones(_DISTANCE_COLORS), tolerance_mm) / 255.0
    labels = [f"{value:+.2f} mm" for value in values]
    return _table(scene, name, labels, colors, np.ones(_DISTANCE_COLORS))


def restore_distance_colors(scene: Any) -> None:
    """After a scene was loaded: files of colour tables keep no colour for what is left out."""
    kind = "vtkMRMLColorTableNode"
    for number in range(scene.GetNumberOfNodesByClass(kind)):
        node = scene.GetNthNodeByClass(number, kind)
        if (node.GetName() or "").startswith(_DISTANCE):
            _show_left_out(node)


def distance_range(tolerance_mm: float) -> float:
    """Where the colours of distances are full, mm."""
    return FULL * tolerance_mm


def show_legend(display: Any, title: str, label_format: str) -> Any:
    """Show the colour legend of a display node.

    Args:
        display: display node with a colour node, in a scene.
        title: above the legend, where each part between commas or in brackets gets its own line: a
            long line would lie over the image.
        label_format: of its numbers, as in C: "%.0f HU".

    Returns:
        The legend's display node; None in a scene whose program has no module Colors.
    """
    scene = display.GetScene()
    if scene.GetClassNameByTag("ColorLegendDisplay") is None:
        return None
    legend = slicer.vtkSlicerColorLogic.AddDefaultColorLegendDisplayNode(display)
    legend.SetTitleText(legend_lines(title))
    legend.SetLabelFormat(label_format)
    legend.SetVisibility(True)
    if display.IsA("vtkMRMLVolumeDisplayNode"):
        # Slice views learn which volumes, and so which legends, they show after a batch only.
        scene.StartState(slicer.vtkMRMLScene.BatchProcessState)
        scene.EndState(slicer.vtkMRMLScene.BatchProcessState)
    return legend


def legend_lines(title: str) -> str:
    """The title of a legend as it stands above it, see ``show_legend``."""
    return "\n".join(re.split(r"\s*[(,)]\s*", title.rstrip(")")))


def update_legends(scene: Any) -> None:
    """Let every legend look whether what it belongs to is shown."""
    kind = "vtkMRMLColorLegendDisplayNode"
    for number in range(scene.GetNumberOfNodesByClass(kind)):
        scene.GetNthNodeByClass(number, kind).Modified()
