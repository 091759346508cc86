"""Colours of a surface to print: bone, and on it what is too narrow for the printer."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.surface.print.narrow import NarrowMarks

#: Bone as 3D Slicer shows it; walls and gaps by Okabe and Ito's palette for all eyes (2008).
BONE, THIN_WALL, NARROW_GAP = (241, 214, 145), (213, 94, 0), (0, 114, 178)


def print_colours(marks: NarrowMarks) -> np.ndarray:
    """Colours (n, 3), uint8: thin walls vermilion, narrow gaps blue."""
    result: np.ndarray = np.tile(np.array(BONE, np.uint8), (len(marks.wall_mm), 1))
    result[np.isfinite(marks.gap_mm)] = NARROW_GAP
    result[np.isfinite(marks.wall_mm)] = THIN_WALL
    return result
