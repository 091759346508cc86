"""The signed difference map: sCT minus CT in HU, voxel by voxel."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.evaluation.grids import check_one_grid
from SyntheticCTLib.hounsfield import BONE_HU, CORTICAL_HU
from SyntheticCTLib.image.volume import Volume

#: What every legend of a difference map says. The colours are those of Bambach and Ho, AJNR 2022.
DIFFERENCE_LEGEND = "sCT minus CT, HU (red: sCT darker, blue: sCT brighter)"

#: Full colour of every picture of a difference map, HU. The width of spongy bone's range: who reads
#: cortical bone as soft tissue, or the reverse, is at least this far off.
DIFFERENCE_LIMIT_HU = CORTICAL_HU - BONE_HU


def signed_difference(sct: Volume, ct: Volume, mask: Volume | None = None) -> Volume:
    """sCT minus CT in HU on the sCT's grid: positive where the sCT is brighter.

    Args:
        sct: synthetic CT, HU.
        ct: real CT, HU, on the sCT's grid.
        mask: where to take it (everything above 0), on the sCT's grid; None for everywhere.

    Returns:
        float32 volume, 0 outside the mask; ``metadata["legend"]`` says the sign.

    Raises:
        InputError: the grids differ.
    """
    check_one_grid(sct, ct, "CT", by="compare")
    difference = sct.array.astype(np.float32) - ct.array.astype(np.float32)
    if mask is not None:
        check_one_grid(sct, mask, "mask")
        difference[mask.array <= 0] = 0
    return sct.with_array(difference, legend=DIFFERENCE_LEGEND)
