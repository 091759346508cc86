"""Why a surface did not pass, in plain words: where it is off, which way, and how much that is."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.measure.comparison import PointDistances, SurfaceComparison
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.measure.patches import Patch, largest_patches
from SyntheticCTLib.tolerance import ROUNDING_MM, percent, within

#: So many places of a surface are told, and none that is a smaller share of it than this.
_PLACES, _SMALLEST_SHARE = 2, 0.005

#: What it means to be too small and too large: of a surface of the sCT, which may be where no bone
#: is, and of one of the CT, where the sCT may have none.
_WORDS = {
    "sCT": (Sentence("too small"), Sentence("too large, or no bone at all")),
    "CT": (Sentence("too small or missing"), Sentence("too large")),
}


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
    small, large = found.distance_mm < -limit, found.distance_mm > limit
    too_small, too_large = (float(areas[side].sum() / areas.sum()) for side in (small, large))
    lacking = large if image == "sCT" else small  # where the other image may have no bone at all
    patches = [
        patch
        for side in (small, large)
        for patch in largest_patches(
            surface, found.distance_mm, areas, side, _PLACES, lacking=side is lacking
        )
    ]
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
    told = [_words(p, image) for p in patches[:_PLACES] if p.share >= _SMALLEST_SHARE]
    if not told:
        return beyond_it
    where = told[0]
    if len(told) > 1:
        where = Sentence("{first}; and then {second}", first=told[0], second=told[1])
    return Sentence("{beyond} The largest places: {where}.", beyond=beyond_it, where=where)


def _words(patch: Patch, image: str) -> str:
    """One of the largest places, of the surface of an image."""
    x, y, z = (f"{c:.1f}" for c in patch.place)
    share = percent(patch.share)
    if patch.length_mm is None:
        return Sentence(
            "{share} {way} by up to {most} mm, at LPS {x}, {y}, {z}",
            share=share,
            way=Sentence("too large") if patch.worst_mm > 0 else Sentence("too small"),
            most=f"{abs(patch.worst_mm):.1f}",
            x=x,
            y=y,
            z=z,
        )
    border = Sentence(", at the border of the field of view") if patch.at_border else ""
    return Sentence(
        "{share} is a piece of bone {length} mm long that the {other} lacks{border}, at "
        "LPS {x}, {y}, {z}",
        share=share,
        length=f"{patch.length_mm:.0f}",
        border=border,
        other="CT" if image == "sCT" else "sCT",
        x=x,
        y=y,
        z=z,
    )
