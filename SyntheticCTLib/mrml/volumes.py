"""Volume nodes and volumes: RAS on one side, LPS on the other, nothing lost in between.

A node's place is that in the world, with its parent transforms. Without a parent transform the
numbers of the grid are the same on both sides, bit for bit, but for the signs of x and y.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import slicer
from vtkmodules.util.numpy_support import get_vtk_array_type, vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.origin import MADE_BY_KEY
from SyntheticCTLib.image.grid import Grid, Vector
from SyntheticCTLib.image.likeness import is_one_image
from SyntheticCTLib.image.modality import IN_HOUNSFIELD, guess_modality
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.names import free_name
from SyntheticCTLib.mrml.records import made_by, record_of
from SyntheticCTLib.preprocessing.kinds import CT, MR

#: From RAS to LPS and back.
FLIP = np.diag([-1.0, -1.0, 1.0, 1.0])

#: The unit of CT numbers in UCUM, as DICOM and Slicer's volumes name it.
HOUNSFIELD_UNIT = ("[hnsf'U]", "UCUM", "Hounsfield unit")

#: The unit of a synthetic MR.
ARBITRARY_UNIT = ("[arb'U]", "UCUM", "arbitrary unit")

#: What values in such a unit must come from.
_MODALITY_OF_UNIT = {HOUNSFIELD_UNIT[0]: CT.name, ARBITRARY_UNIT[0]: MR.name}

_DICOM_MODALITY = "DICOM.Modality"

#: What the scene calls the map of a comparison and of a model's doubt: in HU, and no CT.
DIFFERENCE, EXPECTED_ERROR = "DIFFERENCE MAP", "MAP OF EXPECTED ERROR"


def volume_from_node(node: Any, *, copy: bool = True) -> Volume:
    """The volume of a scalar volume node, where the node is in the world.

    Linear parent transforms are applied to the grid; no voxel is resampled. So the engine sees the
    patient as the slice views show him.

    Args:
        node: ``vtkMRMLScalarVolumeNode``; it is not changed.
        copy: False gives the node's own voxels, which must not be changed and may change.

    Returns:
        A copy of the voxels, array ``[k, j, i]``. ``metadata`` holds "source" (the node's name),
        "modality" (what the scene knows of it, or None), and which model made it.

    Raises:
        InputError: the node has no voxels or colours, a parent transform is not linear, or the
            parent transforms shear the grid.
    """
    image = node.GetImageData()
    if image is None or image.GetNumberOfPoints() == 0:
        raise InputError(f"The volume {node.GetName()!r} has no voxels: load it first.")
    if image.GetNumberOfScalarComponents() != 1:
        raise InputError(
            f"The volume {node.GetName()!r} has {image.GetNumberOfScalarComponents()} values a "
            "voxel (colour or vectors); a scalar volume is needed."
        )
    array = slicer.util.arrayFromVolume(node)
    array = array.copy() if copy else array
    metadata = {
        "source": node.GetName(),
        "modality": modality_of(node),
        MADE_BY_KEY: made_by(node),
    }
    return Volume.on(grid_of_node(node), array, metadata)


def node_from_volume(
    scene: Any,
    volume: Volume,
    name: str,
    *,
    like: Any = None,
    image: Any = None,
    show: Callable[[Any], Any] | None = None,
) -> Any:
    """A new scalar volume node with a volume's voxels and place (see ``update_node``).

    Args:
        scene: where it goes.
        volume: its voxels.
        name: of the node.
        like, image: see ``update_node``.
        show: says how it is shown, window and colours, and is called before the voxels are there:
            a node that was not told would look at all of them for a window of its own.
    """
    node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", free_name(scene, name))
    if show is not None:
        node.CreateDefaultDisplayNodes()
        show(node)
    update_node(node, volume, like=like, image=image)
    node.CreateDefaultDisplayNodes()
    return node


def image_of(volume: Volume) -> Any:
    """The voxels as ``vtkImageData``, copied; may be called in any thread."""
    array = volume.array.astype(np.uint8) if volume.array.dtype == bool else volume.array
    image, voxels = new_image(array.shape, array.dtype)
    np.copyto(voxels, array)
    return image


def new_image(shape: tuple[int, ...], dtype: np.dtype[Any]) -> tuple[Any, np.ndarray]:
    """A ``vtkImageData`` and its voxels, an array that is yet to be filled.

    Args:
        shape: (k, j, i).
        dtype: of the voxels; not bool, which VTK lacks.
    """
    image = vtkImageData()
    image.SetDimensions(shape[::-1])
    image.AllocateScalars(get_vtk_array_type(dtype), 1)
    return image, vtk_to_numpy(image.GetPointData().GetScalars()).reshape(shape)


def update_node(node: Any, volume: Volume, *, like: Any = None, image: Any = None) -> None:
    """Give a node a volume's voxels and place.

    Args:
        node: ``vtkMRMLScalarVolumeNode`` or a label map's.
        volume: what to show; values are copied.
        like: a volume node whose ``volume_from_node`` has this grid. The node gets exactly its
            matrix and its parent transform, so that it stays with it when the transform changes.
            Without it the node gets no parent transform, and the volume's own grid.
        image: the volume's ``image_of``, where another thread has made it.

    Raises:
        InputError: ``like`` has another number of voxels.
    """
    if like is not None and tuple(like.GetImageData().GetDimensions()) != volume.size:
        raise InputError(
            f"{like.GetName()!r} has {like.GetImageData().GetDimensions()} voxels and the volume "
            f"{volume.size}: it is not on that grid."
        )
    node.SetAndObserveImageData(image_of(volume) if image is None else image)
    if like is not None:
        # Not CopyOrientation: it goes by way of a matrix, and rounds.
        directions = vtkMatrix4x4()
        like.GetIJKToRASDirectionMatrix(directions)
        node.SetSpacing(like.GetSpacing())
        node.SetOrigin(like.GetOrigin())
        node.SetIJKToRASDirectionMatrix(directions)
        node.SetAndObserveTransformNodeID(like.GetTransformNodeID())
        return
    node.SetAndObserveTransformNodeID(None)
    node.SetSpacing(volume.spacing)
    node.SetOrigin((FLIP[:3, :3] @ volume.origin + 0.0).tolist())
    axes = np.eye(4)
    axes[:3, :3] = FLIP[:3, :3] @ volume.direction_matrix + 0.0
    node.SetIJKToRASDirectionMatrix(slicer.util.vtkMatrixFromArray(axes))


def matrix_to_world(node: Any) -> np.ndarray:
    """The parent transforms of a node as one 4 x 4 matrix, RAS mm.

    Raises:
        InputError: one of them is not linear.
    """
    parent = node.GetParentTransformNode()
    if parent is None:
        return np.eye(4)
    if not parent.IsTransformToWorldLinear():
        raise InputError(
            f"The volume {node.GetName()!r} is under a transform that is not linear "
            f"({parent.GetName()!r}): harden the transform, which resamples the volume, or remove "
            "it."
        )
    matrix = vtkMatrix4x4()
    parent.GetMatrixTransformToWorld(matrix)
    return np.asarray(slicer.util.arrayFromVTKMatrix(matrix), np.float64)


def on_one_grid(first: Any, second: Any) -> bool:
    """Whether the voxels of two volume nodes lie in the same places; False if nobody can say."""
    if None in (first.GetImageData(), second.GetImageData()):
        return False
    try:
        return grid_of_node(first).same(grid_of_node(second))
    except InputError:
        return False


def same_image(first: Any, second: Any) -> bool:
    """Whether two volume nodes in HU on one grid hold one image, as far as rounding goes."""
    if not on_one_grid(first, second):
        return False
    return is_one_image(*(slicer.util.arrayFromVolume(node) for node in (first, second)))


def has_no_hounsfield(node: Any) -> bool:
    """Whether the scene knows that a volume is no CT: by record, unit or DICOM header."""
    known = modality_of(node)
    return known is not None and known not in IN_HOUNSFIELD


def modality_by_values(node: Any) -> str | None:
    """What a volume's kind looks like where the scene knows none; None where nobody can say.

    A sample of the voxels is looked at, none is copied.
    """
    image = node.GetImageData()
    if image is None or image.GetNumberOfPoints() == 0:
        return None
    if image.GetNumberOfScalarComponents() != 1:
        return None
    found = guess_modality(Volume(slicer.util.arrayFromVolume(node)))
    return None if found == "unknown" else found


def modality_of(node: Any) -> str | None:
    """What the scene knows of a volume's kind: "CT", "MR", another DICOM modality, or None.

    Its record says it before its unit: a difference map is in HU, too.
    """
    if (recorded := _recorded_modality(node)) is not None:
        return recorded
    units = node.GetVoxelValueUnits()
    if units is not None and units.GetCodeValue() in _MODALITY_OF_UNIT:
        return _MODALITY_OF_UNIT[units.GetCodeValue()]
    scene = node.GetScene()
    if scene is None:
        return None
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(scene)
    item = hierarchy.GetItemByDataNode(node)
    return (hierarchy.GetItemAttribute(item, _DICOM_MODALITY) or None) if item else None


def _recorded_modality(node: Any) -> str | None:
    try:
        record = record_of(node) or {}
    except InputError:  # damaged: whoever needs it complains
        return None
    if "evaluation" in record:
        return DIFFERENCE
    if "expected_error_of" in record:
        return EXPECTED_ERROR
    scale = record.get("scale")
    said = scale.get("modality") if isinstance(scale, dict) else None
    return said if isinstance(said, str) and said else None


def grid_of_node(node: Any) -> Grid:
    """The grid of a volume node with voxels, where the node is in the world.

    Raises:
        InputError: a parent transform is not linear, or shears the grid.
    """
    to_world = matrix_to_world(node)
    directions = vtkMatrix4x4()
    node.GetIJKToRASDirectionMatrix(directions)
    axes = slicer.util.arrayFromVTKMatrix(directions)[:3, :3]
    origin = np.array(node.GetOrigin())
    spacing = np.array(node.GetSpacing())
    if not np.array_equal(to_world, np.eye(4)):
        origin = to_world[:3, :3] @ origin + to_world[:3, 3]
        moved = to_world[:3, :3] @ (axes * spacing)
        spacing = np.linalg.norm(moved, axis=0)
        axes = moved / spacing
        if not np.allclose(axes.T @ axes, np.eye(3), atol=1e-4):
            raise InputError(
                f"The transform of the volume {node.GetName()!r} shears it, so that its axes are "
                "not at right angles any more: resample the volume first (module Resample Scalar "
                "Volume), or use a rigid transform."
            )
    flip = FLIP[:3, :3]
    return Grid(
        node.GetImageData().GetDimensions(),
        _vector(flip @ origin),
        _vector(spacing),
        tuple((flip @ axes + 0.0).ravel().tolist()),
    )


def _vector(values: np.ndarray) -> Vector:
    x, y, z = (values + 0.0).tolist()  # + 0.0 makes 0 of -0
    return x, y, z
