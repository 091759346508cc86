"""Walls of one image's bone that lie open to what is marrow in the other: a gap too wide."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from SyntheticCTLib.arrays import Float64Array, Mask
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.make.region import GreyBox
from SyntheticCTLib.tolerance import percent

#: So far in front of a wall its marrow is looked for, mm: more than bone surfaces of two images
#: differ by rounding, and less than a cortex is wide.
_IN_FRONT_MM = 1.5

#: Smaller shares of a surface are not worth a sentence.
_SMALLEST_SHARE = 0.02


def walls_in_marrow(
    surface: BoneSurface, counted: Mask, name: str, marrow: Iterable[GreyBox], of: str, grid: Grid
) -> list[str]:
    """A sentence where so much of a surface faces the other image's marrow; else none.

    Outer surfaces face what is marrow in neither image. Where a gap in the bone is too wide to be
    closed in one image alone, the walls behind it do.

    Args:
        surface: of one image.
        counted: bool (n,), its points that statistics count.
        name: of that image: "CT", "sCT".
        marrow: the other image's, on the same grid.
        of: the name of that one.
        grid: of both images.
    """
    normals = meshes.point_normals(surface.points, surface.triangles)
    index = grid.to_index(surface.points + _IN_FRONT_MM * normals)
    facing = np.zeros(len(surface.points), bool)
    for box in marrow:
        facing |= _within(box, index)
    areas = np.where(counted, surface.areas, 0.0)
    share = float(areas[facing].sum() / max(areas.sum(), 1e-9))
    if share < _SMALLEST_SHARE:
        return []
    return [
        Sentence(
            "{share} of the {image}'s bone surface faces what is marrow in the {other}: a gap in "
            "its bone is too wide to be closed there, or bone is missing.",
            share=percent(share),
            image=name,
            other=of,
        )
    ]


def _within(box: GreyBox, index: Float64Array) -> Mask:
    """Which places, indices (i, j, k) in the volume, lie in a box's marrow."""
    places = np.rint(index - box.corner).astype(int)[:, ::-1]
    there = np.flatnonzero(((places >= 0) & (places < box.filled.shape)).all(axis=1))
    within = np.zeros(len(places), bool)
    k, j, i = places[there].T
    within[there] = box.filled[k, j, i]
    return within
