"""Deformable registration: B-splines on mutual information that cannot fold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.progress import Progress, ProgressCallback, ignore_progress
from SyntheticCTLib.registration.images import ImagePair
from SyntheticCTLib.registration.optimisation import Outcome, Search, optimise, prepared_method
from SyntheticCTLib.registration.transforms import compose

#: Distance between the control points of the last B-spline, mm, unless the caller says otherwise.
GRID_MM = 24.0

#: Coefficients stay below this share of the distance between control points. A cubic B-spline in 3D
#: is one to one below 1/2.48 = 0.403 of it (Choi and Lee 2000, Graphical Models 62:411), so the
#: result never folds.
LARGEST_COEFFICIENT = 0.4

#: ITK's cost is samples times parameters; this keeps one evaluation below about half a second.
_SAMPLES_TIMES_PARAMETERS = 4e7
_FEWEST_SAMPLES = 8_000
_NOTHING = sitk.Transform(3, sitk.sitkIdentity)
_ITERATIONS = 40


@dataclass(frozen=True)
class DeformableResult:
    """B-spline transforms, coarse first, and how they ended.

    Attributes:
        transforms: to be added to the chain in this order.
        outcome: of the last.
        at_limit: largest share, over the transforms, of coefficients that lie at their limit.
    """

    transforms: tuple[sitk.BSplineTransform, ...]
    outcome: Outcome
    at_limit: float


def deformable(
    pair: ImagePair,
    outer: sitk.Transform,
    *,
    search: Search,
    grid_mm: float = GRID_MM,
    progress: ProgressCallback = ignore_progress,
) -> DeformableResult:
    """Two B-splines in a row, the first with control points twice as far apart.

    Args:
        pair: images at full resolution.
        outer: the linear transform found before, applied after the result.
        search: seed, threads and cancel.
        grid_mm: distance between the control points of the second, mm. Smaller follows finer
            movement and takes longer; below about 15 mm it begins to follow noise.

    Raises:
        InputError: ``grid_mm`` is not within 8 to 200 mm, or the images do not overlap.
        Cancelled: the user asked to stop.
    """
    if not 8.0 <= grid_mm <= 200.0:
        raise InputError(f"The control points must be 8 to 200 mm apart; got {grid_mm} mm.")
    chain: list[sitk.Transform] = [outer]
    found: list[sitk.BSplineTransform] = []
    at_limit = 0.0
    for n, (step_mm, level_mm) in enumerate(((2 * grid_mm, 4.0), (grid_mm, 2.5))):
        level = pair.warped(compose(chain)).at(level_mm)
        transform = _empty_spline(level.fixed, step_mm)
        start = n / 2

        def report(iterations: int, start: float = start) -> None:
            done = iterations / (iterations + _ITERATIONS)
            progress(Progress("deformable registration", start + done / 2))

        limit = LARGEST_COEFFICIENT * min(_grid_spacing(transform))
        spline_search = _affordable(search, transform)
        method = prepared_method(level, _NOTHING, spline_search)
        method.SetOptimizerAsLBFGSB(
            gradientConvergenceTolerance=1e-6,
            numberOfIterations=_ITERATIONS,
            maximumNumberOfFunctionEvaluations=2 * _ITERATIONS,
            costFunctionConvergenceFactor=1e9,
            lowerBound=-limit,
            upperBound=limit,
        )
        outcome = optimise(method, level, transform, spline_search, report)
        coefficients = np.abs(transform.GetParameters())
        at_limit = max(at_limit, float(np.mean(coefficients > 0.99 * limit)))
        found.append(transform)
        chain.append(transform)
    return DeformableResult(tuple(found), outcome, at_limit)


def _empty_spline(image: sitk.Image, step_mm: float) -> sitk.BSplineTransform:
    """A B-spline that moves nothing, its control points about ``step_mm`` apart over the image."""
    extent = np.asarray(image.GetSize()) * np.asarray(image.GetSpacing())
    mesh = np.maximum(1, np.round(extent / step_mm)).astype(int)
    return sitk.BSplineTransformInitializer(image, mesh.tolist(), 3)


def _grid_spacing(transform: sitk.BSplineTransform) -> list[float]:
    extent = transform.GetTransformDomainPhysicalDimensions()
    mesh = transform.GetTransformDomainMeshSize()
    return [length / cells for length, cells in zip(extent, mesh, strict=True)]


def _affordable(search: Search, transform: sitk.BSplineTransform) -> Search:
    samples = max(
        _FEWEST_SAMPLES, int(_SAMPLES_TIMES_PARAMETERS / transform.GetNumberOfParameters())
    )
    return Search(search.seed, search.threads, min(samples, search.samples), search.cancel)
