"""What speaks against an image as the input of a model for cone-beam CTs of linacs."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.guards import words
from SyntheticCTLib.guards.calibrated_ct import tissues_of_ct
from SyntheticCTLib.guards.ct import contrast_agent
from SyntheticCTLib.guards.input_guard import GuardWarning, InputGuard
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.cone_beam import calibrate
from SyntheticCTLib.preprocessing.kinds import CBCT, CT, MR, Kind

#: Dental and ENT cone beams have voxels this fine, and fields this narrow, mm; a linac's voxels are
#: about 1 mm and its narrowest field is about 250 mm wide (Kaasalainen et al., Phys Med 88:193,
#: 2021, give voxels of 0.08 to 0.4 mm for dental scanners).
_DENTAL_VOXEL_MM = 0.45
_DENTAL_FIELD_MM = 200.0

#: How C-arms name themselves: modality, or words in the names of series and scanner.
_C_ARM_MODALITIES = ("XA", "RF")
_C_ARM_WORDS = (
    "dynact",
    "xperct",
    "innova",
    "artis",
    "allura",
    "azurion",
    "o-arm",
    "ziehm",
    "cios",
)
_DENTAL_WORDS = ("dental", "dvt", "i-cat", "newtom", "planmeca", "promax", "accuitomo", "orthophos")

_NAMES = ("SeriesDescription", "StudyDescription", "ProtocolName", "ManufacturerModelName")


def _doubts(volume: Volume, found: Kind | None) -> list[GuardWarning]:
    """Reasons for doubt.

    * "scanner": a dental cone beam or an interventional C-arm, by its names or voxels and field.
    * "calibration": no air in view to find the grey scale by; or air, fat and soft tissue where a
      calibrated CT has them.
    * "contrast-medium": the header names one.
    """
    calibrated = calibrate(volume)
    kind = _untested_kind(volume, calibrated.field_of_view)
    doubts = []
    if kind:
        doubts.append(GuardWarning("scanner", words.untested_scanner(kind)))
    if not calibrated.scale.has_air:
        doubts.append(GuardWarning("calibration", words.NOT_CALIBRATED))
    elif found is CT and (tissues := tissues_of_ct(volume)) is not None:
        sentence = words.already_a_ct(tissues.air_hu, tissues.fat_hu, tissues.soft_hu)
        doubts.append(GuardWarning("calibration", sentence))
    if agent := contrast_agent(volume):
        doubts.append(GuardWarning("contrast-medium", words.contrast_medium_in_cbct(agent)))
    return doubts


def _untested_kind(volume: Volume, seen: np.ndarray) -> str | None:
    text = " ".join(str(volume.metadata.get(f"dicom:{name}", "")) for name in _NAMES).lower()
    modality = str(volume.metadata.get("modality") or "").upper()
    if any(word in text for word in _DENTAL_WORDS):
        return "a dental cone-beam CT"
    if modality in _C_ARM_MODALITIES or any(word in text for word in _C_ARM_WORDS):
        return "a scan by an interventional C-arm"
    across = to_orientation(volume.with_array(seen), "LPS")
    width = max(
        float(np.ptp(np.flatnonzero(across.array.any(axis=axes)))) * across.spacing[axis]
        for axis, axes in ((0, (0, 1)), (1, (0, 2)))
    )
    if max(volume.spacing) <= _DENTAL_VOXEL_MM and width < _DENTAL_FIELD_MM:
        return (
            f"a dental cone-beam CT or one of an interventional C-arm (voxels of "
            f"{max(volume.spacing):.2g} mm, a field {width:.0f} mm wide)"
        )
    return None


def _mr_by_name(volume: Volume, found: Kind | None) -> GuardWarning | None:
    """An MR that says so; values alone do not tell one from a CBCT whose numbers begin at 0."""
    if found is not MR or str(volume.metadata.get("modality") or "").upper() != MR.name:
        return None
    return GuardWarning("modality", words.other_kind(volume, MR, CBCT), refuses=True)


CBCT_GUARD = InputGuard(CBCT, takes=(CT,), refusal=_mr_by_name, doubts=_doubts)
