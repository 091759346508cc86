"""Is there bone in a synthetic CT? Where the model learnt from, there is some in every image."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from SyntheticCTLib.guards import words
from SyntheticCTLib.guards.input_guard import HEAD, GuardWarning
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.image.volume import Volume

#: The warning's code.
NO_BONE = "no-bone"

#: Parts of the body with bone in every image that shows enough of them to be read.
_BONY = frozenset({"limb", "hip", "pelvis", HEAD})

#: Least share of the body above ``BONE_HU``. In the CTs of 12 patients of the Soft-tissue-Sarcoma
#: collection (limbs, shoulder, pelves) it is 2.7 to 6.8 %.
LEAST_SHARE = 0.005


def missing_bone(sct: Volume, body: np.ndarray, regions: Sequence[str]) -> list[GuardWarning]:
    """A warning if a synthetic CT shows next to no bone.

    Args:
        sct: HU, array ``[k, j, i]``.
        body: where it was made, bool, same shape.
        regions: of the body that the model learnt from; nothing is said where one may be boneless.
    """
    if not regions or not _BONY.issuperset(regions) or not body.any():
        return []
    planes = zip(sct.array, body, strict=True)
    bone = sum(np.count_nonzero(plane[inside] > BONE_HU) for plane, inside in planes)
    share = bone / np.count_nonzero(body)
    if share >= LEAST_SHARE:
        return []
    return [GuardWarning(NO_BONE, words.no_bone(share, LEAST_SHARE, BONE_HU, regions))]
