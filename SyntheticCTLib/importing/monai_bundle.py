"""MONAI bundles with a network from an image to an image.

Their configurations are read as data: references ("@key") are followed, expressions ("$...") are
not evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.files.plain_json import read_json
from SyntheticCTLib.importing.about import adapted, complete
from SyntheticCTLib.importing.found import Found, Networks
from SyntheticCTLib.importing.monai_transforms import output_scale_of, scale_of
from SyntheticCTLib.importing.plain_files import licence_named, read_object
from SyntheticCTLib.models.checkpoints import read_state
from SyntheticCTLib.networks import ALLOWED_TARGETS
from SyntheticCTLib.preprocessing.kinds import kind_said
from SyntheticCTLib.progress import Watch

FAMILY = "MONAI bundle"

_CONFIGURATIONS = ("inference.json", "inference.yaml", "inference.yml")
_WEIGHTS = ("models/model.safetensors", "models/model.pt", "models/model.pth")

#: MONAI's own defaults of its sliding window.
_OVERLAP, _MODE = 0.25, "constant"

#: A chain of references is never longer.
_DEEPEST = 20


def is_bundle(folder: Path) -> bool:
    """Whether a folder has the form of a MONAI bundle."""
    return any((folder / "configs" / name).is_file() for name in _CONFIGURATIONS)


def read(folder: Path, given: Mapping[str, Any]) -> Found:
    """The bundle in a folder.

    Raises:
        ModelError: a file is missing, damaged or asks for what is not done here.
    """
    configuration = _configuration(folder)
    metadata_file = folder / "configs" / "metadata.json"
    metadata = read_json(metadata_file) if metadata_file.is_file() else {}
    definition = _definition(configuration, folder)
    dimensions = int(definition.get("spatial_dims", definition.get("dimensions", 3)))
    weights = next((folder / name for name in _WEIGHTS if (folder / name).is_file()), None)
    if weights is None:
        raise ModelError(f"{folder} has no weights: {', '.join(_WEIGHTS)} are looked for.")
    remarks: list[str] = []
    told: dict[str, Any] = {
        "name": metadata.get("name") or folder.name,
        "version": str(metadata.get("version", "1")),
        "licence": licence_named(folder) or metadata.get("copyright"),
        "training_data": metadata.get("data_source"),
        "citation": metadata.get("authors"),
        "axes": "ijk",
        "dimensions": dimensions,
        "steps": "fixed",
        "padding": 0.0,
        "input": _modality(metadata, "inputs"),
        "output": _modality(metadata, "outputs") or "CT",
        **scale_of(_transforms(configuration, "preprocessing"), remarks),
        **output_scale_of(_transforms(configuration, "postprocessing"), remarks),
        **_tiles(configuration, metadata, dimensions, remarks),
    }
    about = complete({key: value for key, value in told.items() if value is not None}, given)
    channels = int(definition.get("in_channels", 1))
    if channels != 2 * about.neighbours + 1:
        raise ModelError(
            f"The network takes {channels} channels: one image is all that can be given to it."
        )

    def load(_watch: Watch) -> Networks:
        state = {f"network.{name}": value for name, value in read_state(weights).items()}
        return Networks(adapted(definition, about), [state])

    return Found(FAMILY, about, load, remarks=tuple(remarks))


def _configuration(folder: Path) -> dict[str, Any]:
    path = next(path for name in _CONFIGURATIONS if (path := folder / "configs" / name).is_file())
    return read_object(path)


def _definition(configuration: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The network's class and arguments, all of them values."""
    for key in ("network_def", "network", "net", "model"):
        if isinstance(configuration.get(key), dict):
            found = resolved(configuration[key], configuration, key)
            break
    else:
        raise ModelError(f"{folder} defines no network (network_def) in its configuration.")
    target = str(found.pop("_target_", found.pop("_name_", "")))
    name = f"monai.networks.nets.{target.rpartition('.')[2]}"
    if name not in ALLOWED_TARGETS or target not in (name, name.rpartition(".")[2]):
        known = ", ".join(
            sorted(one.rpartition(".")[2] for one in ALLOWED_TARGETS if one.startswith("monai."))
        )
        raise ModelError(f"The network {target!r} is none of MONAI's that are known here: {known}.")
    arguments = {key: value for key, value in found.items() if not key.startswith("_")}
    return {"_target_": name, **arguments}


def resolved(value: Any, configuration: dict[str, Any], where: str, depth: int = 0) -> Any:
    """A value with its references followed.

    Raises:
        ModelError: it holds an expression, or a reference that leads nowhere.
    """
    if depth > _DEEPEST:
        raise ModelError(f"The references in {where} go round in a circle.")
    if isinstance(value, dict):
        return {
            key: resolved(one, configuration, f"{where}.{key}", depth + 1)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [resolved(one, configuration, where, depth + 1) for one in value]
    if isinstance(value, str) and value.startswith("$"):
        raise ModelError(
            f"{where} is an expression ({value!r}): nothing of a bundle is evaluated; write its "
            "value there."
        )
    if isinstance(value, str) and value.startswith("@"):
        found: Any = configuration
        for part in value[1:].replace("::", "#").split("#"):
            place = int(part) if isinstance(found, list) and part.isdigit() else part
            try:
                found = found[place]
            except (KeyError, IndexError, TypeError):
                raise ModelError(f"{where} refers to {value!r}, which is not there.") from None
        return resolved(found, configuration, where, depth + 1)
    return value


def _transforms(configuration: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The steps before or after the network, in order."""
    found = configuration.get(key)
    while isinstance(found, str) and found.startswith("@"):
        found = configuration.get(found[1:])
    if isinstance(found, dict):
        found = found.get("transforms")
    if isinstance(found, str) and found.startswith("@"):
        found = configuration.get(found[1:].replace("::", "#").partition("#")[0])
    steps = found if isinstance(found, list) else []
    return [
        {k: _literal(v, configuration) for k, v in step.items()}
        for step in steps
        if isinstance(step, dict)
    ]


def _literal(value: Any, configuration: dict[str, Any]) -> Any:
    try:
        return resolved(value, configuration, "a transform")
    except ModelError:
        return value  # an expression: whoever needs it refuses it


def _tiles(
    configuration: dict[str, Any], metadata: Mapping[str, Any], dimensions: int, remarks: list[str]
) -> dict[str, Any]:
    inferer = configuration.get("inferer")
    inferer = {} if not isinstance(inferer, dict) else inferer
    inferer = {key: _literal(value, configuration) for key, value in inferer.items()}
    if not str(inferer.get("_target_", "")).endswith("SlidingWindowInferer"):
        remarks.append("It has no sliding window: tiles are as large as its metadata or you say.")
    roi = inferer.get("roi_size") or _spatial_shape(metadata)
    told: dict[str, Any] = {
        "overlap": inferer.get("overlap", _OVERLAP),
        "blending": "gaussian" if inferer.get("mode", _MODE) == "gaussian" else "uniform",
    }
    if isinstance(inferer.get("cval"), (int, float)):
        told["padding"] = float(inferer["cval"])
    if isinstance(roi, list) and roi and all(isinstance(n, int) and n > 0 for n in roi):
        i, j, *rest = roi if len(roi) == dimensions else [roi[0]] * dimensions
        told["patch_size"] = [rest[0] if dimensions == 3 else 1, j, i]
    return told


def _spatial_shape(metadata: Mapping[str, Any]) -> Any:
    inputs = metadata.get("network_data_format", {}).get("inputs", {})
    first: Any = next(iter(inputs.values()), {}) if isinstance(inputs, dict) else {}
    return first.get("spatial_shape")


def _modality(metadata: Mapping[str, Any], key: str) -> str | None:
    entries = metadata.get("network_data_format", {}).get(key, {})
    first: Any = next(iter(entries.values()), {}) if isinstance(entries, dict) else {}
    kind = kind_said(str(first.get("modality", "")))
    return None if kind is None else kind.name
