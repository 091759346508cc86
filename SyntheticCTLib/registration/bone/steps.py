"""The steps that look at bone, on a chain of transforms: a rigid pose, a B-spline.

They run on one thread, whatever the machine has: one seed gives one result on one machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.voxels import voxels_of
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.bone.compared import Compared, Scan, compared
from SyntheticCTLib.registration.bone.control_grid import ControlGrid
from SyntheticCTLib.registration.bone.fit import SPLINE, BoneGuidedFit, Effort, one_torch_thread
from SyntheticCTLib.registration.bone.pose import Pose
from SyntheticCTLib.registration.bone.search import FINE, search_rigid
from SyntheticCTLib.registration.itk.images import ImagePair, looks_like_ct
from SyntheticCTLib.registration.itk.optimisation import Search

#: Without bone to hold, strain counts everywhere: it keeps what nothing else holds in place, nats.
_STIFFNESS = 1.0

#: Bodies whose centres are farther apart than this are also looked for centre on centre, mm.
_FAR_MM = 30.0


#: How poses are rated between descents, and how many of those there are at most.
_RATING = Effort(1.0, 0, 20_000, 0.0)
_MOST_DESCENTS = 6


@dataclass(frozen=True, eq=False)
class RigidByBone:
    """A rigid transform from fixed to moving points, and how firmly it was found.

    Attributes:
        transform: turn about the bone's centre, and shift.
        value: mutual information round bone and, with less weight, of the body, less what the short
            spline of the trial costs; nats.
        starts: number of shifts looked at, and of ends that fit equally well.
        restart_spread_mm: largest distance between where those put the bone, mean over it.
    """

    transform: sitk.Euler3DTransform
    value: float
    starts: tuple[int, int]
    restart_spread_mm: float


@dataclass(frozen=True, eq=False)
class SplineByBone:
    """A B-spline with the rigid rest that it brought along, and its objective, nats."""

    transforms: tuple[sitk.Transform, sitk.Transform]
    value: float
    iterations: int


def compared_pair(pair: ImagePair, bodies: tuple[sitk.Image, sitk.Image], bone: bool) -> Compared:
    """The pair in comparable form.

    Args:
        pair: images at full resolution.
        bodies: of both, on their grids.
        bone: whether bone counts.

    Raises:
        InputError: a mask leaves nothing.
    """
    masks = (pair.fixed_mask, pair.moving_mask)
    scans = []
    for image, mask, body in zip((pair.fixed, pair.moving), masks, bodies, strict=True):
        values = voxels_of(image)
        field = np.ones(values.shape, bool) if mask is None else sitk.GetArrayFromImage(mask) > 0
        scans.append(Scan(image, sitk.GetArrayFromImage(body) > 0, field, looks_like_ct(values)))
    if not all(scan.seen_body.any() for scan in scans):
        raise InputError("The masks leave nothing of the body; leave them out or draw them anew.")
    return compared(*scans, on_bone=bone)


@one_torch_thread()
def rigid_by_bone(
    images: Compared, *, search: Search, near: bool = False, watch: Watch = UNWATCHED
) -> RigidByBone:
    """Turn and shift that make the region round bone most alike; see ``search_rigid``.

    Args:
        images: the moving one where the steps before have put it.
        search: seed and watch.
        near: start there alone, and not round it.
        watch: told about each end.

    Raises:
        Cancelled: the user asked to stop.
    """
    fit = BoneGuidedFit(images, seed=search.seed, watch=search.watch)
    given = torch.zeros(3)
    far = float(images.apart.norm()) > _FAR_MM
    bases = (given, images.apart) if far and not near else (given,)
    found = search_rigid(fit, bases=bases, around=not near, watch=watch.part(0.0, 0.8))
    return RigidByBone(
        _settled(fit, found.pose, watch.part(0.8, 1.0)).rigid_transform(),
        found.value,
        (found.starts, found.as_good),
        found.spread_mm,
    )


def _settled(fit: BoneGuidedFit, start: Pose, watch: Watch) -> Pose:
    """Descend as long as that makes the images more alike.

    One descent can only go so far, and in the search a spline took up part of the way. Where little
    pulls, a descent follows the chance of its points, so the likeness has to say that it gained.
    """
    best, alike = start, fit.rating(start, _RATING)
    for n in range(_MOST_DESCENTS):
        end = fit.rigid(best, FINE)
        reached = fit.rating(end, _RATING)
        watch.report("rigid registration", (n + 1) / _MOST_DESCENTS)
        if reached <= alike:
            break
        best, alike = end, reached
    return best


@one_torch_thread()
def spline(
    images: Compared,
    *,
    search: Search,
    grid_mm: float,
    watch: Watch = UNWATCHED,
) -> SplineByBone:
    """A B-spline on mutual information, held by its bending and, in bone, by its strain.

    Mutual information is blind to movement along a shaft or within one tissue; a spline without
    penalties wanders there. ITK's metrics have none, so the descent is torch's.

    Args:
        images: the moving one where the steps before have put it.
        search: seed and watch.
        grid_mm: distance between control points, mm. Smaller follows finer movement; below about
            15 mm it begins to follow noise.

    Raises:
        InputError: the images do not overlap.
        Cancelled: the user asked to stop.
    """
    stiffness = _STIFFNESS if images.bone is None else 0.0
    fit = BoneGuidedFit(images, seed=search.seed, stiffness=stiffness, watch=search.watch)
    grid = ControlGrid(images.fixed, grid_mm)
    pose = fit.shifted(torch.zeros(3))
    if not bool(images.sees(pose.turned(images.body_points)).any()):
        raise InputError("The images do not overlap; start from landmarks or a transform.")
    value = 0.0
    for n, effort in enumerate(SPLINE):
        share = watch.part(n / len(SPLINE), (n + 1) / len(SPLINE))
        pose, value = fit.deformable(pose, grid, effort, share)
    transforms = (pose.rigid_transform(), pose.spline_transform(grid))
    return SplineByBone(transforms, value, sum(effort.iterations for effort in SPLINE))
