"""nnU-Net folders that translate images: Phyrise/nnUNet_translation, and nnsyn after it.

After their code: the MR is scaled on its own voxels, by the scheme of the plans; tiles lie at half
steps and are joined by their plain mean; folds are averaged; nothing is mirrored unless the
checkpoint allows it. The network's answer is the CT on the scale of the *target* data set, whose
mean and standard deviation these folders do not hold: nnsyn keeps them in ``gt_<plans>.json``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU
from SyntheticCTLib.importing.about import (
    DATA_SET_NUMBERS,
    adapted,
    complete,
    scale_of_data_set,
)
from SyntheticCTLib.importing.found import Found, Networks
from SyntheticCTLib.importing.plain_files import licence_named, read_object
from SyntheticCTLib.models.checkpoints import read_checkpoint
from SyntheticCTLib.preprocessing.kinds import kind_said
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    import torch

FAMILY = "nnU-Net"

PLANS, DATASET = "plans.json", "dataset.json"

#: Weights of a trained fold, the better first.
_CHECKPOINTS = ("checkpoint_final.pth", "checkpoint_best.pth", "checkpoint_latest.pth")

#: Where mean and standard deviation of the target's CTs are looked for: nnsyn's plans of them (in
#: its containers as ``260_gt_<plans>.json``), or a copy of ``plans.json`` or
#: ``dataset_fingerprint.json`` of the target data set.
_TARGETS = ("gt_*.json", "*_gt_*.json", "gt_plan/*.json", "ct_plans.json", "ct_fingerprint.json")

#: The limits of the fork's CTs (CTNormalization_clip). Its CTtanh and nnsyn's have one name and
#: two limits: whoever has such a model says which.
_CLIP = (LOWEST_HU, HIGHEST_HU)


def is_nnunet(folder: Path) -> bool:
    """Whether a folder is a trained configuration: plans and at least one fold."""
    return (folder / PLANS).is_file() and bool(_folds(folder))


def read(folder: Path, given: Mapping[str, Any]) -> Found:
    """The model in a folder like ``nnUNetTrainerMRCT_mae__nnResUNetPlans__3d_fullres``.

    Raises:
        ModelError: a file is damaged, or the network or its scale is not known here.
    """
    from SyntheticCTLib.models.nnunet_weights import our_definition, our_state

    plans, dataset = read_object(folder / PLANS), read_object(folder / DATASET)
    folds = _folds(folder)
    first = _checkpoint(folds[0])
    state = our_state(first["network_weights"], str(folds[0]))
    configuration = _configuration(plans, first, folder)
    definition = our_definition(configuration, state)
    if definition["dimensions"] != 3:
        raise ModelError(f"{folder} is a 2D configuration: 3D ones are known here.")
    channels = dataset.get("channel_names", dataset.get("modality", {}))
    if definition["in_channels"] != 1:
        raise ModelError(
            f"{folder} takes {definition['in_channels']} images ({channels}): one is all that can "
            "be given to it."
        )
    remarks = [
        "Resampled once, by a cubic spline and linearly back, in place of nnU-Net's own way.",
        "Tiles are joined in float32; the fork's float16 rounds to about 1 HU.",
    ]
    told = {
        "name": dataset.get("name") or folder.name,
        "licence": licence_named(folder) or dataset.get("licence"),
        "training_data": dataset.get("description") or dataset.get("reference"),
        "input": _modality(channels),
        "blending": "uniform",
        "overlap": 0.5,
        "mirror_axes": list(first.get("inference_allowed_mirroring_axes") or ()),
        "padding": 0.0,
        "input_scale": _input_scale(configuration, plans, folder),
        "output_scale": _output_scale(folder),
        "channel": 0 if definition["out_channels"] > 1 else None,
        **_frame(plans, configuration),
    }
    about = complete({key: value for key, value in told.items() if value is not None}, given)

    def load(watch: Watch) -> Networks:
        states: list[dict[str, torch.Tensor]] = []
        for number, path in enumerate(folds):
            watch.report("converting", number / len(folds), f"fold {number + 1} of {len(folds)}")
            watch.check()
            ours = our_state(_checkpoint(path)["network_weights"], str(path))
            states.append({f"network.{name}": value for name, value in ours.items()})
        return Networks(adapted(definition, about), states)

    return Found(FAMILY, about, load, members=len(folds), remarks=tuple(remarks))


def _folds(folder: Path) -> list[Path]:
    """The checkpoint of each fold."""
    found = []
    for fold in sorted(folder.glob("fold_*")):
        paths = [fold / name for name in _CHECKPOINTS if (fold / name).is_file()]
        found += paths[:1]
    return found


def _checkpoint(path: Path) -> dict[str, Any]:
    content = read_checkpoint(path)
    if not isinstance(content, dict) or not isinstance(content.get("network_weights"), dict):
        raise ModelError(f"{path} is no checkpoint of nnU-Net's: it has no network_weights.")
    return content


def _configuration(
    plans: Mapping[str, Any], checkpoint: Mapping[str, Any], folder: Path
) -> dict[str, Any]:
    name = (checkpoint.get("init_args") or {}).get("configuration")
    name = name or folder.name.rpartition("__")[2]
    every = plans.get("configurations", {})
    if name not in every:
        raise ModelError(f"{folder / PLANS} has no configuration {name!r}.")
    found: dict[str, Any] = dict(every[name])
    while (parent := found.pop("inherits_from", None)) in every:
        found = {**every[parent], **found}
    return found


def _frame(plans: Mapping[str, Any], configuration: Mapping[str, Any]) -> dict[str, Any]:
    """Axes, spacing and tiles; the plans count the axes as the network sees them."""
    order = plans.get("transpose_forward", [0, 1, 2])
    axes = "".join("kji"[axis] for axis in order)
    strides = configuration.get("pool_op_kernel_sizes")
    if strides is None:
        strides = configuration["architecture"]["arch_kwargs"]["strides"]
    spacing = dict(zip(axes, configuration["spacing"], strict=True))
    patch = dict(zip(axes, configuration["patch_size"], strict=True))
    divisor = {letter: math.prod(int(s[n]) for s in strides) for n, letter in enumerate(axes)}
    reader = str(plans.get("image_reader_writer", ""))
    return {
        "axes": axes,
        "spacing_mm": [float(spacing[letter]) for letter in "ijk"],
        "patch_size": [int(patch[letter]) for letter in "kji"],
        "size_divisor": [divisor[letter] for letter in "kji"],
        "orientation": "RAS" if "Reorient" in reader else "LPS",
    }


def _input_scale(
    configuration: Mapping[str, Any], plans: Mapping[str, Any], folder: Path
) -> list[dict[str, Any]]:
    """The scheme of the only channel.

    nnU-Net scales inside what is not 0 where ``use_mask_for_norm`` says so; the fork and nnsyn have
    made that mask the whole image, and crop nothing away.
    """
    scheme = str((configuration.get("normalization_schemes") or ["ZScoreNormalization"])[0])
    numbers = plans.get(DATA_SET_NUMBERS, {}).get("0", {})
    by_data_set = {"do": "z-score", "mean": numbers.get("mean"), "sd": numbers.get("std")}
    low, high = numbers.get("percentile_00_5"), numbers.get("percentile_99_5")
    schemes: dict[str, list[dict[str, Any]]] = {
        "ZScoreNormalization": [{"do": "z-score"}],
        "ZScoreNormalization_masked": [{"do": "z-score"}],
        "CTNormalization": [{"do": "clip", "low": low, "high": high}, by_data_set],
        "CTNormalization_noclip": [by_data_set],
        "CTNormalization_clip": [{"do": "clip", "low": _CLIP[0], "high": _CLIP[1]}, by_data_set],
        "CTNormalizationClippingSynthrad2025": [
            {"do": "clip", "low": _CLIP[0], "high": 3000.0},
            by_data_set,
        ],
        "MRtanh": [
            {"do": "z-score"},
            {"do": "clip", "low": -3, "high": 3},
            {"do": "range", "from": ["min", "max"], "to": [-1, 1]},
        ],
        "NoNormalization": [{"do": "range", "from": [0, 1], "to": [0, 1]}],
        "RescaleTo01Normalization": [{"do": "range", "from": ["min", "max"], "to": [0, 1]}],
    }
    if scheme not in schemes:
        raise ModelError(
            f"{folder} scales its images by {scheme}, which is not known here; give the scale "
            "yourself as input_scale (--about FILE)."
        )
    return schemes[scheme]


def _output_scale(folder: Path) -> dict[str, Any] | None:
    """Mean and standard deviation of the target's CTs, if a file beside the plans has them."""
    for pattern in _TARGETS:
        for path in sorted(folder.glob(pattern)):
            if (scale := scale_of_data_set(read_object(path))) is not None:
                return scale
    return None


def _modality(channels: Mapping[str, Any]) -> str | None:
    kind = kind_said(str(next(iter(channels.values()), ""))) if channels else None
    return None if kind is None else kind.name
