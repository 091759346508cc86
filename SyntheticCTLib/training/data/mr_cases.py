"""A pair the other way round: from its CT the network learns the MR."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.hounsfield import BONE_HU, LOWEST_HU
from SyntheticCTLib.preprocessing.body_mask import body_mask
from SyntheticCTLib.preprocessing.intensity import normalise_hu
from SyntheticCTLib.preprocessing.mr_scale import network_scale, scaled_mr
from SyntheticCTLib.training.data.cases import (
    HUStatistics,
    Pair,
    TrainingCase,
    check_mask,
    hu_signal,
    patch_centres,
)


def make_mr_case(pair: Pair, statistics: HUStatistics) -> TrainingCase:
    """The CT of a pair as signal, and its MR on the scale of synthetic MRs as target.

    Outside the body the CT is empty, as a synthesis empties it: couch and clothes are in no MR.

    Args:
        statistics: of the training CTs.

    Raises:
        InputError: the mask is empty, or one of the images shows no body.
    """
    check_mask(pair)
    body = body_mask(pair.ct, "CT")
    signal, offset = hu_signal(np.where(body, pair.ct.array, LOWEST_HU), statistics)
    scale = network_scale()
    return TrainingCase(
        name=pair.name,
        signal=signal,
        offset=offset,
        target=normalise_hu(
            scaled_mr(pair.mr).array, scale["mean"], scale["sd"], clip=scale["clip"]
        ),
        weight=pair.mask.astype(np.uint8),
        bone_centres=patch_centres(pair.mask & (pair.ct.array > BONE_HU)),
        body_centres=patch_centres(pair.mask),
    )
