"""Rigid and affine registration by mutual information, from several starts, coarse to fine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.progress import Progress, ProgressCallback, ignore_progress
from SyntheticCTLib.registration.images import ImagePair, centre_of_body
from SyntheticCTLib.registration.optimisation import Outcome, Search, optimise, prepared_method

#: Voxel sizes of the coarse-to-fine search, mm.
LEVELS_MM = (8.0, 4.0, 2.0)

#: Starts around the given position, mm along each patient axis. Real pairs of one patient on two
#: scanners were up to 25 mm apart; each start is caught from at least half of this step away.
START_STEP_MM = 15.0

#: A start whose end has a mutual information within this share of the best is as good as the best.
AS_GOOD = 0.02

#: An end that keeps less than this share of the best overlap got its likeness by leaving the image.
KEPT_OVERLAP = 0.7

_ITERATIONS = 100


@dataclass(frozen=True)
class LinearResult:
    """A rigid or affine transform and how firmly it was found.

    Attributes:
        transform: from fixed to moving points, without what came before it.
        outcome: of the finest level.
        restart_spread_mm: largest distance (over the corners of the fixed body's box) between the
            ends of equally good starts; None if there was one start.
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
    levels_mm: tuple[float, ...] = LEVELS_MM,
    progress: ProgressCallback = ignore_progress,
) -> LinearResult:
    """Rotation and translation that make the pair most alike.

    Several starts run at the coarsest level: the given position, centre on centre, and
    ``START_STEP_MM`` to each side along each patient axis. The best goes on to the finer levels.

    Args:
        pair: images at full resolution.
        outer: what is known already, applied after the result (towards the moving image).
        search: seed, threads and cancel.
        levels_mm: voxel sizes, coarse to fine, mm.

    Raises:
        InputError: the images do not overlap.
        Cancelled: the user asked to stop.
    """
    centre = centre_of_body(pair.fixed, pair.fixed_mask)
    shifts = _start_shifts(pair, outer, centre)
    coarse = pair.at(levels_mm[0])
    ends: list[tuple[sitk.Transform, Outcome]] = []
    for n, shift in enumerate(shifts):
        transform = sitk.Euler3DTransform()
        transform.SetCenter(centre.tolist())
        transform.SetTranslation(shift.tolist())
        report = _share(progress, "rigid registration", 0.6 * n / len(shifts), 0.6 / len(shifts))
        outcome = _descend(coarse, outer, transform, levels_mm[0], search, report)
        ends.append((transform, outcome))
    best, good = _choose(ends)
    spread = _spread(pair.fixed, [transform for transform, _ in good])
    transform, outcome = best
    finer = levels_mm[1:]
    for n, level in enumerate(finer):
        report = _share(
            progress, "rigid registration", 0.6 + 0.4 * n / len(finer), 0.4 / len(finer)
        )
        outcome = _descend(pair.at(level), outer, transform, level, search, report)
    return LinearResult(transform, outcome, spread, (len(ends), len(good)))


def affine(
    pair: ImagePair,
    outer: sitk.Transform,
    *,
    search: Search,
    levels_mm: tuple[float, ...] = LEVELS_MM[1:],
    progress: ProgressCallback = ignore_progress,
) -> LinearResult:
    """Affine transform that makes the pair most alike, starting at ``outer``; see ``rigid``."""
    transform = sitk.AffineTransform(3)
    transform.SetCenter(centre_of_body(pair.fixed, pair.fixed_mask).tolist())
    for n, level in enumerate(levels_mm):
        report = _share(progress, "affine registration", n / len(levels_mm), 1 / len(levels_mm))
        outcome = _descend(pair.at(level), outer, transform, level, search, report)
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


def _descend(
    pair: ImagePair,
    outer: sitk.Transform,
    transform: sitk.Transform,
    level_mm: float,
    search: Search,
    report: Callable[[int], None],
) -> Outcome:
    method = prepared_method(pair, outer, search)
    method.SetOptimizerScalesFromPhysicalShift()
    # With these scales a step of 1 moves the image by about 1 mm.
    method.SetOptimizerAsRegularStepGradientDescent(
        learningRate=level_mm / 2,
        minStep=level_mm / 500,
        numberOfIterations=_ITERATIONS,
        relaxationFactor=0.6,
        gradientMagnitudeTolerance=1e-8,
    )
    return optimise(method, pair, transform, search, report)


def _start_shifts(pair: ImagePair, outer: sitk.Transform, centre: np.ndarray) -> list[np.ndarray]:
    """Translations to begin from, LPS mm; the given position first."""
    moving_centre = centre_of_body(pair.moving, pair.moving_mask)
    aligned = np.asarray(outer.GetInverse().TransformPoint(moving_centre.tolist())) - centre
    steps = START_STEP_MM * np.vstack([np.eye(3), -np.eye(3)])
    return [np.zeros(3), aligned, *steps]


def _choose(
    ends: list[tuple[sitk.Transform, Outcome]],
) -> tuple[tuple[sitk.Transform, Outcome], list[tuple[sitk.Transform, Outcome]]]:
    """The best end and all that are as good, among those that kept the overlap."""
    most = max(outcome.valid for _, outcome in ends)
    kept = [end for end in ends if end[1].valid >= KEPT_OVERLAP * most]
    best = min(kept, key=lambda end: end[1].value)
    limit = best[1].value * (1 - AS_GOOD)
    return best, [end for end in kept if end[1].value <= limit]


def _spread(image: sitk.Image, transforms: list[sitk.Transform]) -> float:
    corners = corner_points(image)
    placed = np.array([[t.TransformPoint(p) for p in corners.tolist()] for t in transforms])
    apart = np.linalg.norm(placed[:, None] - placed[None], axis=-1)
    return float(apart.mean(axis=-1).max())


def _share(
    progress: ProgressCallback, stage: str, start: float, length: float
) -> Callable[[int], None]:
    """Iterations as a share of the job: their number is unknown beforehand, so the rest shrinks."""

    def report(iterations: int) -> None:
        progress(Progress(stage, start + length * min(1.0, iterations / _ITERATIONS)))

    return report
