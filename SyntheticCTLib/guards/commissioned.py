"""What a site has commissioned, and whether an image and a model are what it was commissioned for.

A model's own guards ask for the images that it learnt from. A site's commissioning is narrower: the
scanners, sequences and patients that it has measured the model on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record, read_record
from SyntheticCTLib.guards import words
from SyntheticCTLib.guards.body_statistics import (
    body_statistics,
    grid_statistics,
    without_padding,
)
from SyntheticCTLib.guards.distance_to_examples import unlikeness
from SyntheticCTLib.guards.input_guard import GuardWarning
from SyntheticCTLib.image.grid import times
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import Kind

#: The code of the warnings.
DRIFT = "drift"

#: An input's spacing, extent or body may lie this share beyond the commissioned range.
_ROOM = 0.25


@dataclass(frozen=True)
class ActionLevel(Record):
    """A figure beyond which somebody has to look.

    Attributes:
        figure: its name, as in ``summary.csv``.
        level: its value.
        bad: on which side of the level the bad values lie, "below" or "above".
        between: share of further patients of the kind to be expected on the good side, 0 to 1.
    """

    figure: str
    level: float
    bad: str
    between: float


@dataclass(frozen=True)
class Commissioned(Record):
    """What a site has measured a model on, and what it is to be held to.

    Attributes:
        created: when, ISO 8601 in UTC.
        study: the name of the folder that it is from.
        model, version, sha256: of the model.
        patients: ids of those who were measured.
        groups: values of each group (site, scanner, ...) that were among them.
        tolerance_mm: of the surfaces.
        expected_share, lowest_share: of the surface within it: the median patient's, and what a
            further patient is expected to reach.
        between: share of further patients expected to reach that, 0 to 1.
        offset: what the model's own expectation was too low by, a share; None where it gives none.
        levels: action levels.
        statistics: of the inputs, see ``inspection.training_statistics``.
        repeat: the commands that make the same again.
    """

    FORMAT: ClassVar[int | None] = 1

    created: str
    study: str
    model: str
    version: str
    sha256: str
    patients: tuple[str, ...]
    groups: dict[str, list[str]]
    tolerance_mm: float
    expected_share: float
    lowest_share: float
    between: float
    offset: float | None
    levels: tuple[ActionLevel, ...]
    statistics: dict[str, Any]
    repeat: tuple[str, ...] = field(default_factory=tuple)


def read_commissioned(path: str | Path) -> Commissioned:
    """The record of a commissioning.

    Raises:
        InputError: the file is missing or damaged.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path} does not exist: give the commission.json of a commissioning.")
    return read_record(Commissioned, path, "commission again")


def drift(volume: Volume, kind: Kind, sha256: str, known: Commissioned) -> list[GuardWarning]:
    """In what an image and a model differ from what was commissioned.

    Args:
        volume: the input as it was read, array ``[k, j, i]``.
        kind: of image that the model takes.
        sha256: of the model's weights.
        known: what was commissioned.
    """
    day = known.created[:10]
    return [
        GuardWarning(DRIFT, words.not_as_commissioned(day, reason))
        for reason in _reasons(volume, kind, sha256, known)
    ]


def _reasons(volume: Volume, kind: Kind, sha256: str, known: Commissioned) -> Iterator[str]:
    if sha256 != known.sha256:
        yield words.other_weights(sha256, f"{known.sha256[:12]} ({known.model} {known.version})")
    volume = without_padding(volume, kind)
    grid = grid_statistics(volume)
    for key, what in (("spacing_mm", "the voxel spacing"), ("extent_mm", "the field of view")):
        limits = known.statistics.get(key)
        if limits and _beyond(grid[key], limits):
            ends = (times(limits[name], ".4g") for name in ("low", "high"))
            yield words.other_grid(what, times(grid[key], ".4g"), *ends)
    try:
        litres, numbers = body_statistics(volume, kind)
    except InputError:
        yield words.NO_BODY
        return
    body = known.statistics.get("body_volume_l")
    if body and _beyond([litres], {name: [body[name]] for name in ("low", "high")}):
        yield words.other_body(litres, body["low"], body["high"])
    described = known.statistics.get("body_intensity_shape")
    if described:
        found = unlikeness(numbers, described)
        if found.too_far:
            yield words.other_brightness(found)


def _beyond(values: list[float], limits: dict[str, Any]) -> bool:
    low, high = (np.asarray(limits[name], float) for name in ("low", "high"))
    found = np.asarray(values, float)
    return bool((found < low * (1 - _ROOM)).any() or (found > high * (1 + _ROOM)).any())
