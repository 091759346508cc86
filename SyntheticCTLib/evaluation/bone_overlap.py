"""How well the sCT's bone covers the CT's: precision, recall and Dice of thresholded HU.

Bambach and Ho (AJNR 2022;43:1172, doi 10.3174/ajnr.A7588) average bone precision and recall over
the thresholds 40 % to 70 % gray of a window 2000 HU wide. That window is taken to be radiology's
bone window of this width, level 500 HU: black is -500 HU, white 1500 HU, and 40 %, 50 %, 60 % and
70 % gray are **300, 500, 700 and 900 HU**. This is an assumption: the text at hand gives no level.

It was checked on a head CT that was blurred and moved until R was 0.86 to 0.89 and MAE 98 to 109
HU, where the study reports R 0.872, MAE 95.6 HU and a Dice of 0.567. The averaged Dice was

* -1000 to 1000 HU (40 % gray is -200 HU: fat and muscle are "bone"): 0.87 to 0.88, far too high;
* -500 to 1500 HU: 0.71 to 0.75, beside 0.78 to 0.81 for bone above 200 HU;
* 0 to 2000 HU (thresholds 800 to 1400 HU: dense cortex only, no spongy bone): 0.23 to 0.36.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.evaluation.figure import Figure, undefined
from SyntheticCTLib.evaluation.masked import inside
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Count
from SyntheticCTLib.hounsfield import BONE_HU, BONE_WINDOW_LEVEL_HU, BONE_WINDOW_WIDTH_HU
from SyntheticCTLib.masks.overlap import dice_of_counts

#: Gray levels of the bone window at which Bambach and Ho cut, 0 black and 1 white.
GRAY_LEVELS = (0.4, 0.5, 0.6, 0.7)

#: Thresholds of the precision, recall and Dice curve, HU.
CURVE_THRESHOLDS_HU = tuple(float(threshold) for threshold in range(100, 1300, 100))


@dataclass(frozen=True)
class BoneOverlap(Record):
    """Voxels above one threshold in the sCT, in the CT, and in both.

    Attributes:
        threshold_hu: a voxel is bone above this, HU.
        sct_voxels: bone voxels of the sCT.
        ct_voxels: bone voxels of the CT.
        common_voxels: voxels that are bone in both.
    """

    DERIVED = ("precision", "recall", "dice")

    threshold_hu: float
    sct_voxels: Count
    ct_voxels: Count
    common_voxels: Count

    def __post_init__(self) -> None:
        if self.common_voxels > min(self.sct_voxels, self.ct_voxels):
            raise ValueError(
                f"{self.common_voxels} voxels cannot be bone in both images where "
                f"{self.sct_voxels} are in the sCT and {self.ct_voxels} in the CT"
            )

    @property
    def precision(self) -> float | None:
        """Share of the sCT's bone that is bone in the CT; None when the sCT has no bone."""
        return self.common_voxels / self.sct_voxels if self.sct_voxels else None

    @property
    def recall(self) -> float | None:
        """Share of the CT's bone that is bone in the sCT; None when the CT has no bone."""
        return self.common_voxels / self.ct_voxels if self.ct_voxels else None

    @property
    def dice(self) -> float | None:
        """Twice the common bone over the sum of both; None when neither image has bone."""
        return dice_of_counts(self.common_voxels, self.sct_voxels, self.ct_voxels)


def gray_to_hu(gray: float) -> float:
    """The HU of a gray level (0 black, 1 white) in the bone window."""
    return BONE_WINDOW_LEVEL_HU + (gray - 0.5) * BONE_WINDOW_WIDTH_HU


def bone_overlap_curve(
    sct: np.ndarray,
    ct: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    thresholds_hu: Iterable[float] = CURVE_THRESHOLDS_HU,
) -> list[BoneOverlap]:
    """The overlap of bone at each threshold.

    Args:
        sct: synthetic CT, HU, ``[k, j, i]`` or already the voxels of a mask.
        ct: real CT, HU, the same shape.
        mask: voxels that count, the same shape; None for all.
        thresholds_hu: a voxel is bone above this, HU.

    Returns:
        One overlap per threshold, in the order given.

    Raises:
        InputError: the shapes differ.
    """
    synthetic, real = inside(sct, ct, mask)
    return [_overlap(synthetic, real, threshold) for threshold in thresholds_hu]


def bone_dice(
    sct: np.ndarray,
    ct: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    threshold_hu: float = BONE_HU,
) -> Figure:
    """Dice of the voxels above one threshold; undefined when neither image has such a voxel."""
    name = f"Dice above {threshold_hu:g} HU"
    overlap = bone_overlap_curve(sct, ct, mask, thresholds_hu=[threshold_hu])[0]
    if overlap.dice is None:
        return undefined(name, f"no voxel of either image is above {threshold_hu:g} HU")
    return Figure(name, overlap.dice)


def windowed_bone_figures(
    sct: np.ndarray, ct: np.ndarray, mask: np.ndarray | None = None
) -> tuple[Figure, Figure, Figure]:
    """Bone precision, recall and Dice averaged over 40 % to 70 % gray of the bone window.

    A threshold at which a ratio has nothing to divide by (an sCT that never gets as bright has no
    precision there) is left out of that ratio's average and named in the figure's note.

    Args:
        sct: synthetic CT, HU, ``[k, j, i]`` or already the voxels of a mask.
        ct: real CT, HU, the same shape.
        mask: voxels that count, the same shape; None for all.

    Returns:
        Precision, recall, Dice; each undefined when no threshold defines it.

    Raises:
        InputError: the shapes differ.
    """
    thresholds = [gray_to_hu(gray) for gray in GRAY_LEVELS]
    curve = bone_overlap_curve(sct, ct, mask, thresholds_hu=thresholds)
    return (
        _average("bone precision", curve, lambda overlap: overlap.precision, "the sCT has"),
        _average("bone recall", curve, lambda overlap: overlap.recall, "the CT has"),
        _average("bone Dice", curve, lambda overlap: overlap.dice, "sCT and CT have"),
    )


def _overlap(synthetic: np.ndarray, real: np.ndarray, threshold: float) -> BoneOverlap:
    sct_bone, ct_bone = synthetic > threshold, real > threshold
    counts = (np.count_nonzero(bone) for bone in (sct_bone, ct_bone, sct_bone & ct_bone))
    return BoneOverlap(float(threshold), *(int(count) for count in counts))


def _average(
    name: str,
    curve: list[BoneOverlap],
    ratio: Callable[[BoneOverlap], float | None],
    owner: str,
) -> Figure:
    values = [value for overlap in curve if (value := ratio(overlap)) is not None]
    if not values:
        return undefined(name, f"{owner} no voxel above {curve[0].threshold_hu:g} HU")
    note = "mean over " + _thresholds(overlap for overlap in curve if ratio(overlap) is not None)
    if len(values) < len(curve):
        left_out = _thresholds(overlap for overlap in curve if ratio(overlap) is None)
        note += f"; without {left_out}, above which {owner} no voxel"
    return Figure(name, float(np.mean(values)), note=note)


def _thresholds(curve: Iterable[BoneOverlap]) -> str:
    return ", ".join(f"{overlap.threshold_hu:g}" for overlap in curve) + " HU"
