"""What speaks against a CT as the input of a model that makes MR from CT."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.guards.input_guard import GuardWarning, InputGuard
from SyntheticCTLib.hounsfield import WATER_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.contrast_medium import (
    ENHANCED_HU,
    ENHANCED_ML,
    largest_enhanced_ml,
)
from SyntheticCTLib.preprocessing.kinds import CBCT, CT, Kind

#: Brighter than any bone: the densest cortex of the 42 CTs of the Soft-tissue-Sarcoma pairs without
#: metal has 1616 HU, and sharper scans 2200. In the two with metal 0.1 and 0.5 ml are above.
_METAL_HU = 2500.0
_METAL_ML = 0.05

#: The header's own word for contrast medium.
_CONTRAST_KEY = "dicom:ContrastBolusAgent"


def is_in_hounsfield(volume: Volume) -> bool:
    """Whether something lies below water, as fat and air do in every CT."""
    return float(np.percentile(volume.array, 1)) < WATER_HU


def _no_ct(volume: Volume, found: Kind | None) -> GuardWarning | None:
    """Why an image is refused where a CT is wanted: no network could read its values."""
    values = f"values from {float(volume.array.min()):g} to {float(volume.array.max()):g}"
    if found is CBCT:
        return GuardWarning(
            "modality",
            f"The model was made for CT, but this looks like a CBCT ({values}): its HU are not "
            "those of a CT; correct it first with a model from CBCT to CT.",
            refuses=True,
        )
    if found is None or (found is CT and is_in_hounsfield(volume)):
        return None
    seen = "is not in HU" if found is CT else f"looks like {found.article}"
    return GuardWarning(
        "calibration" if found is CT else "modality",
        f"The model was made for CT, but this {seen} ({values}, nothing below 0 as fat and air "
        "are). If it is a CT that is stored from 0 to 4095, subtract 1024 first.",
        refuses=True,
    )


def _doubts(volume: Volume, _found: Kind | None) -> list[GuardWarning]:
    """Metal and contrast medium in a CT in HU."""
    doubts = []
    bright = float(np.count_nonzero(volume.array > _METAL_HU) * np.prod(volume.spacing) / 1000)
    if bright > _METAL_ML:
        doubts.append(
            GuardWarning(
                "metal",
                f"{bright:.2g} ml are brighter than {_METAL_HU:g} HU, as only metal is: the "
                "synthetic image is wrong where its streaks lie.",
            )
        )
    if agent := str(volume.metadata.get(_CONTRAST_KEY) or "").strip():
        doubts.append(_enhanced(f"The header names a contrast medium ({agent})"))
    elif (piece := largest_enhanced_ml(volume)) > ENHANCED_ML:
        doubts.append(
            _enhanced(
                f"{piece:.0f} ml in one piece are brighter than {ENHANCED_HU:g} HU and no bone, "
                "as contrast medium makes vessels, bladder and bowel"
            )
        )
    return doubts


def _enhanced(reason: str) -> GuardWarning:
    return GuardWarning(
        "contrast-medium",
        f"{reason}: the model was made for CTs without, and takes it for another tissue.",
    )


CT_GUARD = InputGuard(CT, refusal=_no_ct, doubts=_doubts)
