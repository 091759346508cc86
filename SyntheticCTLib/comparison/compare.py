"""Everything that can be said of a synthetic CT beside the real one, in one call."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.comparison.bone_answer import measured, seen_by_both
from SyntheticCTLib.comparison.document import ComparisonDocument, Inputs, Parameters
from SyntheticCTLib.comparison.placement import Placement, place
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.difference import signed_difference
from SyntheticCTLib.evaluation.evaluate import Evaluation, evaluate_region
from SyntheticCTLib.evaluation.grids import check_labels, check_mask, check_one_grid
from SyntheticCTLib.evaluation.hu_bias import JointHistogram, joint_histogram
from SyntheticCTLib.evaluation.scored_region import ScoredRegion, scored_region
from SyntheticCTLib.evaluation.segmentation_metrics import (
    SegmentationAgreement,
    segmentation_agreement,
)
from SyntheticCTLib.evaluation.source_image import SourceImage, source_image
from SyntheticCTLib.guards.gate import check_ct_pair
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.landmarks import LandmarkPairs
from SyntheticCTLib.surface.measure.accuracy import SurfaceCheck
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.record import (
    ImageDescription,
    SynthesisRecord,
    describe_image,
    recorded_source,
)
from SyntheticCTLib.versions import versions


@dataclass(frozen=True, eq=False)
class Comparison:
    """The answer, the images behind it on the sCT's grid, and how it was made.

    Attributes:
        sct: synthetic CT, HU.
        source: the image that it was made from; None when it was not given.
        placement: the CT on the sCT's grid, and how it came there.
        region: bool ``[k, j, i]``, voxels that the image metrics count.
        joint: joint histogram of sCT and CT in the region.
        difference: sCT minus CT in the region, HU, 0 outside it.
        surface: the bone surfaces and the verdict; None when there is none.
        document: every figure, and what it was made of and how.
    """

    sct: Volume
    source: SourceImage | None
    placement: Placement
    region: np.ndarray
    joint: JointHistogram
    difference: Volume
    surface: SurfaceCheck | None
    document: ComparisonDocument

    def __repr__(self) -> str:
        return f"<Comparison: {self.document.verdict.sentence} {self.evaluation!r}>"

    @property
    def evaluation(self) -> Evaluation:
        """The image metrics."""
        return self.document.evaluation

    def to_dict(self) -> dict[str, Any]:
        """Every figure as JSON types."""
        return self.document.to_dict()


@takes_keywords
def compare(
    sct: Volume,
    ct: Volume,
    options: AccuracyOptions = AccuracyOptions(),
    *,
    mask: Volume | None = None,
    registration: str | Path | sitk.Transform | LandmarkPairs | Placement | None = None,
    start: str | Path | sitk.Transform | None = None,
    source: Volume | None = None,
    source_modality: str | None = None,
    labels: Volume | None = None,
    sct_labels: Volume | None = None,
    names: Mapping[int, str] | None = None,
    provenance: SynthesisRecord | None = None,
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> Comparison:
    """Compare a synthetic CT with the real one: where it is, how bright, and where its bone ends.

    Args:
        sct: synthetic CT, HU. Everything is measured on its grid.
        ct: real CT, HU, on any grid if a ``registration`` says how to bring it here.
        options: of the bone surfaces; each may also be given by its name.
        mask: voxels that count (everything above 0), on the sCT's grid; None takes the CT's body
            for the image metrics and the whole field of view for the surfaces.
        registration, start: see ``placement.place``.
        source: the image that the sCT was made from, on its grid: only its field of view counts,
            and the CT is registered to it.
        source_modality: what the source is, "MR", "CT" or "CBCT"; None to look, see
            ``source_image``.
        labels: bones of the CT, one number each, on the CT's grid: each bone is measured on its
            own.
        sct_labels: the same classes of the sCT, on its grid, for Dice and HD95; needs ``labels``.
        names: of the labels.
        provenance: the record of the sCT's synthesis, to be kept with the result.
        force: take the images as HU, and the CT as real, although they do not look it, see
            ``guards.gate``.
        watch: told about each stage.

    Raises:
        InputError: images that cannot be compared as they are, or parameters out of range. No bone
            above the threshold is no error: the comparison then has no surface and says why.
        Cancelled: a stop was asked for.

    Example:
        >>> from SyntheticCTLib import AccuracyOptions, compare
        >>> found = compare(ct, ct, AccuracyOptions(sensitivity=False), source=mr)
        >>> found.surface.verdict.answer, round(found.surface.verdict.share, 3)
        ('passed', 1.0)
    """
    _check_inputs(sct, ct, mask, source, labels, sct_labels)
    forced = check_ct_pair(sct, ct, force=force)
    recorded = recorded_source(provenance)
    scanned = None if source is None else source_image(source, source_modality, recorded)
    inputs = _inputs(sct, ct, mask, scanned, labels)
    watch = watch.part(0.0, 1.0)
    with watch.stage("registering", 0.0, 0.25) as part:
        placed = place(
            sct, ct, labels, registration=registration, start=start, source=scanned, watch=part
        )
    with watch.stage("finding the region", 0.25, 0.3):
        region = _region(sct, placed, mask, scanned)
        seen = seen_by_both(sct, placed, mask, scanned)
    with watch.stage("comparing values", 0.3, 0.45) as part:
        evaluation = evaluate_region(sct, placed.ct, region, watch=part)
        joint = joint_histogram(sct.array, placed.ct.array, region.array)
        difference = _difference(sct, placed, region)
    with watch.stage("comparing segmentations", 0.45, 0.5):
        segmentation = _agreement(sct_labels, placed.labels, names, options.tolerance_mm)
    with watch.stage("comparing bone surfaces", 0.5, 1.0) as part:
        found = measured(sct, placed, seen, options, names=names, forced=forced, watch=part)
    document = ComparisonDocument(
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        inputs=inputs,
        parameters=Parameters.of(options),
        versions=versions(),
        seconds=watch.seconds,
        registration=placed.told,
        evaluation=evaluation,
        verdict=found.verdict,
        surface=None if found.surface is None else found.surface.figures,
        segmentation=segmentation,
        provenance=provenance,
        warnings=[*sct.warnings, *ct.warnings, *forced],
    )
    return Comparison(
        sct, scanned, placed, region.array, joint, difference, found.surface, document
    )


def _check_inputs(
    sct: Volume,
    ct: Volume,
    mask: Volume | None,
    source: Volume | None,
    labels: Volume | None,
    sct_labels: Volume | None,
) -> None:
    if mask is not None:
        check_mask(sct, mask)
    if source is not None:
        check_one_grid(sct, source, "source image")
    if sct_labels is not None:
        check_labels(sct, sct_labels, "sCT's labels", of="sCT")
    if labels is not None:
        check_labels(ct, labels)
    if sct_labels is not None and labels is None:
        raise InputError("Labels of the sCT were given without the CT's to compare them with.")


def _inputs(
    sct: Volume,
    ct: Volume,
    mask: Volume | None,
    scanned: SourceImage | None,
    labels: Volume | None,
) -> Inputs:
    given = (mask, None if scanned is None else scanned.named, labels)
    return Inputs(describe_image(sct), describe_image(ct), *map(_described, given))


def _region(
    sct: Volume, placed: Placement, mask: Volume | None, source: SourceImage | None
) -> ScoredRegion:
    """What counts for the image metrics, where the placed CT says something."""
    scored = scored_region(sct, placed.ct, mask, source=source)
    if placed.covered.all():
        return scored
    words = f"{scored.description}, where the CT has values"
    return ScoredRegion(scored.array & placed.covered, words)


def _difference(sct: Volume, placed: Placement, region: ScoredRegion) -> Volume:
    return signed_difference(sct, placed.ct, sct.with_array(region.array.astype(np.uint8)))


def _agreement(
    predicted: Volume | None,
    reference: Volume | None,
    names: Mapping[int, str] | None,
    tolerance_mm: float,
) -> SegmentationAgreement | None:
    if predicted is None or reference is None:
        return None
    return segmentation_agreement(predicted, reference, names=names, tolerance_mm=tolerance_mm)


def _described(volume: Volume | None) -> ImageDescription | None:
    return None if volume is None else describe_image(volume)
