"""An image as a tensor that can be looked up, with gradients, at points in millimetres."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
import torch
from torch.nn.functional import grid_sample


class SampledImage:
    """A 3D image and the map from LPS mm to its voxels.

    Attributes:
        values: float32 tensor, shape (channels, k, j, i).
        axes: voxel steps along i, j, k as columns, LPS mm.
    """

    def __init__(self, image: sitk.Image) -> None:
        self.values = torch.from_numpy(
            sitk.GetArrayFromImage(image).astype(np.float32, copy=False)[None]
        )
        self.axes, self._matrix, self._origin = _geometry(image)

    def at(self, points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Trilinear values at points (..., 3) in LPS mm.

        Returns:
            The values, shape (...), those of the border beyond it; and whether each point lies
            within the voxels' centres.
        """
        place = self.normalised(points)
        values = grid_sample(
            self.values[None],
            place.reshape(1, 1, 1, -1, 3),
            padding_mode="border",
            align_corners=True,
        )
        return values.reshape(place.shape[:-1]), (place.detach().abs() <= 1.0).all(dim=-1)

    def normalised(self, points: torch.Tensor) -> torch.Tensor:
        """Points (..., 3) as torch counts them: -1 at the first voxels' centres, 1 at the last."""
        return (points - self._origin) @ self._matrix.T - 1.0


def _geometry(image: sitk.Image) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Voxel axes, and matrix and origin that take mm to 0 (first centre) to 2 (last centre)."""
    direction = np.asarray(image.GetDirection()).reshape(3, 3)
    spacing = np.asarray(image.GetSpacing())
    steps = np.maximum(np.asarray(image.GetSize()) - 1, 1)
    matrix = np.diag(2.0 / (spacing * steps)) @ direction.T
    arrays = (direction * spacing, matrix, np.asarray(image.GetOrigin()))
    axes, matrix_tensor, origin = (torch.tensor(a, dtype=torch.float32) for a in arrays)
    return axes, matrix_tensor, origin


def voxel_points(image: sitk.Image, mask: np.ndarray) -> torch.Tensor:
    """Centres of the True voxels of a mask [k, j, i] on an image's grid, shape (n, 3), LPS mm."""
    axes, _, origin = _geometry(image)
    index = torch.from_numpy(np.argwhere(mask)[:, ::-1].astype(np.float32))
    return index @ axes.T + origin
