"""Every voxel-wise figure of a synthetic CT against the real one, in one call."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.bone_overlap import (
    BoneOverlap,
    bone_dice,
    bone_overlap_curve,
    windowed_bone_figures,
)
from SyntheticCTLib.evaluation.figure import Figure
from SyntheticCTLib.evaluation.hu_bias import HuBiasBin, hu_bias
from SyntheticCTLib.evaluation.image_metrics import (
    mean_absolute_error,
    mean_error,
    mean_squared_error,
    peak_signal_to_noise_ratio,
    pearson_correlation,
)
from SyntheticCTLib.evaluation.masked import inside
from SyntheticCTLib.evaluation.ms_ssim import ms_ssim
from SyntheticCTLib.evaluation.scored_region import ScoredRegion, scored_region
from SyntheticCTLib.evaluation.source_image import source_image
from SyntheticCTLib.evaluation.tissue_table import TissueRow, tissue_table
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import SHARE, SIZE, Between, Count, Size
from SyntheticCTLib.guards.gate import check_ct_pair
from SyntheticCTLib.image.checks import unsound
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED, Watch

#: What each figure can be at all; the others can be any number.
_LIMITS = {
    "mae": SIZE,
    "mse": SIZE,
    "ms_ssim": Between(-1, 1),
    "pearson_r": Between(-1 - 1e-6, 1 + 1e-6),
    "bone_precision": SHARE,
    "bone_recall": SHARE,
    "bone_dice": SHARE,
    "dice_above_bone_threshold": SHARE,
}


@dataclass(frozen=True)
class ScoredVoxels(Record):
    """Which voxels counted, in words, how many they were, and their volume in millilitres."""

    description: str
    voxels: Count
    volume_ml: Size


@dataclass(frozen=True)
class Evaluation(Record):
    """How far an sCT is from the CT.

    Attributes:
        region: which voxels counted.
        figures: MAE, mean error, MSE, PSNR, MS-SSIM, Pearson R and the bone figures by key.
        tissues: the error by tissue.
        bone_curve: bone overlap by threshold.
        hu_bias: the error by the CT's HU.
        warnings: what the files leave unsure, and what was forced.
    """

    region: ScoredVoxels
    figures: dict[str, Figure]
    tissues: list[TissueRow]
    bone_curve: list[BoneOverlap]
    hu_bias: list[HuBiasBin]
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def from_dict(cls, content: Any, where: str = "") -> Evaluation:
        """Back from ``to_dict``."""
        found = super().from_dict(content, where)
        for key in found.figures.keys() & _LIMITS.keys():
            _LIMITS[key].check(found.figures[key], f"{where}.figures.{key}")
        return found

    def __repr__(self) -> str:
        figures = ", ".join(str(figure) for figure in self.figures.values())
        return f"<Evaluation of {self.region.voxels} voxels: {figures}>"


@takes_keywords
def evaluate(
    sct: Volume,
    ct: Volume,
    mask: Volume | None = None,
    *,
    source: Volume | None = None,
    source_modality: str | None = None,
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> Evaluation:
    """Compare an sCT with the CT on its grid, voxel by voxel.

    Args:
        sct: synthetic CT, HU.
        ct: real CT, HU, on the same grid.
        mask: voxels that count (everything above 0), on the same grid; None takes the CT's body.
            The challenge's own masks hold a rim of air around the body, so its MAE of the same sCT
            is lower.
        source: the image that the sCT was made from, on the same grid: only its field of view
            counts. Without mask and source the field of view is guessed (``scored_region``).
        source_modality: what the source is, "MR", "CT" or "CBCT"; None to look, see
            ``source_image``.
        force: take the images as HU, and the CT as real, although they do not look it, see
            ``guards.gate``.
        watch: told about each step.

    Returns:
        The figures; one that is not defined for these images is None with a reason.

    Raises:
        InputError: an image is no CT in HU, the grids differ, an image holds NaN or
            infinite values, or no body is found in the CT.
        Cancelled: a stop was asked for.

    Example:
        >>> brighter = ct.with_array(ct.array + 10)
        >>> figure = evaluate(brighter, ct).figures["mae"]
        >>> print(figure.name, round(figure.value, 2), figure.unit)
        MAE 10.0 HU
    """
    forced = check_ct_pair(sct, ct, force=force)
    watch.report("finding the body", 0.0)
    scanned = None if source is None else source_image(source, source_modality)
    region = scored_region(sct, ct, mask, source=scanned)
    found = evaluate_region(sct, ct, region, watch=watch)
    return replace(found, warnings=[*sct.warnings, *ct.warnings, *forced])


def evaluate_region(
    sct: Volume, ct: Volume, region: ScoredRegion, *, watch: Watch = UNWATCHED
) -> Evaluation:
    """The same of voxels that are known, of images that the gate has let in.

    Args:
        sct: synthetic CT, HU.
        ct: real CT, HU, on the same grid.
        region: voxels that count.
        watch: told about each step.

    Raises:
        InputError: an image holds NaN or infinite values in the region.
        Cancelled: a stop was asked for.
    """
    watch.report("comparing values", 0.2)
    values = inside(sct.array, ct.array, region.array)
    _check_finite(*values)
    figures = _voxel_figures(*values)
    tables = tissue_table(*values), bone_overlap_curve(*values), hu_bias(*values)
    watch.check()
    part = watch.part(0.4, 1.0)
    figures["ms_ssim"] = ms_ssim(sct.array, ct.array, region.array, watch=part)
    watch.report("done", 1.0)
    voxels = values[0].size
    scored = ScoredVoxels(region.description, voxels, _volume_ml(sct, voxels))
    return Evaluation(scored, figures, *tables)


def _voxel_figures(sct: np.ndarray, ct: np.ndarray) -> dict[str, Figure]:
    """The figures that need no neighbours, of the region's voxels."""
    precision, recall, dice = windowed_bone_figures(sct, ct)
    return {
        "mae": mean_absolute_error(sct, ct),
        "mean_error": mean_error(sct, ct),
        "mse": mean_squared_error(sct, ct),
        "psnr": peak_signal_to_noise_ratio(sct, ct),
        "pearson_r": pearson_correlation(sct, ct),
        "bone_precision": precision,
        "bone_recall": recall,
        "bone_dice": dice,
        "dice_above_bone_threshold": bone_dice(sct, ct),
    }


def _check_finite(sct: np.ndarray, ct: np.ndarray) -> None:
    for name, values in (("sCT", sct), ("CT", ct)):
        wrong = int(np.count_nonzero(unsound(values)))
        if wrong:
            raise InputError(
                f"The {name} holds {wrong} NaN, infinite or impossibly large values where it is "
                "scored: repair them."
            )


def _volume_ml(volume: Volume, voxels: int) -> float:
    return voxels * float(np.prod(volume.spacing)) / 1000.0
