"""Rigid and affine registration by mutual information, from several starts, coarse to fine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.itk.images import ImagePair, centre_of_body
from SyntheticCTLib.registration.itk.optimisation import Outcome, Search, optimise, prepared_method
from SyntheticCTLib.registration.transforms import point_before

#: Voxel sizes of the coarse-to-fine search, mm.
LEVELS_MM = (8.0, 4.0, 2.0)

#: Starts around the given position, mm along each patient axis. Real pairs of one patient on two
#: scanners were up to 25 mm apart; each start is caught from at least half of this step away.
START_STEP_MM = 15.0

#: A start whose end has a mutual information within this share of the best is as good as the best.
AS_GOOD = 0.01

#: An end that keeps less than this share of the best overlap got its likeness by leaving the image.
KEPT_OVERLAP = 0.8

#: An end farther than this from every start has not been caught by one, mm.
LARGEST_TRAVEL_MM = 25.0

#: Ends of the coarsest level this far apart are followed up separately, the best few of them.
_DISTINCT_MM = 3.0
_FINALISTS = 3


#: Voxels looked at while starts are compared; the last level looks at more.
_COARSE_SAMPLES = 15_000

_SMALLEST_GAIN = 1e-3

End = tuple[sitk.Euler3DTransform, Outcome]
Item = TypeVar("Item")
AnyTransform = TypeVar("AnyTransform", bound=sitk.Transform)


@dataclass(frozen=True)
class LinearResult:
    """A rigid or affine transform and how firmly it was found.

    Attributes:
        transform: from fixed to moving points, without what came before it.
        outcome: of the finest level.
        restart_spread_mm: largest distance (mean over the corners of the fixed image) between ends
            that fit equally well; None if there was one start.
        starts: number of starts, and how many of them ended equally well.
    """

    transform: sitk.Transform
    outcome: Outcome
    restart_spread_mm: float | None
    starts: tuple[int, int]


def rigid(
    pair: ImagePair,
    outer: sitk.Transform,
    *,
    search: Search,
    watch: Watch = UNWATCHED,
) -> LinearResult:
    """Rotation and translation that make the pair most alike.

    Several starts run at the coarsest level: the given position, centre on centre, and
    ``START_STEP_MM`` to each side along each patient axis. The best few go on to the second level,
    the best of them to the rest.

    Args:
        pair: images at full resolution.
        outer: what is known already, applied after the result (towards the moving image).
        search: seed, threads and watch.
        watch: told how far it is.

    Raises:
        InputError: the images do not overlap.
        Cancelled: the user asked to stop.
    """
    coarsest_mm, finer_mm, *finest_mm = LEVELS_MM
    centre = centre_of_body(pair.fixed, pair.fixed_mask)
    shifts = _start_shifts(pair, outer, centre)
    starts = [_shifted(centre, shift) for shift in shifts]
    coarse = pair.at(coarsest_mm)
    quick = replace(search, samples=_COARSE_SAMPLES)
    ends = [
        _end(start, coarse, outer, coarsest_mm, quick, descents=1)
        for start in _each(starts, watch.part(0.0, 0.4))
    ]
    finer = pair.at(finer_mm)
    hopeful = [t for t, _ in _distinct(pair.fixed, _kept(ends, shifts))]
    ends = [
        _end(t, finer, outer, finer_mm, quick, descents=2)
        for t in _each(hopeful, watch.part(0.4, 0.7))
    ]
    kept = _kept(ends, shifts)
    transform, outcome = kept[0]
    good = [t for t, end in kept if end.value <= outcome.value * (1 - AS_GOOD)]
    for level in _each(finest_mm, watch.part(0.7, 1.0)):
        outcome = _end(transform, pair.at(level), outer, level, search)[1]
    return LinearResult(transform, outcome, spread_mm(pair.fixed, good), (len(starts), len(good)))


def affine(
    pair: ImagePair,
    outer: sitk.Transform,
    *,
    search: Search,
    watch: Watch = UNWATCHED,
) -> LinearResult:
    """Affine transform that makes the pair most alike, starting at ``outer``; see ``rigid``."""
    transform = sitk.AffineTransform(3)
    transform.SetCenter(centre_of_body(pair.fixed, pair.fixed_mask).tolist())
    for level in _each(LEVELS_MM[1:], watch, "affine registration"):
        outcome = _end(transform, pair.at(level), outer, level, search)[1]
    return LinearResult(transform, outcome, None, (1, 1))


def corner_points(image: sitk.Image) -> np.ndarray:
    """The eight corners of the image's box, shape (8, 3), LPS mm."""
    size = image.GetSize()
    return np.array(
        [
            image.TransformContinuousIndexToPhysicalPoint((i, j, k))
            for i in (-0.5, size[0] - 0.5)
            for j in (-0.5, size[1] - 0.5)
            for k in (-0.5, size[2] - 0.5)
        ]
    )


def _end(
    transform: AnyTransform,
    pair: ImagePair,
    outer: sitk.Transform,
    level_mm: float,
    search: Search,
    *,
    descents: int = 4,
) -> tuple[AnyTransform, Outcome]:
    """Descend from ``transform``, which is changed, until another descent gains nothing.

    The step length only ever shrinks within a descent, so one may stop short in a narrow valley.
    """
    outcome = descend(pair, outer, transform, level_mm, search)
    for _ in range(descents - 1):
        before = outcome
        outcome = descend(pair, outer, transform, level_mm, search)
        if outcome.value > before.value * (1 + _SMALLEST_GAIN):
            break
    return transform, outcome


def descend(
    pair: ImagePair,
    outer: sitk.Transform,
    transform: sitk.Transform,
    level_mm: float,
    search: Search,
) -> Outcome:
    """One descent from ``transform``, which is changed, before ``outer``.

    Raises:
        InputError: the images do not overlap.
        Cancelled: the user asked to stop.
    """
    method = prepared_method(pair, outer, search)
    method.SetOptimizerScalesFromPhysicalShift()
    # With these scales a step of 1 moves the image by about 1 mm.
    method.SetOptimizerAsRegularStepGradientDescent(
        learningRate=level_mm / 2,
        minStep=level_mm / 500,
        numberOfIterations=100,
        relaxationFactor=0.6,
        gradientMagnitudeTolerance=1e-8,
    )
    return optimise(method, pair, transform, search)


def _each(items: Sequence[Item], watch: Watch, stage: str = "rigid registration") -> Iterator[Item]:
    """The items, one by one, with a report before each."""
    for n, item in enumerate(items):
        watch.report(stage, n / len(items))
        yield item


def _shifted(centre: np.ndarray, shift: np.ndarray) -> sitk.Euler3DTransform:
    transform = sitk.Euler3DTransform()
    transform.SetCenter(centre.tolist())
    transform.SetTranslation(shift.tolist())
    return transform


def _start_shifts(pair: ImagePair, outer: sitk.Transform, centre: np.ndarray) -> list[np.ndarray]:
    """Translations to begin from, LPS mm; the given position first."""
    x, y, z = centre_of_body(pair.moving, pair.moving_mask)
    aligned = np.asarray(point_before(outer, (x, y, z))) - centre
    steps = START_STEP_MM * np.vstack([np.eye(3), -np.eye(3)])
    return [np.zeros(3), aligned, *steps]


def _kept(ends: list[End], starts: list[np.ndarray]) -> list[End]:
    """The ends that stayed near a start and kept the overlap, best first; all if none did.

    Mutual information is a mean over the overlap: images that slide apart can gain by it.
    """
    near = [end for end in ends if _travelled(end, starts) <= LARGEST_TRAVEL_MM]
    near = near or ends
    most = max(outcome.valid for _, outcome in near)
    kept = [end for end in near if end[1].valid >= KEPT_OVERLAP * most]
    return sorted(kept, key=lambda end: end[1].value * end[1].valid)


def _travelled(end: End, starts: list[np.ndarray]) -> float:
    """Distance of an end's translation from the nearest start's, mm."""
    shift = np.asarray(end[0].GetTranslation())
    return float(min(np.linalg.norm(shift - start) for start in starts))


def _distinct(image: sitk.Image, ends: list[End]) -> list[End]:
    """The best few ends that lie apart from better ones."""
    chosen: list[End] = []
    for end in ends:
        if all(spread_mm(image, [end[0], other[0]]) > _DISTINCT_MM for other in chosen):
            chosen.append(end)
    return chosen[:_FINALISTS]


def spread_mm(image: sitk.Image, transforms: Sequence[sitk.Transform]) -> float:
    """Largest distance between what transforms do, mean over the corners of an image, mm."""
    corners = corner_points(image).tolist()
    placed = np.array([[t.TransformPoint(point) for point in corners] for t in transforms])
    apart = np.linalg.norm(placed[:, None] - placed[None], axis=-1)
    return float(apart.mean(axis=-1).max())
