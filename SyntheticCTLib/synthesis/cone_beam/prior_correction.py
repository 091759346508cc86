"""HU from a planning CT, anatomy from the day's cone-beam CT.

Scatter and truncation change slowly from place to place, anatomy does not. So what differs slowly
between the two in soft tissue is no anatomy and is taken out of the cone-beam CT (prior-CT shading
correction: Niu et al., Med Phys 37:5395, 2010; Marchant et al., Phys Med Biol 53:5719, 2008).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float32Array, IntArray, Mask
from SyntheticCTLib.hounsfield import AIR_HU, BONE_HU, FAT_LOWEST_HU, HIGHEST_HU
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.masks.morphology import dilate
from SyntheticCTLib.masks.normalised_smoothing import smoothed_in_mask
from SyntheticCTLib.synthesis.cone_beam.planning_ct import PlacedCT

#: SD of what counts as slow, mm; and where soft tissue is far, of what is looked at instead.
_SLOW_MM, _FAR_MM = 8.0, 25.0

#: Bone's and gas' edges lie elsewhere after a breath: this far from them nothing is compared, mm.
_EDGE_MM = 2.0

#: Two soft tissues differ by no more, HU; where fat and muscle changed places, less is believed.
_MOST_HU = 250.0

#: In the outermost part of a field that cuts the body, mm, truncation outweighs anatomy: there the
#: planning CT stands, and passes into the cone-beam CT over the next.
_RIM_MM, _PASSING_MM = 3.0, 4.0

#: Where a voxel came from.
NOTHING, FROM_CBCT, FROM_PRIOR_AT_RIM, FROM_PRIOR_OUTSIDE = 0, 1, 2, 3


@dataclass(frozen=True, eq=False)
class PriorCorrected:
    """A cone-beam CT corrected by a planning CT.

    Attributes:
        hu: float32 ``[k, j, i]`` in the field of view; elsewhere the planning CT.
        came_from: one of ``NOTHING`` to ``FROM_PRIOR_OUTSIDE``, uint8, the same shape.
    """

    hu: Float32Array
    came_from: IntArray


def corrected_by_prior(
    corrected: Float32Array, seen: Mask, depth: Float32Array, prior: PlacedCT, spacing: Vector
) -> PriorCorrected:
    """Take the slow difference from the planning CT out of a cone-beam CT.

    Args:
        corrected: the cone-beam CT without its shading, HU, [k, j, i].
        seen: its field of view.
        depth: below the rim, mm.
        prior: the planning CT in its place.
        spacing: (i, j, k), mm.
    """
    soft = seen & prior.known
    for image in (corrected, prior.hu):
        hard = (image < FAT_LOWEST_HU) | (image > BONE_HU)
        soft &= ~dilate(hard, spacing, _EDGE_MM)
    difference = np.clip(corrected - prior.hu, -_MOST_HU, _MOST_HU)
    slow = smoothed_in_mask(difference, soft, spacing, _SLOW_MM, far_mm=_FAR_MM)
    hu = np.clip(corrected - slow, AIR_HU, HIGHEST_HU)
    came_from = np.where(seen, FROM_CBCT, NOTHING).astype(np.uint8)
    rim = seen & prior.known & (depth < _RIM_MM)
    share = np.clip((depth - _RIM_MM) / _PASSING_MM, 0, 1).astype(np.float32)
    passing = seen & prior.known
    hu = np.where(passing, share * hu + (1 - share) * prior.hu, hu)
    came_from[rim] = FROM_PRIOR_AT_RIM
    outside = ~seen & prior.known
    hu = np.where(seen, hu, prior.hu)
    came_from[outside] = FROM_PRIOR_OUTSIDE
    return PriorCorrected(hu.astype(np.float32), came_from)
