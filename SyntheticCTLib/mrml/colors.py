"""Colour nodes and legends: difference in HU, and distance in mm."""

from __future__ import annotations

from typing import Any

import numpy as np
import slicer

from SyntheticCTLib.colours.distance import FULL, LEFT_OUT, distance_colours
from SyntheticCTLib.colours.values import red_below_blue_above

#: Odd, so that the middle one stands for 0.
_DISTANCE_COLORS = 255


def difference_colors(scene: Any, limit: float) -> Any:
    """The procedural colour node of difference maps, red below 0, white at 0, blue above.

    Args:
        scene: one that has it keeps its own.
        limit: full colour is reached at ``-limit`` and ``limit``, HU.
    """
    name = f"SyntheticCT difference ({limit:g} HU)"
    if (found := scene.GetFirstNodeByName(name)) is not None:
        return found
    node = scene.AddNewNodeByClass("vtkMRMLProceduralColorNode", name)
    function = node.GetColorTransferFunction()
    function.RemoveAllPoints()
    values = np.array([-limit, 0.0, limit])
    for value, color in zip(values, red_below_blue_above(limit)(values), strict=True):
        function.AddRGBPoint(value, *(color / 255.0).tolist())
    return node


def distance_colors(scene: Any, tolerance_mm: float) -> Any:
    """The colour table of signed distances, neutral at 0 with a step at the tolerance.

    It covers ``-distance_range(tolerance_mm)`` to ``distance_range(tolerance_mm)``. NaN, which is
    what no statistic counts, is grey.
    """
    name = f"SyntheticCT distance ({tolerance_mm:g} mm)"
    node = scene.GetFirstNodeByName(name) or _distance_table(scene, name, tolerance_mm)
    # Also of a node that was saved and loaded: files of colour tables have no colour for NaN.
    node.GetLookupTable().SetNanColor(*(np.array(LEFT_OUT) / 255.0).tolist(), 1.0)
    return node


def _distance_table(scene: Any, name: str, tolerance_mm: float) -> Any:
    limit = distance_range(tolerance_mm)
    values = np.linspace(-limit, limit, _DISTANCE_COLORS)
    colors = distance_colours(values, np.ones(_DISTANCE_COLORS), tolerance_mm) / 255.0
    node = scene.AddNewNodeByClass("vtkMRMLColorTableNode", name)
    node.SetTypeToUser()
    node.SetNumberOfColors(_DISTANCE_COLORS)
    for number, (value, color) in enumerate(zip(values, colors, strict=True)):
        node.SetColor(number, f"{value:+.2f} mm", *color.tolist(), 1.0)
    return node


def distance_range(tolerance_mm: float) -> float:
    """Where the colours of distances are full, mm."""
    return FULL * tolerance_mm


def show_legend(display: Any, title: str, label_format: str) -> Any:
    """Show the colour legend of a display node.

    Args:
        display: display node with a colour node, in a scene.
        title: above the legend.
        label_format: of its numbers, as in C: "%.0f HU".

    Returns:
        The legend's display node; None in a scene whose program has no module Colors.
    """
    scene = display.GetScene()
    if scene.GetClassNameByTag("ColorLegendDisplay") is None:
        return None
    legend = slicer.vtkSlicerColorLogic.AddDefaultColorLegendDisplayNode(display)
    legend.SetTitleText(title)
    legend.SetLabelFormat(label_format)
    legend.SetVisibility(True)
    if display.IsA("vtkMRMLVolumeDisplayNode"):
        # Slice views learn which volumes, and so which legends, they show after a batch only.
        scene.StartState(slicer.vtkMRMLScene.BatchProcessState)
        scene.EndState(slicer.vtkMRMLScene.BatchProcessState)
    return legend


def update_legends(scene: Any) -> None:
    """Let every legend look whether what it belongs to is shown."""
    kind = "vtkMRMLColorLegendDisplayNode"
    for number in range(scene.GetNumberOfNodesByClass(kind)):
        scene.GetNthNodeByClass(number, kind).Modified()
