"""Deformable registration: a B-spline on mutual information, held by its bending and strain.

Mutual information is blind to movement along a shaft or within one tissue; a spline without a
penalty wanders there. ITK's metrics have no penalty, so the descent is torch's; the result is ITK's
transform.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.progress import CancelToken, Progress, ProgressCallback, ignore_progress
from SyntheticCTLib.registration.focus import BODY_WEIGHT, MARGIN_MM, bone_of, dilated
from SyntheticCTLib.registration.images import ImagePair
from SyntheticCTLib.registration.optimisation import Search
from SyntheticCTLib.training.control_grid import ControlGrid, squeeze, strain
from SyntheticCTLib.training.mutual_information import mutual_information
from SyntheticCTLib.training.sampled_image import SampledImage, voxel_points

#: Weight of the bending energy (Rueckert et al. 1999, IEEE TMI 18:712), nats of mutual information.
BENDING_WEIGHT = 10.0

#: Weight of the mean squared strain, nats: keeps ends of shafts, which nothing holds, in place.
STRAIN_WEIGHT = 1.0

#: The same in bone, which keeps its shape, and how far round it, mm: over half a working node.
BONE_STRAIN_WEIGHT = 10.0
_STIFF_MARGIN_MM = 5.0

#: Tissue that shrinks below this share of its volume is pushed back, so that nothing folds.
_LEAST_VOLUME_RATIO = 0.4
_SQUEEZE_WEIGHT = 5.0

#: Values beyond these percentiles are one grey level: bright voxels would take up the histogram.
_PERCENTILES = (0.5, 99.5)


@dataclass(frozen=True)
class _Effort:
    """One descent: working voxel, mm; iterations; points in each; first step, mm."""

    voxel_mm: float
    iterations: int
    points: int
    step_mm: float


_EFFORTS = (_Effort(4.0, 60, 6000, 1.0), _Effort(2.0, 80, 8000, 0.4))

#: The last step's length as a share of the first.
_LAST_STEP = 0.1


@dataclass(frozen=True)
class DeformableResult:
    """A B-spline and the mutual information that it ended with, nats."""

    transform: sitk.BSplineTransform
    mutual_information: float
    iterations: int


def deformable(
    pair: ImagePair,
    outer: sitk.Transform,
    *,
    search: Search,
    grid_mm: float,
    on_bone: bool = True,
    progress: ProgressCallback = ignore_progress,
) -> DeformableResult:
    """A B-spline from fixed points to fixed points, to be applied before ``outer``.

    Args:
        pair: images at full resolution.
        outer: the transform found before, from fixed to moving points.
        search: seed and cancel.
        grid_mm: distance between control points, mm. Smaller follows finer movement; below about
            15 mm it begins to follow noise.
        on_bone: count the region round bone more than the rest, and hold bone rigid, where one of
            the images is a CT or sCT.

    Raises:
        InputError: ``grid_mm`` is not within 8 to 200 mm, or the images do not overlap.
        Cancelled: the user asked to stop.
    """
    if not 8.0 <= grid_mm <= 200.0:
        raise InputError(f"The control points must be 8 to 200 mm apart; got {grid_mm} mm.")
    moved = pair.warped(outer)
    bone = _bone_on_fixed(moved) if on_bone else None
    grid = ControlGrid(pair.fixed, grid_mm)
    stiffness = _stiffness(grid, bone)
    coefficients = grid.coefficients().requires_grad_()
    generator = torch.Generator().manual_seed(search.seed)
    total = sum(effort.iterations for effort in _EFFORTS)
    done = 0
    information = 0.0
    for effort in _EFFORTS:
        level = _Level(moved.at(effort.voxel_mm), bone, effort.points, generator)
        optimiser = torch.optim.Adam([coefficients], lr=effort.step_mm)
        shrink = _LAST_STEP ** (1 / effort.iterations)
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, shrink)
        for _ in range(effort.iterations):
            (search.cancel or CancelToken()).raise_if_cancelled()
            optimiser.zero_grad()
            displacement = grid.displacement(coefficients)
            value = level.information(grid, displacement)
            (_penalty(grid, displacement, stiffness) - value).backward()
            optimiser.step()
            schedule.step()
            information = float(value.detach())
            done += 1
            progress(Progress("deformable registration", done / total))
    return DeformableResult(grid.to_sitk(coefficients.detach()), information, total)


class _Level:
    """Both images at one resolution, scaled to 0 to 1, and the points that count."""

    def __init__(
        self,
        pair: ImagePair,
        bone: sitk.Image | None,
        count: int,
        generator: torch.Generator,
    ) -> None:
        everywhere = np.ones(pair.fixed.GetSize()[::-1], bool)
        mask = everywhere
        if pair.fixed_mask is not None:
            mask = sitk.GetArrayViewFromImage(pair.fixed_mask) > 0
        seen = sitk.GetArrayViewFromImage(pair.moving_mask) > 0
        if not seen.any() or not mask.any():
            raise InputError("The images do not overlap; start from landmarks or a transform.")
        self._fixed = SampledImage(_scaled(pair.fixed, mask))
        self._moving = SampledImage(_scaled(pair.moving, seen))
        self._seen = SampledImage(sitk.Cast(pair.moving_mask, sitk.sitkFloat32))
        self._clouds = [(voxel_points(pair.fixed, mask), 1.0)]
        if bone is not None:
            ring = sitk.Resample(
                dilated(bone, MARGIN_MM), pair.fixed, sitk.Transform(), sitk.sitkNearestNeighbor, 0
            )
            near = mask & (sitk.GetArrayViewFromImage(ring) > 0)
            self._clouds = [
                (self._clouds[0][0], BODY_WEIGHT),
                (voxel_points(pair.fixed, near), 1.0),
            ]
        self._count = count
        self._generator = generator

    def information(self, grid: ControlGrid, displacement: torch.Tensor) -> torch.Tensor:
        """Mutual information of the body and of the region round bone, weighted."""
        total = torch.zeros(())
        for cloud, weight in self._clouds:
            if len(cloud):
                total = total + weight * self._of(cloud, grid, displacement)
        return total

    def _of(
        self, cloud: torch.Tensor, grid: ControlGrid, displacement: torch.Tensor
    ) -> torch.Tensor:
        """Mutual information of points drawn from a cloud, anywhere within their voxels."""
        chosen = torch.randint(len(cloud), (self._count,), generator=self._generator)
        within = torch.rand(self._count, 3, generator=self._generator) - 0.5
        points = cloud[chosen] + within @ self._fixed.axes.T
        place = grid.moved(points, displacement)
        values, inside = self._moving.at(place)
        counts = inside & (self._seen.at(place.detach())[0] > 0.5)
        return mutual_information(self._fixed.at(points)[0], values, counts)


def _bone_on_fixed(pair: ImagePair) -> sitk.Image | None:
    """Bone of the fixed image or else of the moved one, on its own grid; None without a CT."""
    bone = bone_of(pair.fixed)
    return bone if bone is not None else bone_of(pair.moving)


def _stiffness(grid: ControlGrid, bone: sitk.Image | None) -> torch.Tensor:
    """Weight of the strain at each node: more within bone, which keeps its shape."""
    shape = [n - 1 for n in grid.shape]
    if bone is None:
        return STRAIN_WEIGHT * torch.ones(shape)
    stiff = SampledImage(sitk.Cast(dilated(bone, _STIFF_MARGIN_MM), sitk.sitkFloat32))
    in_bone = (stiff.at(grid.nodes)[0] > 0.5).reshape(grid.shape)[:-1, :-1, :-1]
    return STRAIN_WEIGHT + (BONE_STRAIN_WEIGHT - STRAIN_WEIGHT) * in_bone.float()


def _penalty(
    grid: ControlGrid, displacement: torch.Tensor, stiffness: torch.Tensor
) -> torch.Tensor:
    jacobian = grid.jacobian(displacement)
    return (
        BENDING_WEIGHT * grid.bending(displacement)
        + stiffness.mean() * strain(jacobian, stiffness)
        + _SQUEEZE_WEIGHT * squeeze(jacobian, _LEAST_VOLUME_RATIO)
    )


def _scaled(image: sitk.Image, mask: np.ndarray) -> sitk.Image:
    low, high = np.percentile(sitk.GetArrayViewFromImage(image)[mask], _PERCENTILES)
    span = max(float(high - low), 1e-6)
    return sitk.Clamp((image - float(low)) / span, sitk.sitkFloat32, 0.0, 1.0)
