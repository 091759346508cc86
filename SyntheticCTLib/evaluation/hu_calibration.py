"""How far a cone-beam CT's grey values are from HU, tissue by tissue, before and after a model."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.guards.gate import check_cone_beam, check_ct
from SyntheticCTLib.hounsfield import (
    BONE_HU,
    FAT_HIGHEST_HU,
    FAT_LOWEST_HU,
    LUNG_LOWEST_HU,
    TissueRange,
)
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import erode
from SyntheticCTLib.preprocessing.cone_beam import cone_beam_field_of_view

#: Muscle ends here, HU; up to bone lie enhanced vessels and mixtures.
_MUSCLE_HIGHEST_HU = 150.0

#: The tissues of the report: ``lowest < HU <= highest``.
CALIBRATION_TISSUES = (
    TissueRange("air", -math.inf, LUNG_LOWEST_HU),
    TissueRange("fat", FAT_LOWEST_HU, FAT_HIGHEST_HU),
    TissueRange("muscle", FAT_HIGHEST_HU, _MUSCLE_HIGHEST_HU),
    TissueRange("bone", BONE_HU, math.inf),
)

#: Voxels this near to another tissue, mm, share it with that one and are left out, if enough stay.
_RIM_MM = 2.0
_FEWEST_VOXELS = 100


@dataclass(frozen=True)
class CalibrationRow:
    """One tissue. Numbers are HU (before: the CBCT's own numbers); None where undefined.

    Attributes:
        tissue: its name.
        voxels: how many were looked at.
        before, after: median in the CBCT, and in the synthetic CT.
        reference: median in the reference CT.
        mae_before, mae_after: mean absolute difference from the reference.
    """

    tissue: str
    voxels: int
    before: float | None
    after: float | None
    reference: float | None
    mae_before: float | None
    mae_after: float | None


@dataclass(frozen=True)
class HuCalibration:
    """The report.

    Attributes:
        defined_by: the image whose HU say which tissue a voxel is: "reference" or "synthetic CT".
        rows: one for each tissue.
        warnings: what was forced.
    """

    defined_by: str
    rows: list[CalibrationRow]
    warnings: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """In JSON's own types."""
        return asdict(self)


def hu_calibration(
    cbct: Volume, sct: Volume, reference: Volume | None = None, *, force: bool = False
) -> HuCalibration:
    """HU of air, fat, muscle and bone in a CBCT and in the synthetic CT made of it.

    Only the CBCT's field of view counts. Without a reference the synthetic CT says what is what,
    so its own numbers are then right by definition of their range, and only "before" tells much.

    Args:
        cbct: grey values as they were read, array ``[k, j, i]``.
        sct: synthetic CT on the same grid.
        reference: real CT on the same grid, or None.
        force: take the images for what they do not look like, see ``guards.gate``.

    Raises:
        InputError: the grids differ, or an image is not what it has to be.
    """
    for name, image in (("synthetic CT", sct), ("reference", reference)):
        if image is not None and not image.grid.same(cbct.grid):
            raise InputError(f"The {name} is not on the CBCT's grid: bring it there first.")
    forced = [*check_cone_beam(cbct, force=force), *check_ct(sct, "synthetic CT", force=force)]
    if reference is not None:
        forced += check_ct(reference, "reference", real=True, force=force)
    seen = cone_beam_field_of_view(cbct)
    judge = sct if reference is None else reference
    rows = [_row(tissue, judge, seen, cbct, sct, reference) for tissue in CALIBRATION_TISSUES]
    defined_by = "synthetic CT" if reference is None else "reference"
    return HuCalibration(defined_by, rows, forced)


def _row(
    tissue: TissueRange,
    judge: Volume,
    seen: np.ndarray,
    cbct: Volume,
    sct: Volume,
    reference: Volume | None,
) -> CalibrationRow:
    chosen = (judge.array > tissue.lowest) & (judge.array <= tissue.highest) & seen
    inner = erode(chosen, judge.spacing, _RIM_MM)
    if inner.sum() >= _FEWEST_VOXELS:
        chosen = inner
    before, after = cbct.array[chosen].astype(float), sct.array[chosen].astype(float)
    if before.size == 0:
        return CalibrationRow(tissue.name, 0, None, None, None, None, None)
    truth = None if reference is None else reference.array[chosen].astype(float)
    return CalibrationRow(
        tissue.name,
        int(before.size),
        float(np.median(before)),
        float(np.median(after)),
        None if truth is None else float(np.median(truth)),
        None if truth is None else float(np.abs(before - truth).mean()),
        None if truth is None else float(np.abs(after - truth).mean()),
    )
