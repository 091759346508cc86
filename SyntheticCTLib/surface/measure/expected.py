"""The accuracy of a bone surface without any CT: by how far its bounds' surfaces lie apart.

A model with an interval gives a lower and an upper bound of the HU. Bone of the lower bound is
smaller, bone of the upper one larger; where both surfaces lie close to that of the sCT, the model
is sure where bone ends. What that meant for patients that it did not learn from stands in its
``SurfaceCalibration``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.errors import InputError, NoBoneError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models.surface_calibration import SurfaceCalibration
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.make.extraction import surface_of
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.distance import DistanceTo
from SyntheticCTLib.synthesis.expected_accuracy import DoubtfulPlace, ExpectedAccuracy
from SyntheticCTLib.synthesis.made import Synthesis

#: Point array of a surface with its expected distance.
EXPECTED_DISTANCE = "expected distance mm"

#: Farther than this, or where a bound has no bone at all, the bounds say nothing, mm.
FARTHEST_MM = 20.0

#: Points of a surface that the share is taken from: it is good to half a point.
POINTS = 8000

#: Warnings that do not say that the image is unlike those that a model learnt from, and the one of
#: an image that is not even of their kind.
_NOT_OF_IMAGE = frozenset({"file", "method", "forced", "model"})
_OTHER_KIND = "modality"

#: Doubtful places that are listed, and how far they are from each other, mm.
_PLACES, _PLACE_MM = 3, 20.0


def bounds_apart(
    points: np.ndarray,
    bounds: Sequence[Callable[[], Volume]],
    settings: SurfaceSettings,
    *,
    mask: np.ndarray | None = None,
    watch: Watch = UNWATCHED,
) -> Float64Array:
    """Distance from points to the lower bound's surface and to the upper one's, added.

    Args:
        points: of the sCT's surface, (n, 3), LPS mm.
        bounds: each makes one, HU, all on one grid; of large volumes there is no room for both.
        settings: of that surface.
        mask: where the sCT was made, bool ``[k, j, i]``; None for everywhere.
        watch: told how far it is.

    Returns:
        mm, (n,), at most ``FARTHEST_MM``.

    Raises:
        Cancelled: a stop was asked for.
    """
    total = np.zeros(len(points))
    for number, bound in enumerate(bounds):
        part = watch.part(number / len(bounds), (number + 1) / len(bounds))
        try:
            surface = surface_of(
                bound(), settings, mask=mask, tell_open=False, watch=part.part(0.0, 0.6)
            )
        except NoBoneError:
            total += FARTHEST_MM
            continue
        total += np.abs(DistanceTo(surface.mesh).signed(points, watch=part.part(0.6, 1.0)))
    found: Float64Array = np.minimum(total, FARTHEST_MM)
    return found


def sampled(surface: BoneSurface) -> np.ndarray:
    """Numbers of some points that are no cut face, evenly over their order."""
    counted = np.flatnonzero(surface.cut_face == 0)
    return counted[:: max(1, len(counted) // POINTS)]


@typed
def expected_accuracy(made: Synthesis, *, watch: Watch = UNWATCHED) -> ExpectedAccuracy | None:
    """What is to be expected of the bone surface of a synthetic CT.

    Args:
        made: by ``synthesize``.
        watch: told how far it is.

    Returns:
        None for a model whose bounds nobody has calibrated on surfaces, where there is no bone, and
        of an image that was forced on a model for another kind.

    Raises:
        Cancelled: a stop was asked for.

    Example:
        >>> from SyntheticCTLib.synthesis.synthesize import synthesize
        >>> expected_accuracy(synthesize(mr, model, device="cpu")) is None  # without bounds
        True
    """
    against = {warning.code for warning in made.record.warnings} - _NOT_OF_IMAGE
    if made.surface_calibration is None or made.doubt is None or _OTHER_KIND in against:
        return None
    fitted = made.surface_calibration
    settings, mask = SurfaceSettings(threshold_hu=fitted.threshold_hu), made.field_of_view.array
    try:
        surface = surface_of(
            made.volume, settings, mask=mask, tell_open=False, watch=watch.part(0.0, 0.3)
        )
    except NoBoneError:
        return None
    chosen = sampled(surface)
    if not len(chosen):
        return None
    points, areas = surface.points[chosen], surface.areas[chosen]
    apart = bounds_apart(points, made.doubt.bounds, settings, mask=mask, watch=watch.part(0.3, 1.0))
    return replace(expected_of(apart, points, areas, fitted), unlike=bool(against))


@typed
def with_expected_distance(
    surface: BoneSurface, made: Synthesis, *, watch: Watch = UNWATCHED
) -> BoneSurface:
    """A surface of a synthetic CT with its point array ``EXPECTED_DISTANCE``, mm, to colour it by.

    Args:
        surface: of ``made``.
        made: by ``synthesize``.
        watch: told how far it is.

    Raises:
        InputError: nobody has calibrated the model's bounds on surfaces.
        Cancelled: a stop was asked for.

    Example:
        >>> from SyntheticCTLib.surface.make.extraction import extract_surface
        >>> from SyntheticCTLib.synthesis.synthesize import synthesize
        >>> made = synthesize(mr, model, device="cpu")
        >>> with_expected_distance(extract_surface(ct), made)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        SyntheticCTLib.errors.InputError: The model tiny says nothing of the accuracy ...
    """
    if made.surface_calibration is None or made.doubt is None:
        raise InputError(
            f"The model {made.record.model.id} says nothing of the accuracy of a surface: give it "
            "calibrated bounds by 'synthetic-ct calibrate-interval'."
        )
    apart = bounds_apart(
        surface.points,
        made.doubt.bounds,
        surface.settings,
        mask=made.field_of_view.array,
        watch=watch,
    )
    return surface.with_arrays({EXPECTED_DISTANCE: made.surface_calibration.distance_at(apart)})


def expected_of(
    apart: np.ndarray, points: np.ndarray, areas: np.ndarray, fitted: SurfaceCalibration
) -> ExpectedAccuracy:
    """The same from points (n, 3), their areas (n,), and how far the bounds are apart there (n,).

    Raises:
        InputError: the points have no area.
    """
    if not areas.sum() > 0:
        raise InputError("The points of the surface stand for no area: nothing can be expected.")
    distance = fitted.distance_at(apart)
    share = float(np.average(fitted.share_at(apart), weights=areas)) + fitted.shift
    low, middle, high = np.clip(np.add(share, (fitted.lowest, 0.0, fitted.highest)), 0.0, 1.0)
    return ExpectedAccuracy(
        fitted.tolerance_mm,
        fitted.threshold_hu,
        float(middle),
        float(low),
        float(high),
        fitted.between,
        len(fitted.patients),
        float(np.average(distance, weights=areas)),
        _worst(points, distance, fitted),
        fitted.simulated,
    )


def _worst(
    points: np.ndarray, distance: np.ndarray, fitted: SurfaceCalibration
) -> tuple[DoubtfulPlace, ...]:
    """The places beyond the tolerance with the largest distances, well apart from each other."""
    left, found = distance > fitted.tolerance_mm, list[DoubtfulPlace]()
    while left.any() and len(found) < _PLACES:
        number = int(np.argmax(np.where(left, distance, -1.0)))
        x, y, z = points[number].tolist()
        expected = float(distance[number])
        known = expected < max(fitted.distances_mm)
        found.append(DoubtfulPlace((x, y, z), expected, at_least=not known))
        left &= np.linalg.norm(points - points[number], axis=1) > _PLACE_MM
    return tuple(found)


def with_expected(made: Synthesis, watch: Watch = UNWATCHED) -> Synthesis:
    """A synthesis whose record says what to expect of its bone, where its model can tell."""
    if made.surface_calibration is None:
        return made
    expected = expected_accuracy(made, watch=watch)
    return replace(made, record=replace(made.record, expected=expected))
