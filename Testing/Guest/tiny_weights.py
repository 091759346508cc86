"""Run by the guest's Python: a tiny network in the place of TotalSegmentator's weights.

Written as nnU-Net writes what it trained: plans.json, dataset.json and fold_0/checkpoint_final.pth
in the folder that the task looks for. The network is set by hand to one threshold of the normalised
intensity: above it lies one structure, below it background. So the right answer is known.
"""

import json
import sys
from pathlib import Path

import torch
from dynamic_network_architectures.architectures.unet import PlainConvUNet
from dynamic_network_architectures.initialization.weight_init import InitWeights_He
from totalsegmentator.map_tasks_config import TASK_CONFIGS, TASK_ID_WEIGHTS_CONFIGS
from totalsegmentator.map_to_binary import class_map

ARCHITECTURE = {
    "n_stages": 2,
    "features_per_stage": [2, 2],
    "conv_op": "torch.nn.modules.conv.Conv3d",
    "kernel_sizes": [[3, 3, 3], [3, 3, 3]],
    "strides": [[1, 1, 1], [2, 2, 2]],
    "n_conv_per_stage": [1, 1],
    "n_conv_per_stage_decoder": [1],
    "conv_bias": True,
    "norm_op": None,
    "norm_op_kwargs": {},
    "dropout_op": None,
    "dropout_op_kwargs": None,
    "nonlin": "torch.nn.LeakyReLU",
    "nonlin_kwargs": {"inplace": True},
}


def main(folder: str, structure_of_task: dict[str, str]) -> None:
    """Write the weights that ``--fast`` runs of the tasks need, cropping included."""
    for task, structure in structure_of_task.items():
        fast = TASK_CONFIGS[task]["sub_modes"]["fast"]
        modality = "MR" if task.endswith("_mr") else "CT"
        write(Path(folder), fast, task, structure, modality)
        if modality == "CT":
            write(Path(folder), TASK_CONFIGS[task]["sub_modes"]["fastest"], task, structure, "CT")


def write(folder: Path, mode: dict, task: str, structure: str, modality: str) -> None:
    """Write one trained-model folder."""
    name = TASK_ID_WEIGHTS_CONFIGS[mode["task_id"]]["foldername"]
    target = folder / name / f"{mode['trainer']}__nnUNetPlans__3d_fullres"
    (target / "fold_0").mkdir(parents=True)
    classes = class_map[task]
    dataset = {
        "channel_names": {"0": modality},
        "labels": {"background": 0, **{label: value for value, label in classes.items()}},
        "numTraining": 1,
        "file_ending": ".nii.gz",
    }
    plans = make_plans(name, mode["resample"], modality)
    (target / "dataset.json").write_text(json.dumps(dataset))
    (target / "plans.json").write_text(json.dumps(plans))
    value = next(value for value, label in classes.items() if label == structure)
    checkpoint = {
        "network_weights": weights(len(classes) + 1, value),
        "optimizer_state": {},
        "grad_scaler_state": None,
        "logging": {},
        "_best_ema": 0.0,
        "current_epoch": 1,
        "init_args": {
            "plans": plans,
            "configuration": "3d_fullres",
            "fold": 0,
            "dataset_json": dataset,
        },
        "trainer_name": mode["trainer"],
        "inference_allowed_mirroring_axes": None,
    }
    torch.save(checkpoint, target / "fold_0" / "checkpoint_final.pth")


def make_plans(name: str, spacing: float, modality: str) -> dict:
    """Plans that make a normalised CT value its HU / 100, and a normalised MR value its z-score."""
    intensity = {"mean": 0.0, "std": 100.0, "percentile_00_5": -1000.0, "percentile_99_5": 3000.0}
    intensity |= {"min": -1000.0, "max": 3000.0, "median": 0.0}
    kwargs = {"order": 1, "order_z": 0, "force_separate_z": None, "is_seg": False}
    resample = "resample_data_or_seg_to_shape"
    configuration = {
        "data_identifier": "nnUNetPlans_3d_fullres",
        "preprocessor_name": "DefaultPreprocessor",
        "batch_size": 2,
        "patch_size": [32, 32, 32],
        "median_image_size_in_voxels": [32.0, 32.0, 32.0],
        "spacing": [spacing] * 3,
        "normalization_schemes": ["CTNormalization" if modality == "CT" else "ZScoreNormalization"],
        "use_mask_for_norm": [False],
        "resampling_fn_data": resample,
        "resampling_fn_data_kwargs": kwargs,
        "resampling_fn_seg": resample,
        "resampling_fn_seg_kwargs": {**kwargs, "is_seg": True},
        "resampling_fn_probabilities": resample,
        "resampling_fn_probabilities_kwargs": kwargs,
        "architecture": {
            "network_class_name": "dynamic_network_architectures.architectures.unet.PlainConvUNet",
            "arch_kwargs": ARCHITECTURE,
            "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"],
        },
        "batch_dice": True,
    }
    return {
        "dataset_name": name,
        "plans_name": "nnUNetPlans",
        "original_median_spacing_after_transp": [spacing] * 3,
        "original_median_shape_after_transp": [32, 32, 32],
        "image_reader_writer": "SimpleITKIO",
        "transpose_forward": [0, 1, 2],
        "transpose_backward": [0, 1, 2],
        "configurations": {"3d_fullres": configuration},
        "experiment_planner_used": "ExperimentPlanner",
        "label_manager": "LabelManager",
        "foreground_intensity_properties_per_channel": {"0": intensity},
    }


def weights(heads: int, value: int, threshold: float = 2.0) -> dict:
    """Weights that carry the input through the skip connection and threshold it."""
    kwargs = {**ARCHITECTURE, "conv_op": torch.nn.Conv3d, "nonlin": torch.nn.LeakyReLU}
    network = PlainConvUNet(input_channels=1, num_classes=heads, deep_supervision=False, **kwargs)
    network.apply(InitWeights_He(1e-2))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        network.encoder.stages[0][0].convs[0].conv.weight[0, 0, 1, 1, 1] = 1.0
        # The decoder sees what came up from below first (2 channels), then the skip.
        network.decoder.stages[0].convs[0].conv.weight[0, 2, 1, 1, 1] = 1.0
        last = network.decoder.seg_layers[-1]
        last.weight[value, 0] = 10.0
        last.bias.fill_(-1000.0)
        last.bias[0] = 0.0
        last.bias[value] = -10.0 * threshold
    return network.state_dict()


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
