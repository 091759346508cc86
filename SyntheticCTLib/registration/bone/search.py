"""The rigid pose of a pair, looked for from many starts by bone and body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import torch

from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.bone.control_grid import ControlGrid
from SyntheticCTLib.registration.bone.fit import BoneGuidedFit, Effort
from SyntheticCTLib.registration.bone.pose import Pose
from SyntheticCTLib.registration.itk.rigid import AS_GOOD

#: Distance between the control points of the short splines by which starts compete, mm.
_TRIAL_SPACING_MM = 45.0

#: Shifts at which the search looks, mm: pairs of one scanner bed are up to 25 mm apart.
_SEARCH_ACROSS_MM = (-21.0, -14.0, -7.0, 0.0, 7.0, 14.0, 21.0)
_SEARCH_ALONG_MM = (-24.0, -16.0, -8.0, 0.0, 8.0, 16.0, 24.0)

#: Starts followed, and how far apart they lie at least, mm.
_STARTS = 6
_APART_MM = 7.5

#: Ends of those that compete with a spline: soft tissue decides a shift along a straight shaft, and
#: fits only after deformation.
_FINALISTS = 3
_FINALISTS_APART_MM = 3.0

_COARSE = Effort(3.0, 30, 2500, 1.0)
_MIDDLE = Effort(2.0, 25, 4000, 0.4)
_TRIAL = Effort(2.0, 30, 4000, 1.5)
_RATING = Effort(2.0, 0, 8000, 0.0)
FINE = Effort(1.0, 50, 6000, 0.25)


@dataclass(frozen=True, eq=False)
class RigidSearch:
    """The best pose, and those that fit as well.

    Attributes:
        pose: turn and shift.
        value: objective of its trial, mutual information less the short spline's penalties, nats.
        starts: number of shifts that were looked at.
        as_good: number of ends whose trial came within ``AS_GOOD`` of the best, itself included.
        spread_mm: how far apart the best and another of those put the bone, mean over it, mm.
    """

    pose: Pose
    value: float
    starts: int
    as_good: int
    spread_mm: float


def search_rigid(
    fit: BoneGuidedFit,
    *,
    bases: Sequence[torch.Tensor] = (torch.zeros(3),),
    around: bool = True,
    watch: Watch = UNWATCHED,
) -> RigidSearch:
    """The rigid pose whose short spline fits best.

    Args:
        fit: of the pair.
        bases: shifts round which the starts lie, LPS mm.
        around: whether starts lie round them at all, or only there.
        watch: told about each end.

    Raises:
        Cancelled: the user asked to stop.
    """
    axes = fit.images.smoothed(_COARSE.sigma_mm)[0].axes
    along = axes / axes.norm(dim=0)
    ways = (_SEARCH_ACROSS_MM, _SEARCH_ACROSS_MM, _SEARCH_ALONG_MM) if around else ((0.0,),) * 3
    grid_mm = [np.array(shift) for shift in product(*ways)]
    shifts = [along @ torch.from_numpy(shift).float() for shift in grid_mm]
    poses = [fit.shifted(shift, base) for base in bases for shift in shifts]
    alike = fit.likenesses(poses, _COARSE)
    watch.report("rigid registration", 0.2)
    ordered = [poses[n] for n in sorted(range(len(poses)), key=lambda n: (-alike[n], n))]
    starts = _apart([fit.shifted(torch.zeros(3)), *ordered], _APART_MM)[:_STARTS]
    ends = []
    for n, start in enumerate(starts):
        ends.append(fit.rigid(start, _COARSE))
        watch.report("rigid registration", 0.2 + 0.3 * (n + 1) / len(starts))
    ends = sorted(ends, key=lambda end: -fit.likeness(end, _RATING))
    finalists = _apart(ends, _FINALISTS_APART_MM)[:_FINALISTS]
    grid = ControlGrid(fit.images.fixed, _TRIAL_SPACING_MM)
    trials = []
    for n, end in enumerate(finalists):
        trials.append(fit.deformable(fit.rigid(end, _MIDDLE), grid, _TRIAL))
        watch.report("rigid registration", 0.5 + 0.4 * (n + 1) / len(finalists))
    best, value = max(trials, key=lambda trial: trial[1])
    as_good = [trial for trial, reached in trials if reached >= value - AS_GOOD * abs(value)]
    spread = _spread_mm(fit, grid, best, as_good)
    pose = fit.rigid(best.rigid(), FINE)
    watch.report("rigid registration", 1.0)
    return RigidSearch(pose, value, len(poses), len(as_good), spread)


@torch.no_grad()
def _spread_mm(fit: BoneGuidedFit, grid: ControlGrid, best: Pose, others: list[Pose]) -> float:
    """Largest mean distance between where ``best`` and another pose put the bone."""
    points = fit.near_bone(best, grid)
    here = best.to_moving(points, grid)
    apart = [(other.to_moving(points, grid) - here).norm(dim=1).mean() for other in others]
    return float(max(apart))


def _apart(poses: list[Pose], distance_mm: float) -> list[Pose]:
    """Those poses whose shifts lie apart from all before them."""
    kept: list[Pose] = []
    for pose in poses:
        if all(float((pose.shift - other.shift).norm()) >= distance_mm for other in kept):
            kept.append(pose)
    return kept
