"""What the share within the tolerance could be as well: by another place, by finer settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.make.settings import WIDEST_GAP_MM, SurfaceSettings
from SyntheticCTLib.surface.measure.alignment import FEWEST_POINTS, align_rigidly
from SyntheticCTLib.surface.measure.comparison import SurfaceComparison
from SyntheticCTLib.surface.measure.distance import DistanceTo
from SyntheticCTLib.surface.measure.position import OpenDirection
from SyntheticCTLib.surface.measure.statistics import DirectionalStatistics
from SyntheticCTLib.tolerance import ROUNDING_MM, percent, within

#: Points of a surface that a moved share is taken from: its change is good to half a point.
_POINTS = 8000

#: Shifts that are tried along an open direction, as shares of how far it is open.
_TRIED = (-1.0, -0.5, 0.5, 1.0)


@dataclass(frozen=True)
class ShareRange:
    """Between which shares the truth lies, 0 to 1, and one sentence that says why it is open."""

    lowest: float
    highest: float
    reason: str


class MovedShares:
    """The share within the tolerance of two measured surfaces if the sCT's lay elsewhere.

    Args:
        sct, ct: the surfaces.
        comparison: of the two, where they lie now.
        tolerance_mm: the tolerance, one of the comparison's limits.
    """

    def __init__(
        self, sct: BoneSurface, ct: BoneSurface, comparison: SurfaceComparison, tolerance_mm: float
    ) -> None:
        self._limit = tolerance_mm + ROUNDING_MM
        there, back = comparison.sct.counted, comparison.ct.counted
        self._bones = [
            (
                _sample(sct, sct.bones.index(name), there),
                DistanceTo(sct.bone(sct.bones.index(name)).mesh),
                _sample(ct, ct.bones.index(name), back),
                DistanceTo(ct.bone(ct.bones.index(name)).mesh),
            )
            for name in sct.bones
            if name in ct.bones
        ]
        self._now = self._share(np.eye(4))

    def change(self, matrix: np.ndarray) -> float:
        """By how much the lower share of the two directions changes if the sCT's surface moves.

        Args:
            matrix: (4, 4), LPS mm to LPS mm.
        """
        return self._share(matrix) - self._now

    def _share(self, matrix: np.ndarray) -> float:
        inverse = np.linalg.inv(matrix)
        there = [(_moved(p, matrix), w, ct) for (p, w), _, _, ct in self._bones]
        back = [(_moved(p, inverse), w, sct) for _, sct, (p, w), _ in self._bones]
        return min(self._within(there), self._within(back))

    def _within(self, parts: Iterable[tuple[np.ndarray, np.ndarray, DistanceTo]]) -> float:
        good = whole = 0.0
        for points, weights, target in parts:
            if len(points):
                good += float(weights[target.within(points, self._limit)].sum())
                whole += float(weights.sum())
        return good / whole if whole else 0.0


def along_open_direction(moved: MovedShares, share: float, found: OpenDirection) -> ShareRange:
    """The share at the best and worst shift along a direction that the images leave open."""
    shares = [share]
    for part in _TRIED:
        matrix = np.eye(4)
        matrix[:3, 3] = part * found.reach_mm * np.array(found.direction)
        shares.append(min(1.0, max(0.0, share + moved.change(matrix))))
    lowest, highest = min(shares), max(shares)
    return ShareRange(
        lowest,
        highest,
        Sentence(
            "Where the CT lies along one direction ({name}) is not determined by the images: by "
            "shifts of up to {reach} mm, which fit as well, {lowest} to {highest} would be within "
            "the tolerance.",
            name=Sentence(found.name),
            reach=f"{found.reach_mm:.1f}",
            lowest=percent(lowest),
            highest=percent(highest),
        ),
    )


def by_moving(
    moved: MovedShares,
    share: float,
    sct: BoneSurface,
    ct: BoneSurface,
    comparison: SurfaceComparison,
) -> ShareRange | None:
    """The share if a rigid motion of the sCT's surface, which nobody looked for, were undone."""
    counted = comparison.sct.counted
    if counted.sum() < FEWEST_POINTS:
        return None
    _, alignment = align_rigidly(sct.points, counted, ct.mesh)
    highest = min(1.0, share + max(0.0, moved.change(np.array(alignment.matrix))))
    shift = float(np.linalg.norm(alignment.shift_mm))
    return ShareRange(
        share,
        highest,
        Sentence(
            "Nothing was registered, and moved by {shift} mm and {turn}° the bone would be within "
            "the tolerance for {share}: register the CT, or say how it lies.",
            shift=f"{shift:.1f}",
            turn=f"{alignment.rotation_degrees:.1f}",
            share=percent(highest),
        ),
    )


def by_the_floor(
    floor: DirectionalStatistics, share: float, tolerance_mm: float, required_share: float
) -> ShareRange | None:
    """The share if all that the settings cannot tell were right, or wrong; None if they can."""
    known = floor.share_within(tolerance_mm)
    if known is None or known >= required_share - ROUNDING_MM:
        return None
    return ShareRange(
        max(0.0, share - (1.0 - known)),
        min(1.0, share + (1.0 - known)),
        Sentence(
            "The voxels are too coarse: only {share} of the CT's own surface is found {within} "
            "once more on a grid shifted by half a voxel.",
            share=percent(known),
            within=within(tolerance_mm),
        ),
    )


def by_closing(share: float, closed: float, settings: SurfaceSettings) -> ShareRange:
    """The share if gaps that are too wide to be closed were closed all the same.

    Args:
        share: of the surfaces as they are.
        closed: of those by ``wider_gaps_closed``.
        settings: of the surfaces as they are.
    """
    return ShareRange(
        min(share, closed),
        max(share, closed),
        Sentence(
            "With gaps of up to {wider} mm in the bone closed, and the marrow behind them, {share} "
            "would be within the tolerance.",
            wider=f"{wider_gaps_closed(settings).bridged_gap_mm:g}",
            share=percent(closed),
        ),
    )


def wider_gaps_closed(settings: SurfaceSettings) -> SurfaceSettings:
    """The settings that close what ``BoneSurface.open_mm3`` lies behind."""
    return settings.with_changes(bridged_gap_mm=min(2 * settings.bridged_gap_mm, WIDEST_GAP_MM))


def _sample(
    surface: BoneSurface, number: int, counted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Some of a bone's counted points (n, 3), evenly over their order, and their areas (n,)."""
    own = np.flatnonzero(counted & (surface.bone_number == number))
    own = own[:: max(1, len(own) // _POINTS)]
    return surface.points[own], surface.areas[own]


def _moved(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    result: np.ndarray = points @ matrix[:3, :3].T + matrix[:3, 3]
    return result
