"""Align the CT of a pair with its MR: rigid by bone and body, then a B-spline that spares bone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
import torch

from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU, OUTSIDE_HU
from SyntheticCTLib.preprocessing.morphology import dilate
from SyntheticCTLib.progress import CancelToken, Progress, ProgressCallback, ignore_progress
from SyntheticCTLib.registration.transforms import move
from SyntheticCTLib.training.alignment_fit import BoneGuidedFit, Effort
from SyntheticCTLib.training.alignment_images import pair_images
from SyntheticCTLib.training.alignment_measure import measure
from SyntheticCTLib.training.alignment_quality import AlignmentQuality, grade
from SyntheticCTLib.training.control_grid import ControlGrid
from SyntheticCTLib.training.placement import Placement
from SyntheticCTLib.volume import Volume

#: Distance between the control points of the spline, mm: soft tissue slides over some centimetres.
CONTROL_SPACING_MM = 32.0

#: Control spacing of the short splines by which starts compete, mm.
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
_FINE = Effort(1.0, 50, 6000, 0.25)
_SPLINE = (Effort(2.0, 60, 6000, 1.0, 0.3), Effort(1.0, 110, 8000, 0.4))

#: Margin round the bodies that still counts, mm: the skin belongs to the picture.
_MASK_MARGIN_MM = 4.0


@dataclass(frozen=True, eq=False)
class AlignedPair:
    """A CT on its MR's grid.

    Attributes:
        ct: HU, int16, on the MR's grid; -1024 where the CT says nothing.
        mask: uint8 on that grid: inside the MR's field of view, under the CT, in both bodies.
        transform: from MR to CT points, LPS mm.
        quality: the figures.
        grade: "A", "B", "C" or "refused".
        reason: why it is refused, or "".
    """

    ct: Volume
    mask: Volume
    transform: sitk.CompositeTransform
    quality: AlignmentQuality
    grade: str
    reason: str


@contextmanager
def _one_thread() -> Iterator[None]:
    """Torch on one thread: more add sums in another order, and a fit then ends elsewhere."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@_one_thread()
def align_pair(
    mr: Volume,
    ct: Volume,
    *,
    control_spacing_mm: float = CONTROL_SPACING_MM,
    seed: int = 0,
    progress: ProgressCallback = ignore_progress,
    cancel: CancelToken | None = None,
) -> AlignedPair:
    """Align one pair. The CT is interpolated once, with everything composed.

    Cubic B-spline interpolation: linear interpolation between slices some millimetres thick takes a
    third off thin cortex, and a network would learn that; the overshoot is cut at the CT's range.

    Args:
        mr: the MR; voxels of exactly 0 at its border lie outside its field of view.
        ct: HU, on any grid in the same room coordinates, up to about 3 cm off.
        control_spacing_mm: distance between the spline's control points.
        seed: of the choice of points. One seed gives one result on one machine.

    Raises:
        InputError: an image without a body.
        Cancelled: the user asked to stop.
    """
    progress(Progress("preparing", 0.0))
    images = pair_images(mr, ct)
    fit = BoneGuidedFit(images, seed=seed, cancel=cancel)
    progress(Progress("searching", 0.1))
    start = _best_rigid(fit, progress)
    progress(Progress("deforming", 0.55))
    grid = ControlGrid(images.mr, control_spacing_mm)
    placement = start
    for effort in _SPLINE:
        placement, _ = fit.deformable(placement, grid, effort)
    progress(Progress("measuring", 0.8))
    transform = sitk.CompositeTransform(
        [placement.rigid_transform(), placement.spline_transform(grid)]
    )
    moved = _moved_ct(mr, ct, transform)
    covered = _covered(mr, ct, transform)
    ct_body = move(ct.with_array(images.ct_body), mr, transform, interpolation="nearest", outside=0)
    both = images.mr_body & (ct_body.array > 0)
    mask = dilate(both, mr.spacing, _MASK_MARGIN_MM) & images.mr_field & covered
    quality = measure(mr, ct, moved, fit, placement, grid, covered, ct_body.array > 0)
    name, reason = grade(quality)
    progress(Progress("measured", 1.0))
    return AlignedPair(
        moved, mr.with_array(mask.astype(np.uint8)), transform, quality, name, reason
    )


def _best_rigid(fit: BoneGuidedFit, progress: ProgressCallback) -> Placement:
    """The rigid placement whose short spline fits best, out of several starts."""
    axes = fit.images.smoothed(_COARSE.sigma_mm)[0].axes
    along = (axes / axes.norm(dim=0)).numpy()
    shifts = product(_SEARCH_ACROSS_MM, _SEARCH_ACROSS_MM, _SEARCH_ALONG_MM)
    placements = [fit.shifted(along @ np.array(shift)) for shift in shifts]
    placements.sort(key=lambda placement: -fit.likeness(placement, _COARSE))
    starts = _apart([fit.shifted((0.0, 0.0, 0.0)), *placements], _APART_MM)[:_STARTS]
    progress(Progress("rigid alignment", 0.2))
    ends = [fit.rigid(start, _COARSE) for start in starts]
    ends = sorted(ends, key=lambda end: -fit.likeness(end, _RATING))
    finalists = _apart(ends, _FINALISTS_APART_MM)[:_FINALISTS]
    progress(Progress("choosing between starts", 0.35))
    grid = ControlGrid(fit.images.mr, _TRIAL_SPACING_MM)
    trials = [fit.deformable(fit.rigid(end, _MIDDLE), grid, _TRIAL) for end in finalists]
    best = max(trials, key=lambda trial: trial[1])[0]
    return fit.rigid(best.rigid(), _FINE)


def _apart(placements: list[Placement], distance_mm: float) -> list[Placement]:
    """Those placements whose shifts lie apart from all before them."""
    kept: list[Placement] = []
    for placement in placements:
        if all(float((placement.shift - other.shift).norm()) >= distance_mm for other in kept):
            kept.append(placement)
    return kept


def _moved_ct(mr: Volume, ct: Volume, transform: sitk.Transform) -> Volume:
    source = ct.with_array(ct.array.astype(np.float32))
    moved = move(source, mr, transform, interpolation="bspline", outside=OUTSIDE_HU)
    low, high = max(LOWEST_HU, float(ct.array.min())), min(HIGHEST_HU, float(ct.array.max()))
    values = np.clip(np.rint(moved.array), min(low, OUTSIDE_HU), high)
    return replace(mr, array=values.astype(np.int16), metadata=ct.metadata)


def _covered(mr: Volume, ct: Volume, transform: sitk.Transform) -> np.ndarray:
    """Where the moved CT has values, bool [k, j, i] on the MR's grid."""
    everywhere = ct.with_array(np.ones(ct.array.shape, np.uint8))
    return move(everywhere, mr, transform, interpolation="nearest", outside=0).array > 0
