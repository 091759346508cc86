"""What is wrong with the two images of a pair, in sentences that name the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.guards.hu_values import value_fault
from SyntheticCTLib.hounsfield import CORTICAL_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import dilate
from SyntheticCTLib.preprocessing.kinds import CT, MR, Kind, kind_of
from SyntheticCTLib.tasks.pair import Pair

#: Dice of the two bodies near the mask, below which they are not of one patient. 38 pairs that an
#: alignment accepted have 0.91 and more.
LEAST_BODY_DICE = 0.8

#: How far beyond the mask bodies are compared, mm: the mask itself holds what they share.
_FIELD_MARGIN_MM = 10.0

#: Cortical bone is dark in every MR. Median signal under the CT's cortex as a share of the body's:
#: the same pairs have 0.70 and less; of 34 pairs of each MR with another patient's CT, 32 had more.
MOST_CORTEX_SIGNAL = 0.8
_FEWEST_CORTEX_VOXELS = 200


def check_images(path: Path, image: Volume, ct_path: Path, ct: Volume, kind: Kind = MR) -> None:
    """Check the images of one pair, whatever their grids.

    Args:
        path, image: what stands beside the CT, as it was read.
        ct_path, ct: the CT in HU.
        kind: of ``image``.

    Raises:
        InputError: an image holds NaN or one value only, another kind stands where the CT should be
            or the reverse, or the CT is not in HU. The text names the file.
    """
    _check(path, image, kind.check)
    _check(ct_path, ct, CT.check)
    fault = value_fault(ct)
    found = kind_of(image)
    looks_like_ct = found is not None and found.in_hounsfield and not kind.in_hounsfield
    if looks_like_ct and fault:
        raise InputError(
            f"{path} looks like a CT (lowest value {image.array.min():.0f}) and {ct_path} does "
            "not: the two are swapped; rename them."
        )
    if looks_like_ct:
        raise InputError(
            f"{path} has values down to {image.array.min():.0f}, as only a CT has: give the "
            f"{kind.name}."
        )
    if fault:
        raise InputError(f"{ct_path} {fault}.")


def check_one_patient(pair: Pair) -> None:
    """Refuse an aligned pair whose images do not show one body: two patients, or never aligned.

    Args:
        pair: with the image on its kind's scale.

    Raises:
        InputError: the bodies overlap too little, or an MR is bright where the CT shows cortex.
    """
    name, mask = pair.name, pair.mask
    slices = mask.any(axis=(1, 2), keepdims=True)  # beyond them a CT may simply end
    field = dilate(mask, pair.image.spacing, _FIELD_MARGIN_MM) & slices
    body, ct_body = pair.kind.body(pair.image) & field, CT.body(pair.ct) & field
    dice = 2 * float((body & ct_body).sum()) / max(int(body.sum() + ct_body.sum()), 1)
    if dice < LEAST_BODY_DICE:
        raise InputError(
            f"Pair {name}: the bodies in {pair.kind.name} and CT overlap by {dice:.0%} only "
            f"({LEAST_BODY_DICE:.0%} needed): are they of one patient, and aligned?"
        )
    both = body & ct_body & mask
    cortex = both & (pair.ct.array > CORTICAL_HU)
    if pair.kind.in_hounsfield or cortex.sum() < _FEWEST_CORTEX_VOXELS:
        return
    signal = pair.image.array
    share = float(np.median(signal[cortex]) / max(float(np.median(signal[both])), 1e-9))
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
