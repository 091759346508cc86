"""Transform nodes and the files of registrations; landmark lists as a start.

A file's transform goes from points of the sCT to points of the CT, LPS mm, as ITK resamples. A node
goes the other way: the CT under it lies on the sCT. Slicer's files know the difference.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import slicer

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.hierarchy import put_into_study_of
from SyntheticCTLib.mrml.names import free_name


def transform_node(scene: Any, file: Path, name: str, *, like: Any) -> Any:
    """The transform of a file as a node that brings the CT onto the sCT.

    Args:
        scene: where it goes.
        file: .tfm or .h5.
        name: of the node.
        like: what it brings something onto; the node stands beside it.

    Raises:
        InputError: the file cannot be read.
    """
    node = scene.AddNewNodeByClass("vtkMRMLTransformNode", free_name(scene, name))
    storage = slicer.vtkMRMLTransformStorageNode()
    storage.SetFileName(str(file))
    if not storage.ReadData(node):
        scene.RemoveNode(node)
        raise InputError(f"The transform of {file.name} cannot be read: register again.")
    put_into_study_of(node, like)
    return node


def write_transform_node(node: Any, path: Path) -> str:
    """Write a transform node with all of its parents.

    Returns:
        The path: .tfm, or .h5 for a transform that bends.

    Raises:
        OSError: it cannot be written.
    """
    path = path.with_suffix(".tfm" if node.IsLinear() else ".h5")
    storage = slicer.vtkMRMLTransformStorageNode()
    storage.SetFileName(str(path))
    if not storage.WriteData(node):
        raise OSError(f"The transform {node.GetName()!r} could not be written to {path}.")
    return str(path)


def points_of(node: Any) -> dict[str, tuple[float, float, float]]:
    """The defined points of a landmark list by their labels, in the world, LPS mm."""
    points: dict[str, tuple[float, float, float]] = {}
    for number in range(node.GetNumberOfControlPoints()):
        if node.GetNthControlPointPositionStatus(number) != node.PositionDefined:
            continue
        x, y, z = node.GetNthControlPointPositionWorld(number)
        points[_label(node, number)] = (-x, -y, z)
    return points


def bone_points_of(node: Any) -> dict[str, tuple[float, float, float]]:
    """The defined points of a list in bones by the bones' names, in the world, LPS mm.

    A name that several points have is that of one bone: they are numbered, "femur", "femur/2".
    """
    points: dict[str, tuple[float, float, float]] = {}
    times: dict[str, int] = {}
    for number in range(node.GetNumberOfControlPoints()):
        if node.GetNthControlPointPositionStatus(number) != node.PositionDefined:
            continue
        name = str(node.GetNthControlPointLabel(number))
        times[name] = times.get(name, 0) + 1
        x, y, z = node.GetNthControlPointPositionWorld(number)
        points[name if times[name] == 1 else f"{name}/{times[name]}"] = (-x, -y, z)
    return points


def _label(node: Any, number: int) -> str:
    """A point's label without its list's name, which Slicer puts before: "F-1" is "1"."""
    label = str(node.GetNthControlPointLabel(number))
    return label.removeprefix(f"{node.GetName()}-").rpartition("-")[2] or label


def write_start_from_landmarks(on_sct: Any, on_ct: Any, path: Path) -> str:
    """Fit a rigid transform to pairs of landmarks and write it.

    Args:
        on_sct: landmark list on the synthetic CT or its input.
        on_ct: points of the same labels, or of the same places in the list, on the CT.
        path: the file to write.

    Returns:
        The path.

    Raises:
        InputError: too few pairs, or points on a line.
    """
    from SyntheticCTLib.registration.landmarks import from_landmarks
    from SyntheticCTLib.registration.transforms import write_transform

    found = from_landmarks(points_of(on_sct), points_of(on_ct))
    path = path.with_suffix(".tfm")
    write_transform(found.transform, path)
    return str(path)
