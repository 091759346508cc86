"""The error by tissue: each voxel belongs to the tissue that the CT's HU says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from SyntheticCTLib.evaluation.figure import Figure
from SyntheticCTLib.evaluation.image_metrics import mean_absolute_error, mean_error
from SyntheticCTLib.evaluation.masked import inside
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import SIZE, Count, Share
from SyntheticCTLib.hounsfield import TISSUES, TissueRange


@dataclass(frozen=True)
class TissueRow(Record):
    """The error in one tissue.

    Attributes:
        tissue: its name.
        above_hu, up_to_hu: its limits by the CT's HU; None for one that is open.
        voxels: how many voxels of the mask are this tissue.
        share: the same as a share of the mask, 0 to 1; None for an empty mask.
        mae: mean absolute error, HU; undefined without voxels.
        mean_error: mean of sCT minus CT, HU; undefined without voxels.
        ct_mean: mean of the CT, HU; None without voxels, and in older files.
    """

    tissue: str
    above_hu: float | None
    up_to_hu: float | None
    voxels: Count
    share: Share | None
    mae: Annotated[Figure, SIZE]
    mean_error: Figure
    ct_mean: float | None = None


def tissue_table(
    sct: np.ndarray,
    ct: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    tissues: Sequence[TissueRange] = TISSUES,
) -> list[TissueRow]:
    """The error in each tissue.

    Args:
        sct: synthetic CT, HU, ``[k, j, i]`` or already the voxels of a mask.
        ct: real CT, HU, the same shape.
        mask: voxels that count, the same shape; None for all.
        tissues: names and HU limits.

    Returns:
        One row per tissue, in the order given.

    Raises:
        InputError: the shapes differ.
    """
    synthetic, real = inside(sct, ct, mask)
    return [_row(synthetic, real, tissue) for tissue in tissues]


def _row(synthetic: np.ndarray, real: np.ndarray, tissue: TissueRange) -> TissueRow:
    chosen = (real > tissue.lowest) & (real <= tissue.highest)
    images = synthetic[chosen], real[chosen]
    voxels = images[0].size
    above, up_to = (
        limit if math.isfinite(limit) else None for limit in (tissue.lowest, tissue.highest)
    )
    return TissueRow(
        tissue.name,
        above,
        up_to,
        voxels,
        voxels / real.size if real.size else None,
        mean_absolute_error(*images),
        mean_error(*images),
        float(np.mean(images[1], dtype=np.float64)) if voxels else None,
    )
