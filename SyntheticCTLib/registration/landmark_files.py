"""Named points from Slicer's markup files (.mrk.json, .fcsv)."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from SyntheticCTLib.errors import InputError

NamedPoints = dict[str, tuple[float, float, float]]

#: Slicer wrote the coordinate system of .fcsv files as a number before version 5.
_SYSTEMS = {"0": "RAS", "1": "LPS", "RAS": "RAS", "LPS": "LPS"}


def read_landmarks(path: str | Path) -> NamedPoints:
    """Read the points of a Slicer markup file, by name, in LPS mm whatever the file uses.

    Raises:
        InputError: the file is missing or of another kind, has no points, or uses a name twice.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"There is no landmark file {path}.")
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


def _read_json(path: Path) -> tuple[list[tuple[str, tuple[float, float, float]]], str]:
    try:
        markup = json.loads(path.read_text(encoding="utf-8"))["markups"][0]
        points = [
            (str(point["label"]), _triple(point["position"]))
            for point in markup["controlPoints"]
            if point.get("positionStatus", "defined") == "defined"
        ]
        return points, str(markup.get("coordinateSystem", "LPS"))
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise InputError(f"{path} is no Slicer markup file: {error}.") from error


def _read_fcsv(path: Path) -> tuple[list[tuple[str, tuple[float, float, float]]], str]:
    system = "RAS"
    points = []
    for row in csv.reader(path.read_text(encoding="utf-8").splitlines()):
        if not row:
            continue
        if row[0].startswith("#"):
            if row[0].lower().replace(" ", "").startswith("#coordinatesystem="):
                system = row[0].split("=")[1].strip()
            continue
        try:
            # Columns: id, x, y, z, four of orientation, visible, selected, locked, label, ...
            points.append((row[11], _triple(row[1:4])))
        except (ValueError, IndexError) as error:
            raise InputError(f"{path} is no Slicer .fcsv file: {error}.") from error
    return points, system


def _triple(values: list[float] | list[str]) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in values)
    return x, y, z
