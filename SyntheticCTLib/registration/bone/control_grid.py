"""A cubic B-spline displacement on a coarse control grid, laid out as ITK's BSplineTransform."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
import torch
from torch.nn.functional import grid_sample

from SyntheticCTLib.registration.bone.sampled_image import SampledImage

#: The spline is worked out on nodes about this far apart, mm, and is linear between them. At a
#: quarter to a third of the control spacing a cubic spline hardly differs from its chords.
NODE_MM = 9.0


class ControlGrid:
    """B-spline over the voxels of an image.

    Attributes:
        mesh: number of spline cells along i, j, k; there are 3 more coefficients than cells.
        shape: number of working nodes along k, j, i.
        nodes: places of the working nodes, shape (n, 3), LPS mm.
    """

    def __init__(self, image: sitk.Image, spacing_mm: float) -> None:
        # One voxel more on every side: ITK moves nothing on the outermost face of its domain.
        self._origin = image.TransformIndexToPhysicalPoint((-1, -1, -1))
        self._cosines = image.GetDirection()
        self._extent = [
            (n + 1) * s for n, s in zip(image.GetSize(), image.GetSpacing(), strict=True)
        ]
        self.mesh = [max(1, round(length / spacing_mm)) for length in self._extent]
        counts = [max(4, int(np.ceil(length / NODE_MM)) + 1) for length in self._extent]
        self.shape = (counts[2], counts[1], counts[0])
        self._node_mm = [length / (n - 1) for length, n in zip(self._extent, counts, strict=True)]
        self._bases = [_basis(n, cells) for n, cells in zip(counts, self.mesh, strict=True)]
        direction = np.asarray(self._cosines).reshape(3, 3)
        self._direction = torch.tensor(direction, dtype=torch.float32)
        working = sitk.Image(counts, sitk.sitkFloat32)
        working.SetOrigin(self._origin)
        working.SetSpacing(self._node_mm)
        working.SetDirection(self._cosines)
        self._working = SampledImage(working)
        places = np.argwhere(np.ones(counts[::-1], bool))[:, ::-1].astype(np.float32)
        self.nodes = torch.from_numpy(places.copy()) @ self._working.axes.T + torch.tensor(
            self._origin, dtype=torch.float32
        )

    def coefficients(self) -> torch.Tensor:
        """Coefficients of no displacement, shape (3, k + 3, j + 3, i + 3) cells, LPS mm."""
        return torch.zeros(3, *[cells + 3 for cells in self.mesh[::-1]])

    def displacement(self, coefficients: torch.Tensor) -> torch.Tensor:
        """Displacement on the working nodes, shape (3, k, j, i), LPS mm."""
        bi, bj, bk = self._bases
        return torch.einsum("xabc,ka,jb,ic->xkji", coefficients, bk, bj, bi)

    def moved(self, points: torch.Tensor, displacement: torch.Tensor) -> torch.Tensor:
        """Points (n, 3) in LPS mm after the displacement."""
        place = self._working.normalised(points)[None, None, None]
        shift = grid_sample(displacement[None], place, padding_mode="border", align_corners=True)
        return points + shift[0, :, 0, 0].T

    def bending(self, displacement: torch.Tensor) -> torch.Tensor:
        """Mean squared second derivatives (Rueckert et al. 1999, IEEE TMI 18:712), in 1/cm²."""
        total = torch.zeros(())
        steps = self._node_mm[::-1]
        for a in range(3):
            second = torch.diff(displacement, n=2, dim=a + 1) / steps[a] ** 2
            total = total + (second**2).mean()
            for b in range(a):
                mixed = torch.diff(torch.diff(displacement, dim=a + 1), dim=b + 1)
                total = total + 2 * ((mixed / (steps[a] * steps[b])) ** 2).mean()
        return 100 * total

    def jacobian(self, displacement: torch.Tensor) -> torch.Tensor:
        """Jacobian of (point + displacement) from each node to the next, LPS.

        Differences to the next node and not across two: those overlook folds of one node's width.

        Returns:
            Shape (k, j, i, 3, 3), one less than the nodes along each axis.
        """
        slopes = []
        for a in range(3):
            others = [slice(None)] + [slice(None) if b == a else slice(-1) for b in range(3)]
            rise = torch.diff(displacement[tuple(others)], dim=a + 1)
            slopes.append(rise / self._node_mm[2 - a])
        # From derivatives along i, j, k to derivatives along LPS.
        turned = torch.einsum("xkjia,ya->kjixy", torch.stack(slopes[::-1], dim=-1), self._direction)
        return turned + torch.eye(3)

    def to_sitk(self, coefficients: torch.Tensor) -> sitk.BSplineTransform:
        """The same displacement as an ITK transform."""
        transform = sitk.BSplineTransform(3, 3)
        transform.SetTransformDomainOrigin(self._origin)
        transform.SetTransformDomainDirection(self._cosines)
        transform.SetTransformDomainPhysicalDimensions(self._extent)
        transform.SetTransformDomainMeshSize(self.mesh)
        transform.SetParameters(coefficients.double().flatten().tolist())
        return transform


def _basis(nodes: int, cells: int) -> torch.Tensor:
    """Cubic B-spline basis at evenly spread nodes, shape (nodes, cells + 3)."""
    place = np.linspace(0, cells, nodes)
    cell = np.minimum(np.floor(place).astype(int), cells - 1)
    u = place - cell
    pieces = (
        (1 - u) ** 3,
        3 * u**3 - 6 * u**2 + 4,
        -3 * u**3 + 3 * u**2 + 3 * u + 1,
        u**3,
    )
    basis = np.zeros((nodes, cells + 3))
    for n, piece in enumerate(pieces):
        basis[np.arange(nodes), cell + n] = piece / 6
    return torch.tensor(basis, dtype=torch.float32)


def strain(jacobian: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Weighted mean of |JᵀJ - 1|²: 0 where a displacement is locally rigid.

    Args:
        jacobian: shape (k, j, i, 3, 3).
        weights: shape (k, j, i); where there is bone.
    """
    square = jacobian.transpose(-1, -2) @ jacobian - torch.eye(3)
    return ((square**2).sum((-1, -2)) * weights).sum() / weights.sum().clamp(min=1.0)


def squeeze(jacobian: torch.Tensor, least: float) -> torch.Tensor:
    """Sum over the nodes of how far the volume ratio falls below ``least``, squared."""
    volumes: torch.Tensor = torch.linalg.det(jacobian)
    return (least - volumes).clamp(min=0.0).square().sum()
