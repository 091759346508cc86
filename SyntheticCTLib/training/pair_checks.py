"""What is wrong with the two images of a pair, in sentences that name the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import WATER_HU
from SyntheticCTLib.modality import guess_modality
from SyntheticCTLib.validation import check_mr, check_volume
from SyntheticCTLib.volume import Volume


def check_images(
    mr_path: Path, mr: Volume, ct_path: Path, ct: Volume, modality: str = "MR"
) -> None:
    """Check the images of one pair, whatever their grids.

    Args:
        mr_path, mr: the MR or, with the modality "CBCT", the cone-beam CT in any grey values.
        ct_path, ct: the CT in HU.

    Raises:
        InputError: an image holds NaN or one value only, an MR stands where the CT should be or the
            reverse, or the CT is not in HU. The text names the file.
    """
    _check(mr_path, mr, check_mr if modality == "MR" else check_volume)
    _check(ct_path, ct, check_volume)
    in_hu = float(np.percentile(ct.array, 1)) < WATER_HU  # fat and air are in every CT
    mr_is_ct = modality == "MR" and guess_modality(mr) in ("CT", "CBCT")
    if mr_is_ct and not in_hu:
        raise InputError(
            f"{mr_path} looks like a CT (lowest value {mr.array.min():.0f}) and {ct_path} does "
            "not: the two are swapped; rename them."
        )
    if mr_is_ct:
        raise InputError(
            f"{mr_path} has values down to {mr.array.min():.0f}, as only a CT has: give the MR."
        )
    if not in_hu:
        raise InputError(
            f"{ct_path} is not a CT in HU: its values go from {ct.array.min():.0f} to "
            f"{ct.array.max():.0f}, without fat or air below 0. If it is stored from 0 to 4095, "
            "subtract 1024 first."
        )


def _check(path: Path, volume: Volume, check: Callable[[Volume], None]) -> None:
    try:
        check(volume)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
