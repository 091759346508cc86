"""Is this the node that a call needs, and is it still there."""

from __future__ import annotations

from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.names import says_synthetic
from SyntheticCTLib.mrml.records import RECORD
from SyntheticCTLib.mrml.volumes import modality_by_values, modality_of
from SyntheticCTLib.preprocessing.kinds import CT


def check_volume(node: Any, role: str) -> None:
    """Refuse what is no volume before anything is computed with it.

    Args:
        node: what a script gave.
        role: what it is needed for, for the sentence: "the synthetic CT".

    Raises:
        InputError: None, a node's name or ID, a node of another kind, or one that was removed from
            its scene.
    """
    _check(node, role, "vtkMRMLScalarVolumeNode", "scalar volume node")


def check_output(node: Any, role: str) -> None:
    """The same of a volume that is to be overwritten: no label map, and no colour image."""
    check_volume(node, role)
    if node.GetClassName() != "vtkMRMLScalarVolumeNode":
        raise InputError(
            f"{role} is the {node.GetNodeTagName()} {node.GetName()!r}, which holds no HU: give a "
            "scalar volume node."
        )


def check_segmentation(node: Any, role: str) -> None:
    """The same of a segmentation."""
    _check(node, role, "vtkMRMLSegmentationNode", "segmentation node")


def check_surface(node: Any, role: str) -> None:
    """The same of a surface."""
    _check(node, role, "vtkMRMLModelNode", "model node")


def check_transform(node: Any, role: str) -> None:
    """The same of a transform."""
    _check(node, role, "vtkMRMLTransformNode", "transform node")


def check_points(node: Any, role: str) -> None:
    """The same of a list of points."""
    _check(node, role, "vtkMRMLMarkupsFiducialNode", "point list node")


def _check(node: Any, role: str, kind: str, wanted: str) -> None:
    if node is None:
        raise InputError(f"{role} is None: give a {wanted}.")
    if not hasattr(node, "IsA"):
        raise InputError(f"{role} is {node!r}: give a {wanted}, as slicer.util.getNode finds it.")
    if not node.IsA(kind):
        raise InputError(
            f"{role} is the {node.GetNodeTagName()} {node.GetName()!r}: give a {wanted}."
        )
    check_in_scene(node, role)


def check_in_scene(node: Any, role: str) -> None:
    """Refuse a node of any kind that is in no scene any more: nothing could stand beside it.

    Raises:
        InputError: it was removed.
    """
    if node.GetScene() is None:
        raise InputError(
            f"{role} is {node.GetName()!r}, which was removed from the scene: give one that is "
            "there."
        )


def first_scan(scene: Any) -> Any:
    """The first scalar volume of a scene that no model made and no comparison; None without one.

    Colour images and label maps are of classes below that of scalar volumes, and are none.
    """
    kind = "vtkMRMLScalarVolumeNode"
    for number in range(scene.GetNumberOfNodesByClass(kind)):
        node = scene.GetNthNodeByClass(number, kind)
        if node.GetClassName() != kind or node.GetHideFromEditors():
            continue
        if node.GetAttribute(RECORD) is None:
            return node
    return None


def only_real_ct(scene: Any, *others: Any) -> Any:
    """The CT of a scene if there is exactly one that a scanner made; None otherwise.

    Args:
        scene: where to look.
        others: volumes that are not meant.
    """
    kind = "vtkMRMLScalarVolumeNode"
    nodes = (scene.GetNthNodeByClass(n, kind) for n in range(scene.GetNumberOfNodesByClass(kind)))
    found = [
        node
        for node in nodes
        if node.GetClassName() == kind
        and node not in others
        and node.GetAttribute(RECORD) is None
        and not says_synthetic(node.GetName() or "")
        and not node.GetHideFromEditors()
        and _is_ct(node)
    ]
    return found[0] if len(found) == 1 else None


def _is_ct(node: Any) -> bool:
    """Whether a volume is a CT, by its values where the scene knows of none, as of a NIfTI file."""
    return (modality_of(node) or modality_by_values(node)) == CT.name


def check_present(scene: Any, *nodes: Any) -> None:
    """Refuse a result whose nodes have gone meanwhile; ``None`` is passed over.

    Raises:
        InputError: the user removed one of the nodes while the work went on.
    """
    for node in nodes:
        if node is not None and not scene.IsNodePresent(node):
            raise InputError(
                f"{node.GetName()!r} was removed from the scene while the work went on; "
                "nothing was added."
            )
