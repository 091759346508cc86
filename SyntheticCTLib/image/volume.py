"""Volume: a 3D image with the place of every voxel in the patient.

Two orders meet here and are never mixed: arrays are indexed ``[k, j, i]`` (slice, row, column),
while origin, spacing, size and direction are given for the axes ``(i, j, k)`` in LPS millimetres,
as in ITK.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError

Vector = tuple[float, float, float]
Matrix = tuple[float, ...]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)

#: Metadata key under which the geometry of a NIfTI file travels with the volume, as it stood there.
GEOMETRY_KEY = "nifti:geometry"

#: How far direction columns may be from orthonormal. DICOM writes six decimals in text.
ORTHONORMAL_TOLERANCE = 1e-3


@dataclass(frozen=True, eq=False)
class Volume:
    """A 3D scalar image on a grid in LPS millimetres. Immutable by convention: make new ones.

    Attributes:
        array: voxel values, shape ``(k, j, i)``.
        origin: centre of voxel (0, 0, 0), LPS mm.
        spacing: distance between voxel centres along i, j, k, mm.
        direction: nine cosines, row-major as in ITK; column n is the unit vector of axis n in LPS.
        metadata: what came with the file (modality, patient and study fields); never pixel data.

    Raises:
        InputError: the array is not 3D, a spacing is not positive, or the direction is not
            orthonormal.
    """

    array: np.ndarray
    origin: Vector = (0.0, 0.0, 0.0)
    spacing: Vector = (1.0, 1.0, 1.0)
    direction: Matrix = IDENTITY
    metadata: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.array.ndim != 3:
            raise InputError(f"A volume needs 3 axes; this array has {self.array.ndim}.")
        if not all(np.isfinite(s) and s > 0 for s in self.spacing):
            raise InputError(f"Voxel spacing must be positive; got {self.spacing} mm.")
        if not all(np.isfinite(o) for o in self.origin):
            raise InputError(f"The origin must be finite; got {self.origin} mm.")
        columns = self.direction_matrix
        if not np.allclose(columns.T @ columns, np.eye(3), atol=ORTHONORMAL_TOLERANCE):
            raise InputError(f"Direction cosines must be orthonormal; got {self.direction}.")

    @property
    def size(self) -> tuple[int, int, int]:
        """Number of voxels along i, j, k."""
        k, j, i = self.array.shape
        return i, j, k

    @property
    def direction_matrix(self) -> np.ndarray:
        """Direction as a 3 x 3 array; columns are the axes i, j, k in LPS."""
        return np.asarray(self.direction, dtype=float).reshape(3, 3)

    @property
    def affine(self) -> np.ndarray:
        """4 x 4 matrix from index (i, j, k, 1) to LPS mm."""
        matrix = np.eye(4)
        matrix[:3, :3] = self.direction_matrix * np.asarray(self.spacing)
        matrix[:3, 3] = self.origin
        return matrix

    def with_array(self, array: np.ndarray, **metadata: Any) -> Volume:
        """The same grid with other values.

        Args:
            array: new values, shape as before.
            metadata: replaces the metadata when any is given; otherwise it is kept.

        Raises:
            InputError: the shape differs.
        """
        if array.shape != self.array.shape:
            raise InputError(
                f"An array of shape {array.shape} does not fit the grid {self.array.shape}."
            )
        return replace(self, array=array, metadata=metadata or self.metadata)

    def same_grid(self, other: Volume, tolerance_mm: float = 0.0) -> bool:
        """Whether both volumes have the same voxels in the same places.

        Args:
            other: the volume to compare with.
            tolerance_mm: largest allowed distance between corresponding corners, mm; 0 asks for
                equal numbers.
        """
        if self.size != other.size:
            return False
        if tolerance_mm == 0.0:
            mine = (self.origin, self.spacing, self.direction)
            return mine == (other.origin, other.spacing, other.direction)
        corners = np.array(
            [
                (i, j, k, 1)
                for i in (0, self.size[0])
                for j in (0, self.size[1])
                for k in (0, self.size[2])
            ]
        ).T
        apart = np.linalg.norm(((self.affine - other.affine) @ corners)[:3], axis=0)
        return bool(apart.max() <= tolerance_mm)

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
