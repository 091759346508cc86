"""A KonfAI app of IMPACT-Synth's kind gives the voxels of KonfAI's own prediction."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from SyntheticCTLib import synthesize
from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.importing.add import add_model
from SyntheticCTLib.importing.families import look
from SyntheticCTLib.preprocessing.kinds import MR

yaml = pytest.importorskip("yaml")
unetplusplus = pytest.importorskip("konfai.models.python.segmentation.unetplusplus")

pytestmark = pytest.mark.families

#: KonfAI's own form of IMPACT-Synth's network, with the smaller of the two encoders.
CLASS = "segmentation.unetplusplus.UNetPlusPlus"
ARGUMENTS = {
    "dim": 2,
    "in_channels": 5,
    "classes": 1,
    "encoder_name": "resnet18",
    "decoder_channels": [256, 128, 64, 32, 16],
    "activation": "tanh",
}


def prediction(folder):
    """As IMPACT-Synth's example configures it, of small slices."""
    mask = {"transforms": "None", "patch_transforms": "None", "is_input": False}
    scale = {
        "Clip": {
            "min_value": "min",
            "max_value": "percentile:99.5",
            "save_clip_min": False,
            "save_clip_max": False,
            "mask": "MASK",
        },
        "Standardize": {
            "lazy": False,
            "mean": "None",
            "std": "None",
            "mask": "MASK",
            "inverse": False,
        },
        "Mask": {"path": "MASK", "value_outside": -2},
    }
    output = {
        "name_class": "OutputDataset",
        "before_reduction_transforms": "None",
        "after_reduction_transforms": "None",
        "final_transforms": {
            "UnNormalize": {"min_value": -1024, "max_value": 3071},
            "Mask": {"path": "MASK", "value_outside": -1024},
            "TensorCast": {"dtype": "int16", "inverse": False},
        },
        "dataset_filename": "Dataset:mha",
        "group": "sCT",
        "same_as_group": "MR:MR",
        "patch_combine": "None",
        "reduction": "Mean",
    }
    shown = {"transforms": scale, "patch_transforms": "None", "is_input": True}
    return {
        "Predictor": {
            "Model": {
                "classpath": CLASS,
                "UNetPlusPlus": {"outputs_criterions": "None", "patch": "None", **ARGUMENTS},
            },
            "Dataset": {
                "groups_src": {
                    "MR": {"groups_dest": {"MR": shown}},
                    "MASK": {"groups_dest": {"MASK": mask}},
                },
                "augmentations": "None",
                "Patch": {
                    "patch_size": [1, 64, 64],
                    "overlap": "None",
                    "mask": "None",
                    "pad_value": -1,
                    "extend_slice": 4,
                },
                "subset": "None",
                "filter": "None",
                "dataset_filenames": [f"{folder}/Dataset:a:mha"],
                "use_cache": False,
                "batch_size": 8,
            },
            "outputs_dataset": {"Activation": {"OutputDataset": output}},
            "train_name": "TRAIN_01",
            "manual_seed": 32,
            "gpu_checkpoints": "None",
            "autocast": False,
            "combine": "Mean",
            "data_log": "None",
        }
    }


@pytest.fixture
def app(tmp_path):
    folder = tmp_path / "app"
    folder.mkdir()
    names = []
    for seed in (0, 1):
        torch.manual_seed(seed)
        network = unetplusplus.UNetPlusPlus(**ARGUMENTS)
        for name, value in network.named_buffers():
            if name.endswith("running_mean"):
                torch.nn.init.normal_(value, 0.0, 0.1)
        names.append(f"fold_{seed}.pt")
        state = dict(network.state_dict())
        torch.save({"Model": {"UNetPlusPlus": state}}, folder / names[-1])
    (folder / "Prediction.yml").write_text(yaml.safe_dump(prediction(tmp_path), sort_keys=False))
    told = {"display_name": "MR to CT", "description": "tiny", "tta": 0, "models": names}
    (folder / "app.json").write_text(json.dumps(told))
    return folder


#: All mirror images of a slice, as test-time augmentation.
MIRRORED = {
    "DataAugmentation_0": {
        "nb": 3,
        "data_augmentations": {
            "Flip": {"prob": 1.0, "f_prob": [0.0, 0.5, 0.5], "vector_field": False}
        },
    }
}


def by_konfai(app, tmp_path, mr):
    case = tmp_path / "Dataset" / "CASE_001"
    case.mkdir(parents=True)
    write_volume(mr, case / "MR.mha")
    write_volume(mr.with_array(MR.body(mr).astype(np.uint8)), case / "MASK.mha")
    command = [str(Path(sys.executable).with_name("konfai")), "PREDICTION", "-y", "--cpu", "1"]
    command += ["--config", "Prediction.yml", "--models", "fold_0.pt", "fold_1.pt"]
    environment = {**os.environ, "PYTHONPATH": str(app), "OMP_NUM_THREADS": "1"}
    ended = subprocess.run(
        command, cwd=app, env=environment, capture_output=True, text=True, check=False
    )
    found = sorted((app / "Predictions").rglob("sCT.mha"))
    assert found, ended.stdout[-3000:] + ended.stderr[-3000:]
    return read_volume(found[0])


def test_the_same_voxels_as_konfai(app, tmp_path, make_mr):
    mr = make_mr((7, 40, 52))
    wanted = by_konfai(app, tmp_path, mr).array

    added = add_model(str(app), agree=lambda offer: True, name="tiny")
    made = synthesize(mr, "tiny", spread=True)

    assert added.offer.members == 2
    difference = np.abs(made.volume.array - wanted.astype(float)).max() / np.ptp(wanted)
    print(f"KonfAI: largest difference {difference:.2e} of {np.ptp(wanted)} HU")
    assert difference <= 1e-3
    assert made.spread.array.max() > 0


def test_checkpoints_without_an_app_file_upright_and_scaled_before_they_are_averaged(
    app, tmp_path, make_mr
):
    """As the published apps and those of SynthRAD2025's challenge put the same steps."""
    mr = make_mr((7, 40, 52))
    told = yaml.safe_load((app / "Prediction.yml").read_text())
    groups = told["Predictor"]["Dataset"]["groups_src"]
    groups["MR"]["groups_dest"]["MR"]["transforms"]["Canonical"] = {"inverse": True}
    groups["MASK"]["groups_dest"]["MASK"]["transforms"] = {"Canonical": {"inverse": True}}
    output = told["Predictor"]["outputs_dataset"]["Activation"]["OutputDataset"]
    scale = output["final_transforms"].pop("UnNormalize")
    output |= {"before_reduction_transforms": {"UnNormalize": scale}, "inverse_transform": True}
    (app / "Prediction.yml").write_text(yaml.safe_dump(told, sort_keys=False))
    wanted = by_konfai(app, tmp_path, mr).array
    (app / "app.json").unlink()

    added = add_model(str(app), agree=lambda offer: True, name="tiny")
    made = synthesize(mr, "tiny")

    assert (added.offer.members, added.info.metadata.synthetic_ct.frame.orientation) == (2, "RAS")
    difference = np.abs(made.volume.array - wanted.astype(float)).max() / np.ptp(wanted)
    print(f"KonfAI, upright: largest difference {difference:.2e} of {np.ptp(wanted)} HU")
    assert difference <= 1e-3


def test_its_test_time_flips_are_mirror(app, tmp_path, make_mr):
    mr = make_mr((7, 40, 52))
    told = yaml.safe_load((app / "Prediction.yml").read_text())
    told["Predictor"]["Dataset"]["augmentations"] = MIRRORED
    (app / "Prediction.yml").write_text(yaml.safe_dump(told, sort_keys=False))
    wanted = by_konfai(app, tmp_path, mr).array

    add_model(str(app), agree=lambda offer: True, name="tiny")
    made = synthesize(mr, "tiny", mirror=True, spread=True)

    difference = np.abs(made.volume.array - wanted.astype(float)).max() / np.ptp(wanted)
    print(f"KonfAI, mirrored: largest difference {difference:.2e} of {np.ptp(wanted)} HU")
    assert made.record.prediction["answers"] == 8  # four of two networks
    assert difference <= 1e-3


def test_the_apps_own_python_is_never_run(app, tmp_path):
    (app / "Model.py").write_text(f"open({str(tmp_path / 'owned')!r}, 'w')")

    add_model(str(app), agree=lambda offer: True, name="tiny")

    assert not (tmp_path / "owned").exists()


def test_yaml_makes_no_objects(app, tmp_path):
    text = (app / "Prediction.yml").read_text()
    call = f"!!python/object/apply:builtins.open [{tmp_path / 'owned'}, w]"
    (app / "Prediction.yml").write_text(f"owned: {call}\n{text}")

    with pytest.raises(ModelError, match="cannot be read as YAML"):
        look(app, {})

    assert not (tmp_path / "owned").exists()


def test_weights_outside_the_app_are_refused(app):
    told = json.loads((app / "app.json").read_text())
    (app / "app.json").write_text(json.dumps({**told, "models": ["../../fold_0.pt"]}))

    with pytest.raises(ModelError, match="outside its folder"):
        look(app, {})
