"""The scale of synthetic MRs: arbitrary units in which no signal is 0 and bright tissue is 1000.

MR has no units of its own. One number of the image itself fixes the scale, so that it can be
computed on an MR that no model has seen: the 95th percentile of the signal in the body, which in a
T1-weighted limb or pelvis lies in fat. The Soft-tissue-Sarcoma pairs of the IBSI come on this scale
already (SD of the factor over 42 patients 0.6 %); fat's median is 1000 within 11 % there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.body_mask import mr_body

#: Kind of output scale in a model's metadata.
MR_SIGNAL = "MR signal"

#: The percentile of the signal in the body that becomes ``REFERENCE_SIGNAL``.
REFERENCE_PERCENTILE = 95.0
REFERENCE_SIGNAL = 1000.0

#: Highest value of a synthetic MR: in those pairs 99.9 % of the body lies below 1525.
HIGHEST_SIGNAL = 2000.0

#: What stands for air, and for all that lies outside the body.
AIR_SIGNAL = 0.0

#: The same for people.
UNIT = "a.u."
UNIT_IN_WORDS = (
    f"arbitrary units: air is {AIR_SIGNAL:g}, {REFERENCE_SIGNAL:g} is the "
    f"{REFERENCE_PERCENTILE:g}th percentile of the signal in the body (about fat)"
)


def network_scale() -> dict[str, Any]:
    """The block ``output_normalisation`` of a model that makes MR: 0 to 2000 becomes -1 to 1."""
    half = (AIR_SIGNAL + HIGHEST_SIGNAL) / 2
    return {
        "kind": MR_SIGNAL,
        "mean": half,
        "sd": half,
        "clip": [AIR_SIGNAL, HIGHEST_SIGNAL],
        "unit": UNIT_IN_WORDS,
    }


def scaled_mr(mr: Volume) -> Volume:
    """An MR on that scale, air outside the body and outside the field of view as 0.

    Args:
        mr: T1-weighted MR in any units, array ``[k, j, i]``.

    Returns:
        float32, the same grid; not clipped above.

    Raises:
        InputError: no body stands out from air, or it has no signal.
    """
    body = mr_body(mr)
    reference = float(np.percentile(mr.array[body], REFERENCE_PERCENTILE))
    if reference <= 0:
        raise InputError(f"The MR has no signal in the body (95th percentile {reference:g}).")
    signal = np.clip(mr.array.astype(np.float32), 0.0, None) * (REFERENCE_SIGNAL / reference)
    return mr.with_array(np.where(body, signal, AIR_SIGNAL).astype(np.float32))
