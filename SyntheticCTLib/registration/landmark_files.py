"""Named points from Slicer's markup files (.mrk.json, .fcsv)."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.names import check_is_file
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.text_files import read_object, read_text

NamedPoints = dict[str, tuple[float, float, float]]

#: Slicer wrote the coordinate system of .fcsv files as a number before version 5.
_SYSTEMS = {"0": "RAS", "1": "LPS", "RAS": "RAS", "LPS": "LPS"}


def read_landmarks(path: str | Path) -> NamedPoints:
    """Read the points of a Slicer markup file, by name, in LPS mm whatever the file uses.

    Raises:
        InputError: the file is missing or of another kind, has no points, or uses a name twice.
    """
    path = Path(path)
    check_is_file(path)
    if path.name.endswith(".json"):
        pairs, system = _read_json(path)
    elif path.suffix == ".fcsv":
        pairs, system = _read_fcsv(path)
    else:
        raise InputError(f"Landmarks are read from .mrk.json and .fcsv files; got {path.name!r}.")
    if not pairs:
        raise InputError(f"{path} holds no points.")
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(
            f"{path} has several points named {', '.join(twice)}; names make the pairs."
        )
    if system not in _SYSTEMS:
        raise InputError(f"{path} uses the coordinate system {system!r}; LPS or RAS is needed.")
    sign = -1.0 if _SYSTEMS[system] == "RAS" else 1.0
    return {name: (sign * x, sign * y, z) for name, (x, y, z) in pairs}


def write_landmarks(points: Mapping[str, Sequence[float]], path: Path) -> None:
    """Write points by name, LPS mm, as a Slicer markup file that ``read_landmarks`` reads."""
    listed = [{"label": name, "position": list(place)} for name, place in points.items()]
    markup = {"type": "Fiducial", "coordinateSystem": "LPS", "controlPoints": listed}
    write_json({"markups": [markup]}, path)


def _read_json(path: Path) -> tuple[list[tuple[str, tuple[float, float, float]]], str]:
    markups = read_object(path).get("markups")
    markup = markups[0] if isinstance(markups, list) and markups else {}
    listed = markup.get("controlPoints") if isinstance(markup, dict) else None
    if not isinstance(listed, list) or not all(isinstance(point, dict) for point in listed):
        raise InputError(f"{path} is no Slicer markup file: it lists no control points.")
    points = [
        (str(point.get("label", "")), _place(point.get("position"), path))
        for point in listed
        if point.get("positionStatus", "defined") == "defined"
    ]
    return points, str(markup.get("coordinateSystem", "LPS"))


def _read_fcsv(path: Path) -> tuple[list[tuple[str, tuple[float, float, float]]], str]:
    system = "RAS"
    points = []
    for row in _rows(path):
        if not row:
            continue
        if row[0].startswith("#"):
            if row[0].lower().replace(" ", "").startswith("#coordinatesystem="):
                system = row[0].split("=")[1].strip()
            continue
        # Columns: id, x, y, z, four of orientation, visible, selected, locked, label, ...
        if len(row) < 12:
            raise InputError(f"{path} is no Slicer .fcsv file: a row has {len(row)} cells of 12.")
        points.append((row[11], _place(row[1:4], path)))
    return points, system


def _rows(path: Path) -> list[list[str]]:
    try:
        return list(csv.reader(read_text(path).splitlines()))
    except csv.Error as error:
        raise InputError(f"{path} is no Slicer .fcsv file: {error}.") from error


def _place(values: object, path: Path) -> tuple[float, float, float]:
    try:
        place = [float(value) for value in values] if isinstance(values, list) else []
    except (TypeError, ValueError, OverflowError):
        place = []
    if len(place) != 3 or not all(map(math.isfinite, place)):
        raise InputError(
            f"{path} has a point whose place is {str(values)[:60]}: three numbers are needed."
        )
    return place[0], place[1], place[2]
