"""Is the bone surface of an sCT within the tolerance of the CT's? The one call that answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.grids import check_one_grid
from SyntheticCTLib.guards.gate import check_ct_pair
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.make.open_marrow import open_marrow
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.alignment import SurfaceAlignment
from SyntheticCTLib.surface.measure.causes import why_not
from SyntheticCTLib.surface.measure.comparison import (
    SurfaceComparison,
    compare_surfaces,
    lacking,
    shares_within,
)
from SyntheticCTLib.surface.measure.distance_histogram import distance_histogram
from SyntheticCTLib.surface.measure.figures import OpenBone, SmoothingDeviation, SurfaceFigures
from SyntheticCTLib.surface.measure.marrow_walls import walls_in_marrow
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.measure.pairs import SurfacePairs
from SyntheticCTLib.surface.measure.position import UNKNOWN, Position
from SyntheticCTLib.surface.measure.sensitivity import Variant, settings_floor, try_variants
from SyntheticCTLib.surface.measure.share_range import (
    MovedShares,
    ShareRange,
    along_open_direction,
    by_closing,
    by_moving,
    by_the_floor,
    wider_gaps_closed,
)
from SyntheticCTLib.surface.measure.statistics import DirectionalStatistics
from SyntheticCTLib.surface.measure.verdict import Verdict, judge
from SyntheticCTLib.tolerance import LIMITS_MM


@dataclass(frozen=True, eq=False)
class SurfaceCheck:
    """The answer, and what it rests on.

    Attributes:
        verdict: one of three answers, and why.
        comparison: statistics overall and per bone, and bones that one image lacks.
        settings: how both surfaces were made.
        alignment: the motion of the sCT's surface before measuring; None when it was not asked for.
        variants: the share within the tolerance by other settings.
        floor: the CT against itself on a grid shifted by half a voxel.
        sct_surface, ct_surface: the surfaces with the point arrays "signed distance mm" and
            "counted"; the sCT's as moved by the alignment.
    """

    verdict: Verdict
    comparison: SurfaceComparison
    settings: SurfaceSettings
    alignment: SurfaceAlignment | None
    variants: tuple[Variant, ...]
    floor: DirectionalStatistics | None
    sct_surface: BoneSurface
    ct_surface: BoneSurface

    def __repr__(self) -> str:
        return f"<SurfaceCheck: {self.verdict.sentence}>"

    @property
    def figures(self) -> SurfaceFigures:
        """Everything but the verdict and the meshes."""
        found, sct, ct = self.comparison, self.sct_surface, self.ct_surface
        return SurfaceFigures(
            found.overall,
            found.bones,
            found.missing_in_sct,
            found.missing_in_ct,
            self.settings,
            SmoothingDeviation(sct.deviation_mm, ct.deviation_mm),
            self.alignment,
            self.variants,
            self.floor,
            distance_histogram(sct, ct, tolerance_mm=self.verdict.tolerance_mm),
            OpenBone(sct.open_mm3, ct.open_mm3),
        )


@takes_keywords
def check_surface(
    sct: Volume,
    ct: Volume,
    options: AccuracyOptions = AccuracyOptions(),
    *,
    mask: Volume | None = None,
    labels: Volume | None = None,
    names: Mapping[int, str] | None = None,
    force: bool = False,
    position: Position = UNKNOWN,
    watch: Watch = UNWATCHED,
) -> SurfaceCheck:
    """Extract both bone surfaces by the same settings and measure one against the other.

    Registration errors between the images count in full: register first.

    Args:
        sct: synthetic CT, HU.
        ct: real CT, HU, on the sCT's grid.
        options: settings, tolerance, and what else is measured; each may also be given by its name.
        mask: the field of view that both images share (not 0), on the same grid; bone is cut off at
            its border and points near such a cut are left out. A border in soft tissue or air cuts
            none.
        labels: one label per bone, on the same grid: each bone is then measured against itself.
        names: of the labels.
        force: take the images as HU although they do not look it, see ``guards.gate``.
        position: how far the place of the CT can be believed; as it stands, nobody looked for it.
        watch: told of the stages "surface", "distance", "sensitivity".

    Raises:
        NoBoneError: one of the images has no bone.
        InputError: no CT in HU, or different grids.
        Cancelled: a stop was asked for.

    Example:
        >>> check_surface(ct, ct, sensitivity=False).verdict.passed
        True
    """
    forced = check_ct_pair(sct, ct, force=force)
    position = replace(position, doubts=(*forced, *position.doubts))
    return surfaces_checked(
        sct, ct, options, mask=mask, labels=labels, names=names, position=position, watch=watch
    )


def surfaces_checked(
    sct: Volume,
    ct: Volume,
    options: AccuracyOptions,
    *,
    mask: Volume | None = None,
    labels: Volume | None = None,
    names: Mapping[int, str] | None = None,
    position: Position = UNKNOWN,
    watch: Watch = UNWATCHED,
) -> SurfaceCheck:
    """The same of images that the gate has let in: see ``check_surface``."""
    settings, sensitivity = options.settings, options.sensitivity
    shared = _shared_field(sct, ct, mask, labels)
    pairs = SurfacePairs(sct, ct, shared, labels, names, options.align, settings, watch.quiet)
    limits = tuple(sorted({*LIMITS_MM, float(options.tolerance_mm)}))
    watch.report("surface", 0.0)
    sct_surface, ct_surface, alignment = pairs.aligned(settings)
    measuring = watch.part(0.0, 0.4 if sensitivity else 1.0).part(0.3, 0.8)
    comparison = compare_surfaces(sct_surface, ct_surface, limits_mm=limits, watch=measuring)
    floor = settings_floor(
        ct,
        ct_surface,
        mask=shared,
        labels=labels,
        names=dict(names or {}),
        limits_mm=limits,
        watch=watch.quiet,
    )
    verdict = _verdict(pairs, (sct_surface, ct_surface), comparison, options, position, floor)
    variants: list[Variant] = []
    if sensitivity:
        variants = try_variants(
            settings,
            pairs.plain,
            tolerance_mm=options.tolerance_mm,
            share=verdict.share,
            watch=watch.part(0.4, 1.0),
        )
    return SurfaceCheck(
        verdict,
        comparison,
        settings,
        alignment,
        tuple(variants),
        floor,
        comparison.sct.on(sct_surface),
        comparison.ct.on(ct_surface),
    )


def _shared_field(
    sct: Volume, ct: Volume, mask: Volume | None, labels: Volume | None
) -> np.ndarray | None:
    """The field of view that both images share, bool ``[k, j, i]``; None for everywhere."""
    for other, name in ((ct, "CT"), (mask, "mask"), (labels, "labels")):
        if other is not None:
            check_one_grid(sct, other, name)
    shared = None if mask is None else mask.array != 0
    if shared is not None and not shared.any():
        raise InputError("The mask is empty: there is no field of view to compare surfaces in.")
    return shared


def _verdict(
    pairs: SurfacePairs,
    surfaces: tuple[BoneSurface, BoneSurface],
    comparison: SurfaceComparison,
    options: AccuracyOptions,
    position: Position,
    floor: DirectionalStatistics | None,
) -> Verdict:
    """The answer, by the share and by all that it could be as well."""
    sct, ct = surfaces
    opened = [*open_marrow(sct, "sCT"), *open_marrow(ct, "CT")]
    walls = [] if options.align else _walls(pairs, surfaces, comparison)
    ranges = _ranges(sct, ct, comparison, options, position, floor)
    if opened:
        ranges += _with_gaps_closed(pairs, comparison, options)
    return judge(
        comparison.overall,
        options,
        missing=lacking(comparison.missing_in_sct, comparison.missing_in_ct),
        doubts=position.doubts,
        ranges=ranges,
        notes=opened,
        causes=[*walls, *(one.reason for one in ranges), *why_not(sct, ct, comparison, options)],
    )


def _ranges(
    sct: BoneSurface,
    ct: BoneSurface,
    comparison: SurfaceComparison,
    options: AccuracyOptions,
    position: Position,
    floor: DirectionalStatistics | None,
) -> list[ShareRange]:
    """What the share could be as well, by all that is not known."""
    overall, tolerance = comparison.overall, options.tolerance_mm
    share = None if overall is None else overall.share_within(tolerance)
    if share is None:
        return []
    found = [] if floor is None else [by_the_floor(floor, share, tolerance, options.required_share)]
    looked_for = position.registered or options.align
    if position.open_direction is not None:
        moved = MovedShares(sct, ct, comparison, tolerance)
        found.append(along_open_direction(moved, share, position.open_direction))
    elif not looked_for and share < options.required_share:
        moved = MovedShares(sct, ct, comparison, tolerance)
        found.append(by_moving(moved, share, sct, ct, comparison))
    return [one for one in found if one is not None]


def _walls(
    pairs: SurfacePairs, surfaces: tuple[BoneSurface, BoneSurface], comparison: SurfaceComparison
) -> list[str]:
    """What of either surface faces the other image's marrow."""
    sct, ct = surfaces
    of_sct, of_ct = (pairs.boxes(image, pairs.asked) for image in (pairs.sct, pairs.ct))
    grid = pairs.ct.grid
    return [
        *walls_in_marrow(sct, comparison.sct.counted, "sCT", of_ct, "CT", grid),
        *walls_in_marrow(ct, comparison.ct.counted, "CT", of_sct, "sCT", grid),
    ]


def _with_gaps_closed(
    pairs: SurfacePairs, comparison: SurfaceComparison, options: AccuracyOptions
) -> list[ShareRange]:
    """The share where marrow lies open if the gaps before it were closed."""
    overall, tolerance = comparison.overall, options.tolerance_mm
    share = None if overall is None else overall.share_within(tolerance)
    sct, ct = pairs.plain(wider_gaps_closed(pairs.asked))
    closed = shares_within(sct, ct, tolerance, watch=pairs.watch).lower
    return [] if share is None or closed is None else [by_closing(share, closed, pairs.asked)]
