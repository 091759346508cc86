"""How volume nodes are shown: CT and synthetic MR with unit and window, a difference in colours."""

from __future__ import annotations

from typing import Any

import slicer

from SyntheticCTLib.evaluation.difference import DIFFERENCE_LEGEND, DIFFERENCE_LIMIT_HU
from SyntheticCTLib.hounsfield import SOFT_TISSUE_WINDOW_LEVEL_HU, SOFT_TISSUE_WINDOW_WIDTH_HU
from SyntheticCTLib.mrml.colors import difference_colors, expected_error_colors, show_legend
from SyntheticCTLib.mrml.volumes import ARBITRARY_UNIT, HOUNSFIELD_UNIT
from SyntheticCTLib.preprocessing.mr_scale import REFERENCE_SIGNAL

#: What a CT number measures, in DICOM's own codes (PS3.16, CID 82 and 7180).
_ATTENUATION = ("112031", "DCM", "Attenuation Coefficient")

#: The same for MR (CID 7180).
_SIGNAL = ("110852", "DCM", "MR signal intensity")

#: The window of a synthetic MR, a.u.: fat at ``mr_scale.REFERENCE_SIGNAL`` is not yet white.
_SIGNAL_WINDOW = (0.0, 1.2 * REFERENCE_SIGNAL)

EXPECTED_ERROR_LEGEND = "Expected error, HU (pale: small, dark: large)"

_GREY = "vtkMRMLColorTableNodeGrey"


def mark_as_hounsfield(node: Any) -> None:
    """Write into a volume node that its values are Hounsfield units, as DICOM import does."""
    _mark(node, _ATTENUATION, HOUNSFIELD_UNIT)


def mark_as_mr_signal(node: Any) -> None:
    """Write into a volume node that its values are MR signal in arbitrary units."""
    _mark(node, _SIGNAL, ARBITRARY_UNIT)


def _mark(node: Any, quantity: tuple[str, str, str], unit: tuple[str, str, str]) -> None:
    for code, take in (
        (quantity, node.SetVoxelValueQuantity),
        (unit, node.SetVoxelValueUnits),
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


def show_as_synthetic_mr(node: Any) -> None:
    """Show a volume node in grey with the window of the scale of synthetic MRs."""
    display = _display_of(node)
    display.SetAndObserveColorNodeID(_GREY)
    display.SetAutoWindowLevel(False)
    display.SetWindowLevelMinMax(*_SIGNAL_WINDOW)


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


def show_as_expected_error(node: Any) -> Any:
    """Show a volume node as an expected error in HU, nothing where it is small.

    Returns:
        The legend's display node, or None (see ``colors.show_legend``).
    """
    display = _display_of(node)
    limit = DIFFERENCE_LIMIT_HU
    display.SetAutoWindowLevel(False)
    display.SetWindowLevelMinMax(0.0, limit)
    display.SetAndObserveColorNodeID(expected_error_colors(node.GetScene(), limit).GetID())
    return show_legend(display, EXPECTED_ERROR_LEGEND, "%.0f HU")


def _display_of(node: Any) -> Any:
    node.CreateDefaultDisplayNodes()
    return node.GetDisplayNode()
