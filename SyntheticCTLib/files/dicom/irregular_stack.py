"""Parallel slices that make no grid of right angles: where each lies, and the grid to come to.

All positions are LPS mm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.frames import Frame
from SyntheticCTLib.files.dicom.slice_geometry import (
    axes_of,
    check_apart,
    spacing_of,
    stack_of_frames,
)
from SyntheticCTLib.image.grid import Grid, Matrix, Vector

#: Nobody can say what lies in a gap of more than this, mm.
LARGEST_GAP_MM = 10.0

#: A grid may have this many times the slices that were scanned.
_MOST_SLICES = 4


@dataclass(frozen=True, eq=False)
class IrregularStack:
    """Slices in order along their normal.

    Attributes:
        order: indices of the given slices.
        heights: of each along the normal, mm above the first.
        offsets: (n, 2), how far each lies along j and i of the grid's first corner, voxels.
        grid: of right angles and even steps that holds all of them.
        tilt: of the stack off the normal, degrees.
    """

    order: list[int]
    heights: np.ndarray
    offsets: np.ndarray
    grid: Grid
    tilt: float


def irregular_stack(
    frames: Sequence[Frame], rows: int, columns: int, name: str
) -> IrregularStack | None:
    """Where the frames of a series lie; None if they make a regular grid already.

    Args:
        frames: in any order.
        rows, columns: of each.
        name: of the series, for messages.

    Raises:
        InputError: slices of several orientations, at the same place, or too far apart.
    """
    try:
        stack_of_frames(frames, name)
    except InputError:
        pass
    else:
        return None
    if len(frames) < 2:
        raise InputError(f"{name} is a single slice: a volume needs at least two.")
    row, column = axes_of(frames, name)
    normal = np.cross(row, column)
    positions = np.array([frame.position for frame in frames])
    order = np.argsort(positions @ normal, kind="stable")
    positions = positions[order]
    heights = (positions - positions[0]) @ normal
    check_apart([frames[n] for n in order], positions @ normal, name)
    down, right = spacing_of(frames, name)
    shifts = np.stack([positions @ column / down, positions @ row / right], axis=1)
    corner = shifts.min(axis=0)
    offsets = shifts - corner
    step, count = _steps(heights, name)
    tall, wide = (ceil(extra - 1e-6) for extra in offsets.max(axis=0))
    direction = np.stack([row, column, normal], axis=1)
    first = column * corner[0] * down + row * corner[1] * right + normal * (positions[0] @ normal)
    grid = Grid(
        (columns + wide, rows + tall, count),
        _vector(first),
        (right, down, step),
        _matrix(direction),
    )
    lean = positions[-1] - positions[0]
    sideways = float(np.linalg.norm(lean - normal * (lean @ normal)))
    tilt = float(np.degrees(np.arctan2(sideways, heights[-1])))
    return IrregularStack([int(n) for n in order], heights, offsets, grid, tilt)


def _steps(heights: np.ndarray, name: str) -> tuple[float, int]:
    """Even steps that lose nothing of the closer slices, and their number."""
    gaps = np.diff(heights)
    widest = int(gaps.argmax())
    if gaps[widest] > LARGEST_GAP_MM:
        raise InputError(
            f"{name} has a gap of {gaps[widest]:.1f} mm after its slice {widest + 1}: nobody can "
            f"say what lies there. Take the slices of one side out of the folder."
        )
    step = float(np.percentile(gaps, 25))
    count = int(np.floor(heights[-1] / step + 1e-6)) + 1
    if count > _MOST_SLICES * len(heights):
        raise InputError(
            f"{name} has gaps of {gaps.min():.2f} to {gaps.max():.2f} mm, which would make "
            f"{count} slices of {len(heights)}: take those that lie closest out of the folder."
        )
    return step, count


def _vector(values: np.ndarray) -> Vector:
    return float(values[0]), float(values[1]), float(values[2])


def _matrix(direction: np.ndarray) -> Matrix:
    made: Matrix = tuple(float(c) for c in direction.ravel())
    return made
