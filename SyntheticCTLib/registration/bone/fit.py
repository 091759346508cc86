"""Fit a rigid and a B-spline transform by mutual information that watches bone and body at once.

Limbs lie differently on a CT's couch and in an MR's coil: soft tissue moves by over 10 mm between
two scans while bone keeps its shape. Mutual information over the whole body is decided by fat and
muscle, and pulls bones off their places. Here it is the sum of two terms, one from points in and
round bone and one from the whole body, and the spline is held by its bending and, in bone, by its
strain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.bone.compared import Compared
from SyntheticCTLib.registration.bone.control_grid import ControlGrid, squeeze, strain
from SyntheticCTLib.registration.bone.descent import Descent
from SyntheticCTLib.registration.bone.margins import BONE_MARGIN_MM
from SyntheticCTLib.registration.bone.mutual_information import mutual_information
from SyntheticCTLib.registration.bone.pose import Pose
from SyntheticCTLib.registration.bone.sampled_image import SampledImage

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

#: Poses that are looked at together: more no longer lie in the processor's cache.
_AT_ONCE = 16

#: Points (..., n, 3) of the image that they are taken from, and their places in the other, LPS mm.
Cloud = tuple[torch.Tensor, torch.Tensor]

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


#: Efforts of a spline, coarse to fine.
SPLINE = (Effort(2.0, 60, 6000, 1.0, 0.3), Effort(1.0, 110, 8000, 0.4))


@contextmanager
def one_torch_thread() -> Iterator[None]:
    """Torch on one thread: more add sums in another order, and a fit then ends elsewhere."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class BoneGuidedFit:
    """The fit of one pair. One seed gives one result.

    Args:
        images: what is compared. Without bone the bodies alone decide.
        seed: of the choice of points.
        stiffness: weight of the strain everywhere, bone or not, nats: keeps what nothing else
            holds, like the ends of shafts, in place.
        watch: asked in every step whether to stop.
    """

    def __init__(
        self,
        images: Compared,
        *,
        seed: int = 0,
        stiffness: float = 0.0,
        watch: Watch = UNWATCHED,
    ) -> None:
        self.images = images
        self._generator = torch.Generator().manual_seed(seed)
        self._stiffness = stiffness
        self._watch = watch.quiet

    def shifted(self, shift: torch.Tensor, base: torch.Tensor | None = None) -> Pose:
        """The pose that only shifts, by ``base`` and ``shift``, LPS mm.

        Turns are about the centre of the bone, as ``base`` puts it into the fixed image.
        """
        images = self.images
        base = torch.zeros(3) if base is None else base
        centre = images.centre if images.bone_on_fixed else images.centre - base
        return Pose(centre, torch.zeros(3), base + shift)

    @torch.no_grad()
    def likeness(self, pose: Pose, effort: Effort) -> float:
        """The rigid objective at a pose."""
        self._watch.check()
        return float(self._rigid_value(pose, effort))

    @torch.no_grad()
    def likenesses(self, poses: Sequence[Pose], effort: Effort) -> list[float]:
        """The rigid objective at many poses: what one after the other gives, in less time."""
        found: list[float] = []
        for first in range(0, len(poses), _AT_ONCE):
            self._watch.check()
            placed = [self._placed(pose, effort) for pose in poses[first : first + _AT_ONCE]]
            body, bone = (_together([clouds[n] for clouds in placed]) for n in range(2))
            found += self._objective(body, bone, effort).tolist()
        return found

    def rating(self, pose: Pose, effort: Effort) -> float:
        """The rigid objective at a pose, always from the same points."""
        self._generator.manual_seed(0)
        return self.likeness(pose, effort)

    @torch.no_grad()
    def information(self, pose: Pose, grid: ControlGrid, effort: Effort) -> float:
        """The deformable objective without its penalties, always from the same points."""
        self._watch.check()
        self._generator.manual_seed(0)
        near, _ = self._bone_under(pose, grid)
        return float(self._information(pose, grid, effort, near))

    def rigid(self, start: Pose, effort: Effort) -> Pose:
        """Descend from ``start`` in turn and shift."""
        turn, shift = (t.clone().requires_grad_() for t in (start.turn, start.shift))
        pose = Pose(start.centre, turn, shift)
        for _ in self._steps(_rigid_steps(pose, effort.step_mm), effort):
            (-self._rigid_value(pose, effort)).backward()
        return pose.detached()

    def deformable(
        self,
        start: Pose,
        grid: ControlGrid,
        effort: Effort,
        watch: Watch = UNWATCHED,
    ) -> tuple[Pose, float]:
        """Descend in the spline, and slowly in turn and shift.

        Returns:
            The pose, and its objective averaged over the last steps: mutual information less
            penalties.
        """
        first = start.coefficients if start.coefficients is not None else grid.coefficients()
        parameters = [t.clone().requires_grad_() for t in (start.turn, start.shift, first)]
        pose = Pose(start.centre, *parameters)
        moved = [
            (parameters[2], effort.step_mm),
            *_rigid_steps(pose, effort.step_mm * _RIGID_STEP),
        ]
        near, rigid_nodes = self._bone_under(start, grid)
        values: list[float] = []
        for _ in self._steps(moved, effort):
            value = self._information(pose, grid, effort, near)
            value = value - self._penalty(pose, grid, rigid_nodes)
            values.append(float(value.detach()))
            (-value).backward()
            watch.report("deformable registration", len(values) / effort.iterations)
        last = values[-max(1, len(values) // 4) :]
        return pose.detached(), sum(last) / len(last)

    def near_bone(self, pose: Pose, grid: ControlGrid) -> torch.Tensor:
        """Fixed points that a pose puts in or round bone, (n, 3), or else the whole body."""
        near, _ = self._bone_under(pose, grid)
        return near if len(near) else self.images.body_points

    def _rigid_value(self, pose: Pose, effort: Effort) -> torch.Tensor:
        return self._objective(*self._placed(pose, effort), effort)

    def _placed(self, pose: Pose, effort: Effort) -> tuple[Cloud, Cloud]:
        """Points of the body and of bone that one look takes, and where a pose puts them.

        Bone is looked at from its own image, where it is known before the pose is. Without bone
        there are no points of it.
        """
        images = self.images
        fixed, moving = images.smoothed(effort.sigma_mm)
        body = self._some(images.body_points, effort.points, fixed.axes)
        if images.bone is None:
            none = body[:0]
            return (body, pose.turned(body)), (none, none)
        axes = fixed.axes if images.bone_on_fixed else moving.axes
        bone = self._some(images.bone_points, effort.points, axes)
        turned = pose.turned(bone) if images.bone_on_fixed else pose.turned_back(bone)
        return (body, pose.turned(body)), (bone, turned)

    def _objective(self, body: Cloud, bone: Cloud, effort: Effort) -> torch.Tensor:
        """The rigid objective, shape (...), of clouds (..., n, 3)."""
        of_body = self._seen_from_fixed(body, effort)
        if self.images.bone is None:
            return of_body
        look = self._seen_from_fixed if self.images.bone_on_fixed else self._seen_from_moving
        return look(bone, effort) + BODY_WEIGHT_RIGID * of_body

    def _seen_from_fixed(self, cloud: Cloud, effort: Effort) -> torch.Tensor:
        fixed, moving = self.images.smoothed(effort.sigma_mm)
        points, place = cloud
        values, seen = self._moving_at(moving, place)
        return _shared(fixed.at(points)[0], values, seen)

    def _seen_from_moving(self, cloud: Cloud, effort: Effort) -> torch.Tensor:
        fixed, moving = self.images.smoothed(effort.sigma_mm)
        points, place = cloud
        values, inside = fixed.at(place)
        counted, _ = self.images.counted.at(place.detach())
        return _shared(values, moving.at(points)[0], inside & (counted > 0.5))

    def _information(
        self, pose: Pose, grid: ControlGrid, effort: Effort, near: torch.Tensor
    ) -> torch.Tensor:
        """Mutual information of the body, and of the points ``near`` bone where there is any."""
        fixed, moving = self.images.smoothed(effort.sigma_mm)
        body_weight = 1.0 if self.images.bone is None else BODY_WEIGHT_DEFORMABLE
        value = torch.zeros(())
        for cloud, weight in ((self.images.body_points, body_weight), (near, 1.0)):
            if len(cloud):
                points = self._some(cloud, effort.points, fixed.axes)
                values, seen = self._moving_at(moving, pose.to_moving(points, grid))
                value = value + weight * _shared(fixed.at(points)[0], values, seen)
        return value

    def _moving_at(
        self, moving: SampledImage, place: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        values, inside = moving.at(place)
        return values, inside & self.images.sees(place)

    @torch.no_grad()
    def _bone_under(self, pose: Pose, grid: ControlGrid) -> tuple[torch.Tensor, torch.Tensor]:
        """Fixed points that a pose puts in or round bone, and the nodes in bone."""
        images = self.images
        shape = [n - 1 for n in grid.shape]  # as the Jacobian's
        if images.bone_distance is None:
            return torch.empty(0, 3), torch.zeros(shape)
        points, nodes = images.body_points, grid.nodes
        if not images.bone_on_fixed:
            points, nodes = (pose.to_moving(cloud, grid) for cloud in (points, nodes))
        away, _ = images.bone_distance.at(points)
        rigid_nodes = images.bone_distance.at(nodes)[0] <= _RIGID_MARGIN_MM
        stiff = rigid_nodes.float().reshape(grid.shape)[:-1, :-1, :-1]
        return images.body_points[away <= BONE_MARGIN_MM], stiff

    def _penalty(self, pose: Pose, grid: ControlGrid, rigid_nodes: torch.Tensor) -> torch.Tensor:
        assert pose.coefficients is not None
        displacement = grid.displacement(pose.coefficients)
        jacobian = grid.jacobian(displacement)
        penalty = (
            BENDING_WEIGHT * grid.bending(displacement)
            + SQUEEZE_WEIGHT * squeeze(jacobian, LEAST_VOLUME_RATIO)
            + STRAIN_WEIGHT * strain(jacobian, rigid_nodes)
        )
        if self._stiffness:
            everywhere = torch.ones_like(rigid_nodes)
            penalty = penalty + self._stiffness * strain(jacobian, everywhere)
        return penalty

    def _some(self, cloud: torch.Tensor, count: int, axes: torch.Tensor) -> torch.Tensor:
        """Points drawn from voxels, each anywhere within its voxel.

        Points on voxel centres alone favour poses that put grid on grid.
        """
        chosen = torch.randint(len(cloud), (count,), generator=self._generator)
        within = torch.rand(count, 3, generator=self._generator) - 0.5
        return cloud[chosen] + within @ axes.T

    def _steps(self, moved: Sequence[tuple[torch.Tensor, float]], effort: Effort) -> Iterator[None]:
        """The iterations of a descent, steps shrinking to ``last_step`` of the first."""
        descent = Descent(moved, effort.last_step ** (1 / max(1, effort.iterations)))
        for _ in range(effort.iterations):
            self._watch.check()
            descent.forget_gradients()
            yield
            descent.step()


def _rigid_steps(pose: Pose, step_mm: float) -> list[tuple[torch.Tensor, float]]:
    return [(pose.turn, step_mm / _LEVER_MM), (pose.shift, step_mm)]


def _together(clouds: Sequence[Cloud]) -> Cloud:
    """Clouds of as many points each, one beside the other."""
    points, places = zip(*clouds, strict=True)
    return torch.stack(points), torch.stack(places)


def _shared(fixed: torch.Tensor, moving: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
    """Mutual information at the points that both images see, less where those are few."""
    enough = (seen.float().mean(dim=-1) / _ENOUGH_OVERLAP).clamp(max=1.0)
    return enough * mutual_information(fixed, moving, seen)
