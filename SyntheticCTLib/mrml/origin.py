"""What a synthetic image was made from, and its model's doubt, kept in the scene."""

from __future__ import annotations

from typing import Any

#: References from a synthetic image; they survive saving and loading.
_INPUT, _EXPECTED_ERROR = "SyntheticCT.input", "SyntheticCT.expectedError"


def set_input(node: Any, input_node: Any) -> None:
    """Say what a synthetic image was made from; what was known of a former one is forgotten."""
    node.SetNodeReferenceID(_INPUT, input_node.GetID())
    node.SetNodeReferenceID(_EXPECTED_ERROR, None)


def input_of(node: Any) -> Any:
    """What a synthetic image was made from; None where that is not in the scene, or not known."""
    return None if node is None else node.GetNodeReference(_INPUT)


def set_expected_error(node: Any, error_node: Any) -> None:
    """Say which volume node has the expected error of a synthetic CT."""
    node.SetNodeReferenceID(_EXPECTED_ERROR, error_node.GetID())


def expected_error_of(node: Any) -> Any:
    """The volume node with the expected error of a synthetic CT; None where there is none."""
    return None if node is None else node.GetNodeReference(_EXPECTED_ERROR)
