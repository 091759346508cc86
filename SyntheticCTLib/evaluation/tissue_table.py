"""The error by tissue: each voxel belongs to the tissue that the CT's HU says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from SyntheticCTLib.evaluation.figure import Figure
from SyntheticCTLib.evaluation.image_metrics import mean_absolute_error, mean_error
from SyntheticCTLib.evaluation.masked import inside
from SyntheticCTLib.hounsfield import TISSUES, TissueRange


@dataclass(frozen=True)
class TissueRow:
    """The error in one tissue.

    Attributes:
        tissue: name and limits by the CT's HU.
        voxels: how many voxels of the mask are this tissue.
        share: the same as a share of the mask, 0 to 1; None for an empty mask.
        mean_absolute_error: MAE, HU; undefined without voxels.
        mean_error: mean of sCT minus CT, HU; undefined without voxels.
    """

    tissue: TissueRange
    voxels: int
    share: float | None
    mean_absolute_error: Figure
    mean_error: Figure

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON types; an open limit is null."""
        limits = (self.tissue.lowest, self.tissue.highest)
        lowest, highest = (limit if math.isfinite(limit) else None for limit in limits)
        return {
            "tissue": self.tissue.name,
            "above_hu": lowest,
            "up_to_hu": highest,
            "voxels": self.voxels,
            "share": self.share,
            "mae": self.mean_absolute_error.to_dict(),
            "mean_error": self.mean_error.to_dict(),
        }


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
    return TissueRow(
        tissue,
        voxels,
        voxels / real.size if real.size else None,
        mean_absolute_error(*images),
        mean_error(*images),
    )
