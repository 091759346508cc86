"""Labels as a DICOM Segmentation (SEG): a binary segment for each, with codes and colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes

from SyntheticCTLib.dicom.highdicom_library import highdicom, in_study, new_series, plain_headers
from SyntheticCTLib.dicom.objects import coded
from SyntheticCTLib.dicom.options import UUID_ROOT
from SyntheticCTLib.dicom.segments import (
    UNKNOWN,
    algorithm_of,
    dicom_code,
    drawn,
    labels_on,
    present,
    terminology_of,
)
from SyntheticCTLib.dicom.study_context import StudyContext
from SyntheticCTLib.dicom.uids import new_uid
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.segmentation.labels import Label, Segmentation

_NETWORK = codes.DCM.ArtificialIntelligence

#: Families of what draws labels, by its name; any other is a network.
_FAMILIES = {
    "HU limits": codes.DCM.MorphologicalOperations,
    "bone by HU, parted by shape": codes.DCM.MorphologicalOperations,
    UNKNOWN: codes.DCM.ManualProcessing,
}


def segmentation_object(
    segmentation: Segmentation, context: StudyContext, *, uid_root: str = UUID_ROOT
) -> Dataset:
    """The labels that occur, as one object on the slices of a series.

    Args:
        segmentation: labels; on another grid the nearest one is taken for each voxel.
        context: of the series that was segmented.
        uid_root: what new UIDs begin with.

    Raises:
        InputError: there is no such series, no label on its slices, or it is in several files of
            several frames each.
        ResourceError: highdicom is not installed.
    """
    hd = highdicom()
    if len(context.headers) > 1 and any(item.frame is not None for item in context.slices):
        raise InputError(
            f"The series consists of {len(context.headers)} files of several frames each, which a "
            "segmentation cannot refer to: write a structure set (--as rtstruct), or name the "
            "synthetic series with --like."
        )
    array = labels_on(segmentation, context)
    labels = present(segmentation, array)
    numbers = np.zeros(int(array.max()) + 1, np.uint16)
    for number, label in enumerate(labels, 1):
        numbers[label.value] = number
    name, version, parameters = algorithm_of(segmentation.record)
    family = _FAMILIES.get(name, _NETWORK)
    algorithm = hd.AlgorithmIdentificationSequence(
        name, family, version, parameters=parameters or None
    )
    wide, high, apart = context.grid.spacing
    made: Dataset = hd.seg.Segmentation(
        source_images=plain_headers(context),
        pixel_array=numbers[array],
        segmentation_type="BINARY",
        segment_descriptions=[
            _described(hd, number, label, (drawn(segmentation.record), algorithm), uid_root)
            for number, label in enumerate(labels, 1)
        ],
        **new_series(context, "Segmentation", uid_root),
        content_label="SEGMENTATION",
        content_description=f"Labels: {name}"[:64],
        pixel_measures=hd.PixelMeasuresSequence((high, wide), apart, apart),
        plane_orientation=hd.PlaneOrientationSequence("PATIENT", context.orientation),
        plane_positions=[hd.PlanePositionSequence("PATIENT", at) for at in context.positions],
    )
    return in_study(made, context)


def _described(
    hd: Any, number: int, label: Label, by: tuple[str, Sequence], uid_root: str
) -> Dataset:
    about = terminology_of(label)
    segment: Dataset = hd.seg.SegmentDescription(
        number,
        label.name[:64],
        dicom_code(about.category),
        dicom_code(about.type),
        *by,
        tracking_uid=new_uid(uid_root),
        tracking_id=label.name[:64],
        anatomic_regions=None if about.region is None else [dicom_code(about.region)],
        display_color=hd.color.CIELabColor.from_rgb(*label.color),
    )
    if about.modifier is not None:
        kind = segment.SegmentedPropertyTypeCodeSequence[0]
        modifier = coded(dicom_code(about.modifier))
        kind.SegmentedPropertyTypeModifierCodeSequence = modifier
    if about.region is not None and about.region_modifier is not None:
        region = segment.AnatomicRegionSequence[0]
        region.AnatomicRegionModifierSequence = coded(dicom_code(about.region_modifier))
    return segment
