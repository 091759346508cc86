"""Is this the kind of image that the model was made for? Warnings with a reason, before the work.

What they say stands in ``words``.

An ``InputGuard`` says what kind of image is wanted. The block ``training_statistics`` of a model's
metadata, which ``training_statistics()`` below computes, says more; what is absent is not checked:

* ``spacing_mm``, ``extent_mm``: {"low": [i, j, k], "high": [i, j, k]} along left, back and up.
* ``body_volume_l``: {"low", "high"}.
* ``body_intensity_shape``: what ``distance_to_examples.describe`` says of the numbers of
  ``body_statistics.body_statistics``: contrast, and layers under the skin.

"low" and "high" are the extremes over the training volumes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.guards import words
from SyntheticCTLib.guards.body_statistics import (
    body_statistics,
    grid_statistics,
    without_padding,
)
from SyntheticCTLib.guards.distance_to_examples import FEWEST_EXAMPLES, describe, unlikeness
from SyntheticCTLib.guards.input_guard import UNKNOWN_REGION, GuardWarning, InputGuard
from SyntheticCTLib.image.grid import times
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import Kind, kind_of

#: Spacing may be this many times finer or coarser than any in the training set: resampling bridges
#: that.
_SPACING_FACTOR = 2.0

#: The field of view, and the body in it, may be this many times smaller or larger.
_EXTENT_FACTOR = 2.0
_VOLUME_FACTOR = 4.0


def inspect(
    volume: Volume,
    guard: InputGuard,
    statistics: Mapping[str, Any],
    regions: Sequence[str] = (),
) -> list[GuardWarning]:
    """Compare a volume with what a model was made for.

    Args:
        volume: the input as it was read, array ``[k, j, i]``.
        guard: what the model wants.
        statistics: the block ``training_statistics`` of the model's metadata.
        regions: of the body that it learnt from.

    Returns:
        The warnings: of the kind of image, then of its grid, then of the body in it; none when the
        input looks like the training set. With the wrong modality that is the only one: the other
        comparisons would mean nothing.
    """
    found = kind_of(volume)
    if (refusal := guard.refusal(volume, found)) is not None:
        return [refusal]
    if found is not None and found not in (guard.kind, *guard.takes):
        sentence = words.other_kind(volume, found, guard.kind)
        return [GuardWarning("modality", sentence, refuses=True)]
    warnings = guard.doubts(volume, found)
    volume = without_padding(volume, guard.kind)
    warnings = [*warnings, *_grid_warnings(volume, statistics)]
    if UNKNOWN_REGION in regions:
        warnings.append(GuardWarning("anatomy", words.REGION_UNKNOWN))
    try:
        body = body_statistics(volume, guard.kind)
    except InputError as error:
        return [*warnings, GuardWarning("anatomy", str(error))]
    warnings += guard.region(volume, regions)
    return warnings + _body_warnings(*body, statistics, regions)


def training_statistics(volumes: Iterable[Volume], kind: Kind) -> dict[str, Any]:
    """The block ``training_statistics`` of a model's metadata: the range of each number.

    Args:
        volumes: the inputs of the training set, before normalisation; read one after the other.
        kind: theirs.

    Raises:
        InputError: there are no volumes, or one shows no body.
    """
    grids: list[dict[str, list[float]]] = []
    litres: list[float] = []
    numbers: list[dict[str, float]] = []
    for read in volumes:
        volume = without_padding(read, kind)
        grids.append(grid_statistics(volume))
        size, shape = body_statistics(volume, kind)
        litres.append(size)
        numbers.append(shape)
    if not grids:
        raise InputError("Training statistics need at least one volume; there are none.")
    result: dict[str, Any] = {"body_volume_l": {"low": min(litres), "high": max(litres)}}
    for key in grids[0]:
        values = np.array([grid[key] for grid in grids])
        result[key] = {"low": values.min(axis=0).tolist(), "high": values.max(axis=0).tolist()}
    if len(numbers) >= FEWEST_EXAMPLES:
        result["body_intensity_shape"] = describe(numbers)
    return result


def _grid_warnings(volume: Volume, statistics: Mapping[str, Any]) -> list[GuardWarning]:
    grid = grid_statistics(volume)
    checks = (
        ("spacing", "spacing_mm", "Voxel spacing", _SPACING_FACTOR, ".2f"),
        ("field-of-view", "extent_mm", "The field of view", _EXTENT_FACTOR, ".0f"),
    )
    warnings = []
    for code, key, what, factor, form in checks:
        limits = statistics.get(key)
        if not limits:
            continue
        values = np.asarray(grid[key])
        low, high = np.asarray(limits["low"], float), np.asarray(limits["high"], float)
        if (values < low / factor).any() or (values > high * factor).any():
            shown, least, most = (times(v, form) for v in (values, low, high))
            warnings.append(GuardWarning(code, words.far_from_training(what, shown, least, most)))
    return warnings


def _body_warnings(
    litres: float,
    numbers: Mapping[str, float],
    statistics: Mapping[str, Any],
    regions: Sequence[str],
) -> list[GuardWarning]:
    warnings = []
    limits = statistics.get("body_volume_l")
    if limits:
        low, high = limits["low"], limits["high"]
        if not low / _VOLUME_FACTOR <= litres <= high * _VOLUME_FACTOR:
            warnings.append(GuardWarning("anatomy", words.other_size(litres, low, high)))
    described = statistics.get("body_intensity_shape")
    if described:
        found = unlikeness(numbers, described)
        if found.too_far:
            code = "anatomy" if words.is_layer(found) else "contrast"
            warnings.append(GuardWarning(code, words.unlike(found, regions)))
    return warnings
