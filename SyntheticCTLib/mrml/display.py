"""How volume nodes are shown: a CT with its unit and window, a difference with its colours."""

from __future__ import annotations

from typing import Any

import slicer

from SyntheticCTLib.evaluation.difference import DIFFERENCE_LEGEND
from SyntheticCTLib.hounsfield import SOFT_TISSUE_WINDOW_LEVEL_HU, SOFT_TISSUE_WINDOW_WIDTH_HU
from SyntheticCTLib.mrml.colors import difference_colors, show_legend
from SyntheticCTLib.mrml.volumes import HOUNSFIELD_UNIT

#: What a CT number measures, in DICOM's own codes (PS3.16, CID 82 and 7180).
_ATTENUATION = ("112031", "DCM", "Attenuation Coefficient")

_GREY = "vtkMRMLColorTableNodeGrey"


def mark_as_hounsfield(node: Any) -> None:
    """Write into a volume node that its values are Hounsfield units, as DICOM import does."""
    for code, take in (
        (_ATTENUATION, node.SetVoxelValueQuantity),
        (HOUNSFIELD_UNIT, node.SetVoxelValueUnits),
    ):
        entry = slicer.vtkCodedEntry()
        value, scheme, meaning = code
        entry.SetValueSchemeMeaning(value, scheme, meaning)
        take(entry)


def show_as_ct(node: Any) -> None:
    """Show a volume node in grey with the soft tissue window of radiology."""
    display = _display_of(node)
    display.SetAndObserveColorNodeID(_GREY)
    display.SetAutoWindowLevel(False)
    display.SetWindowLevel(SOFT_TISSUE_WINDOW_WIDTH_HU, SOFT_TISSUE_WINDOW_LEVEL_HU)


def show_as_difference(node: Any, limit: float) -> Any:
    """Show a volume node as differences in HU, neutral at 0 and symmetric.

    Args:
        node: volume node.
        limit: full colour is reached at ``-limit`` and ``limit``, HU.

    Returns:
        The legend's display node, or None (see ``colors.show_legend``).
    """
    display = _display_of(node)
    display.SetAutoWindowLevel(False)
    display.SetWindowLevelMinMax(-limit, limit)
    display.SetAndObserveColorNodeID(difference_colors(node.GetScene(), limit).GetID())
    return show_legend(display, DIFFERENCE_LEGEND, "%.0f HU")


def _display_of(node: Any) -> Any:
    node.CreateDefaultDisplayNodes()
    return node.GetDisplayNode()
