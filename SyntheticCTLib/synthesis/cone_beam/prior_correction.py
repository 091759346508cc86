"""HU from a planning CT, anatomy from the day's cone-beam CT.

Scatter and truncation change slowly from place to place, anatomy does not. So what differs slowly
between the two in soft tissue is no anatomy and is taken out of the cone-beam CT (prior-CT shading
correction: Niu et al., Med Phys 37:5395, 2010; Marchant et al., Phys Med Biol 53:5719, 2008). First
goes a field that may rise steeply at the rim, fitted to the whole scan; then what is left, by
Gaussians. Both count places the less, the farther the two images are from each other: there
fat and muscle changed places, gas moved, or organs did. Soft tissue tells nothing of the scale on
which lung and bone lie, so that is read off where both images show them, and nothing moved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float32Array, IntArray, Mask
from SyntheticCTLib.hounsfield import AIR_HU, BONE_HU, FAT_LOWEST_HU, HIGHEST_HU, OUTSIDE_HU
from SyntheticCTLib.image.resampling import onto_grid, to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import dilate
from SyntheticCTLib.masks.normalised_smoothing import smoothed_in_mask
from SyntheticCTLib.preprocessing.shading.cylinder import cylinder_of
from SyntheticCTLib.preprocessing.shading.noise import without_noise
from SyntheticCTLib.preprocessing.shading.samples import samples_of
from SyntheticCTLib.preprocessing.shading.smooth_field import field_of_difference
from SyntheticCTLib.synthesis.cone_beam.planning_ct import PlanningCT

#: SD of what counts as slow, mm; and where soft tissue is far, of what is looked at instead.
_SLOW_MM, _FAR_MM = 8.0, 25.0

#: Bone's and gas' edges lie elsewhere after a breath: this far from them nothing is compared, mm.
_EDGE_MM = 2.0

#: What is left of a difference counts half at this many HU, and is looked at as often.
_DIFFERENT_HU, _REPETITIONS = 50.0, 2

#: Fewer voxels of soft tissue in both images say nothing.
_FEWEST = 2000

#: In the outermost part of a field that cuts the body, mm, truncation outweighs anatomy: there the
#: planning CT stands, and passes into the cone-beam CT over the next.
_RIM_MM, _PASSING_MM = 3.0, 4.0

#: Fat and soft tissue, HU, whose scale stays. Lung is below it, bone above it; each is
#: counted where the planning CT shows it (first limits) away from its edges, mm, and the scan, too
#: (second limits).
_SOFT_RANGE_HU = (-150.0, 150.0)
_LUNG_HU, _LUNG_SEEN_HU, _LUNG_EDGE_MM = (-950.0, -600.0), (-np.inf, -350.0), 4.0
_BONE_RANGE_HU, _BONE_SEEN_RANGE_HU, _BONE_EDGE_MM = (250.0, np.inf), (150.0, np.inf), 1.5

#: A scale is changed by no more than this, and not for fewer voxels.
_GAINS, _FEWEST_HARD = (0.7, 1.4), 300

#: Where a voxel came from.
NOTHING, FROM_CBCT, FROM_PRIOR_AT_RIM, FROM_PRIOR_OUTSIDE = 0, 1, 2, 3


@dataclass(frozen=True, eq=False)
class PriorCorrected:
    """A cone-beam CT corrected by a planning CT.

    Attributes:
        hu: float32 ``[k, j, i]`` in the field of view; elsewhere the planning CT.
        came_from: one of ``NOTHING`` to ``FROM_PRIOR_OUTSIDE``, uint8, the same shape.
        left_hu: what soft tissue still differs from the planning CT by, median, HU.
    """

    hu: Float32Array
    came_from: IntArray
    left_hu: float


def corrected_by_prior(
    scan: Volume, soft: Mask, seen: Mask, depth: Float32Array, prior: PlanningCT
) -> PriorCorrected:
    """Take the slow difference from the planning CT out of a cone-beam CT.

    Args:
        scan: the cone-beam CT in HU but for what changes slowly, [k, j, i].
        soft: where the scan shows soft tissue or fat.
        seen: its field of view.
        depth: below the rim, mm.
        prior: the planning CT in its place.
    """
    both = soft & seen & prior.known & soft_tissue(prior.hu, scan)
    hu = scan.array.astype(np.float32)
    if both.sum() >= _FEWEST:
        hu = hu - _smooth_part(scan.with_array(hu - prior.hu), both, seen)
        for _ in range(_REPETITIONS):
            left = hu - prior.hu
            trusted = both / (1 + (left / np.float32(_DIFFERENT_HU)) ** 2)
            hu = hu - smoothed_in_mask(left, trusted, scan.spacing, _SLOW_MM, far_mm=_FAR_MM)
    hu = _on_scale_of(prior, hu, seen, scan)
    away = np.abs(hu - prior.hu)[both]
    hu = np.clip(_quiet(scan.with_array(hu), seen), AIR_HU, HIGHEST_HU)
    came_from = told_apart(seen, prior.known)
    share = np.clip((depth - _RIM_MM) / _PASSING_MM, 0, 1).astype(np.float32)
    hu = np.where(seen & prior.known, share * hu + (1 - share) * prior.hu, hu)
    came_from[seen & prior.known & (depth < _RIM_MM)] = FROM_PRIOR_AT_RIM
    hu = np.where(seen, hu, prior.hu).astype(np.float32)
    return PriorCorrected(hu, came_from, float(np.median(away)) if away.size else np.inf)


def told_apart(seen: Mask, known: Mask | bool = False) -> IntArray:
    """What came from the scan, and what lies outside it where a planning CT is known, uint8."""
    outside = np.where(known, FROM_PRIOR_OUTSIDE, NOTHING)
    came_from: IntArray = np.where(seen, FROM_CBCT, outside).astype(np.uint8)
    return came_from


def soft_tissue(hu: Float32Array, grid: Volume) -> Mask:
    """Fat and soft tissue, away from the edges of gas and bone, [k, j, i]."""
    hard = (hu < FAT_LOWEST_HU) | (hu > BONE_HU)
    soft: Mask = ~dilate(hard, grid.spacing, _EDGE_MM)
    return soft


def _on_scale_of(prior: PlanningCT, hu: Float32Array, seen: Mask, grid: Volume) -> Float32Array:
    """Lung and bone as far from soft tissue as the planning CT has them, [k, j, i]."""
    low, high = _SOFT_RANGE_HU
    known = prior.known & seen
    lung = _median_both(prior.hu, hu, known, grid, _LUNG_HU, _LUNG_SEEN_HU, _LUNG_EDGE_MM)
    bone = _median_both(
        prior.hu, hu, known, grid, _BONE_RANGE_HU, _BONE_SEEN_RANGE_HU, _BONE_EDGE_MM
    )
    below, above = (
        np.float32(1.0 if pair is None else np.clip((pair[0] - end) / (pair[1] - end), *_GAINS))
        for pair, end in ((lung, low), (bone, high))
    )
    away = hu - np.clip(hu, low, high)
    return np.asarray(hu + np.where(away < 0, below - 1, above - 1) * away, np.float32)


def _median_both(
    prior: Float32Array,
    hu: Float32Array,
    known: Mask,
    grid: Volume,
    limits: tuple[float, float],
    seen_limits: tuple[float, float],
    edge_mm: float,
) -> tuple[float, float] | None:
    """What a hard tissue has in the planning CT and in the scan, HU, where both show it."""
    inside = known & (prior > limits[0]) & (prior < limits[1])
    core = inside & ~dilate(~inside, grid.spacing, edge_mm)
    core &= (hu > seen_limits[0]) & (hu < seen_limits[1])
    if core.sum() < _FEWEST_HARD:
        return None
    return float(np.median(prior[core])), float(np.median(hu[core]))


def _smooth_part(difference: Volume, both: Mask, seen: Mask) -> Float32Array:
    """What of a difference is a smooth field with a rim, on the same grid."""
    turned = to_orientation(difference, "LPS")
    where = to_orientation(difference.with_array(both), "LPS").array
    cylinder = cylinder_of(to_orientation(difference.with_array(seen), "LPS"))
    field = field_of_difference(samples_of(turned, where, cylinder), cylinder).on_grid(turned)
    back: Float32Array = onto_grid(
        turned.with_array(field), difference, interpolation="nearest", outside=0.0
    ).array
    return back


def _quiet(volume: Volume, seen: Mask) -> Float32Array:
    """The scan without most of its noise."""
    turned = to_orientation(volume, "LPS")
    mask = to_orientation(volume.with_array(seen), "LPS").array
    quiet = turned.with_array(without_noise(turned.array, mask, turned.spacing))
    back: Float32Array = onto_grid(quiet, volume, interpolation="nearest", outside=OUTSIDE_HU).array
    return back
