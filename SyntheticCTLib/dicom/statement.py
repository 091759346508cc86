"""What new objects say of themselves: what they are, and how they were made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes

from SyntheticCTLib import __version__
from SyntheticCTLib.dicom.objects import coded
from SyntheticCTLib.dicom.patient_modules import copied
from SyntheticCTLib.synthesis.record import SynthesisRecord
from SyntheticCTLib.versions import PROGRAM

MANUFACTURER = "SyntheticCT"

#: Goes into the name of every series: it is what viewers and lists show.
NOT_FOR_CLINICAL_USE = "NOT FOR CLINICAL USE"

#: DICOM's limits of a short (ST) and of a line of text (LO), characters.
_LONGEST_TEXT, _LONGEST_LINE = 1024, 64

_MACHINE = (
    "Manufacturer",
    "InstitutionName",
    "StationName",
    "ManufacturerModelName",
    "DeviceSerialNumber",
    "SoftwareVersions",
)


def add_equipment(
    dataset: Dataset, source: Dataset | None, record: SynthesisRecord | None, moment: datetime
) -> None:
    """Say which program wrote an object, and which machine's images it was made from.

    Args:
        dataset: the object.
        source: a header of the images; None for none.
        record: how a synthetic image was made; None for what is not synthetic.
        moment: of the work.
    """
    dataset.Manufacturer = MANUFACTURER
    dataset.ManufacturerModelName = MANUFACTURER
    dataset.DeviceSerialNumber = "1"
    dataset.SoftwareVersions = _software(record)
    equipment = [_own_contribution(record, moment)]
    machine = Dataset() if source is None else copied(source, _MACHINE)
    if machine.get("Manufacturer"):
        machine.PurposeOfReferenceCodeSequence = coded(codes.DCM.AcquisitionEquipment)
        equipment.append(machine)
    dataset.ContributingEquipmentSequence = Sequence(equipment)


def add_algorithm(dataset: Dataset, record: SynthesisRecord) -> None:
    """Say which network made the values, and that they are synthetic."""
    algorithm = Dataset()
    algorithm.AlgorithmFamilyCodeSequence = coded(codes.DCM.ArtificialIntelligence)
    algorithm.AlgorithmName = _line(record.model.id)
    algorithm.AlgorithmVersion = _line(record.model.version or "unknown")
    algorithm.AlgorithmSource = MANUFACTURER
    algorithm.AlgorithmParameters = _hashes(record)
    say_synthetic(dataset)
    dataset.DerivationAlgorithmSequence = Sequence([algorithm])


def say_synthetic(dataset: Dataset) -> None:
    """Say that an object is synthetic; what is made of a synthetic one is, too (PS3.3, C.12.1)."""
    dataset.SyntheticData = "YES"


def derivation(record: SynthesisRecord | None, forced: Iterable[str] = ()) -> str:
    """One paragraph on how an image was made, and what was overruled to write it."""
    if record is None:
        made = f"Written by {PROGRAM}. How it was made is not recorded."
    else:
        made = (
            f"{record.statement} Model {record.model.id} {record.model.version}, "
            f"{_hashes(record)}. "
            f"SyntheticCT {record.versions.get('SyntheticCT') or __version__}."
        )
    return _ascii(" ".join([*forced, made]))[:_LONGEST_TEXT]


def series_description(modality: str, record: SynthesisRecord | None, part: str = "") -> str:
    """What lists of series show.

    Args:
        modality: "CT" or "MR".
        record: of the synthesis; None for what is not known to be synthetic.
        part: what of several samples it is, "" for the image itself.
    """
    kind = f"Derived {modality}" if record is None else f"Synthetic {modality}"
    return " - ".join(filter(None, (kind, part, NOT_FOR_CLINICAL_USE)))


def _own_contribution(record: SynthesisRecord | None, moment: datetime) -> Dataset:
    own = Dataset()
    synthetic = codes.DCM.SynthesizingEquipment, codes.DCM.ProcessingEquipment
    own.PurposeOfReferenceCodeSequence = coded(synthetic[0 if record else 1])
    own.Manufacturer = own.ManufacturerModelName = MANUFACTURER
    own.SoftwareVersions = _software(record)
    own.ContributionDateTime = moment.strftime("%Y%m%d%H%M%S")
    own.ContributionDescription = derivation(record)
    return own


def _software(record: SynthesisRecord | None) -> list[str]:
    made_by = [] if record is None else [_line(f"{record.model.id} {record.model.version}")]
    return [PROGRAM, *made_by]


def _hashes(record: SynthesisRecord) -> str:
    words = [f"weights SHA-256 {record.model.sha256 or 'unknown'}"]
    if record.model.refinement_sha256:
        words.append(f"of the second stage {record.model.refinement_sha256}")
    return ", ".join(words)


def _line(words: str) -> str:
    return _ascii(words).replace("\\", "/")[:_LONGEST_LINE].strip()


def _ascii(words: str) -> str:
    """Letters that any character set of a study has."""
    return words.encode("ascii", "replace").decode()
