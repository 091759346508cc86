"""Where a fit puts points of the fixed image in the moving one: a spline, a turn, a shift."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
import torch

from SyntheticCTLib.registration.bone.control_grid import ControlGrid


@dataclass(frozen=True, eq=False)
class Pose:
    """From fixed to moving points: first the spline, then the turn about the centre and the shift.

    Attributes:
        centre: of the turn, LPS mm.
        turn: rotation vector, rad.
        shift: LPS mm.
        coefficients: of the spline, see ``ControlGrid``, or None.
    """

    centre: torch.Tensor
    turn: torch.Tensor
    shift: torch.Tensor
    coefficients: torch.Tensor | None = None

    def rigid(self) -> Pose:
        """The pose without its spline."""
        return replace(self, coefficients=None)

    def detached(self) -> Pose:
        """The pose as plain numbers, after an optimiser."""
        c = self.coefficients
        return Pose(
            self.centre,
            self.turn.detach(),
            self.shift.detach(),
            None if c is None else c.detach(),
        )

    def turned(self, points: torch.Tensor) -> torch.Tensor:
        """Points (n, 3) after turn and shift, LPS mm."""
        return (points - self.centre) @ rotation(self.turn).T + self.centre + self.shift

    def turned_back(self, points: torch.Tensor) -> torch.Tensor:
        """Points (n, 3) before turn and shift, LPS mm."""
        return (points - self.centre - self.shift) @ rotation(self.turn) + self.centre

    def to_moving(self, points: torch.Tensor, grid: ControlGrid) -> torch.Tensor:
        """Fixed points (n, 3) in the moving image, spline included, LPS mm."""
        if self.coefficients is not None:
            points = grid.moved(points, grid.displacement(self.coefficients))
        return self.turned(points)

    def rigid_transform(self) -> sitk.Euler3DTransform:
        """Turn and shift as an ITK transform."""
        transform = sitk.Euler3DTransform()
        transform.SetCenter(self.centre.tolist())
        # A rotation in single precision is not orthonormal enough for ITK.
        u, _, v = np.linalg.svd(rotation(self.turn).double().numpy())
        transform.SetMatrix((u @ v).ravel().tolist())
        transform.SetTranslation(self.shift.tolist())
        return transform

    def spline_transform(self, grid: ControlGrid) -> sitk.BSplineTransform:
        """The spline as an ITK transform, to be applied before the rigid one."""
        c = self.coefficients
        return grid.to_sitk(grid.coefficients() if c is None else c)


def rotation(turn: torch.Tensor) -> torch.Tensor:
    """Matrix of a rotation vector."""
    x, y, z = turn
    zero = torch.zeros(())
    rows = (torch.stack([zero, -z, y]), torch.stack([z, zero, -x]), torch.stack([-y, x, zero]))
    return torch.matrix_exp(torch.stack(rows))
