"""Planes of a volume as pictures with square pixels, and where a place lies in them.

Radiological view: the patient's right is on the left of axial and coronal pictures, the front on
the left of sagittal ones, the head up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float64Array, FloatArray
from SyntheticCTLib.image.volume import Volume

#: The three views, and for each the axis (0 is i) that it is perpendicular to, that of its columns
#: and that of its rows.
VIEWS = {"axial": (2, 0, 1), "coronal": (1, 0, 2), "sagittal": (0, 1, 2)}


@dataclass(frozen=True)
class Plane:
    """One plane of a grid whose axes run along LPS.

    Attributes:
        view: one of ``VIEWS``.
        grid: gives the places; its values do not matter.
        index: number of the plane along its axis.
        pixel_mm: size of the picture's pixels.
    """

    view: str
    grid: Volume
    index: int
    pixel_mm: float

    @classmethod
    def through(
        cls, view: str, grid: Volume, place: tuple[float, float, float], pixel_mm: float
    ) -> Plane:
        """The plane nearest to a place, LPS mm; the outermost one for a place outside the grid."""
        axis = VIEWS[view][0]
        index = _indices(grid, np.array([place]))[0, axis]
        return cls(view, grid, int(np.clip(round(index), 0, grid.size[axis] - 1)), pixel_mm)

    def values(self, volume: Volume) -> np.ndarray:
        """The picture (rows, columns) of a volume on the plane's grid."""
        normal, across, down = VIEWS[self.view]
        plane = np.take(volume.array, self.index, axis=2 - normal)
        if down == 2:
            plane = plane[::-1]
        spacing = self.grid.spacing
        return square_pixels(plane, (spacing[across], spacing[down]), self.pixel_mm)

    def pixels(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where points (n, 3), LPS mm, are: (column, row) (n, 2), and mm off the plane (n,).

        A pixel's middle is at a half: (0.5, 0.5) is the middle of the upper left pixel.
        """
        normal, across, down = VIEWS[self.view]
        index = _indices(self.grid, points)
        spacing = np.array(self.grid.spacing)
        rows = index[:, down] + 0.5
        if down == 2:
            rows = self.grid.size[2] - rows
        columns = (index[:, across] + 0.5) * spacing[across] / self.pixel_mm
        depth = (index[:, normal] - self.index) * spacing[normal]
        return np.stack([columns, rows * spacing[down] / self.pixel_mm], axis=1), depth

    def outline(self, points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
        """Where the plane cuts a surface: line segments (m, 2, 2) as (column, row) of their ends.

        Args:
            points: (n, 3), LPS mm.
            triangles: (t, 3) point numbers.
        """
        pixels, depth = self.pixels(points)
        # No point exactly in the plane: every cut triangle then has one point alone on its side.
        above = depth + 1e-6 * self.pixel_mm > 0
        number = above[triangles].sum(axis=1)
        cut = triangles[(number == 1) | (number == 2)]
        side = above[cut]
        alone = np.where(side.sum(axis=1) == 1, side.argmax(axis=1), side.argmin(axis=1))
        rows = np.arange(len(cut))
        top = cut[rows, alone]
        ends = []
        for step in (1, 2):
            other = cut[rows, (alone + step) % 3]
            fall = depth[top] - depth[other]
            share = np.divide(depth[top], fall, out=np.full(len(cut), 0.5), where=fall != 0)
            share = np.clip(share, 0.0, 1.0)[:, None]
            ends.append(pixels[top] + share * (pixels[other] - pixels[top]))
        return np.stack(ends, axis=1)


def square_pixels(plane: np.ndarray, spacing: tuple[float, float], pixel_mm: float) -> np.ndarray:
    """The plane (rows, columns) with square pixels of a size in mm; spacing is (columns, rows)."""
    image = sitk.GetImageFromArray(plane.astype(np.float32))
    image.SetSpacing(spacing)
    extent = [n * s for n, s in zip(image.GetSize(), spacing, strict=True)]
    size = [max(round(length / pixel_mm), 1) for length in extent]
    # Pixel edges, not centres, of both grids coincide.
    origin = [(pixel_mm - s) / 2 for s in spacing]
    identity, border = sitk.Transform(2, sitk.sitkIdentity), float(plane.min())
    pixel, direction = (pixel_mm, pixel_mm), image.GetDirection()
    scaled = sitk.Resample(image, size, identity, sitk.sitkLinear, origin, pixel, direction, border)
    return sitk.GetArrayFromImage(scaled)


def _indices(grid: Volume, points: np.ndarray) -> FloatArray:
    """Continuous indices (n, 3), i, j, k, of points (n, 3), LPS mm."""
    matrix: Float64Array = grid.affine
    to_index: FloatArray = np.linalg.inv(matrix[:3, :3])
    return (np.asarray(points, float) - matrix[:3, 3]) @ to_index.T
