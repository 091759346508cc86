"""KonfAI apps that make a CT, as IMPACT-Synth's: ``app.json``, ``Prediction.yml``, checkpoints.

A folder without ``app.json`` (those of SynthRAD2025's challenge) is one, too: all its checkpoints.

After KonfAI's code: the image is scaled on its own voxels by a list of transforms; each slice is
shown with its neighbours as channels, mirrored beyond the ends of the image; an image smaller than
a patch is filled up at its ends; checkpoints are averaged. An app's own Python files are never run:
its network is recognised by its weights.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.files.folders import files_like
from SyntheticCTLib.files.plain_json import read_json
from SyntheticCTLib.importing.about import adapted, complete
from SyntheticCTLib.importing.found import Found, Networks
from SyntheticCTLib.importing.konfai_transforms import output_of, scale_of
from SyntheticCTLib.importing.plain_files import licence_named, read_yaml
from SyntheticCTLib.models.checkpoints import read_checkpoint
from SyntheticCTLib.preprocessing.kinds import kind_said
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    import torch

FAMILY = "KonfAI app"

_APP, _PREDICTION = "app.json", "Prediction.yml"

#: When an answer is worked on, in this order: before and after checkpoints are averaged.
_AFTER = ("before_reduction", "after_reduction", "final")

#: Blocks of each stage of the encoders that are known.
_ENCODERS = {"ResNet-34": (3, 4, 6, 3), "ResNet-18": (2, 2, 2, 2)}

#: The network halves the sides of a slice five times.
_DIVISOR = 32


def is_app(folder: Path) -> bool:
    """Whether a folder is an app."""
    described = (folder / _APP).is_file() or bool(files_like(folder, "*.pt"))
    return described and (folder / _PREDICTION).is_file()


def read(folder: Path, given: Mapping[str, Any]) -> Found:
    """The app in a folder.

    Raises:
        ModelError: a file is damaged, or asks for what is not done here.
    """
    try:
        app = read_json(folder / _APP) if (folder / _APP).is_file() else {}
        predictor = read_yaml(folder / _PREDICTION)["Predictor"]
        group, name, source = _input(predictor["Dataset"]["groups_src"])
        patch = predictor["Dataset"]["Patch"]
        layer, written = next(iter(predictor["outputs_dataset"].items()))
        after = [written["OutputDataset"].get(f"{when}_transforms") for when in _AFTER]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
        raise ModelError(f"{folder} is no KonfAI app that could be read ({error!r}).") from error
    remarks = [
        "The body is found here, in place of a mask that KonfAI is given.",
        "KonfAI's flips are off unless asked for; --mirror takes them here.",
    ]
    checkpoints = _checkpoints(app, folder)
    sides, neighbours = _tile(patch, folder, remarks)
    told = {
        "name": app.get("display_name") or folder.name,
        "licence": licence_named(folder) or app.get("license"),
        "citation": app.get("description"),
        "input": _kind(name) or _kind(group) or _kind(str(app.get("display_name"))),
        "dimensions": 2,
        "neighbours": neighbours,
        "patch_size": sides,
        "size_divisor": [1, _DIVISOR, _DIVISOR],
        "overlap": 0.0,
        "blending": "uniform",
        "steps": "end",
        "padding": patch.get("pad_value"),
        **scale_of(source.get("transforms"), remarks),
        **output_of(_activation(str(layer), predictor), after, remarks),
    }
    about = complete({key: value for key, value in told.items() if value is not None}, given)

    def load(watch: Watch) -> Networks:
        states, definition = [], dict[str, Any]()
        for number, path in enumerate(checkpoints):
            watch.report("converting", number / len(checkpoints), path.name)
            watch.check()
            definition, state = _network(path)
            states.append({f"network.{key}": value for key, value in state.items()})
        return Networks(adapted(definition, about), states)

    return Found(FAMILY, about, load, members=len(checkpoints), remarks=tuple(remarks))


def _input(groups: Mapping[str, Any]) -> tuple[str, str, Mapping[str, Any]]:
    """Names of the group that the network is shown, and how it is made."""
    shown = [
        (str(group), str(name), source)
        for group, made in groups.items()
        for name, source in made["groups_dest"].items()
        if source.get("is_input")
    ]
    if len(shown) != 1:
        raise ModelError(f"The app takes {len(shown)} images; one is all that can be given to it.")
    return shown[0]


def _activation(layer: str, predictor: Mapping[str, Any]) -> str:
    """The layer that is written; KonfAI's own networks name its function among their arguments."""
    if layer != "Activation":
        return layer
    arguments = [one for one in predictor["Model"].values() if isinstance(one, dict)]
    named = next((one["activation"] for one in arguments if one.get("activation")), "")
    return str(named).capitalize()


def _kind(words: str) -> str | None:
    """The kind of image that words begin with, or the only one that they name."""
    if (first := kind_said(words)) is not None:
        return first.name
    found = {kind.name for word in re.findall(r"\w+", words) if (kind := kind_said(word))}
    return found.pop() if len(found) == 1 else None


def _checkpoints(app: Mapping[str, Any], folder: Path) -> list[Path]:
    """The weights, all inside the folder."""
    named = app.get("models")
    names = [str(one) for one in named] if isinstance(named, list) else []
    found = [folder / name for name in names] or files_like(folder, "*.pt")
    for path in found:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ModelError(f"The app names weights outside its folder ({path.name}): refused.")
        if not path.is_file():
            raise ModelError(f"The app names weights that are not there: {path}.")
    if not found:
        raise ModelError(f"{folder} has no weights (*.pt).")
    return found


def _tile(patch: Mapping[str, Any], folder: Path, remarks: list[str]) -> tuple[list[int], int]:
    """Shape of a tile (k, j, i), and the slices on each side of one."""
    sides: Any = patch.get("patch_size")
    extend = int(patch.get("extend_slice") or 0)
    good = isinstance(sides, list) and len(sides) == 3 and all(isinstance(n, int) for n in sides)
    if not good or sides[0] != 1 or min(sides) < 1 or extend % 2:
        raise ModelError(
            f"{folder} shows its network patches of {sides} with {extend} more slices: single "
            "slices with as many on each side are known here."
        )
    if _number_in(patch.get("overlap")) is not None:
        remarks.append("Slices larger than a patch are cut without the overlap that KonfAI has.")
    rounded = [1, *(-(-int(side) // _DIVISOR) * _DIVISOR for side in sides[1:])]
    return rounded, extend // 2


def _number_in(value: Any) -> Any:
    """KonfAI writes "None" for nothing."""
    return None if value in (None, "None") else value


def _network(path: Path) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """The network whose weights these are, as a definition and our names.

    Raises:
        ModelError: it is none that is known.
    """
    from SyntheticCTLib.networks import build_network, distinct_state

    found = _weights(path)
    for blocks in _ENCODERS.values():
        first = next((value for value in found.values() if value.ndim == 4), None)
        if first is None:
            break
        definition = {
            "_target_": "SyntheticCTLib.networks.ResNetUNetPlusPlus",
            "in_channels": int(first.shape[1]),
            "blocks": list(blocks),
        }
        ours = distinct_state(build_network(definition))
        for arranged in (_by_name(found), _by_order(found, ours)):
            if arranged.keys() == ours.keys() and all(
                arranged[name].shape == value.shape for name, value in ours.items()
            ):
                return definition, arranged
    raise ModelError(
        f"{path} holds the weights of a network that is not known here (UNet++ with a "
        f"{' or '.join(_ENCODERS)}); export it as ONNX and add that file."
    )


def _weights(path: Path) -> dict[str, torch.Tensor]:
    """Those of the only network in a checkpoint, or of the generator among several."""
    import torch

    content = read_checkpoint(path)
    networks = content.get("Model") if isinstance(content, dict) else None
    if not isinstance(networks, dict) or not networks:
        raise ModelError(f'{path} is no checkpoint of KonfAI\'s: it has no "Model".')
    if all(isinstance(value, dict) for value in networks.values()):
        chosen = next((v for n, v in networks.items() if "generator" in str(n).lower()), None)
        networks = next(iter(networks.values())) if chosen is None else chosen
    return {str(name): value for name, value in networks.items() if torch.is_tensor(value)}


def _by_name(found: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Weights under the names of segmentation_models_pytorch, whatever stands before these."""
    places = ("encoder.", "decoder.", "segmentation_head.")
    return {
        name[name.index(place) :]: value
        for name, value in found.items()
        for place in places
        if place in name
    }


def _by_order(
    found: Mapping[str, torch.Tensor], ours: Mapping[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """Weights of a graph that lists its layers as they are computed: the decoder by diagonals."""
    names = list(ours)
    rank = {name: (_diagonal(name), place) for place, name in enumerate(names)}
    ordered = sorted(names, key=rank.__getitem__)
    return dict(zip(ordered, found.values(), strict=False)) if len(found) == len(ours) else {}


def _diagonal(name: str) -> tuple[int, int, int]:
    """Encoder, decoder nodes by column minus row and row, last layer."""
    if not name.startswith("decoder."):
        return (0 if name.startswith("encoder.") else 2, 0, 0)
    _, row, column = name.split(".")[2].split("_")
    return 1, int(column) - int(row), int(row)
