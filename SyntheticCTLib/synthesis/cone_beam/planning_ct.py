"""A planning CT brought onto a cone-beam CT, and whether it is of the same patient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.image.resampling import onto_grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.normalised_smoothing import smoothed_in_mask
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.registration.options import RegistrationOptions
from SyntheticCTLib.registration.pipeline import register
from SyntheticCTLib.registration.transforms import move

#: Between these HU images are compared: gas moves and metal shines, and neither tells who it is.
_COMPARED_HU = (-250.0, 500.0)

#: Structures finer than this, mm, are noise or lie elsewhere after a breath.
_COMPARED_MM = 4.0

#: The rim, mm, is not compared: what truncation left there is nobody's anatomy.
_RIM_MM = 15.0

#: Correlation below which two trunks are of two patients. Simulated trunks had 0.66 to 0.96 with
#: their own CT under another deformation, and 0.41 where one fluid fills the field; a stranger's
#: had 0.34 where it was given. Registration brings a stranger's nearer (0.60 in one short slab), so
#: this notices what is plainly wrong, not all.
SAME_PATIENT = 0.37

#: A registration that makes the two no more alike than by this moves nothing.
_SMALLEST_GAIN = 0.02

#: Less of the field of view under the planning CT cannot be compared, and so much is said of it.
_FEWEST_SHARE, ELSEWHERE = 0.5, -1.0


@dataclass(frozen=True, eq=False)
class PlanningCT:
    """A planning CT on a cone-beam CT's grid.

    Attributes:
        hu: float32 ``[k, j, i]``; ``OUTSIDE_HU`` where it ends.
        known: where it shows something, bool.
        similarity: correlation with the corrected cone-beam CT; ``ELSEWHERE`` if little is shared.
        registration: "as given", "rigid" or "deformable".
    """

    hu: Float32Array
    known: Mask
    similarity: float
    registration: str


def place_planning_ct(
    ct: Volume, corrected: Volume, seen: Mask, depth: Float32Array, steps: str, watch: Watch
) -> PlanningCT:
    """Register a planning CT; where that makes it less alike, it stays where it was given.

    Args:
        ct: HU, any grid.
        corrected: the cone-beam CT without its shading, HU.
        seen: its field of view, bool ``[k, j, i]``.
        depth: below the rim, mm.
        steps: "none", "rigid" or "deformable".
    """
    counted = seen & (depth > _RIM_MM)
    counted = counted if counted.any() else seen
    given = _placed(onto_grid(ct, corrected, interpolation="linear", outside=_NOTHING))
    best = _measured(given, corrected, counted, "as given")
    if steps == "none":
        return best
    ways: tuple[str, ...] = ("rigid",) if steps == "rigid" else ("rigid", "deformable")
    chosen = RegistrationOptions(steps=ways, focus="body")
    try:
        found = register(corrected, ct, chosen, fixed_mask=counted, watch=watch)
    except InputError:  # they do not even overlap
        return best
    moved = _placed(move(ct, corrected, found.transform, outside=_NOTHING))
    tried = _measured(moved, corrected, counted, steps)
    return tried if tried.similarity > best.similarity + _SMALLEST_GAIN else best


#: Marks where a planning CT ends, until that is known; no CT has it.
_NOTHING = -9999.0


def _placed(volume: Volume) -> tuple[Float32Array, Mask]:
    array = volume.array.astype(np.float32)
    known = array > (_NOTHING + OUTSIDE_HU) / 2
    return np.where(known, array, np.float32(OUTSIDE_HU)), known


def _measured(
    placed: tuple[Float32Array, Mask], corrected: Volume, counted: Mask, how: str
) -> PlanningCT:
    hu, known = placed
    both = counted & known
    if both.sum() < _FEWEST_SHARE * counted.sum():
        return PlanningCT(hu, known, ELSEWHERE, how)
    first, second = (
        smoothed_in_mask(np.clip(array, *_COMPARED_HU), both, corrected.spacing, _COMPARED_MM)[both]
        for array in (corrected.array, hu)
    )
    if not (first.std() > 0 and second.std() > 0):
        return PlanningCT(hu, known, 0.0, how)
    return PlanningCT(hu, known, float(np.corrcoef(first, second)[0, 1]), how)
