"""Write a model folder in MONAI-bundle form: the form in which every model comes and goes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import monai
import numpy as np
import safetensors
import torch
from safetensors.torch import save
from torch import nn

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.folders import exchanged_folder
from SyntheticCTLib.files.plain_json import read_json
from SyntheticCTLib.models.eight_bit import Storage, packed
from SyntheticCTLib.models.info import (
    BLOCK,
    CARD_FILE,
    CONFIGURATION_FILE,
    LICENCE_FILE,
    METADATA_FILE,
    NETWORK_KEYS,
    ModelInfo,
    info_from_metadata,
    read_info,
)
from SyntheticCTLib.models.metadata import Block, ModelMetadata, WeightsFile
from SyntheticCTLib.models.outputs import (
    BONE,
    EVEN_BOUNDS,
    LOWER,
    OUTPUTS,
    UPPER,
    VALUE,
    Calibration,
    Interval,
)
from SyntheticCTLib.models.surface_calibration import SurfaceCalibration
from SyntheticCTLib.networks import count_parameters, distinct_state

WEIGHTS_FILE = "models/model.safetensors"
REFINEMENT_FILE = "models/refinement.safetensors"
MEMBER_FILE = "models/member_{}.safetensors"


def write_model_folder(
    folder: str | Path,
    *,
    network: nn.Module,
    network_definition: dict[str, Any],
    metadata: ModelMetadata,
    card: str,
    licence: str,
    refiner: nn.Module | None = None,
    refiner_definition: dict[str, Any] | None = None,
    storage: Storage = "float16",
    members: Sequence[nn.Module] = (),
) -> ModelInfo:
    """Write a network and what is known about it as a model folder.

    Args:
        folder: the folder to write; its name is the model's id. Files in it are replaced.
        network: the trained network; its weights are stored as ``storage`` says.
        network_definition: ``_target_`` and arguments, as ``networks.build_network`` takes them.
        metadata: what is to be said of the model. Library versions, ``network_data_format``, and
            file, hash, size and parameter count of the weights are added.
        card: the model card, Markdown.
        licence: the licence text of the weights.
        refiner, refiner_definition: the network of the second stage, if there is one; the metadata
            then have a ``refinement``.
        members: further networks of the same definition, of an ensemble.
        storage: how weights are stored.

    Returns:
        What the folder now says about itself.

    Raises:
        ModelError: a needed field is missing or wrong, or a weight does not fit into float16.
    """
    folder = Path(folder)
    content = _stored(network, storage)
    definitions = {NETWORK_KEYS[0]: network_definition}
    block, second = metadata.synthetic_ct, b""
    block = replace(block, weights=_described_weights(WEIGHTS_FILE, network, content, storage))
    named = {MEMBER_FILE.format(number): member for number, member in enumerate(members, start=2)}
    further = {file: _stored(member, storage) for file, member in named.items()}
    described_members = (
        _described_weights(file, member, further[file], storage) for file, member in named.items()
    )
    block = replace(block, members=tuple(described_members))
    if refiner is not None and refiner_definition is not None and block.refinement is not None:
        second = _stored(refiner, storage)
        described = _described_weights(REFINEMENT_FILE, refiner, second, storage)
        block = replace(block, refinement=replace(block.refinement, weights=described))
        definitions[NETWORK_KEYS[1]] = refiner_definition
    complete = _complete(metadata, block).to_dict()
    try:
        info = info_from_metadata(complete, folder)
    except ValueError as error:
        raise ModelError(f"The metadata for {folder} cannot be used: {error}.") from error
    files = {
        WEIGHTS_FILE: content,
        **({REFINEMENT_FILE: second} if second else {}),
        **further,
        CONFIGURATION_FILE: _as_json(_configuration(info, definitions)),
        CARD_FILE: card.encode(),
        LICENCE_FILE: licence.encode(),
        METADATA_FILE: _as_json(complete),
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    places = {folder.resolve() / name for name in files}
    with exchanged_folder(folder, places.__contains__) as made:  # never half a model
        for name, stored in files.items():
            _write(made / name, stored)
    return info


def write_calibration(
    folder: str | Path, calibration: Calibration, surface: SurfaceCalibration | None = None
) -> ModelInfo:
    """Store in a model folder how the model's interval was calibrated; its weights stay.

    Args:
        folder: of the model.
        calibration: of the HU; of a model without bounds, of such as lie equally far from all.
        surface: of the bone surface, by bounds so calibrated; None forgets an earlier one.

    Returns:
        What the folder now says about itself.

    Raises:
        ModelError: the folder is no model folder.
    """
    folder = Path(folder)
    info = read_info(folder)
    interval = replace(info.interval or EVEN_BOUNDS, calibration=calibration, surface=surface)
    told = read_json(folder / METADATA_FILE)  # what other programs wrote there stays
    told[BLOCK]["interval"] = interval.to_dict()
    _write(folder / METADATA_FILE, _as_json(told))
    return read_info(folder)


def take_calibration(folder: str | Path, twin: ModelInfo) -> ModelInfo:
    """Store in a model folder what was measured of its twin's interval.

    A model that learnt from all patients has none left to be calibrated on; one that was trained
    in the same way without some of them has.

    Args:
        folder: of the model.
        twin: calibrated, see ``write_calibration``.

    Returns:
        What the folder now says about itself.

    Raises:
        ModelError: one of the two gives no interval, the twin is not calibrated, or its quantiles
            are others.
    """
    own, (measured, calibration) = read_info(folder).interval, calibrated_interval(twin)
    if own is None and measured.band is None:
        raise ModelError(f"The model in {folder} gives no interval, and its twin {twin.id} does.")
    if own is not None and own.quantiles != measured.quantiles:
        raise ModelError(
            f"The interval of the model {twin.id} has the quantiles {measured.quantiles}, "
            f"that of {folder} {own.quantiles}: they are no twins."
        )
    return write_calibration(folder, calibration, measured.surface)


def calibrated_interval(twin: ModelInfo) -> tuple[Interval, Calibration]:
    """The interval of a model, and what was measured of it.

    Raises:
        ModelError: it gives none, or nobody has measured it.
    """
    if twin.interval is None or twin.interval.calibration is None:
        raise ModelError(
            f"The model {twin.id} has no calibrated interval to take over: run synthetic-ct "
            "calibrate-interval on it first."
        )
    return twin.interval, twin.interval.calibration


def half_precision(network: nn.Module) -> dict[str, torch.Tensor]:
    """A network's weights as float16 on the CPU; what it keeps beside them stays as it is.

    Rounding to 11 significant bits costs a trained network well below 1 HU and halves the file. The
    statistics of batch norm are few, and a variance may be larger than float16 can hold.

    Raises:
        ModelError: a weight is not finite in float16 (larger than 65504).
    """
    buffers = {name for name, _ in network.named_buffers()}
    halved = {}
    for name, value in distinct_state(network).items():
        kept = value.dtype if name in buffers else torch.float16
        halved[name] = value.detach().to("cpu", kept).contiguous()
    for name, value in halved.items():
        if not bool(torch.isfinite(value).all()):
            raise ModelError(f"The weight {name!r} has values that float16 cannot hold.")
    return halved


def _stored(network: nn.Module, storage: Storage) -> bytes:
    """A network's weights as a file.

    Raises:
        ModelError: see ``half_precision``.
    """
    if storage == "float32":
        return save(single_precision(network))
    halved = half_precision(network)
    return save(halved if storage == "float16" else packed(halved))


def single_precision(network: nn.Module) -> dict[str, torch.Tensor]:
    """A network's weights as float32 on the CPU; what is no float stays as it is."""
    state = distinct_state(network)
    return {
        name: (value.float() if value.is_floating_point() else value).detach().cpu().contiguous()
        for name, value in state.items()
    }


def _complete(metadata: ModelMetadata, block: Block) -> ModelMetadata:
    return replace(
        metadata,
        synthetic_ct=block,
        monai_version=_release(monai.__version__),
        pytorch_version=_release(torch.__version__),
        numpy_version=_release(np.__version__),
        required_packages_version={"safetensors": safetensors.__version__},
        network_data_format=_data_format(block),
    )


def _described_weights(
    file: str, network: nn.Module, content: bytes, storage: Storage
) -> WeightsFile:
    digest = hashlib.sha256(content).hexdigest()
    return WeightsFile(file, digest, len(content), count_parameters(network), storage)


def _release(version: str) -> str:
    return version.partition("+")[0]


def _data_format(block: Block) -> dict[str, Any]:
    # MONAI's way to say "a multiple of 16" is the text "16*n".
    shape = [f"{divisor}*n" for divisor in block.size_divisor]

    def image(modality: str, *meanings: str) -> dict[str, Any]:
        return {
            "type": "image",
            "format": "magnitude",
            "modality": modality,
            "num_channels": len(meanings),
            "spatial_shape": shape,
            "dtype": "float32",
            "value_range": [],
            "is_patch_data": True,
            "channel_def": {str(number): meaning for number, meaning in enumerate(meanings)},
        }

    source, target = block.input_modality, block.output_modality
    said = {
        VALUE: f"{target}, normalised: {BLOCK}.output_normalisation",
        LOWER: f"lower quantile of the {target}, normalised likewise: {BLOCK}.interval",
        UPPER: f"upper quantile of the {target}, normalised likewise: {BLOCK}.interval",
        BONE: "logit of bone, marrow included",
    }
    outputs = [said[name] for name in block.outputs or OUTPUTS[:1]]
    return {
        "inputs": {"image": image(source, f"{source}, normalised: {BLOCK}.input_normalisation")},
        "outputs": {"pred": image(target, *outputs)},
    }


def _configuration(
    info: ModelInfo, network_definitions: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    # Only the definitions are read here; the rest lets MONAI's own tools build, load and tile the
    # network.
    return {
        "imports": [
            "$import torch",
            "$from safetensors.torch import load_file",
            "$from SyntheticCTLib.models.eight_bit import unpacked",
        ],
        "bundle_root": ".",
        "output_dir": "$@bundle_root + '/eval'",
        "device": "$torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')",
        **network_definitions,
        "network": "$@network_def.to(@device)",
        "load_weights": (
            "$@network.load_state_dict("
            f"unpacked(load_file(@bundle_root + '/{info.weights_file}')), False)"
        ),
        "inferer": {
            "_target_": "SlidingWindowInferer",
            "roi_size": list(info.patch_size),
            "sw_batch_size": 1,
            "overlap": info.tiling.overlap,
            "mode": "gaussian" if info.tiling.kind == "gaussian" else "constant",
        },
    }


def _as_json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as temporary:
        temporary.write_bytes(content)
