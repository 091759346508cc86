"""Is the moving image turned by 90 or 180 degrees, or mirrored? Looked at before a rigid search.

A rigid search finds its way from some 20 degrees away. So the moving image is also laid onto the
fixed one, body on body, in all 24 ways in which its axes can lie, and in the 24 mirrored ones; the
best few descend, and one is taken only where it stands out from the given position.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import permutations, product

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.registration.itk.images import ImagePair, centre_of_body
from SyntheticCTLib.registration.itk.optimisation import Search
from SyntheticCTLib.registration.itk.rigid import descend
from SyntheticCTLib.registration.merit import Bodies, likeness
from SyntheticCTLib.registration.transforms import compose

#: Voxel size at which turns are compared, mm, and voxels that a descent looks at.
_LEVEL_MM, _SAMPLES = 8.0, 8000

#: How many of the turns, and of the mirror images, descend.
_FINALISTS = 3

#: A turn is taken where its likeness is this many times that of the given position. MR and CT of
#: two thighs and of limb phantoms as they were: 0.8 and less, of round phantoms up to 1.22; the CT
#: turned by 180 degrees: 1.34 to 3.2.
_TURN_STANDS_OUT = 1.3

#: A mirror image is named where it stands out like that from everything else. The same pairs as
#: they were: 0.94 and less; the CT mirrored left to right: 1.22 to 1.9.
_MIRROR_STANDS_OUT = 1.2

_AXES = ("left-right", "front-back", "head-foot")


@dataclass(frozen=True, eq=False)
class Turn:
    """How the moving image lies on the fixed one.

    Attributes:
        transform: the turn, from fixed to moving points; None to start where the image is given.
        words: angle and axis of the turn; "" without one.
        mirrored: a mirror image fits better than any turn.
        fits: likeness of the best "given", "turned" and "mirrored".
    """

    transform: sitk.Euler3DTransform | None
    words: str
    mirrored: bool
    fits: dict[str, float]


@dataclass(frozen=True, eq=False)
class _End:
    matrix: np.ndarray
    laid: sitk.AffineTransform
    fit: float


def find_turn(pair: ImagePair, bodies: Bodies, search: Search, watch: Watch) -> Turn:
    """Which way round the moving image lies.

    Args:
        pair: at full resolution.
        bodies: of both images, on their grids.
        search: seed, threads and watch.
        watch: told of each descent.

    Raises:
        Cancelled: the user asked to stop.
    """
    coarse, quick = pair.at(_LEVEL_MM), replace(search, samples=_SAMPLES)
    centres = centre_of_body(pair.fixed, bodies[0]), centre_of_body(pair.moving, bodies[1])
    ways = [(matrix, _laid(matrix, *centres)) for matrix in _ways_round()]
    rated = sorted(ways, key=lambda way: -_fit(coarse, way[1]))
    turned = [way for way in rated if np.linalg.det(way[0]) > 0 and np.trace(way[0]) < 3]
    mirrored = [way for way in rated if np.linalg.det(way[0]) < 0]
    given = [(np.eye(3), sitk.AffineTransform(3)), (np.eye(3), _laid(np.eye(3), *centres))]
    chosen = [*given, *turned[:_FINALISTS], *mirrored[:_FINALISTS]]
    ends = []
    for n, (matrix, laid) in enumerate(chosen):
        fit = _fit_after_descent(coarse, laid, centres[0], quick)
        ends.append(_End(matrix, laid, fit))
        watch.report("looking which way round", (n + 1) / len(chosen))
    return _judged(ends[:2], ends[2 : 2 + _FINALISTS], ends[2 + _FINALISTS :])


def _judged(given: list[_End], turned: list[_End], mirrored: list[_End]) -> Turn:
    best = {"given": _best(given), "turned": _best(turned), "mirrored": _best(mirrored)}
    fits = {name: end.fit for name, end in best.items()}
    is_mirrored = fits["mirrored"] > _MIRROR_STANDS_OUT * max(fits["given"], fits["turned"])
    is_turned = fits["turned"] > _TURN_STANDS_OUT * fits["given"]
    if is_mirrored or not is_turned:
        return Turn(None, "", is_mirrored, fits)
    matrix, laid = best["turned"].matrix, best["turned"].laid
    start = sitk.Euler3DTransform()
    start.SetCenter(laid.GetCenter())
    start.SetMatrix(matrix.ravel().tolist())
    start.SetTranslation(laid.GetTranslation())
    return Turn(start, _in_words(matrix), False, fits)


def _best(ends: Iterable[_End]) -> _End:
    return max(ends, key=lambda end: end.fit)


def _ways_round() -> list[np.ndarray]:
    """The 48 matrices that exchange and reverse axes."""
    return [
        np.eye(3)[list(axes)] * np.array(signs)[:, None]
        for axes in permutations(range(3))
        for signs in product((1.0, -1.0), repeat=3)
    ]


def _laid(matrix: np.ndarray, fixed: np.ndarray, moving: np.ndarray) -> sitk.AffineTransform:
    """The transform of such a matrix that puts one body's centre onto the other's, LPS mm."""
    laid = sitk.AffineTransform(3)
    laid.SetMatrix(matrix.ravel().tolist())
    laid.SetCenter(fixed.tolist())
    laid.SetTranslation((moving - fixed).tolist())
    return laid


def _fit(pair: ImagePair, transform: sitk.Transform) -> float:
    """Likeness beyond chance, times the share of the fixed image that it rests on."""
    alike, share = likeness(pair, transform)
    return (alike - 1.0) * share


def _fit_after_descent(
    pair: ImagePair, laid: sitk.Transform, centre: np.ndarray, search: Search
) -> float:
    motion = sitk.Euler3DTransform()
    motion.SetCenter(centre.tolist())
    try:
        descend(pair, laid, motion, _LEVEL_MM, search)
    except InputError:
        return _fit(pair, laid)  # it slid apart
    return max(_fit(pair, laid), _fit(pair, compose([laid, motion])))


def _in_words(matrix: np.ndarray) -> str:
    """A turn by a multiple of 90 degrees about an axis, or by 120 about a diagonal."""
    degrees = round(np.degrees(np.arccos((np.trace(matrix) - 1) / 2)))
    kept = [name for n, name in enumerate(_AXES) if matrix[n, n] == 1]
    return f"{degrees} degrees about the {f'{kept[0]} axis' if kept else 'diagonal of its axes'}"
