"""What is wrong with the two images of a pair, in sentences that name the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.guards.ct import is_in_hounsfield
from SyntheticCTLib.hounsfield import CORTICAL_HU
from SyntheticCTLib.image.checks import check_mr, check_volume
from SyntheticCTLib.image.modality import guess_modality
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import dilate
from SyntheticCTLib.preprocessing.body_mask import body_mask

#: Dice of the two bodies near the mask, below which they are not of one patient. 38 pairs that an
#: alignment accepted have 0.91 and more.
LEAST_BODY_DICE = 0.8

#: How far beyond the mask bodies are compared, mm: the mask itself holds what they share.
_FIELD_MARGIN_MM = 10.0

#: Cortical bone is dark in every MR. Median signal under the CT's cortex as a share of the body's:
#: the same pairs have 0.70 and less; of 34 pairs of each MR with another patient's CT, 32 had more.
MOST_CORTEX_SIGNAL = 0.8
_FEWEST_CORTEX_VOXELS = 200


def check_images(
    mr_path: Path, mr: Volume, ct_path: Path, ct: Volume, modality: str = "MR"
) -> None:
    """Check the images of one pair, whatever their grids.

    Args:
        mr_path, mr: the MR or, with the modality "CBCT", the cone-beam CT in any grey values.
        ct_path, ct: the CT in HU.

    Raises:
        InputError: an image holds NaN or one value only, an MR stands where the CT should be or the
            reverse, or the CT is not in HU. The text names the file.
    """
    _check(mr_path, mr, check_mr if modality == "MR" else check_volume)
    _check(ct_path, ct, check_volume)
    in_hu = is_in_hounsfield(ct)
    mr_is_ct = modality == "MR" and guess_modality(mr) in ("CT", "CBCT")
    if mr_is_ct and not in_hu:
        raise InputError(
            f"{mr_path} looks like a CT (lowest value {mr.array.min():.0f}) and {ct_path} does "
            "not: the two are swapped; rename them."
        )
    if mr_is_ct:
        raise InputError(
            f"{mr_path} has values down to {mr.array.min():.0f}, as only a CT has: give the MR."
        )
    if not in_hu:
        raise InputError(
            f"{ct_path} is not a CT in HU: its values go from {ct.array.min():.0f} to "
            f"{ct.array.max():.0f}, without fat or air below 0. If it is stored from 0 to 4095, "
            "subtract 1024 first."
        )


def check_one_patient(
    name: str, mr: Volume, ct: Volume, mask: np.ndarray, modality: str = "MR"
) -> None:
    """Refuse an aligned pair whose images do not show one body: two patients, or never aligned.

    Args:
        name: the pair's id.
        mr, ct: on one grid.
        mask: bool [k, j, i], where the CT may be believed.
        modality: of ``mr``, "MR" or "CBCT".

    Raises:
        InputError: the bodies overlap too little, or the MR is bright where the CT shows cortex.
    """
    slices = mask.any(axis=(1, 2), keepdims=True)  # beyond them a CT may simply end
    field = dilate(mask, mr.spacing, _FIELD_MARGIN_MM) & slices
    mr_body, ct_body = (
        body_mask(image, kind) & field for image, kind in ((mr, modality), (ct, "CT"))
    )
    dice = 2 * float((mr_body & ct_body).sum()) / max(int(mr_body.sum() + ct_body.sum()), 1)
    if dice < LEAST_BODY_DICE:
        raise InputError(
            f"Pair {name}: the bodies in {modality} and CT overlap by {dice:.0%} only "
            f"({LEAST_BODY_DICE:.0%} needed): are they of one patient, and aligned?"
        )
    both = mr_body & ct_body & mask
    cortex = both & (ct.array > CORTICAL_HU)
    if modality != "MR" or cortex.sum() < _FEWEST_CORTEX_VOXELS:
        return
    share = float(np.median(mr.array[cortex]) / max(float(np.median(mr.array[both])), 1e-9))
    if share > MOST_CORTEX_SIGNAL:
        raise InputError(
            f"Pair {name}: where the CT shows cortical bone the MR is not dark ({share:.0%} of the "
            f"body's signal, at most {MOST_CORTEX_SIGNAL:.0%} in one patient): are they of one "
            "patient, and aligned?"
        )


def _check(path: Path, volume: Volume, check: Callable[[Volume], None]) -> None:
    try:
        check(volume)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
