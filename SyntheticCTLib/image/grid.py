"""Grid: where the voxels of an image lie in the patient, and what to call that in a sentence.

Sizes, spacings, indices and directions are given for the axes ``(i, j, k)``, places in LPS
millimetres, as in ITK; only arrays are indexed ``[k, j, i]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.fitting import shown

Size = tuple[int, int, int]
Vector = tuple[float, float, float]
Matrix = tuple[float, ...]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)

#: How far direction columns may be from orthonormal. DICOM writes six decimals in text.
ORTHONORMAL_TOLERANCE = 1e-3

#: How far corners of one grid may be apart, as a share of the smallest spacing. NIfTI keeps places
#: in single precision and other tools write few decimals, so the same grid read from two files
#: differs in the last of them; a hundredth of a voxel changes no value worth an interpolation.
GRID_TOLERANCE = 0.01


def check_numbers(name: str, values: Any, count: int) -> None:
    """Refuse what is not so many numbers; whether they make a grid is not asked.

    Raises:
        InputError: see above.
    """
    try:
        right = len(values) == count and all(map(_is_number, values))
    except TypeError:
        right = False
    if not right:
        raise InputError(f"{name} cannot be {shown(values)}: give {count} numbers.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


@dataclass(frozen=True)
class Grid:
    """The places of an image's voxels. Two grids are equal when all their numbers are.

    Attributes:
        size: number of voxels along i, j, k.
        origin: centre of voxel (0, 0, 0), LPS mm.
        spacing: distance between voxel centres along i, j, k, mm.
        direction: nine cosines, row-major as in ITK; column n is the unit vector of axis n in LPS.

    Raises:
        InputError: a spacing is not positive, the origin not finite, or the direction not
            orthonormal.

    Example:
        >>> grid = Grid((109, 84, 50), spacing=(0.98, 0.98, 3.27))
        >>> grid.describe()
        '109 x 84 x 50 voxels of 0.98 x 0.98 x 3.27 mm'
        >>> grid.to_lps((0, 0, 2)).tolist()
        [0.0, 0.0, 6.54]
    """

    size: Size
    origin: Vector = (0.0, 0.0, 0.0)
    spacing: Vector = (1.0, 1.0, 1.0)
    direction: Matrix = IDENTITY

    def __post_init__(self) -> None:
        for name, count in (("spacing", 3), ("origin", 3), ("direction", 9)):
            check_numbers(name, getattr(self, name), count)
        if not all(np.isfinite(s) and s > 0 for s in self.spacing):
            raise InputError(f"Voxel spacing must be positive; got {self.spacing} mm.")
        if not all(np.isfinite(o) for o in self.origin):
            raise InputError(f"The origin must be finite; got {self.origin} mm.")
        columns = self.direction_matrix
        if not np.allclose(columns.T @ columns, np.eye(3), atol=ORTHONORMAL_TOLERANCE):
            raise InputError(f"Direction cosines must be orthonormal; got {self.direction}.")

    @classmethod
    def of_affine(cls, size: Iterable[int], affine: np.ndarray) -> Grid:
        """The grid of a matrix from index (i, j, k, 1) to LPS mm.

        Raises:
            InputError: the matrix is not 4 x 4, or shears or flattens the grid.
        """
        if np.asarray(affine).dtype.kind not in "iuf":
            raise InputError(f"An affine matrix is of numbers; got {shown(affine)}.")
        matrix = np.asarray(affine, dtype=float)
        if matrix.shape != (4, 4):
            raise InputError(f"An affine matrix is 4 x 4; got one of shape {matrix.shape}.")
        spacing = np.linalg.norm(matrix[:3, :3], axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            direction = matrix[:3, :3] / spacing
        i, j, k = (int(n) for n in size)
        # + 0.0 makes 0 of -0
        numbers = (matrix[:3, 3] + 0.0, spacing, (direction + 0.0).ravel())
        origin, spacing_mm, cosines = (tuple(n.tolist()) for n in numbers)
        return cls((i, j, k), origin, spacing_mm, cosines)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Grid:
        """The grid that ``to_dict`` wrote."""
        size, origin, spacing, direction = (
            tuple(record[key]) for key in ("size", "origin_mm", "spacing_mm", "direction")
        )
        return cls(size, origin, spacing, direction)

    def to_dict(self) -> dict[str, Any]:
        """The grid in JSON types, for records."""
        return {
            "size": list(self.size),
            "spacing_mm": list(self.spacing),
            "origin_mm": list(self.origin),
            "direction": list(self.direction),
        }

    @property
    def shape(self) -> Size:
        """Shape of an array on this grid: voxels along k, j, i."""
        i, j, k = self.size
        return k, j, i

    @property
    def direction_matrix(self) -> Float64Array:
        """Direction as a 3 x 3 array; columns are the axes i, j, k in LPS."""
        return np.asarray(self.direction, dtype=float).reshape(3, 3)

    @property
    def affine(self) -> Float64Array:
        """4 x 4 matrix from index (i, j, k, 1) to LPS mm."""
        matrix = np.eye(4)
        matrix[:3, :3] = self.direction_matrix * np.asarray(self.spacing)
        matrix[:3, 3] = self.origin
        return matrix

    @property
    def orientation(self) -> str:
        """The anatomical directions in which i, j and k grow, as three letters such as "LPS"."""
        name = sitk.DICOMOrientImageFilter.GetOrientationFromDirectionCosines(self.direction)
        return str(name)

    @property
    def corners(self) -> Float64Array:
        """The outer corners of the eight corner voxels, (8, 3), LPS mm."""
        ends = [(-0.5, count - 0.5) for count in self.size]
        return self.to_lps(np.array(list(product(*ends))))

    def to_lps(self, index: npt.ArrayLike) -> Float64Array:
        """Places (..., 3), LPS mm, of indices (..., 3) in the order i, j, k; fractions are fine."""
        matrix = self.affine
        return np.asarray(index, np.float64) @ matrix[:3, :3].T + matrix[:3, 3]

    def to_index(self, place: npt.ArrayLike) -> Float64Array:
        """Indices (..., 3), i, j, k with fractions, of places (..., 3), LPS mm."""
        matrix = self.affine
        inverse = np.asarray(np.linalg.inv(matrix[:3, :3]), np.float64)
        return (np.asarray(place, np.float64) - matrix[:3, 3]) @ inverse.T

    def part(self, first: Vector | Size, size: Iterable[int]) -> Grid:
        """So many voxels of the same lattice from an index (i, j, k) on.

        Args:
            first: index of the part's first voxel; negative ones and fractions are fine.
            size: number of voxels along i, j, k.
        """
        x, y, z = (self.affine @ [*first, 1.0])[:3].tolist()
        i, j, k = size
        return Grid((i, j, k), (x, y, z), self.spacing, self.direction)

    def covering(self, spacing: Vector) -> Grid:
        """The smallest grid of another spacing, mm, with the same centre that covers this one."""
        old, new = np.asarray(self.size), np.asarray(spacing)
        # A thousandth of a voxel is rounding, not another voxel.
        size = np.maximum(np.ceil(old * np.asarray(self.spacing) / new - 1e-3), 1).astype(int)
        centre = self.affine @ [*((old - 1) / 2), 1.0]
        x, y, z = (centre[:3] - self.direction_matrix @ ((size - 1) / 2 * new)).tolist()
        i, j, k = size.tolist()
        return Grid((i, j, k), (x, y, z), spacing, self.direction)

    def apart(self, other: Grid) -> float:
        """Largest distance between corresponding corners, mm; infinite for other sizes."""
        if self.size != other.size:
            return float("inf")
        return float(np.linalg.norm(self.corners - other.corners, axis=1).max())

    def same(self, other: Grid) -> bool:
        """Whether both grids have the same voxels in the same places, within ``GRID_TOLERANCE``.

        ``==`` asks for equal numbers.
        """
        return self.apart(other) <= GRID_TOLERANCE * min(self.spacing)

    def __str__(self) -> str:
        return self.describe(origin=True)

    def describe(self, *, origin: bool = False) -> str:
        """The grid in words: "109 x 84 x 50 voxels of 0.98 x 0.98 x 3.27 mm".

        Args:
            origin: say where it begins, too: to tell apart two grids of one size.
        """
        words = f"{times(self.size)} voxels of {times(self.spacing, '.4g')} mm"
        if not origin:
            return words
        return f"{words} from ({', '.join(f'{place:.1f}' for place in self.origin)})"


def times(numbers: Iterable[float], form: str = "") -> str:
    """Lengths along axes in words, such as "109 x 84 x 50"."""
    return " x ".join(format(number, form) for number in numbers)
