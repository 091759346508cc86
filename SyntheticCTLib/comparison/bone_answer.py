"""The answer about the bone surface as every door gives it: CT placed, region seen, measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.comparison.placement import Placement, place
from SyntheticCTLib.errors import NoBoneError, sentence_of
from SyntheticCTLib.evaluation.grids import check_mask, check_one_grid
from SyntheticCTLib.evaluation.scored_region import scored_region
from SyntheticCTLib.evaluation.source_image import SourceImage
from SyntheticCTLib.guards.gate import check_ct_pair
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.hulls import convex_outline
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.landmarks import LandmarkPairs
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface.measure.accuracy import SurfaceCheck, surfaces_checked
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.measure.verdict import Verdict, unmeasured


@dataclass(frozen=True, eq=False)
class BoneAnswer:
    """The answer, and what it rests on.

    Attributes:
        placement: the CT on the sCT's grid, and how it came there.
        surface: the surfaces; None where one image has no bone.
        verdict: one of three answers, and why.
        forced: what of the gate's doubts was overruled: beside it nobody can tell.
    """

    placement: Placement
    surface: SurfaceCheck | None
    verdict: Verdict
    forced: tuple[str, ...] = ()


def answer_about_bone(
    sct: Volume,
    ct: Volume,
    options: AccuracyOptions = AccuracyOptions(),
    *,
    mask: Volume | None = None,
    registration: str | Path | sitk.Transform | LandmarkPairs | None = None,
    source: SourceImage | None = None,
    labels: Volume | None = None,
    names: Mapping[int, str] | None = None,
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> BoneAnswer:
    """Place the CT, and measure the sCT's bone surface against its: what ``compare`` answers.

    Args:
        sct: synthetic CT, HU. Everything is measured on its grid.
        ct: real CT, HU, on any grid if a ``registration`` says how to bring it here.
        options: of the bone surfaces.
        mask: voxels that count (everything above 0), on the sCT's grid.
        registration: see ``placement.place``.
        source: the image that the sCT was made from, on its grid.
        labels: bones, one number each, on the sCT's grid.
        names: of the labels.
        force: take the images for what they do not look like, see ``guards.gate``.

    Raises:
        InputError: images that cannot be compared as they are.
    """
    if mask is not None:
        check_mask(sct, mask)
    if source is not None:
        check_one_grid(sct, source.volume, "source image")
    forced = check_ct_pair(sct, ct, force=force)
    placed = replace(
        place(sct, ct, registration=registration, source=source, watch=watch.part(0.0, 0.4)),
        labels=labels,
    )
    seen = seen_by_both(sct, placed, mask, source)
    part = watch.part(0.4, 1.0)
    return measured(sct, placed, seen, options, names=names, forced=forced, watch=part)


def seen_by_both(
    sct: Volume, placed: Placement, mask: Volume | None, source: SourceImage | None
) -> Mask:
    """Where both images could show bone, bool ``[k, j, i]``.

    That is the scored region without its limit to the CT's body: bone of the sCT outside the CT's
    body is an error, so the body must not hide it.
    """
    if mask is not None:
        seen = scored_region(sct, placed.ct, mask, source=source).array
    elif source is None:
        seen = convex_outline(sct.array != OUTSIDE_HU)
    else:
        seen = source.field_of_view
    both: Mask = seen & placed.covered
    return both


def measured(
    sct: Volume,
    placed: Placement,
    seen: np.ndarray,
    options: AccuracyOptions,
    *,
    names: Mapping[int, str] | None = None,
    forced: Sequence[str] = (),
    watch: Watch = UNWATCHED,
) -> BoneAnswer:
    """The answer about two images on one grid, where both show something.

    Args:
        sct: synthetic CT, HU.
        placed: the CT on its grid.
        seen: see ``seen_by_both``.
        options: of the bone surfaces.
        names: of the CT's labels.
        forced: what of the gate's doubts was overruled.
    """
    mask = None if seen.all() else sct.with_array(seen.astype(np.uint8))
    if not seen.any():
        reason = Sentence(
            "The two images show no place in common: check that both are of one region."
        )
        return BoneAnswer(placed, None, unmeasured(options, reason), tuple(forced))
    position = replace(placed.position, doubts=(*forced, *placed.position.doubts))
    # Where the CT has bone, an sCT without any is wrong; where it has none, nobody can tell.
    try:
        check = surfaces_checked(
            sct,
            placed.ct,
            options,
            mask=mask,
            labels=placed.labels,
            names=names,
            position=position,
            watch=watch,
        )
    except NoBoneError as error:
        bone = bool((placed.ct.array[seen] >= options.settings.threshold_hu).any())
        fails = bone and not position.doubts
        verdict = unmeasured(options, sentence_of(error), fails=fails)
        return BoneAnswer(placed, None, verdict, tuple(forced))
    return BoneAnswer(placed, check, check.verdict, tuple(forced))
