"""Is this the kind of image that the model was made for? Warnings with a reason, before the work.

A model's ``metadata["synthetic_ct"]`` tells what it was made for: ``input_modality``, and
``training_statistics`` as ``training_statistics()`` below computes them. Every key is optional;
what is absent is not checked:

* ``spacing_mm``, ``extent_mm``: {"low": [i, j, k], "high": [i, j, k]} along left, back and up.
* ``body_size``: {"volume_l": {"low", "high"}}.
* ``body_intensity_shape``: {name: {"low", "high"}} for "variation", "skewness" and "quantile_..."
  (z-scores inside the body).
* ``depth_profile``: {name: {"low", "high"}} for "from_..._mm", the mean z-score of a layer under
  the skin.

"low" and "high" are the extremes over the training volumes (see ``body_statistics``). A value
outside counts by how far it lies beyond them, as a share of their distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from SyntheticCTLib.body_statistics import body_statistics, grid_statistics
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.modality import guess_modality
from SyntheticCTLib.volume import Volume

#: Spacing may be this many times finer or coarser than any in the training set: resampling bridges
#: that.
_SPACING_FACTOR = 2.0

#: The field of view, and the body in it, may be this many times smaller or larger.
_EXTENT_FACTOR = 2.0
_VOLUME_FACTOR = 4.0

#: How far beyond the training set's range, as a share of the range, a statistic may lie. Larger
#: than the distance by which any one of the 42 Soft-tissue-Sarcoma T1 MRs lies outside the other
#: 41.
_CONTRAST_MARGIN = 0.25
_LAYER_MARGIN = 0.25


@dataclass(frozen=True)
class GuardWarning:
    """One reason for doubt.

    Attributes:
        code: "modality", "spacing", "field-of-view", "anatomy" or "contrast".
        sentence: the reason with its values, for people.
    """

    code: str
    sentence: str


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
    try:
        body = body_statistics(volume, expected if expected in ("CT", "CBCT") else "MR")
    except InputError as error:
        return [*warnings, GuardWarning("anatomy", str(error))]
    return warnings + _body_warnings(body, statistics)


def training_statistics(volumes: Iterable[Volume], modality: str = "MR") -> dict[str, Any]:
    """The block ``training_statistics`` of a model's metadata: the range of each number.

    Args:
        volumes: the inputs of the training set, before normalisation; read one after the other.
        modality: theirs: "MR", "CT" or "CBCT".

    Raises:
        InputError: there are no volumes, or one shows no body.
    """
    grids: list[dict[str, list[float]]] = []
    bodies: list[dict[str, dict[str, float]]] = []
    for volume in volumes:
        grids.append(grid_statistics(volume))
        bodies.append(body_statistics(volume, modality))
    if not grids:
        raise InputError("Training statistics need at least one volume; there are none.")
    result: dict[str, Any] = {}
    for key in grids[0]:
        values = np.array([grid[key] for grid in grids])
        result[key] = {"low": values.min(axis=0).tolist(), "high": values.max(axis=0).tolist()}
    for key in bodies[0]:
        names = sorted({name for body in bodies for name in body[key]})
        values_of = {n: [body[key][n] for body in bodies if n in body[key]] for n in names}
        result[key] = {n: {"low": min(v), "high": max(v)} for n, v in values_of.items()}
    return result


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
            shown, least, most = (" x ".join(f"{n:{form}}" for n in v) for v in (values, low, high))
            warnings.append(
                GuardWarning(
                    code,
                    f"{what} ({shown} mm) is far from the training set's ({least} to {most} mm).",
                )
            )
    return warnings


def _body_warnings(
    body: Mapping[str, Mapping[str, float]], statistics: Mapping[str, Any]
) -> list[GuardWarning]:
    warnings = []
    litres, limits = body["body_size"]["volume_l"], statistics.get("body_size", {}).get("volume_l")
    if limits and not (limits["low"] / _VOLUME_FACTOR <= litres <= limits["high"] * _VOLUME_FACTOR):
        warnings.append(
            GuardWarning(
                "anatomy",
                f"The body in the image measures {litres:.2f} litres, the training set's "
                f"{limits['low']:.2f} to {limits['high']:.2f}: is it the same part of the body?",
            )
        )
    for code, key, margin, what in (
        ("contrast", "body_intensity_shape", _CONTRAST_MARGIN, "Its contrast"),
        ("anatomy", "depth_profile", _LAYER_MARGIN, "Its layers under the skin"),
    ):
        worst = _farthest(body[key], statistics.get(key, {}))
        if worst is None or worst[0] <= margin:
            continue
        _, name, value, low, high = worst
        warnings.append(
            GuardWarning(
                code,
                f"{what} differ{'s' if code == 'contrast' else ''} from the training set's: "
                f"{name.replace('_', ' ')} is {value:.2f}, there {low:.2f} to {high:.2f}.",
            )
        )
    return warnings


def _farthest(
    values: Mapping[str, float], limits: Mapping[str, Mapping[str, float]]
) -> tuple[float, str, float, float, float] | None:
    """The value farthest outside its limits: share of their distance, name, value, low, high."""
    found = [
        (
            max(range_["low"] - values[name], values[name] - range_["high"])
            / max(range_["high"] - range_["low"], 1e-6),
            name,
            values[name],
            range_["low"],
            range_["high"],
        )
        for name, range_ in limits.items()
        if name in values
    ]
    return max(found) if found else None
