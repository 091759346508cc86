"""Whether a series' slices make one regular grid, and which. All positions are LPS mm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.headers import Header
from SyntheticCTLib.image.grid import Matrix, Vector

#: Direction cosines of slices of one series may differ by this much (DICOM writes about six
#: decimals).
_SAME_DIRECTION = 1e-3

#: Gaps may differ from the usual one by this share and by this length, mm: rounding in the header.
_GAP_SHARE = 0.01
_GAP_MM = 0.02

#: A stack that leans more than this, degrees, is sheared: 0.2 degrees are 1 mm over 30 cm.
_MOST_TILT_DEGREES = 0.2


@dataclass(frozen=True)
class Stack:
    """Slices in order along k, and the grid that they make.

    Attributes:
        order: indices of the given slices, along k.
        origin: centre of the first voxel, LPS mm.
        spacing: along i, j, k, mm.
        direction: nine cosines, row-major; columns are i, j, k.
    """

    order: list[int]
    origin: Vector
    spacing: Vector
    direction: Matrix


def stack(
    orientations: np.ndarray, positions: np.ndarray, pixel_spacing: tuple[float, float], name: str
) -> Stack:
    """The regular grid of a series.

    Args:
        orientations: ImageOrientationPatient of each slice, shape (n, 6).
        positions: ImagePositionPatient of each slice, shape (n, 3).
        pixel_spacing: DICOM's PixelSpacing: between rows, between columns, mm.
        name: of the series, for messages.

    Raises:
        InputError: slices of several orientations, at the same place, missing, unevenly spaced, or
            stacked at a tilt.
    """
    row, column = _axes(orientations, name)
    normal = np.cross(row, column)
    heights = positions @ normal
    order = np.argsort(heights, kind="stable")
    _check_gaps(np.diff(heights[order]), heights[order], name)
    first, last = positions[order[0]], positions[order[-1]]
    step = (last - first) / (len(order) - 1)
    _check_tilt(step, normal, name)
    direction = np.stack([row, column, normal], axis=1)
    return Stack(
        [int(n) for n in order],
        _vector(first),
        (float(pixel_spacing[1]), float(pixel_spacing[0]), float(step @ normal)),
        tuple(float(c) for c in direction.ravel()),
    )


def stack_of_files(headers: list[Header], name: str) -> Stack:
    """The regular grid of a series of one file a slice.

    Raises:
        InputError: a field is missing, sizes or pixel spacings differ, or as for ``stack``.
    """
    for header in headers:
        for word in ("ImageOrientationPatient", "ImagePositionPatient", "PixelSpacing"):
            if not header.dataset.get(word):
                raise InputError(
                    f"{header.path} has no {word}: its place in the patient is unknown."
                )
    for words in (("Rows", "Columns"), ("PixelSpacing",)):
        values = {tuple(str(h.dataset.get(word)) for word in words) for h in headers}
        if len(values) > 1:
            several = " and ".join(" x ".join(v) for v in sorted(values)[:2])
            raise InputError(f"{name} mixes slices of different {' x '.join(words)}: {several}.")
    orientations = np.array([h.dataset.ImageOrientationPatient for h in headers], dtype=float)
    positions = np.array([h.dataset.ImagePositionPatient for h in headers], dtype=float)
    between_rows, between_columns = (float(s) for s in headers[0].dataset.PixelSpacing)
    return stack(orientations, positions, (between_rows, between_columns), name)


def _axes(orientations: np.ndarray, name: str) -> tuple[np.ndarray, np.ndarray]:
    apart = np.abs(orientations - orientations[0]).max(axis=1)
    if apart.max() > _SAME_DIRECTION:
        others = int((apart > _SAME_DIRECTION).sum())
        raise InputError(
            f"{name} mixes orientations: {others} of {len(apart)} slices are turned against the "
            "first."
        )
    row, column = orientations[0, :3], orientations[0, 3:]
    row = row / np.linalg.norm(row)
    column = column - row * (row @ column)
    return row, column / np.linalg.norm(column)


def _check_gaps(gaps: np.ndarray, heights: np.ndarray, name: str) -> None:
    usual = float(np.median(gaps))
    tolerance = _GAP_SHARE * usual + _GAP_MM
    if gaps.min() < min(tolerance, _GAP_MM):
        same = int((gaps < _GAP_MM).sum())
        raise InputError(
            f"{name} has {same + 1} or more images at the same place (such as "
            f"{heights[int(gaps.argmin())]:.2f} mm): several echoes or time points need to be "
            "separated."
        )
    worst = int(np.abs(gaps - usual).argmax())
    gap, where = float(gaps[worst]), float(heights[worst])
    if abs(gap - usual) <= tolerance:
        return
    missing = round(gap / usual) - 1
    between = f"between {where:.2f} and {where + gap:.2f} mm"
    if missing >= 1 and abs(gap - (missing + 1) * usual) <= tolerance * (missing + 1):
        raise InputError(
            f"{name} has {missing} missing slice{'s' if missing > 1 else ''} {between}: the gap is "
            f"{gap:.3f} mm where {usual:.3f} mm are usual."
        )
    raise InputError(
        f"{name} has unevenly spaced slices: the gap {between} is {gap:.3f} mm where {usual:.3f} "
        "mm "
        "are usual. Resample it to even spacing first."
    )


def _check_tilt(step: np.ndarray, normal: np.ndarray, name: str) -> None:
    sideways = float(np.linalg.norm(step - normal * (step @ normal)))
    degrees = float(np.degrees(np.arctan2(sideways, abs(step @ normal))))
    if degrees > _MOST_TILT_DEGREES:
        raise InputError(
            f"{name} was scanned with a tilted gantry: slices are stacked {degrees:.1f} degrees "
            "off "
            "their normal. Correct the tilt (resample to a right-angled grid) first."
        )


def _vector(values: np.ndarray) -> Vector:
    return float(values[0]), float(values[1]), float(values[2])
