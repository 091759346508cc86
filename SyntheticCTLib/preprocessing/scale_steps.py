"""Intensity scales of other programs' models: a list of simple steps, each with its own numbers.

A scale of the kind ``STEPS`` has ``steps``, objects that are carried out one after the other:

* ``{"do": "clip", "low": bound, "high": bound}``
* ``{"do": "z-score"}``: minus the mean, divided by the standard deviation; ``"mean"`` and ``"sd"``
  may name numbers, ``"ddof": 1`` divides by one voxel less.
* ``{"do": "range", "from": [bound, bound], "to": [low, high]}``: a straight line.
* ``{"do": "outside", "value": number}``: what lies outside the body.

A bound is a number, null (none), "min", "max", "percentile:99.5" or "sigma:3" (mean and so many
standard deviations). Each is measured on the image as it is at that step: in ``"over"``: "image"
(the default), "body" or "nonzero".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.errors import ModelError

STEPS = "steps"

#: Divisions by less than this are divisions by this (nnU-Net's value).
_SMALLEST = 1e-8

_MEASURED = ("min", "max", "percentile", "sigma")
_WHERE = ("image", "body", "nonzero")
_DO = ("clip", "z-score", "range", "outside")

#: What a step cannot be without.
_NEEDED = {"range": ("from", "to"), "outside": ("value",)}


def check_steps(steps: Any) -> None:
    """Refuse steps that could not be carried out.

    Raises:
        ModelError: an unknown step, place or bound.
    """
    if not isinstance(steps, Sequence) or isinstance(steps, str) or not steps:
        raise ModelError(f"The intensity scale {steps!r} must be a list of steps.")
    for step in steps:
        if not isinstance(step, Mapping) or step.get("do") not in _DO:
            raise ModelError(f"The intensity step {step!r} is none of {', '.join(_DO)}.")
        if step.get("over", "image") not in _WHERE:
            raise ModelError(f"The intensity step {step!r} is over none of {', '.join(_WHERE)}.")
        needed = _NEEDED.get(step["do"], ())
        if any(step.get(key) is None for key in needed):
            raise ModelError(f"The intensity step {step!r} needs {' and '.join(needed)}.")
        ends, to = (_pair(step, key) for key in ("from", "to"))
        for bound in (step.get("low"), step.get("high"), *ends):
            _check_bound(bound)
        may_lack = [step.get(key) for key in ("mean", "sd", "ddof", "value")]
        if not all(map(_is_number, (*(one for one in may_lack if one is not None), *to))):
            raise ModelError(f"The intensity step {step!r} holds what is no number.")


def _pair(step: Mapping[str, Any], key: str) -> Sequence[Any]:
    """The two ends that a step may name; none where it does not."""
    pair = step.get(key, ())
    two = isinstance(pair, Sequence) and len(pair) == 2 and None not in pair
    if key in step and not two:
        raise ModelError(f"The intensity step {step!r} needs two numbers in each pair.")
    found: Sequence[Any] = pair
    return found


def scaled_by_steps(
    array: np.ndarray, body: Mask, steps: Sequence[Mapping[str, Any]]
) -> tuple[Float32Array, float]:
    """An image on such a scale, and what a voxel of value 0 becomes on it.

    Args:
        array: ``[k, j, i]``.
        body: where the body is, the same shape.
        steps: see above.

    Returns:
        float32, the same shape; and the value that stands for "nothing there".
    """
    values, nothing = array.astype(np.float64), np.zeros(1)
    for step in steps:
        seen = _seen(values, array, body, str(step.get("over", "image")))
        if step["do"] == "outside":
            values = np.where(body, values, float(step["value"]))
            nothing = np.full(1, float(step["value"]))
            continue
        apply = _function(step, seen)
        values, nothing = apply(values), apply(nothing)
    return values.astype(np.float32), float(nothing[0])


def _function(step: Mapping[str, Any], seen: np.ndarray) -> Any:
    if step["do"] == "clip":
        low, high = _bound(step.get("low"), seen), _bound(step.get("high"), seen)
        return lambda values: np.clip(values, low, high)
    if step["do"] == "z-score":
        mean = float(seen.mean()) if step.get("mean") is None else float(step["mean"])
        given = step.get("sd")
        sd = float(seen.std(ddof=int(step.get("ddof", 0)))) if given is None else float(given)
        return lambda values: (values - mean) / max(sd, _SMALLEST)
    low, high = (_bound(bound, seen) for bound in step["from"])
    first, last = (float(value) for value in step["to"])
    span = max(high - low, _SMALLEST)
    return lambda values: (values - low) / span * (last - first) + first


def _seen(values: np.ndarray, array: np.ndarray, body: Mask, over: str) -> np.ndarray:
    """The voxels that a step measures; all of them where the place is empty."""
    if over == "image":
        return values.reshape(-1)
    inside = values[body if over == "body" else array != 0]
    return inside if inside.size else values.reshape(-1)


def _bound(bound: Any, seen: np.ndarray) -> Any:
    if bound is None or _is_number(bound):
        return bound
    name, _, number = str(bound).partition(":")
    if name == "percentile":
        return float(np.percentile(seen, float(number)))
    if name == "sigma":
        return float(seen.mean() + float(number) * seen.std())
    return float(seen.min() if name == "min" else seen.max())


def _check_bound(bound: Any) -> None:
    if bound is None or _is_number(bound):
        return
    name, _, number = str(bound).partition(":")
    try:
        good = name in _MEASURED and (name in ("min", "max") or np.isfinite(float(number)))
    except ValueError:
        good = False
    if not good or (name == "percentile" and not 0 <= float(number) <= 100):
        raise ModelError(
            f'The bound {bound!r} is neither a number nor "min", "max", "percentile:99.5" or '
            '"sigma:3".'
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
