"""A series with a tilted gantry or uneven slices as a volume of right angles and even steps."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.fields import text, without_pydicom_warnings
from SyntheticCTLib.files.dicom.headers import kept_metadata
from SyntheticCTLib.files.dicom.irregular_stack import IrregularStack, irregular_stack
from SyntheticCTLib.files.dicom.series import frames_of_series, values_of
from SyntheticCTLib.files.names import without_folder
from SyntheticCTLib.files.values import check_numbers
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.image.modality import IN_HOUNSFIELD
from SyntheticCTLib.image.volume import WARNINGS_KEY, Volume
from SyntheticCTLib.memory import check_memory
from SyntheticCTLib.progress import UNWATCHED, Watch

#: A stack that leans less is not called tilted, degrees.
_TILT_DEGREES = 0.2

#: What is left of a voxel of 1 where all of it lies in a slice.
_WHOLE = 1 - 1e-6


@without_pydicom_warnings()
def read_straightened(folder: str | Path, *, watch: Watch = UNWATCHED) -> Volume:
    """Read a series that makes no grid as it is, resampled once.

    Each voxel is the mean of the pixels round its place in the two slices that it lies between, by
    how near they are. What no slice saw is air, or the lowest value where values are no HU.

    Returns:
        The volume, as ``series.read_series`` gives it; "warnings" say what was done.

    Raises:
        InputError: as ``series.read_series``, but for what is mended here; or the series is a
            regular grid already.
        MemoryShortError: the result is larger than the free memory.
    """
    found = frames_of_series(folder)
    stack = irregular_stack(found.frames, found.rows, found.columns, found.name)
    if stack is None:
        raise InputError(
            f"{found.name} is a grid of right angles and even steps already: use {folder} as it is."
        )
    check_memory(stack.grid.size, 4, found.name)
    slices, said = values_of(
        [found.frames[n] for n in stack.order], (found.rows, found.columns), found.name
    )
    check_numbers(found.name, slices)
    modality = text(found.first, "Modality")
    outside = float(OUTSIDE_HU) if modality in IN_HOUNSFIELD else float(slices.min())
    array = _resampled(slices, stack, outside, watch)
    if slices.dtype.kind in "iu":
        array = np.rint(array).astype(slices.dtype)
    warnings = [*found.warnings, *said, _told(stack, found.name)]
    metadata = {
        "source": str(folder),
        "modality": modality or None,
        WARNINGS_KEY: [without_folder(told, Path(folder)) for told in warnings],
    }
    return Volume.on(stack.grid, array, metadata | kept_metadata(found.first))


def _resampled(
    slices: np.ndarray, stack: IrregularStack, outside: float, watch: Watch
) -> np.ndarray:
    columns, rows, count = stack.grid.size
    array = np.full((count, rows, columns), outside, np.float32)
    shifted: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    for k in range(count):
        watch.check()
        height = k * stack.grid.spacing[2]
        above = int(np.searchsorted(stack.heights, height, side="right"))
        below = min(max(above - 1, 0), len(stack.heights) - 2)
        gap = stack.heights[below + 1] - stack.heights[below]
        share = min(max((height - stack.heights[below]) / gap, 0.0), 1.0)
        for n in (below, below + 1):
            if n not in shifted:
                shifted[n] = _shifted(slices[n], stack.offsets[n], (rows, columns))
        for n in [n for n in shifted if n < below]:
            del shifted[n]
        (lower, seen_below), (upper, seen_above) = shifted[below], shifted[below + 1]
        seen = (seen_below | (share == 1)) & (seen_above | (share == 0))
        array[k][seen] = ((1 - share) * lower + share * upper)[seen]
    return array


def _shifted(
    pixels: np.ndarray, offset: np.ndarray, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """A slice moved by parts of a voxel, and where all of a voxel lies in it."""
    total, weight = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    first = np.floor(offset + 1e-6).astype(int)
    rest = np.clip(offset - first, 0.0, 1.0)
    tall, wide = pixels.shape
    for down, of_rows in ((0, 1 - rest[0]), (1, rest[0])):
        for right, of_columns in ((0, 1 - rest[1]), (1, rest[1])):
            share = np.float32(of_rows * of_columns)
            if share > 1e-6:
                j, i = first[0] + down, first[1] + right
                total[j : j + tall, i : i + wide] += share * pixels
                weight[j : j + tall, i : i + wide] += share
    return total, weight > _WHOLE


def _told(stack: IrregularStack, name: str) -> str:
    """What was wrong with the series and was done to it, in a sentence."""
    gaps = np.diff(stack.heights)
    leaning = f"slices stacked {stack.tilt:.1f} degrees off their normal"
    parts = [leaning] if stack.tilt > _TILT_DEGREES else []
    if np.ptp(gaps) > 0.01 * np.median(gaps):
        parts.append(f"gaps of {gaps.min():.2f} to {gaps.max():.2f} mm")
    return (
        f"{name} has {' and '.join(parts) or 'slices that do not lie in one line'}: it was "
        f"resampled to right angles and {stack.grid.spacing[2]:.2f} mm from slice to slice, and "
        "is not the scan itself."
    )
