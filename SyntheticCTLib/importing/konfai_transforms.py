"""KonfAI's transforms before and after a network, as intensity scales of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU

#: They change no value that a network sees.
_PLUMBING = ("TensorCast", "ToTensor", "Save")


def scale_of(transforms: Any, remarks: list[str]) -> dict[str, Any]:
    """Input scale and spacing by the transforms before a network.

    Raises:
        ModelError: one is not known here.
    """
    told: dict[str, Any] = {}
    steps: list[dict[str, Any]] = []
    limits: list[Any] | None = None
    for name, arguments in _each(transforms):
        over = "body" if _text(arguments.get("mask")) else "image"
        if name == "Clip":
            low, high = arguments.get("min_value", -1024), arguments.get("max_value", 1024)
            steps.append({"do": "clip", "low": low, "high": high, "over": over})
            saved = arguments.get("save_clip_min") and arguments.get("save_clip_max")
            limits = [low, high] if saved and not _words(low, high) else None
        elif name == "Standardize" and not arguments.get("lazy"):
            mean, sd = (_first(arguments.get(key)) for key in ("mean", "std"))
            steps.append({"do": "z-score", "mean": mean, "sd": sd, "ddof": 1, "over": over})
        elif name == "Normalize" and not arguments.get("lazy"):
            to = [arguments.get("min_value", -1), arguments.get("max_value", 1)]
            steps.append({"do": "range", "from": limits or ["min", "max"], "to": to})
        elif name == "Mask":
            steps.append({"do": "outside", "value": arguments.get("value_outside", 0)})
        elif name == "ResampleToResolution":
            spacing = [float(n) for n in arguments.get("spacing", [1, 1, 1])]
            if min(spacing) <= 0:
                raise ModelError("The app keeps the spacing of some axes only: not known here.")
            told["spacing_mm"] = spacing
            remarks.append("Resampled once, by a cubic spline, in place of KonfAI's own way.")
        elif name == "Canonical":
            told["orientation"] = "RAS"
        elif name not in _PLUMBING:
            raise ModelError(
                f"The app's transform {name} is not known here; give the scale yourself as "
                "input_scale (--about FILE)."
            )
    if any(step["do"] == "outside" or step.get("over") == "body" for step in steps):
        told["shown"] = "body"
    if not steps:  # which is a scale, too
        remarks.append(
            "Its files scale no image: if its networks learnt from images that were scaled before, "
            "say how (input_scale, --about FILE)."
        )
        steps.append({"do": "range", "from": [0, 1], "to": [0, 1]})
    told["input_scale"] = steps
    return told


def output_of(layer: str, transforms: Any, remarks: list[str]) -> dict[str, Any]:
    """Activation and output scale by the layer that is written and the transforms after it."""
    told: dict[str, Any] = {}
    last = layer.rpartition(":")[2]
    if last in ("Tanh", "Sigmoid", "ReLU"):
        told["activation"] = last.lower()
    for name, arguments in _each(transforms):
        if name == "UnNormalize":
            low = float(arguments.get("min_value", LOWEST_HU))
            high = float(arguments.get("max_value", HIGHEST_HU))
            told["output_scale"] = {
                "mean": (low + high) / 2,
                "sd": (high - low) / 2,
                "clip": [low, high],
            }
            if not arguments:
                remarks.append(f"UnNormalize is taken to lead to {low:g} ... {high:g} HU.")
        elif name == "Mask":
            told["shown"] = "body"
            told["outside_value"] = float(arguments.get("value_outside", LOWEST_HU))
        elif name not in _PLUMBING:
            remarks.append(f"Its step {name} after the network is left out.")
    return told


def _each(transforms: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """Names, without the file that defines them and the number of a second one, and arguments."""
    steps: list[tuple[Any, Any]] = []
    for part in transforms if isinstance(transforms, list) else [transforms]:
        steps += part.items() if isinstance(part, Mapping) else [(part, {})]
    return [
        (_plain(str(name)), arguments if isinstance(arguments, Mapping) else {})
        for name, arguments in steps
        if name not in (None, "None")
    ]


def _plain(name: str) -> str:
    return name.rpartition(":")[2].partition("/")[0]


def _text(value: Any) -> str:
    return "" if value in (None, "None") else str(value)


def _first(value: Any) -> Any:
    value = None if value in (None, "None") else value
    return value[0] if isinstance(value, list) else value


def _words(*bounds: Any) -> bool:
    return any(isinstance(bound, str) for bound in bounds)
