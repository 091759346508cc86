"""Volumes from and to the images of NumPy, nibabel and MONAI, whose axes and worlds differ.

nibabel and MONAI index arrays ``[i, j, k]`` and place them in RAS; a ``Volume`` is ``[k, j, i]`` in
LPS. Both libraries are imported only when they are asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal

import numpy as np

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.fitting import shown
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.volume import Volume

World = Literal["RAS", "LPS"]

#: From RAS to LPS and back.
_FLIP = np.diag([-1.0, -1.0, 1.0, 1.0])


@typed
def from_numpy(
    array: np.ndarray, affine: np.ndarray, *, world: World, axes: Literal["ijk", "kji"]
) -> Volume:
    """The volume of an array and a matrix.

    Args:
        array: values, 3D; a view of them is kept.
        affine: 4 x 4, from index (i, j, k, 1) to mm.
        world: what the matrix leads to, "RAS" (nibabel, MONAI, Slicer) or "LPS" (ITK, DICOM).
        axes: order of the array's axes, "ijk" (nibabel, MONAI) or "kji" (SimpleITK, Slicer).

    Raises:
        InputError: the array is not 3D, the matrix places no grid, or a word is unknown.

    Example:
        >>> from_numpy(np.zeros((4, 3, 2)), np.eye(4), world="RAS", axes="ijk").grid.orientation
        'RAS'
    """
    if world not in ("RAS", "LPS") or axes not in ("ijk", "kji"):
        raise InputError(f'Use "RAS" or "LPS", "ijk" or "kji"; got {world!r} and {axes!r}.')
    if array.ndim != 3:
        raise InputError(f"A volume needs 3 axes; this array has {array.ndim}.")
    values = array.transpose() if axes == "ijk" else array
    matrix = np.asarray(affine, float)
    if world == "RAS" and matrix.shape == (4, 4):
        matrix = _FLIP @ matrix
    return Volume.on(Grid.of_affine(values.shape[::-1], matrix), values)


def from_nibabel(image: Any) -> Volume:
    """The volume of a nibabel image of three axes; further ones of one step each are dropped.

    Raises:
        InputError: it has more than one step along a further axis.

    Example:
        >>> import nibabel
        >>> image = nibabel.Nifti1Image(np.zeros((4, 3, 2), np.float32), np.eye(4))
        >>> from_nibabel(image).grid.size
        (4, 3, 2)
    """
    _check_kind(image, "nibabel image", "dataobj", "affine")
    array = np.asanyarray(image.dataobj)
    if array.ndim > 3 and all(n == 1 for n in array.shape[3:]):
        array = array.reshape(array.shape[:3])
    return from_numpy(array, image.affine, world="RAS", axes="ijk")


@typed
def to_nibabel(volume: Volume) -> Any:
    """A ``nibabel.Nifti1Image`` of the volume; bool becomes uint8.

    Raises:
        ResourceError: nibabel is not installed.

    Example:
        >>> to_nibabel(mr).shape == mr.grid.size
        True
    """
    nibabel = _library("nibabel")
    array = volume.array
    if array.dtype == np.bool_:
        array = array.astype(np.uint8)
    return nibabel.Nifti1Image(array.transpose(), _FLIP @ volume.affine, dtype=array.dtype)


def from_metatensor(image: Any) -> Volume:
    """The volume of a MONAI ``MetaTensor``, ``(i, j, k)`` or with one channel before.

    Raises:
        InputError: it has several channels.

    Example:
        >>> from_metatensor(to_metatensor(mr)).grid == mr.grid
        True
    """
    _check_kind(image, "MetaTensor", "detach", "meta", "affine")
    array = image.detach().cpu().numpy()
    if array.ndim == 4 and array.shape[0] == 1:
        array = array[0]
    world: World = "LPS" if str(image.meta.get("space")) == "LPS" else "RAS"
    return from_numpy(array, image.affine.cpu().numpy(), world=world, axes="ijk")


@typed
def to_metatensor(volume: Volume) -> Any:
    """A MONAI ``MetaTensor`` ``(1, i, j, k)`` in RAS of the volume.

    Raises:
        ResourceError: MONAI is not installed.

    Example:
        >>> tuple(to_metatensor(mr).shape) == (1, *mr.grid.size)
        True
    """
    tensors, torch = _library("monai.data"), _library("torch")
    values = torch.from_numpy(np.ascontiguousarray(volume.array.transpose())[None])
    affine = torch.from_numpy(_FLIP @ volume.affine)
    return tensors.MetaTensor(values, affine=affine, meta={"space": "RAS"})


def _check_kind(image: Any, kind: str, *names: str) -> None:
    if not all(hasattr(image, name) for name in names):
        raise InputError(f"A {kind} is needed; got {shown(image)}.")


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        package = name.split(".")[0]
        raise ResourceError(f"This needs {package}: install it (pip install {package}).") from error
