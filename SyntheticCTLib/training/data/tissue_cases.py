"""A CT as a training case of its own: in it the network finds the tissues that HU tell apart.

The feature network of the AFP loss learns from these. Its labels cost nothing: HU limits and
morphology give them (``segmentation.hu_tissues``).
"""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.segmentation.hu_tissues import segment_tissues
from SyntheticCTLib.segmentation.labels import tissue_labels
from SyntheticCTLib.training.data.cases import (
    HUStatistics,
    Pair,
    TrainingCase,
    check_mask,
    hu_signal,
    patch_centres,
)


def tissue_count() -> int:
    """Number of labels that a network of tissues tells apart, background included."""
    table, _ = tissue_labels()
    return max(label.value for label in table) + 1


def make_tissue_case(pair: Pair, statistics: HUStatistics) -> TrainingCase:
    """The CT of a pair with its own tissues as target; the MR is not looked at.

    The network sees what a synthesis network of the same statistics gives out.

    Raises:
        InputError: the mask is empty, or the CT shows no body.
    """
    check_mask(pair)
    segmentation = segment_tissues(pair.ct)
    signal, offset = hu_signal(pair.ct.array, statistics)
    return TrainingCase(
        name=pair.name,
        signal=signal,
        offset=offset,
        target=segmentation.labels.array.astype(np.float32),
        weight=pair.mask.astype(np.uint8),
        bone_centres=patch_centres(pair.mask & segmentation.mask("spongy bone", "cortical bone")),
        body_centres=patch_centres(pair.mask),
    )
