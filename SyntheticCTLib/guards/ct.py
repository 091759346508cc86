"""What speaks against a CT as the input of a model that makes MR from CT."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.guards import gate_words, words
from SyntheticCTLib.guards.hu_values import value_doubt, value_fault
from SyntheticCTLib.guards.input_guard import GuardWarning, InputGuard
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


def contrast_agent(volume: Volume) -> str:
    """The contrast medium that a header names; empty where it names none."""
    return str(volume.metadata.get(_CONTRAST_KEY) or "").strip()


def _no_ct(volume: Volume, found: Kind | None) -> GuardWarning | None:
    """Why an image is refused where a CT is wanted: no network could read its values."""
    if found is CBCT:
        return GuardWarning("modality", words.cone_beam_for_ct(volume), refuses=True)
    if found not in (None, CT):
        return GuardWarning("modality", words.another_than_ct(volume, found), refuses=True)
    if (fault := value_fault(volume)) is not None:
        sentence = gate_words.refused(volume.called("CT"), fault)
        return GuardWarning("calibration", sentence, refuses=True)
    return None


def _doubts(volume: Volume, _found: Kind | None) -> list[GuardWarning]:
    """Values that may be no HU, metal and contrast medium in a CT."""
    doubts = []
    if (doubt := value_doubt(volume)) is not None:
        sentence = gate_words.doubted(volume.called("CT"), doubt)
        doubts.append(GuardWarning("calibration", sentence))
    bright = float(np.count_nonzero(volume.array > _METAL_HU) * np.prod(volume.spacing) / 1000)
    if bright > _METAL_ML:
        doubts.append(GuardWarning("metal", words.metal(bright, _METAL_HU)))
    if agent := contrast_agent(volume):
        doubts.append(GuardWarning("contrast-medium", words.contrast_medium_named(agent)))
    elif (piece := largest_enhanced_ml(volume)) > ENHANCED_ML:
        said = words.contrast_medium_seen(piece, ENHANCED_HU)
        doubts.append(GuardWarning("contrast-medium", said))
    return doubts


CT_GUARD = InputGuard(CT, refusal=_no_ct, doubts=_doubts)
