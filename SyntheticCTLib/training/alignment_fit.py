"""Fit a rigid and a B-spline transform by mutual information that watches bone and body at once.

Limbs lie differently on a CT's couch and in an MR's coil: soft tissue moves by over 10 mm between
two scans while bone keeps its shape. Mutual information over the whole body is decided by fat and
muscle, and pulls bones off their places. Here it is the sum of two terms, one from points in and
round bone and one from the whole body, and the spline is held by its bending and, in bone, by its
strain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import torch

from SyntheticCTLib.progress import CancelToken
from SyntheticCTLib.training.alignment_images import BONE_MARGIN_MM, PairImages
from SyntheticCTLib.training.control_grid import ControlGrid, squeeze, strain
from SyntheticCTLib.training.mutual_information import mutual_information
from SyntheticCTLib.training.placement import Placement

#: Weight of the body's mutual information beside the bone's: little while the transform is rigid,
#: which soft tissue is not.
BODY_WEIGHT_RIGID = 0.15
BODY_WEIGHT_DEFORMABLE = 0.3

#: Weights of bending and of strain in bone, in nats; found on pairs of the Soft-tissue-Sarcoma
#: collection: bone keeps its volume within 5 %, nothing folds.
BENDING_WEIGHT = 10.0
STRAIN_WEIGHT = 7.0

#: Where the spline shrinks tissue below this share of its volume it is pushed back, hard:
#: outside both images nothing else would keep it from folding.
LEAST_VOLUME_RATIO = 0.45
SQUEEZE_WEIGHT = 5.0

#: Nodes this close to bone are held rigid, mm: more than half a node apart, so that none is missed.
_RIGID_MARGIN_MM = 5.0

#: Below this share of points that lie in both images mutual information counts for less: little
#: overlap can be alike by chance.
_ENOUGH_OVERLAP = 0.6

#: A turn of 1 rad moves points 100 mm away by 100 mm: steps are equal in mm there.
_LEVER_MM = 100.0

#: A spline takes up what turn and shift do not: those follow with steps smaller by this.
_RIGID_STEP = 1 / 3


@dataclass(frozen=True)
class Effort:
    """How one descent is run.

    Attributes:
        sigma_mm: smoothing of both images.
        iterations: how many steps.
        points: how many each term looks at in a step.
        step_mm: the first step's length.
        last_step: the last step's length, as a share of the first.
    """

    sigma_mm: float
    iterations: int
    points: int
    step_mm: float
    last_step: float = 0.05


class BoneGuidedFit:
    """The fit of one pair. One seed gives one result."""

    def __init__(
        self, images: PairImages, *, seed: int = 0, cancel: CancelToken | None = None
    ) -> None:
        self.images = images
        self._generator = torch.Generator().manual_seed(seed)
        self._cancel = cancel or CancelToken()

    def shifted(self, shift: Iterable[float]) -> Placement:
        """The placement that only shifts, LPS mm."""
        return Placement(self.images.centre, torch.zeros(3), torch.tensor([*shift]).float())

    @torch.no_grad()
    def likeness(self, placement: Placement, effort: Effort) -> float:
        """The rigid objective at a placement."""
        self._cancel.raise_if_cancelled()
        return float(self._rigid_value(placement, effort))

    @torch.no_grad()
    def information(self, placement: Placement, grid: ControlGrid, effort: Effort) -> float:
        """The deformable objective without its penalties, always from the same points."""
        self._cancel.raise_if_cancelled()
        self._generator.manual_seed(0)
        near, _ = self._bone_under(placement, grid)
        return float(self._information(placement, grid, effort, near))

    def rigid(self, start: Placement, effort: Effort) -> Placement:
        """Descend from ``start`` in turn and shift."""
        turn, shift = (t.clone().requires_grad_() for t in (start.turn, start.shift))
        placement = Placement(start.centre, turn, shift)
        optimiser = torch.optim.Adam(_rigid_groups(placement, effort.step_mm))
        for _ in self._steps(optimiser, effort):
            (-self._rigid_value(placement, effort)).backward()
        return placement.detached()

    def deformable(
        self, start: Placement, grid: ControlGrid, effort: Effort
    ) -> tuple[Placement, float]:
        """Descend in the spline, and slowly in turn and shift.

        Returns:
            The placement, and its objective averaged over the last steps: mutual information less
            penalties.
        """
        first = start.coefficients if start.coefficients is not None else grid.coefficients()
        parameters = [t.clone().requires_grad_() for t in (start.turn, start.shift, first)]
        placement = Placement(start.centre, *parameters)
        optimiser = torch.optim.Adam(
            [
                {"params": [parameters[2]], "lr": effort.step_mm},
                *_rigid_groups(placement, effort.step_mm * _RIGID_STEP),
            ]
        )
        near, rigid_nodes = self._bone_under(start, grid)
        values = []
        for _ in self._steps(optimiser, effort):
            value = self._information(placement, grid, effort, near)
            value = value - _penalty(placement, grid, rigid_nodes)
            values.append(float(value.detach()))
            (-value).backward()
        last = values[-max(1, len(values) // 4) :]
        return placement.detached(), sum(last) / len(last)

    def _rigid_value(self, placement: Placement, effort: Effort) -> torch.Tensor:
        """Bone is looked at from the CT, whose bones are known before the placement is."""
        mr, ct = self.images.smoothed(effort.sigma_mm)
        points = self._some(self.images.body_points, effort.points, mr.axes)
        hu, seen = ct.at(placement.turned(points))
        body = _shared(mr.at(points)[0], hu, seen)
        if not len(self.images.bone_points):
            return body
        points = self._some(self.images.bone_points, effort.points, ct.axes)
        place = placement.turned_back(points)
        signal, inside = mr.at(place)
        counted, _ = self.images.counted.at(place.detach())
        bone = _shared(signal, ct.at(points)[0], inside & (counted > 0.5))
        return bone + BODY_WEIGHT_RIGID * body

    def _information(
        self, placement: Placement, grid: ControlGrid, effort: Effort, near: torch.Tensor
    ) -> torch.Tensor:
        """Mutual information of the body, and of the points ``near`` bone where there is any."""
        mr, ct = self.images.smoothed(effort.sigma_mm)
        value = torch.zeros(())
        for cloud, weight in ((self.images.body_points, BODY_WEIGHT_DEFORMABLE), (near, 1.0)):
            if len(cloud):
                points = self._some(cloud, effort.points, mr.axes)
                hu, seen = ct.at(placement.to_ct(points, grid))
                value = value + weight * _shared(mr.at(points)[0], hu, seen)
        return value

    @torch.no_grad()
    def _bone_under(
        self, placement: Placement, grid: ControlGrid
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """MR points that a placement puts in or round the CT's bone, and the nodes in bone."""
        shape = [n - 1 for n in grid.shape]  # as the Jacobian's
        distance = self.images.bone_distance
        if distance is None:
            return torch.empty(0, 3), torch.zeros(shape)
        away, _ = distance.at(placement.to_ct(self.images.body_points, grid))
        nodes, _ = distance.at(placement.to_ct(grid.nodes, grid))
        rigid_nodes = (nodes <= _RIGID_MARGIN_MM).float().reshape(grid.shape)
        return self.images.body_points[away <= BONE_MARGIN_MM], rigid_nodes[:-1, :-1, :-1]

    def _some(self, cloud: torch.Tensor, count: int, axes: torch.Tensor) -> torch.Tensor:
        """Points drawn from voxels, each anywhere within its voxel.

        Points on voxel centres alone favour placements that put grid on grid.
        """
        chosen = torch.randint(len(cloud), (count,), generator=self._generator)
        within = torch.rand(count, 3, generator=self._generator) - 0.5
        return cloud[chosen] + within @ axes.T

    def _steps(self, optimiser: torch.optim.Optimizer, effort: Effort) -> Iterator[None]:
        """The iterations of a descent, steps shrinking to ``last_step`` of the first."""
        shrink = effort.last_step ** (1 / max(1, effort.iterations))
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, shrink)
        for _ in range(effort.iterations):
            self._cancel.raise_if_cancelled()
            optimiser.zero_grad()
            yield
            optimiser.step()
            schedule.step()


def _rigid_groups(placement: Placement, step_mm: float) -> list[dict[str, Any]]:
    return [
        {"params": [placement.turn], "lr": step_mm / _LEVER_MM},
        {"params": [placement.shift], "lr": step_mm},
    ]


def _shared(signal: torch.Tensor, hu: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
    """Mutual information at the points that both images see, less where those are few."""
    enough = (seen.float().mean() / _ENOUGH_OVERLAP).clamp(max=1.0)
    return enough * mutual_information(signal, hu, seen)


def _penalty(placement: Placement, grid: ControlGrid, rigid_nodes: torch.Tensor) -> torch.Tensor:
    assert placement.coefficients is not None
    displacement = grid.displacement(placement.coefficients)
    jacobian = grid.jacobian(displacement)
    return (
        BENDING_WEIGHT * grid.bending(displacement)
        + SQUEEZE_WEIGHT * squeeze(jacobian, LEAST_VOLUME_RATIO)
        + STRAIN_WEIGHT * strain(jacobian, rigid_nodes)
    )
