"""MONAI's transforms before and after a network, as frame and intensity scales of ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU

#: They read, name, cast and write; they change no value.
_PLUMBING = [
    "LoadImage",
    "EnsureChannelFirst",
    "EnsureType",
    "CastToType",
    "ToTensor",
    "ToDevice",
    "AddChannel",
    "Invert",
    "SaveImage",
    "Identity",
    "SqueezeDim",
    "Lambda",
    "KeepLargestConnectedComponent",
]

#: Where MONAI's bundles leave their image as it lies.
_AS_IT_LIES = "LPS"


def scale_of(transforms: Sequence[dict[str, Any]], remarks: list[str]) -> dict[str, Any]:
    """Orientation, spacing and input scale by the transforms before a network.

    Raises:
        ModelError: one is not known here.
    """
    told: dict[str, Any] = {"orientation": _AS_IT_LIES, "input_scale": []}
    for transform in transforms:
        name = _name(transform)
        if name in _PLUMBING:
            continue
        if name == "Orientation":
            told["orientation"] = str(transform.get("axcodes", "RAS"))
        elif name == "Spacing":
            told["spacing_mm"] = [float(n) for n in transform["pixdim"]]
            remarks.append("Resampled once, by a cubic spline, in place of MONAI's own way.")
        elif (steps := _scale(name, transform)) is not None:
            told["input_scale"] += steps
        else:
            raise ModelError(
                f"The bundle's transform {name} is not known here; give the scale yourself as "
                "input_scale (--about FILE)."
            )
    told["input_scale"] = told["input_scale"] or None
    return told


def _scale(name: str, transform: dict[str, Any]) -> list[dict[str, Any]] | None:
    def number(key: str, default: Any = None) -> Any:
        value = transform.get(key, default)
        if isinstance(value, str):
            raise ModelError(f"The bundle's transform {name} has an expression for {key}.")
        return value

    if name == "ScaleIntensity":
        low, high = number("minv", 0.0), number("maxv", 1.0)
        return [{"do": "range", "from": ["min", "max"], "to": [low, high]}]
    if name == "ScaleIntensityRange":
        ends, to = [number("a_min"), number("a_max")], [number("b_min"), number("b_max")]
        steps = [{"do": "range", "from": ends, "to": to}]
        if transform.get("clip"):
            steps.append({"do": "clip", "low": min(to), "high": max(to)})
        return steps
    if name == "ScaleIntensityRangePercentiles":
        ends = [f"percentile:{number('lower')}", f"percentile:{number('upper')}"]
        to = [number("b_min"), number("b_max")]
        steps = [{"do": "range", "from": ends, "to": to}]
        if transform.get("clip"):
            steps.append({"do": "clip", "low": min(to), "high": max(to)})
        return steps
    if name == "NormalizeIntensity":
        if transform.get("nonzero"):
            raise ModelError(
                "The bundle leaves voxels of 0 at 0 (NormalizeIntensity, nonzero), which is not "
                "known here; give the scale yourself as input_scale (--about FILE)."
            )
        return [{"do": "z-score", "mean": number("subtrahend"), "sd": number("divisor")}]
    if name in ("ClipIntensityPercentiles",):
        return [
            {
                "do": "clip",
                "low": f"percentile:{number('lower')}",
                "high": f"percentile:{number('upper')}",
            }
        ]
    return None


def output_scale_of(transforms: Sequence[dict[str, Any]], remarks: list[str]) -> dict[str, Any]:
    """Activation and output scale by the transforms after a network; {} where none says."""
    told: dict[str, Any] = {}
    for transform in transforms:
        name = _name(transform)
        if name == "Activations":
            for activation in ("sigmoid", "tanh"):
                if transform.get(activation):
                    told["activation"] = activation
        elif name == "ScaleIntensityRange":
            ends = [transform.get(key) for key in ("a_min", "a_max", "b_min", "b_max")]
            if not all(isinstance(end, (int, float)) for end in ends):
                continue
            low, high, first, last = (float(end) for end in ends if end is not None)
            sd = (last - first) / (high - low)
            limits = [first, last] if transform.get("clip") else [LOWEST_HU, HIGHEST_HU]
            told["output_scale"] = {"mean": first - low * sd, "sd": sd, "clip": limits}
        elif name not in _PLUMBING:
            remarks.append(f"Its step {name} after the network is left out.")
    return told


def _name(transform: dict[str, Any]) -> str:
    name = str(transform.get("_target_", "")).rpartition(".")[2]
    return name.removesuffix("d") if name.removesuffix("d") else name
