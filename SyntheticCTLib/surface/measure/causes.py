"""Why a surface did not pass, in plain words: where it is off, which way, and how much that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.measure.comparison import PointDistances, SurfaceComparison
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.topology import shells
from SyntheticCTLib.tolerance import ROUNDING_MM, percent, within

#: So many places of a surface are told, and none that is a smaller share of it than this.
_PLACES, _SMALLEST_SHARE = 2, 0.005

#: What it means to be too small and too large: of a surface of the sCT, which may be where no bone
#: is, and of one of the CT, where the sCT may have none.
_WORDS = {
    "sCT": (Sentence("too small"), Sentence("too large, or no bone at all")),
    "CT": (Sentence("too small or missing"), Sentence("too large")),
}


@dataclass(frozen=True)
class _Patch:
    """A connected piece of a surface beyond the tolerance on one side."""

    share: float
    worst_mm: float
    place: tuple[float, float, float]

    @property
    def words(self) -> str:
        x, y, z = self.place
        return Sentence(
            "{share} {way} by up to {most} mm, at LPS {x}, {y}, {z}",
            share=percent(self.share),
            way=Sentence("too large") if self.worst_mm > 0 else Sentence("too small"),
            most=f"{abs(self.worst_mm):.1f}",
            x=f"{x:.1f}",
            y=f"{y:.1f}",
            z=f"{z:.1f}",
        )


def why_not(
    sct: BoneSurface, ct: BoneSurface, found: SurfaceComparison, options: AccuracyOptions
) -> list[str]:
    """What lies beyond the tolerance, where most of it is, and which way.

    Args:
        sct, ct: the surfaces.
        found: their distances.
        options: the tolerance, one of the comparison's limits, and the share that is asked for.

    Returns:
        A sentence for each surface that has less within the tolerance than asked for, that with
        the least first.
    """
    if found.overall is None or found.overall.pooled.mean_mm is None:  # without a sign nobody knows
        return []
    sides = [
        ("sCT", found.overall.sct_to_ct, sct, found.sct),
        ("CT", found.overall.ct_to_sct, ct, found.ct),
    ]
    least = options.required_share - ROUNDING_MM
    shares = [statistics.within.get(options.tolerance_mm, 1.0) for _, statistics, *_ in sides]
    order = [n for n in np.argsort(shares).tolist() if shares[n] < least]
    return [_told(sides[n][0], sides[n][2], sides[n][3], options.tolerance_mm) for n in order]


def _told(image: str, surface: BoneSurface, found: PointDistances, tolerance_mm: float) -> str:
    limit = tolerance_mm + ROUNDING_MM
    areas = np.where(found.counted, surface.areas, 0.0)
    beyond = found.counted & (np.abs(found.distance_mm) > limit)
    small, large = beyond & (found.distance_mm < 0), beyond & (found.distance_mm > 0)
    too_small, too_large = (float(areas[side].sum() / areas.sum()) for side in (small, large))
    patches = [p for side in (small, large) for p in _patches(surface, found, areas, side)]
    patches.sort(key=lambda patch: -patch.share)
    less, more = _WORDS[image]
    beyond_it = Sentence(
        "Not {within} on the {image}'s bone surface: the sCT's bone is {less} at {small} of it, "
        "{more} at {large}.",
        within=within(tolerance_mm),
        image=image,
        less=less,
        small=percent(too_small),
        more=more,
        large=percent(too_large),
    )
    told = [p.words for p in patches[:_PLACES] if p.share >= _SMALLEST_SHARE]
    if not told:
        return beyond_it
    where = told[0]
    if len(told) > 1:
        where = Sentence("{first}; and then {second}", first=told[0], second=told[1])
    return Sentence("{beyond} The largest places: {where}.", beyond=beyond_it, where=where)


def _patches(
    surface: BoneSurface, found: PointDistances, areas: np.ndarray, side: Mask
) -> Iterator[_Patch]:
    """The largest connected pieces of the points of one side."""
    keep = side[surface.triangles].all(axis=1)
    _, triangles, used = meshes.submesh(surface.points, surface.triangles, keep)
    if not len(triangles):
        return
    number, of_triangle = shells(triangles, len(used))
    of_point = np.zeros(len(used), np.int64)
    of_point[triangles.ravel()] = np.repeat(of_triangle, 3)
    shares = np.bincount(of_point, areas[used], minlength=number) / areas.sum()
    for patch in np.argsort(-shares)[:_PLACES].tolist():
        own = used[of_point == patch]
        worst = own[np.abs(found.distance_mm[own]).argmax()]
        x, y, z = (float(c) for c in surface.points[worst])
        yield _Patch(float(shares[patch]), float(found.distance_mm[worst]), (x, y, z))
