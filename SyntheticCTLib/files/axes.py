"""Axes of an image from a file's numbers: finite, of some length, at right angles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.grid import ORTHONORMAL_TOLERANCE

#: Millimetres in a unit of length, by the names that NRRD and MetaImage headers use.
_MILLIMETRES = {
    "": 1.0,
    "?": 1.0,
    "mm": 1.0,
    "millimeter": 1.0,
    "millimeters": 1.0,
    "um": 1e-3,
    "μm": 1e-3,
    "µm": 1e-3,
    "micron": 1e-3,
    "microns": 1e-3,
    "micrometer": 1e-3,
    "nm": 1e-6,
    "cm": 10.0,
    "m": 1000.0,
    "meter": 1000.0,
}

#: Voxels smaller or larger than this, mm, and places farther away, come from damaged headers.
_SMALLEST_MM, _LARGEST_MM, FARTHEST_MM = 1e-4, 1e3, 1e6

#: No scanner of patients has voxels as small as this along each axis, mm: they are in metres.
_IN_METRES_MM = 0.02

#: A direction with a larger number is damaged; squares of smaller ones are numbers.
_LONGEST_AXIS = 1e6


def millimetres(path: Path, unit: str) -> float:
    """How many millimetres a unit of length has.

    Raises:
        InputError: no unit of length that is known.
    """
    found = _MILLIMETRES.get(unit.strip().lower())
    if found is None:
        raise InputError(f"{path} gives lengths in {unit!r}: convert it to millimetres.")
    return found


def check_lengths(path: Path | str, spacing: Sequence[float], origin: Sequence[float]) -> None:
    """Refuse voxels or places that no scanner makes.

    Args:
        path: the file, for messages.
        spacing: of the voxels, mm.
        origin: of the first voxel, LPS mm.

    Raises:
        InputError: not a number, not positive, or out of all proportion.
    """
    if not all(np.isfinite(s) and _SMALLEST_MM <= s <= _LARGEST_MM for s in spacing):
        steps = " x ".join(f"{s:g}" for s in spacing)
        raise InputError(
            f"{path} has a damaged header: voxels of {steps} mm; {_SMALLEST_MM:g} to "
            f"{_LARGEST_MM:g} mm can be."
        )
    if max(spacing) < _IN_METRES_MM:
        steps = " x ".join(f"{s:g}" for s in spacing)
        raise InputError(
            f"{path} has voxels of {steps} mm, which no scanner of patients makes: if they are "
            "metres, say so in the header or multiply its lengths by 1000."
        )
    if not all(np.isfinite(o) and abs(o) <= FARTHEST_MM for o in origin):
        place = ", ".join(f"{o:g}" for o in origin)
        raise InputError(f"{path} has a damaged header: its first voxel lies at {place} mm.")


def check_right_angles(path: Path, direction: np.ndarray) -> None:
    """Refuse axes that are not at right angles.

    Args:
        path: the file, for messages.
        direction: (3, 3), columns are unit vectors of the axes i, j, k.

    Raises:
        InputError: with the angle by which two axes miss the right angle.
    """
    largest = float(np.abs(direction).max())
    if not 0 < largest < _LONGEST_AXIS:
        raise InputError(
            f"{path} has a damaged header: its direction has axes of no length or no number."
        )
    lengths = np.linalg.norm(direction, axis=0)
    if not lengths.min() > 0:
        raise InputError(f"{path} has a damaged header: its direction has an axis of no length.")
    units = direction / lengths
    most = float(np.abs(units.T @ units - np.eye(3)).max())
    if most > ORTHONORMAL_TOLERANCE:
        angle = np.degrees(np.arcsin(min(most, 1.0)))
        raise InputError(
            f"{path} is sheared: two of its axes miss the right angle by {angle:.1f} degrees. "
            "Resample it to a right-angled grid first."
        )
    if not np.allclose(lengths, 1.0, atol=ORTHONORMAL_TOLERANCE):
        shown = " x ".join(f"{length:g}" for length in lengths)
        raise InputError(
            f"{path} contradicts itself: beside the size of its voxels its direction has axes of "
            f"the lengths {shown}, where each is 1."
        )
