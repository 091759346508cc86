"""Does the CT show the patient of the MR? Looked at where a registration has put it.

A registration finds the best place for any CT, another patient's, too. Then the images hardly say
where it belongs, or the CT's cortex lies beside the cortex that the MR shows.

Measured on the T1-weighted MR and CT of limbs and pelves of the Soft-tissue-Sarcoma collection,
after the rigid registration of each: 8 pairs of one patient (n = 8) beside 9 of two patients with
one region. Two of those 9 had no overlap, which ends without an answer anyhow; figures of the rest
(n = 7), and of the 8, lowest to highest:

    ==============================  ==============  ================
    figure                          one patient     two patients
    ==============================  ==============  ================
    sharpness                       0.246 to 0.500  -0.004 to 0.391
    cortex apart, median, mm        0.50 to 1.00    1.31 to 4.31
    patches of cortex within 2 mm   77 % to 100 %   6 % to 75 %
    ==============================  ==============  ================

By the limits below, which lie between the two, 7 of 7 are another patient's and 0 of 8 are. The one
with a sharpness of 0.39 is a straight shaft of a femur, which lies in another's thigh nearly as in
its own, and is told by a hair: shafts can be taken for one patient's. Of simulated limbs of two
persons, on which nothing was set, 2 of 4 are told: the bones of the others lie 0.6 and 1.1 mm apart
in the median. None of 4 of one person is (T1, and fat-suppressed T2 and PD). Of real images of
other contrasts than T1, and of other parts of the body, nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.evaluation.source_image import SourceImage
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Count, Share, Size
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import MR
from SyntheticCTLib.registration.bone.clean import clean_bone
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.tolerance import percent

#: Of images of one patient a shift of 5 mm costs more of the likeness than this.
LOWEST_SHARPNESS = 0.2

#: Their cortices lie no farther apart than this, mm, and within ``NEAR_MM`` in so many places.
LARGEST_MEDIAN_MM = 1.15
LOWEST_NEAR_SHARE = 0.76
NEAR_MM = 2.0

#: Where the MR shows a cortex at so many places of the CT's, it is its place that speaks, whatever
#: the likeness says: of a fat-suppressed MR, whose marrow is dark as well, few are seen.
SEEN_SHARE = 0.6

#: Of less cortex nothing is said: points of its surface.
_FEWEST_POINTS = 200


@dataclass(frozen=True)
class PatientLikeness(Record):
    """How well a CT fits the MR as images of one patient do.

    Attributes:
        sharpness: of the registration, see ``registration.record.Merit``.
        cortex_apart_mm: median distance of the CT's cortex from the MR's, over patches, mm.
        cortex_near_share: of the patches, how many are within ``NEAR_MM``, 0 to 1.
        cortex_seen_share: of the points of the CT's cortex, where the MR shows any, 0 to 1.
        points: so many.
    """

    DERIVED = ("other_patient",)

    sharpness: float
    cortex_apart_mm: Size
    cortex_near_share: Share
    cortex_seen_share: Share
    points: Count

    @property
    def other_patient(self) -> bool:
        """Whether the CT looks like another patient's."""
        apart = self.cortex_apart_mm > LARGEST_MEDIAN_MM
        few_near = self.cortex_near_share < LOWEST_NEAR_SHARE
        if self.sharpness < LOWEST_SHARPNESS:
            return apart or few_near
        return apart and few_near and self.cortex_seen_share >= SEEN_SHARE

    @property
    def sentence(self) -> str:
        """What speaks for it; "" where the CT does not look so."""
        if not self.other_patient:
            return ""
        return Sentence(
            "This CT looks like another patient's, or its registration failed: where it fits best, "
            "{near} of its cortex lies within {limit} mm of the MR's, {apart} mm away in the "
            "median, and a shift of 5 mm costs {cost} of the likeness (one patient's images "
            "reached 77% or more, 1.0 mm or less, and 25% or more).",
            near=percent(self.cortex_near_share),
            limit=f"{NEAR_MM:g}",
            apart=f"{self.cortex_apart_mm:.1f}",
            cost=percent(max(self.sharpness, 0.0)),
        )


def patient_likeness(
    source: SourceImage | None, placed: Volume, covered: Mask, sharpness: float | None
) -> PatientLikeness | None:
    """The figures of a CT that a registration has put onto an MR.

    Args:
        source: the MR, on the CT's grid.
        placed: the CT where the registration has put it, HU.
        covered: bool ``[k, j, i]``, where that says something.
        sharpness: of the registration; None where it looked for nothing.

    Returns:
        None where nothing can be said: no MR, no search, or too little cortex in both images.
    """
    if source is None or source.kind != MR or sharpness is None:
        return None
    from SyntheticCTLib.registration.cortex_offset import cortex_offsets  # loads torch

    both = source.field_of_view & covered
    bone = sitk.GetArrayFromImage(clean_bone(placed.to_sitk())) > 0
    found = cortex_offsets(source.volume, placed, bone & both, both)
    apart, seen = found.percentile(50), found.seen
    if found.asked < _FEWEST_POINTS or apart is None or seen is None:
        return None
    near = float((np.abs(found.patches_mm) <= NEAR_MM).mean())
    return PatientLikeness(sharpness, apart, near, seen, found.asked)
