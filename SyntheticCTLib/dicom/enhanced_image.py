"""A volume as one object of many frames: Enhanced CT or Enhanced MR Image Storage."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code
from pydicom.uid import EnhancedCTImageStorage, EnhancedMRImageStorage

from SyntheticCTLib.dicom.body_parts import region_of
from SyntheticCTLib.dicom.objects import coded, decimal, reference_to, slice_reference
from SyntheticCTLib.dicom.study_context import SliceReference, StudyContext
from SyntheticCTLib.dicom.uids import new_uid
from SyntheticCTLib.dicom.voxels import scale_of, stored_numbers

#: DICOM's list of derivations (CID 7203) has none for it.
_SYNTHESIS = Code("image-synthesis", "99SYNTHETICCT", "Image synthesis")

#: A frame's type; its second value has this one alone (DICOM PS3.3, C.8.16.1).
_FRAME_TYPE = ["DERIVED", "PRIMARY", "VOLUME", "NONE"]

_STACK = "1"


def enhanced_image(
    common: Dataset, array: np.ndarray, context: StudyContext, modality: str, uid_root: str
) -> Dataset:
    """All slices in one object.

    Args:
        common: what an image of any kind says of patient, study, series and how it was made.
        array: whole numbers [k, j, i], see ``voxels.on_slices``.
        context: of the slices.
        modality: "CT" or "MR".
        uid_root: what new UIDs begin with.
    """
    image = Dataset()
    image.update(common)
    image.SOPClassUID = EnhancedCTImageStorage if modality == "CT" else EnhancedMRImageStorage
    image.SOPInstanceUID, image.InstanceNumber = new_uid(uid_root), 1
    image.ImageType = _FRAME_TYPE
    image.ContentQualification = "RESEARCH"
    image.PresentationLUTShape = "IDENTITY"
    image.AcquisitionContextSequence = Sequence()
    image.update(_look(modality))
    if modality == "MR":  # one must be named, and this is how to say that nothing was done
        image.ApplicableSafetyStandardAgency = "IEC"
        image.ApplicableSafetyStandardDescription = "None: synthetic, nobody was scanned"
    if "Laterality" in image:
        del image.Laterality  # each frame has its own, and then the series must have none
    image.NumberOfFrames = len(array)
    _add_dimensions(image, uid_root)
    if context.slices:
        image.SourceImageEvidenceSequence = Sequence([_evidence(context)])
    image.SharedFunctionalGroupsSequence = Sequence(
        [_shared(common, array, context, modality, uid_root)]
    )
    image.PerFrameFunctionalGroupsSequence = Sequence(_frames(context, len(array)))
    image.PixelData = stored_numbers(array, modality).tobytes()
    return image


def _look(modality: str) -> Dataset:
    """What the pixels are, said of the image and of its frames."""
    said = Dataset()
    said.PixelPresentation, said.VolumetricProperties = "MONOCHROME", "VOLUME"
    said.VolumeBasedCalculationTechnique = "NONE"
    if modality == "MR":
        said.ComplexImageComponent, said.AcquisitionContrast = "MAGNITUDE", "UNKNOWN"
    return said


def _add_dimensions(image: Dataset, uid_root: str) -> None:
    """Frames are counted along one axis, that of the stack."""
    organization = Dataset()
    organization.DimensionOrganizationUID = new_uid(uid_root)
    image.DimensionOrganizationSequence = Sequence([organization])
    image.DimensionOrganizationType = "3D"
    items = []
    for pointer, words in ((0x00209056, "Stack ID"), (0x00209057, "In-Stack Position Number")):
        item = Dataset()
        item.DimensionOrganizationUID = organization.DimensionOrganizationUID
        item.DimensionIndexPointer, item.FunctionalGroupPointer = pointer, 0x00209111
        item.DimensionDescriptionLabel = words
        items.append(item)
    image.DimensionIndexSequence = Sequence(items)


def _shared(
    common: Dataset, array: np.ndarray, context: StudyContext, modality: str, uid_root: str
) -> Dataset:
    """Functional groups that all frames have in common."""
    groups = Dataset()
    wide, high, apart = context.grid.spacing
    measures = Dataset()
    measures.PixelSpacing = [decimal(high), decimal(wide)]
    measures.SliceThickness = measures.SpacingBetweenSlices = decimal(apart)
    groups.PixelMeasuresSequence = Sequence([measures])
    plane = Dataset()
    plane.ImageOrientationPatient = [decimal(cosine) for cosine in context.orientation]
    groups.PlaneOrientationSequence = Sequence([plane])
    anatomy = Dataset()
    region, anatomy.FrameLaterality = region_of(common)
    anatomy.AnatomicRegionSequence = coded(region)
    groups.FrameAnatomySequence = Sequence([anatomy])
    scale = scale_of(array, modality)
    values = Dataset()
    values.RescaleIntercept, values.RescaleSlope = scale.get("RescaleIntercept", 0), 1
    values.RescaleType = scale.get("RescaleType", "US")
    groups.PixelValueTransformationSequence = Sequence([values])
    window = Dataset()
    window.WindowCenter, window.WindowWidth = scale.WindowCenter, scale.WindowWidth
    if modality == "CT":
        window.WindowCenterWidthExplanation = ["SOFT_TISSUE", "BONE"]  # here it is a term
        groups.IrradiationEventIdentificationSequence = Sequence([_event(uid_root)])
    groups.FrameVOILUTSequence = Sequence([window])
    kind = _look(modality)
    kind.FrameType = _FRAME_TYPE
    setattr(groups, f"{modality}ImageFrameTypeSequence", Sequence([kind]))
    return groups


def _event(uid_root: str) -> Dataset:
    """An enhanced CT must name an irradiation event: a new one, which no dose report knows."""
    event = Dataset()
    event.IrradiationEventUID = new_uid(uid_root)
    return event


def _frames(context: StudyContext, count: int) -> Iterator[Dataset]:
    """Functional groups of each frame: which it is, where it lies, what it was made from."""
    for k in range(count):
        frame, content, place = Dataset(), Dataset(), Dataset()
        content.StackID, content.InStackPositionNumber = _STACK, k + 1
        content.DimensionIndexValues = [1, k + 1]
        frame.FrameContentSequence = Sequence([content])
        place.ImagePositionPatient = [decimal(number) for number in context.positions[k]]
        frame.PlanePositionSequence = Sequence([place])
        if context.slices:
            frame.DerivationImageSequence = Sequence([_derivation(context.slices[k])])
        yield frame


def _derivation(reference: SliceReference) -> Dataset:
    source = slice_reference(reference)
    source.SpatialLocationsPreserved = "YES"
    source.PurposeOfReferenceCodeSequence = coded(codes.DCM.SourceImageForImageProcessingOperation)
    derivation = Dataset()
    derivation.DerivationCodeSequence = coded(_SYNTHESIS)
    derivation.SourceImageSequence = Sequence([source])
    return derivation


def _evidence(context: StudyContext) -> Dataset:
    """Every object that a frame was made from, once, in its study and series."""
    sources = {item.instance: item.storage for item in context.slices}
    series = Dataset()
    series.SeriesInstanceUID = context.series_uid
    series.ReferencedSOPSequence = Sequence(
        reference_to(storage, instance) for instance, storage in sources.items()
    )
    study = Dataset()
    study.StudyInstanceUID = context.study.StudyInstanceUID
    study.ReferencedSeriesSequence = Sequence([series])
    return study
