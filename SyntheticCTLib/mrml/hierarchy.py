"""Where a result stands among the data of its patient: study and parent transform."""

from __future__ import annotations

from typing import Any

import slicer


def put_beside(node: Any, reference: Any) -> None:
    """Put a node under the reference's parent transform and into its study.

    Args:
        node: what was made; a node that has a place (volume, model, segmentation).
        reference: what it was made from, in the same scene.
    """
    node.SetAndObserveTransformNodeID(reference.GetTransformNodeID())
    put_into_study_of(node, reference)


def put_into_study_of(node: Any, reference: Any) -> None:
    """Give a node the reference's parent in the subject hierarchy; also one without a place."""
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(reference.GetScene())
    parent = hierarchy.GetItemParent(item_of(reference))
    hierarchy.SetItemParent(item_of(node), parent)


def item_of(node: Any) -> int:
    """A node's item in the subject hierarchy; it is made if there is none yet.

    Slicer's window makes one for every node; a scene without a window does not.
    """
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(node.GetScene())
    item: int = hierarchy.GetItemByDataNode(node)
    return item or int(hierarchy.CreateItem(hierarchy.GetSceneItemID(), node))
