"""Run with the real nnU-Net, or a fork: ``FOLDER IMAGE.npy ANSWER.npy CLASS PATCH MIRROR_AXES``.

Writes a trained folder of two folds with random weights, as nnU-Net's trainer writes it, and what
the package's own predictor makes of the image, [k, j, i], in the network's units.
"""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import torch

ARGUMENTS = {
    "n_stages": 3,
    "features_per_stage": [4, 6, 8],
    "conv_op": "torch.nn.modules.conv.Conv3d",
    "kernel_sizes": [[1, 3, 3], [3, 3, 3], [3, 3, 3]],
    "strides": [[1, 1, 1], [1, 2, 2], [2, 2, 2]],
    "n_conv_per_stage_decoder": [1, 2],
    "conv_bias": True,
    "norm_op": "torch.nn.modules.instancenorm.InstanceNorm3d",
    "norm_op_kwargs": {"eps": 1e-5, "affine": True},
    "dropout_op": None,
    "dropout_op_kwargs": None,
    "nonlin": "torch.nn.LeakyReLU",
    "nonlin_kwargs": {"inplace": True},
}
BLOCKS = {"PlainConvUNet": "n_conv_per_stage"}
ARCHITECTURES = "dynamic_network_architectures.architectures.unet"


def plans(kind: str, patch: list[int]) -> dict:
    """As a planner writes them."""
    resampling = {"is_seg": False, "order": 3, "order_z": 0, "force_separate_z": None}
    arguments = {**ARGUMENTS, BLOCKS.get(kind, "n_blocks_per_stage"): [1, 2, 2]}
    return {
        "dataset_name": "Dataset051_tiny",
        "plans_name": "nnUNetPlans",
        "original_median_spacing_after_transp": [1.0, 1.0, 1.0],
        "original_median_shape_after_transp": [20, 24, 28],
        "image_reader_writer": "SimpleITKIO",
        "transpose_forward": [0, 1, 2],
        "transpose_backward": [0, 1, 2],
        "experiment_planner_used": "ExperimentPlanner",
        "label_manager": "LabelManager",
        "foreground_intensity_properties_per_channel": {
            "0": {"mean": 200.0, "std": 90.0, "percentile_00_5": 0.0, "percentile_99_5": 500.0}
        },
        "configurations": {
            "3d_fullres": {
                "data_identifier": "nnUNetPlans_3d_fullres",
                "preprocessor_name": "DefaultPreprocessor",
                "batch_size": 2,
                "patch_size": patch,
                "median_image_size_in_voxels": [20.0, 24.0, 28.0],
                "spacing": [1.0, 1.0, 1.0],
                "normalization_schemes": ["ZScoreNormalization"],
                "use_mask_for_norm": [False],
                "resampling_fn_data": "resample_data_or_seg_to_shape",
                "resampling_fn_seg": "resample_data_or_seg_to_shape",
                "resampling_fn_data_kwargs": resampling,
                "resampling_fn_seg_kwargs": {**resampling, "is_seg": True, "order": 1},
                "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
                "resampling_fn_probabilities_kwargs": {**resampling, "order": 1},
                "architecture": {
                    "network_class_name": f"{ARCHITECTURES}.{kind}",
                    "arch_kwargs": arguments,
                    "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"],
                },
                "batch_dice": True,
            }
        },
    }


def main(
    folder: Path, image: Path, answer: Path, kind: str, patch: list[int], mirror: list[int]
) -> None:
    """Write the folder, then predict from it."""
    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
    from nnunetv2.utilities.get_network_from_plans import get_network_from_plans

    made = plans(kind, patch)
    dataset = {
        "name": "tiny",
        "channel_names": {"0": "MR"},
        "labels": {"background": 0, "label_001": 1},
        "numTraining": 1,
        "file_ending": ".nii.gz",
    }
    folder.mkdir(parents=True)
    (folder / "plans.json").write_text(json.dumps(made))
    (folder / "dataset.json").write_text(json.dumps(dataset))
    fork = importlib.util.find_spec("nnunetv2.training.loss.mae") is not None
    heads = 1 if fork else 2  # the fork's trainer builds one channel whatever the labels
    architecture = made["configurations"]["3d_fullres"]["architecture"]
    for fold in (0, 1):
        torch.manual_seed(fold)
        network = get_network_from_plans(
            architecture["network_class_name"],
            architecture["arch_kwargs"],
            architecture["_kw_requires_import"],
            1,
            heads,
            allow_init=False,
            deep_supervision=False,
        )
        for value in network.parameters():
            torch.nn.init.normal_(value, 0.0, 0.3) if value.ndim == 1 else None
        (folder / f"fold_{fold}").mkdir()
        torch.save(
            {
                "network_weights": network.state_dict(),
                "optimizer_state": {},
                "grad_scaler_state": None,
                "logging": {"train_losses": [np.float64(1.0)], "lrs": [np.float32(0.1)]},
                "_best_ema": np.float64(0.5),
                "current_epoch": 1,
                "init_args": {"configuration": "3d_fullres", "fold": fold, "plans": made},
                "trainer_name": "nnUNetTrainer",
                "inference_allowed_mirroring_axes": tuple(mirror) or None,
            },
            folder / f"fold_{fold}" / "checkpoint_final.pth",
        )
    predictor = nnUNetPredictor(
        tile_step_size=0.5,
        use_gaussian=False,
        use_mirroring=bool(mirror),
        perform_everything_on_device=False,
        device=torch.device("cpu"),
        allow_tqdm=False,
    )
    predictor.initialize_from_trained_model_folder(str(folder), None, "checkpoint_final.pth")
    preprocessor = predictor.configuration_manager.preprocessor_class(verbose=False)
    shown = preprocessor.run_case_npy(
        np.load(image)[None],
        None,
        {"spacing": [1.0, 1.0, 1.0]},
        predictor.plans_manager,
        predictor.configuration_manager,
        predictor.dataset_json,
    )[0]
    said = predictor.predict_logits_from_preprocessed_data(torch.from_numpy(np.asarray(shown)))
    np.save(answer, said[0].float().numpy())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), sys.argv[4], *map(json.loads, sys.argv[5:7]))
