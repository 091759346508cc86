"""Where a comparison counts: an ROI, the shown segments of a segmentation, or a label map."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import slicer
from vtkmodules.vtkCommonCore import vtkStringArray
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.checks import checked_mask
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.nodes import check_in_scene
from SyntheticCTLib.mrml.segment_labels import labels_of
from SyntheticCTLib.mrml.volumes import FLIP, grid_of_node, volume_from_node

#: Classes of the nodes that can be a region.
ROI, SEGMENTATION, LABELS = (
    "vtkMRMLMarkupsROINode",
    "vtkMRMLSegmentationNode",
    "vtkMRMLLabelMapVolumeNode",
)


def check_region(node: Any) -> None:
    """Refuse what can be no region.

    Raises:
        InputError: a node's name, a node of another kind or one that was removed; an ROI that
            nobody has drawn.
    """
    kinds = (ROI, SEGMENTATION, LABELS)
    if not hasattr(node, "IsA") or not any(node.IsA(kind) for kind in kinds):
        named = node.GetName() if hasattr(node, "GetName") else node
        raise InputError(
            f"The region is {named!r}: give an ROI, a segmentation or a label map volume node."
        )
    check_in_scene(node, "The region")
    if node.IsA(ROI) and not min(node.GetSize()) > 0:
        raise InputError(f"The ROI {node.GetName()!r} has no size: draw it first.")


def region_of(node: Any, reference: Any) -> Callable[[], Volume]:
    """Take a region from the scene.

    Args:
        node: ROI, segmentation or label map volume node.
        reference: volume node, on whose voxels the region is asked for.

    Returns:
        What makes it, in any thread: uint8 ``[k, j, i]``, 1 where something counts. Of an ROI these
        are the voxels whose middle lies in it, of a segmentation its shown segments.

    Raises:
        InputError: the node is no region, or nothing of it can be had. What makes it raises it of
            a label map that holds the values of an image.
    """
    check_region(node)
    if node.IsA(ROI):
        grid, to_box, half = grid_of_node(reference), _to_box(node), np.array(node.GetSize()) / 2
        name = node.GetName()
        return lambda: _volume(grid, _in_box(grid, to_box, half), name)
    if node.IsA(SEGMENTATION):
        shown = shown_segments(node)
        if not shown:
            raise InputError(f"No segment of {node.GetName()!r} is shown: show those that count.")
        make, _ = labels_of(node, reference, ids=shown)
        return lambda: _above_0(make())
    labels, name = volume_from_node(node, copy=False), f"region {node.GetName()!r}"
    return lambda: _mask_of(labels, name)


def shown_segments(node: Any) -> list[str]:
    """Ids of the segments that the views show."""
    ids = vtkStringArray()
    node.GetSegmentation().GetSegmentIDs(ids)
    every = [ids.GetValue(number) for number in range(ids.GetNumberOfValues())]
    display = node.GetDisplayNode()
    if display is None:
        return every
    return [segment for segment in every if display.GetSegmentVisibility(segment)]


def state_of(node: Any) -> str:
    """What tells whether a region is still the same; "" for none. It is kept with a result."""
    if node is None:
        return ""
    if node.IsA(ROI):
        numbers = [*_to_box(node).ravel(), *node.GetSize()]
        place = ",".join(f"{number:.3f}" for number in numbers)
    elif node.IsA(SEGMENTATION):
        place = ",".join(shown_segments(node))
    else:
        place = node.GetID()
    return hashlib.sha256(f"{node.GetClassName()} {node.GetName()} {place}".encode()).hexdigest()


def _to_box(roi: Any) -> np.ndarray:
    """From the world, LPS mm, to the ROI's own axes, mm from its middle."""
    inverse = vtkMatrix4x4()
    vtkMatrix4x4.Invert(roi.GetObjectToWorldMatrix(), inverse)
    return np.asarray(slicer.util.arrayFromVTKMatrix(inverse) @ FLIP, np.float64)


def _in_box(grid: Grid, to_box: np.ndarray, half: np.ndarray) -> Mask:
    """Which voxels have their middle in a box; slice by slice, each keeps Python's lock briefly."""
    scaled = grid.direction_matrix * np.asarray(grid.spacing)
    axes = to_box[:3, :3] @ scaled
    start = to_box[:3, :3] @ np.asarray(grid.origin) + to_box[:3, 3]
    columns, rows, slices = (np.arange(count, dtype=np.float64) for count in grid.size)
    found = np.zeros(grid.size[::-1], bool)
    for number, k in enumerate(slices):
        inside = np.ones(found.shape[1:], bool)
        for axis in range(3):
            along = axes[axis, 0] * columns[None, :] + axes[axis, 1] * rows[:, None]
            inside &= np.abs(along + (start[axis] + axes[axis, 2] * k)) <= half[axis]
        found[number] = inside
    return found


def _mask_of(labels: Volume, name: str) -> Volume:
    """Of a label map, which may hold an image: a scene makes one of the other."""
    return labels.with_array(checked_mask(labels.array, labels.array.shape, name).astype(np.uint8))


def _above_0(labels: Volume) -> Volume:
    return labels.with_array((labels.array > 0).astype(np.uint8))


def _volume(grid: Grid, mask: Mask, name: str) -> Volume:
    return Volume.on(grid, mask.astype(np.uint8), {"source": name})
