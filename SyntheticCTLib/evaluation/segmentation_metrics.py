"""Agreement of two label maps: Dice, HD95 and surface Dice of each class, missing classes named.

Dice and HD95 of a class are those of the SynthRAD2025 challenge (MONAI's). What differs is what is
said of a class that one image lacks: the challenge skips classes that the reference lacks, and its
HD95 leaves out classes that the prediction lacks, which rewards losing a bone. Here both are named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.edge_distance import edge_distances
from SyntheticCTLib.evaluation.figure import Figure, undefined
from SyntheticCTLib.evaluation.grids import check_one_grid
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import SHARE, SIZE, Count
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.overlap import dice_of_counts
from SyntheticCTLib.tolerance import TOLERANCE_MM, surface_dice_at


@dataclass(frozen=True)
class ClassAgreement(Record):
    """One class in the predicted and in the reference label map.

    Attributes:
        label: the class's number.
        name: its name, or the number as text.
        predicted_voxels: voxels of the prediction.
        reference_voxels: voxels of the reference.
        dice: twice the common voxels over the sum; 0 when one image lacks the class.
        hd95: 95th percentile of the Hausdorff distance, mm; undefined when one image lacks it.
        surface_dice: share of both edges within the tolerance; 0 when one image lacks the class.
    """

    label: int
    name: str
    predicted_voxels: Count
    reference_voxels: Count
    dice: Annotated[Figure, SHARE]
    hd95: Annotated[Figure, SIZE]
    surface_dice: Annotated[Figure, SHARE]


@dataclass(frozen=True)
class SegmentationAgreement(Record):
    """All classes of two label maps.

    Attributes:
        classes: every class that one of the two has, by number.
        missing: names of classes that the reference has and the prediction lacks.
        extra: names of classes that the prediction has and the reference lacks.
        dice: mean over the reference's classes, a missing one counting 0 (the challenge's).
        hd95: mean over the classes that both have, mm; its note counts the missing ones.
        surface_dice: mean over the reference's classes, a missing one counting 0.
    """

    classes: list[ClassAgreement]
    missing: list[str]
    extra: list[str]
    dice: Annotated[Figure, SHARE]
    hd95: Annotated[Figure, SIZE]
    surface_dice: Annotated[Figure, SHARE]


def segmentation_agreement(
    predicted: Volume,
    reference: Volume,
    *,
    names: Mapping[int, str] | None = None,
    tolerance_mm: float = TOLERANCE_MM,
) -> SegmentationAgreement:
    """Compare two label maps class by class.

    Args:
        predicted: label map of the sCT, whole numbers, 0 is background.
        reference: label map of the CT, on the same grid.
        names: names of classes; a class without one is called by its number.
        tolerance_mm: tolerance of the surface Dice, mm.

    Returns:
        Every class, and the means.

    Raises:
        InputError: the grids differ, or the values are not whole numbers.
    """
    check_one_grid(predicted, reference, "reference segmentation")
    present = sorted((_labels_of(predicted) | _labels_of(reference)) - {0})
    classes = [
        _class_agreement(predicted, reference, label, (names or {}).get(label), tolerance_mm)
        for label in present
    ]
    return _summary(classes, tolerance_mm)


def _labels_of(volume: Volume) -> set[int]:
    labels = np.unique(volume.array)
    if not np.array_equal(labels, np.round(labels)):
        odd = labels[labels != np.round(labels)][0]
        raise InputError(f"A segmentation holds whole numbers; this one has {odd}.")
    return {int(label) for label in labels}


def _class_agreement(
    predicted: Volume, reference: Volume, label: int, name: str | None, tolerance_mm: float
) -> ClassAgreement:
    first, second = predicted.array == label, reference.array == label
    counts = int(np.count_nonzero(first)), int(np.count_nonzero(second))
    common = int(np.count_nonzero(first & second))
    surface_name = surface_dice_at(tolerance_mm)
    if all(counts):
        distances = edge_distances(first, second, reference.spacing)
        hd95 = Figure("HD95", distances.percentile(95), "mm")
        surface_dice = Figure(surface_name, distances.share_within(tolerance_mm))
    else:
        owner = "predicted" if not counts[0] else "reference"
        hd95 = undefined("HD95", f"the {owner} segmentation lacks this class", "mm")
        surface_dice = Figure(surface_name, 0.0, note=hd95.note)
    dice = Figure("Dice", dice_of_counts(common, *counts))
    return ClassAgreement(label, name or str(label), *counts, dice, hd95, surface_dice)


def _summary(classes: list[ClassAgreement], tolerance_mm: float) -> SegmentationAgreement:
    known = [found for found in classes if found.reference_voxels]
    missing = [found.name for found in known if not found.predicted_voxels]
    extra = [found.name for found in classes if not found.reference_voxels]
    note = f"{len(missing)} of {len(known)} classes missing" if missing else ""
    surface_name = surface_dice_at(tolerance_mm)
    if not known:
        reason = "the reference segmentation has none of the classes"
        means = (
            undefined("Dice", reason),
            undefined("HD95", reason, "mm"),
            undefined(surface_name, reason),
        )
    else:
        means = (
            _mean("Dice", [found.dice for found in known], note),
            _mean("HD95", [found.hd95 for found in known], note, unit="mm"),
            _mean(surface_name, [found.surface_dice for found in known], note),
        )
    return SegmentationAgreement(classes, missing, extra, *means)


def _mean(name: str, figures: list[Figure], note: str, *, unit: str = "") -> Figure:
    """Mean of the figures that are defined; undefined when none is."""
    values = [figure.value for figure in figures if figure.value is not None]
    if not values:
        return undefined(name, note, unit)
    return Figure(name, float(np.mean(values)), unit, note)
