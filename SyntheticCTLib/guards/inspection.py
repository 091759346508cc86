"""Is this the kind of image that the model was made for? Warnings with a reason, before the work.

A model's ``metadata["synthetic_ct"]`` tells what it was made for: ``input_modality``, and
``training_statistics`` as ``training_statistics()`` below computes them. Every key is optional;
what is absent is not checked:

* ``spacing_mm``, ``extent_mm``: {"low": [i, j, k], "high": [i, j, k]} along left, back and up.
* ``body_volume_l``: {"low", "high"}.
* ``body_intensity_shape``: what ``likeness.describe`` says of the numbers of
  ``body_statistics.body_statistics``: contrast, and layers under the skin.

"low" and "high" are the extremes over the training volumes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.guards.body_statistics import body_statistics, grid_statistics
from SyntheticCTLib.guards.cone_beam import cone_beam_doubts
from SyntheticCTLib.guards.ct import ct_doubts, is_in_hounsfield
from SyntheticCTLib.guards.likeness import FEWEST_EXAMPLES, Unlikeness, describe, unlikeness
from SyntheticCTLib.image.grid import times
from SyntheticCTLib.image.modality import guess_modality
from SyntheticCTLib.image.volume import Volume

#: Spacing may be this many times finer or coarser than any in the training set: resampling bridges
#: that.
_SPACING_FACTOR = 2.0

#: The field of view, and the body in it, may be this many times smaller or larger.
_EXTENT_FACTOR = 2.0
_VOLUME_FACTOR = 4.0

#: An image may be this many times farther from the training set than the farthest of its members
#: from the rest. For the 42 T1 MRs of the Soft-tissue-Sarcoma collection, heads begin at 1.1.
_DISTANCE_FACTOR = 1.05


@dataclass(frozen=True)
class GuardWarning:
    """One reason for doubt.

    Attributes:
        code: "modality", "calibration", "scanner", "metal", "contrast-medium", "spacing",
            "field-of-view", "anatomy" or "contrast".
        sentence: the reason with its values, for people.
        refuses: nothing is made of such an image at all.
    """

    code: str
    sentence: str
    refuses: bool = False


def inspect(volume: Volume, metadata: Mapping[str, Any]) -> list[GuardWarning]:
    """Compare a volume with what a model was made for.

    Args:
        volume: the input as it was read, array ``[k, j, i]``.
        metadata: the model's metadata.json.

    Returns:
        The warnings, most serious first; none when the input looks like the training set. With the
        wrong modality that is the only one: the other comparisons would mean nothing.
    """
    block = metadata.get("synthetic_ct", {})
    expected = str(block.get("input_modality", "MR"))
    found = guess_modality(volume)
    if expected == "CT" and (refusal := _no_ct(volume, found)):
        return [refusal]
    if not _fits(found, expected):
        return [
            GuardWarning(
                "modality",
                f"The model was made for {expected}, but this looks like {_article(found)} "
                f"(values from {float(volume.array.min()):g} to {float(volume.array.max()):g}).",
            )
        ]
    statistics = block.get("training_statistics", {})
    warnings = _grid_warnings(volume, statistics)
    doubts = []
    if expected == "CBCT":
        doubts = cone_beam_doubts(volume, found)
    elif expected == "CT":
        doubts = ct_doubts(volume)
    warnings = [*(GuardWarning(*doubt) for doubt in doubts), *warnings]
    try:
        body = body_statistics(volume, expected if expected in ("CT", "CBCT") else "MR")
    except InputError as error:
        return [*warnings, GuardWarning("anatomy", str(error))]
    return warnings + _body_warnings(*body, statistics)


def training_statistics(volumes: Iterable[Volume], modality: str = "MR") -> dict[str, Any]:
    """The block ``training_statistics`` of a model's metadata: the range of each number.

    Args:
        volumes: the inputs of the training set, before normalisation; read one after the other.
        modality: theirs: "MR", "CT" or "CBCT".

    Raises:
        InputError: there are no volumes, or one shows no body.
    """
    grids: list[dict[str, list[float]]] = []
    litres: list[float] = []
    numbers: list[dict[str, float]] = []
    for volume in volumes:
        grids.append(grid_statistics(volume))
        size, shape = body_statistics(volume, modality)
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


def _no_ct(volume: Volume, found: str) -> GuardWarning | None:
    """Why an image is refused where a CT is wanted: no network could read its values."""
    values = f"values from {float(volume.array.min()):g} to {float(volume.array.max()):g}"
    if found == "CBCT":
        return GuardWarning(
            "modality",
            f"The model was made for CT, but this looks like a CBCT ({values}): its HU are not "
            "those of a CT; correct it first with a model from CBCT to CT.",
            refuses=True,
        )
    if found == "CT" and is_in_hounsfield(volume):
        return None
    if found == "unknown":
        return None
    seen = "is not in HU" if found == "CT" else f"looks like {_article(found)}"
    return GuardWarning(
        "calibration" if found == "CT" else "modality",
        f"The model was made for CT, but this {seen} ({values}, nothing below 0 as fat and air "
        "are). If it is a CT that is stored from 0 to 4095, subtract 1024 first.",
        refuses=True,
    )


def _fits(found: str, expected: str) -> bool:
    if found == "unknown" or found == expected:
        return True
    return {found, expected} == {"CT", "CBCT"} and expected == "CBCT"


def _article(modality: str) -> str:
    return {"MR": "an MR", "CT": "a CT", "CBCT": "a CBCT"}.get(modality, modality)


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
            warnings.append(
                GuardWarning(
                    code,
                    f"{what} ({shown} mm) is far from the training set's ({least} to {most} mm).",
                )
            )
    return warnings


def _body_warnings(
    litres: float, numbers: Mapping[str, float], statistics: Mapping[str, Any]
) -> list[GuardWarning]:
    warnings = []
    limits = statistics.get("body_volume_l")
    if limits:
        low, high = limits["low"], limits["high"]
        if not low / _VOLUME_FACTOR <= litres <= high * _VOLUME_FACTOR:
            warnings.append(
                GuardWarning(
                    "anatomy",
                    f"The body in the image measures {litres:.2f} litres, in the training set "
                    f"{low:.2f} to {high:.2f}: is it the same part of the body?",
                )
            )
    described = statistics.get("body_intensity_shape")
    if described:
        found = unlikeness(numbers, described)
        if found.distance > found.limit * _DISTANCE_FACTOR:
            warnings.append(_unlike(found))
    return warnings


def _unlike(found: Unlikeness) -> GuardWarning:
    layer = found.name.startswith("from_")
    what = "anatomy or contrast" if layer else "contrast or anatomy"
    return GuardWarning(
        "anatomy" if layer else "contrast",
        f"Its {what} is unlike the training set's (distance {found.distance:.2f}, there at most "
        f"{found.limit:.2f}): {_in_words(found.name)} is {found.value:.2f}, there {found.low:.2f} "
        f"to {found.high:.2f}.",
    )


def _in_words(name: str) -> str:
    if name.startswith("from_"):
        return f"brightness (z-score) of the layer from {name.split('_')[1]} mm under the skin"
    if name.startswith("quantile_"):
        return f"the {float(name.split('_')[1]):.0%} quantile of brightness (z-score) in the body"
    return {
        "variation": "the SD of brightness in the body as a share of its mean",
        "skewness": "the skewness of brightness in the body",
    }.get(name, name)
