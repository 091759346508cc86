"""Volume: the values of a 3D image on their grid in the patient.

Two orders meet here and are never mixed: arrays are indexed ``[k, j, i]`` (slice, row, column),
while origin, spacing, size and direction are given for the axes ``(i, j, k)`` in LPS millimetres,
as in ITK.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePath
from typing import Any

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.fitting import shown
from SyntheticCTLib.image.grid import IDENTITY, Grid, Matrix, Size, Vector, times
from SyntheticCTLib.sentences import Sentence

#: Metadata key under which the geometry of a NIfTI file travels with the volume, as it stood there.
GEOMETRY_KEY = "nifti:geometry"

#: Metadata key of what a file's header leaves unsure, a list of sentences.
WARNINGS_KEY = "warnings"


@dataclass(frozen=True, eq=False)
class Volume:
    """A 3D scalar image on a grid in LPS millimetres. Immutable by convention: make new ones.

    Attributes:
        array: voxel values, shape ``(k, j, i)``. Kept as they are, except for types that few
            libraries know: half precision becomes single, more than double becomes double, and
            the other byte order the machine's.
        origin: centre of voxel (0, 0, 0), LPS mm.
        spacing: distance between voxel centres along i, j, k, mm.
        direction: nine cosines, row-major as in ITK; column n is the unit vector of axis n in LPS.
        metadata: what came with the file (modality, patient and study fields); never pixel data.

    Raises:
        InputError: the array is empty, not 3D or not of real numbers, voxels are masked, a spacing
            is not positive, or the direction is not orthonormal.
    """

    array: np.ndarray
    origin: Vector = (0.0, 0.0, 0.0)
    spacing: Vector = (1.0, 1.0, 1.0)
    direction: Matrix = IDENTITY
    metadata: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.array, np.ndarray) or self.array.dtype.kind not in "biufc":
            raise InputError(f"A volume's values are an array of numbers; got {shown(self.array)}.")
        object.__setattr__(self, "array", _of_common_type(self.array))
        if self.array.ndim != 3:
            raise InputError(f"A volume needs 3 axes; this array has {self.array.ndim}.")
        if self.array.size == 0:
            raise InputError(
                Sentence(
                    "The volume is empty ({shape} voxels): choose another file.",
                    shape=times(self.array.shape[::-1]),
                )
            )
        self.grid  # noqa: B018 - its checks

    def __repr__(self) -> str:
        modality = self.metadata.get("modality")
        of = f" of modality {modality}" if modality else ""
        return f"<Volume of {self.grid.describe()}, {self.array.dtype}{of}>"

    @classmethod
    def on(cls, grid: Grid, array: np.ndarray, metadata: dict[str, Any] | None = None) -> Volume:
        """The volume of values ``[k, j, i]`` on a grid.

        Raises:
            InputError: the array's shape is not the grid's.
        """
        _check_shape(array, grid)
        return cls(array, grid.origin, grid.spacing, grid.direction, dict(metadata or {}))

    @cached_property
    def grid(self) -> Grid:
        """Where the voxels are."""
        k, j, i = self.array.shape
        return Grid((i, j, k), self.origin, self.spacing, self.direction)

    def called(self, name: str) -> str:
        """A name of this image for a sentence, with its file or node where that is known."""
        source = self.metadata.get("source")
        return f"{name} ({PurePath(str(source)).name})" if source else name

    @property
    def warnings(self) -> list[str]:
        """What the file's header leaves unsure, a sentence each."""
        return list(self.metadata.get(WARNINGS_KEY) or ())

    @property
    def size(self) -> Size:
        """Number of voxels along i, j, k."""
        return self.grid.size

    @property
    def direction_matrix(self) -> np.ndarray:
        """Direction as a 3 x 3 array; columns are the axes i, j, k in LPS."""
        return self.grid.direction_matrix

    @property
    def affine(self) -> np.ndarray:
        """4 x 4 matrix from index (i, j, k, 1) to LPS mm."""
        return self.grid.affine

    def with_array(self, array: np.ndarray, **metadata: Any) -> Volume:
        """The same grid with other values.

        Args:
            array: new values, shape as before.
            metadata: replaces the metadata when any is given; otherwise it is kept.

        Raises:
            InputError: the shape differs.
        """
        _check_shape(array, self.grid)
        return replace(self, array=array, metadata=metadata or self.metadata)

    def without_values(self) -> Volume:
        """The same grid and metadata, zero everywhere: it keeps no voxels alive, and has none."""
        return self.with_array(np.broadcast_to(np.int16(0), self.array.shape))

    def of_modality(self, modality: str) -> Volume:
        """The same image said to be of this modality; what else is known of it stays.

        Args:
            modality: as ``preprocessing.kinds`` names it: "MR", "CT", "CBCT".
        """
        return replace(self, metadata={**self.metadata, "modality": modality})

    def in_place(self, array: np.ndarray) -> Volume:
        """Other values on the same grid, of which no more is known than how files wrote the grid.

        Labels and masks made of an image are written with the forms and codes of its own file.

        Raises:
            InputError: the shape differs.
        """
        _check_shape(array, self.grid)
        known = {key: self.metadata[key] for key in (GEOMETRY_KEY,) if key in self.metadata}
        return replace(self, array=array, metadata=known)

    def to_sitk(self) -> sitk.Image:
        """A SimpleITK image with the same values and place (values are copied)."""
        array = self.array.astype(np.uint8) if self.array.dtype == bool else self.array
        image = sitk.GetImageFromArray(array)
        image.SetOrigin(self.origin)
        image.SetSpacing(self.spacing)
        image.SetDirection(self.direction)
        return image

    @classmethod
    def from_sitk(cls, image: sitk.Image, metadata: dict[str, Any] | None = None) -> Volume:
        """The volume of a 3D scalar SimpleITK image (values are copied).

        Raises:
            InputError: the image is not 3D or holds vectors (colour).
        """
        if image.GetDimension() != 3:
            raise InputError(
                f"A 3D image is needed; this one has {image.GetDimension()} dimensions."
            )
        if image.GetNumberOfComponentsPerPixel() != 1:
            raise InputError(
                f"A scalar image is needed; this one has {image.GetNumberOfComponentsPerPixel()} "
                "values a voxel (colour or vectors)."
            )
        return cls(
            sitk.GetArrayFromImage(image),
            image.GetOrigin(),
            image.GetSpacing(),
            image.GetDirection(),
            dict(metadata or {}),
        )


def _of_common_type(array: np.ndarray) -> np.ndarray:
    """The values in a type that SimpleITK, nibabel and PyTorch know, too.

    Raises:
        InputError: they are complex, or some are masked: nobody knows what is there.
    """
    if array.dtype.kind == "c":
        raise InputError(
            f"A volume holds real numbers, and this array's are of type {array.dtype}: give their "
            "magnitude (abs(array))."
        )
    if isinstance(array, np.ma.MaskedArray):
        if np.ma.is_masked(array):
            raise InputError(
                f"A volume has a value in each voxel, and {np.count_nonzero(array.mask)} of this "
                "array's are masked: fill them first (array.filled(value))."
            )
        array = array.data
    kind = array.dtype
    if kind.kind == "f":
        kind = np.dtype(np.float32 if kind.itemsize < 4 else f"f{min(kind.itemsize, 8)}")
    return array.astype(kind.newbyteorder("="), copy=False)


def _check_shape(array: np.ndarray, grid: Grid) -> None:
    if array.shape != grid.shape:
        raise InputError(f"An array of shape {array.shape} does not fit the grid {grid.shape}.")
