"""Where a NRRD file puts its image, as ITK reads it: to the last bit."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.axes import check_lengths, check_right_angles, millimetres
from SyntheticCTLib.files.nrrd.header import NrrdHeader
from SyntheticCTLib.files.text_header import damaged, numbers
from SyntheticCTLib.image.grid import Matrix, Vector

#: Which of the three coordinates changes its sign on the way to LPS.
_SIGNS = {
    "left-posterior-superior": (1, 1, 1),
    "lps": (1, 1, 1),
    "right-anterior-superior": (-1, -1, 1),
    "ras": (-1, -1, 1),
    "left-anterior-superior": (1, -1, 1),
    "las": (1, -1, 1),
}

#: Sizes of voxels differ by less than this share when they mean the same.
_SAME_SIZE = 1e-3

#: Coordinates of no patient: taken as they are, with a warning.
_NO_PATIENT = ("", "scanner-xyz", "scannerxyz", "3d-right-handed", "3d-left-handed")


def place_of(path: Path, header: NrrdHeader) -> tuple[Vector, Vector, Matrix, list[str]]:
    """Origin, spacing and direction of a ``Volume``, LPS mm, and what is unsure, a sentence each.

    Raises:
        InputError: numbers that place no image, axes not at right angles, unknown units.
    """
    fields = header.fields
    named = fields.get("space", "").lower()
    space = named.removesuffix("-time")
    if space not in _SIGNS and space not in _NO_PATIENT:
        raise damaged(path, "space", fields["space"])
    signs = np.array(_SIGNS.get(space, (1, 1, 1)), float)
    unit = _unit(path, fields)
    if "spacedirections" not in fields:
        return _without_directions(path, fields, unit)
    vectors = _vectors(path, "space directions", fields["spacedirections"])[:3]
    if len(vectors) != 3:
        raise damaged(path, "space directions", fields["spacedirections"])
    spacing, columns = [], []
    for vector in np.array(vectors) * signs:
        # Summed from left to right, and times the reciprocal, as ITK does.
        squares = vector**2
        length = float(np.sqrt(squares[0] + squares[1] + squares[2]))
        if not length > 0:
            raise damaged(path, "space directions", fields["spacedirections"])
        spacing.append(length * unit if unit != 1.0 else length)
        columns.append(vector * (1.0 / length))
    origin = np.zeros(3)
    if "spaceorigin" in fields:
        found = _vectors(path, "space origin", fields["spaceorigin"])
        if len(found) != 1:
            raise damaged(path, "space origin", fields["spaceorigin"])
        origin = np.array(found[0]) * signs * unit
    direction = np.column_stack(columns)
    check_right_angles(path, direction)
    check_lengths(path, spacing, _vector(origin))
    warnings = [] if space in _SIGNS else [_unsaid(path)]
    if space != named:
        warnings.append(
            f"{path} contradicts itself: its space is {named}, with an axis of time, but its "
            "directions have three numbers, which were taken."
        )
    if "spacings" in fields and _differ(fields["spacings"], spacing, unit):
        warnings.append(
            f"{path} contradicts itself: voxels of {fields['spacings']} by spacings, others by "
            "space directions, which were taken."
        )
    if "spaceorigin" not in fields:
        warnings.append(f"{path} does not say where its first voxel lies: 0, 0, 0 was taken.")
    return _vector(origin), _vector(np.array(spacing)), _matrix(direction), warnings


def _differ(text: str, spacing: list[float], unit: float) -> bool:
    """Whether spacings name other sizes than the directions; NaN means that they name none."""
    try:
        named = np.array([float(word) for word in text.split()[-3:]]) * unit
    except ValueError:
        return True
    known = np.isfinite(named)
    same = len(named) == 3 and np.allclose(named[known], np.array(spacing)[known], rtol=_SAME_SIZE)
    return not same


def _without_directions(
    path: Path, fields: dict[str, str], unit: float
) -> tuple[Vector, Vector, Matrix, list[str]]:
    spacing, said = np.ones(3), [_unsaid(path)]
    if "spacings" in fields:
        words = [w for w in fields["spacings"].split() if w.lower() not in ("nan", "none")]
        spacing = np.array(numbers(path, "spacings", " ".join(words[:3]), float, 3)) * unit
    else:
        said.append(f"{path} does not say how large its voxels are: 1 mm was taken.")
    check_lengths(path, _vector(spacing), (0.0, 0.0, 0.0))
    return (0.0, 0.0, 0.0), _vector(spacing), _matrix(np.eye(3)), said


def _unsaid(path: Path) -> str:
    return f"{path} does not say how its image lies in the patient: left and right are a guess."


def _unit(path: Path, fields: dict[str, str]) -> float:
    said = fields.get("spaceunits", "")
    quoted = re.findall(r'"([^"]*)"', said)
    if quoted and len(quoted) not in (3, 4):  # the fourth is that of time
        raise damaged(path, "space units", said)
    names = quoted or [word for word in fields.get("units", "").replace('"', "").split()]
    found = {millimetres(path, name) for name in names[:3]}
    if len(found) > 1:
        raise InputError(f"{path} gives lengths in several units ({', '.join(names)}).")
    return found.pop() if found else 1.0


def _vectors(path: Path, field: str, text: str) -> list[list[float]]:
    inside = [one.replace(",", " ") for one in re.findall(r"\(([^()]*)\)", text)]
    others = [one for one in inside if len(one.split()) != 3]
    if others:
        raise InputError(
            f"{path} has {field} of {len(others[0].split())} numbers, ({others[0]}), where places "
            "in a patient have 3: save one time point of it as an image of three dimensions."
        )
    return [numbers(path, field, one, float, 3) for one in inside]


def _vector(values: np.ndarray) -> Vector:
    return float(values[0]), float(values[1]), float(values[2])


def _matrix(direction: np.ndarray) -> Matrix:
    return tuple(float(c) for c in direction.ravel())
