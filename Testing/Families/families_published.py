"""The commands of the documents add stand-ins that have the form of the published repositories."""

import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.networks import build_network, distinct_state

pytest.importorskip("huggingface_hub")
yaml = pytest.importorskip("yaml")

pytestmark = pytest.mark.families

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "other-models.md"
COMMANDS = re.findall(r"^    (synthetic-ct models add hf:.*)$", PAGE.read_text("utf-8"), re.M)

CHECKPOINTS = ["CV_0.pt", "CV_1.pt"]
TRAINED = (
    "Dataset260/nnUNetTrainerMRCT_loss_masked_perception_masked__nnUNetResEncUNetLPlans__3d_fullres"
)
PLANS = "260_gt_nnUNetResEncUNetLPlans.json"
UNET = {
    "_target_": "SyntheticCTLib.networks.ResNetUNetPlusPlus",
    "in_channels": 5,
    "blocks": [2, 2, 2, 2],
}


def saved(content):
    file = io.BytesIO()
    torch.save(content, file)
    return file.getvalue()


def prediction(transforms, before, final):
    """A KonfAI configuration of a network that is shown five slices."""
    shown = {"transforms": transforms, "patch_transforms": "None", "is_input": True}
    mask = {"transforms": {"KonfAIInference": {"model_name": "body"}}, "is_input": False}
    output = {"before_reduction_transforms": before, "final_transforms": final}
    patch = {"patch_size": [1, 64, 64], "overlap": "None", "pad_value": -1, "extend_slice": 4}
    groups = {"Volume_0": {"groups_dest": {"MASK": mask, "Volume": shown}}}
    predictor = {
        "Model": {"classpath": "Model:UNetpp5", "UNetpp5": {"outputs_criterions": "None"}},
        "Dataset": {"groups_src": groups, "Patch": patch},
        "outputs_dataset": {"Head:Tanh": {"OutputDataset": output}},
    }
    return yaml.safe_dump({"Predictor": predictor}).encode()


SCALED = {
    "Clip": {"min_value": "min", "max_value": "percentile:99.5", "mask": "MASK"},
    "Standardize": {"lazy": False, "mean": "None", "std": "None", "mask": "MASK"},
    "Mask": {"path": "MASK", "value_outside": -2},
}
OUTSIDE = {"Mask": {"path": "MASK", "value_outside": -1024}}


@pytest.fixture(scope="module")
def konfai_checkpoint():
    torch.manual_seed(4)
    state = distinct_state(build_network(UNET))
    return saved({"Model": {"UNetpp5": {f"model.{name}": value for name, value in state.items()}}})


@pytest.fixture
def repositories(konfai_checkpoint, nnunet_folder):
    konfai = dict.fromkeys(CHECKPOINTS, konfai_checkpoint)
    told = {"display_name": "Synthesis: MR", "models": CHECKPOINTS, "tta": 2}
    app = {
        "app.json": json.dumps(told).encode(),
        "Prediction.yml": prediction(SCALED, OUTSIDE, {"UnNormalize:UnNormalize": {}}),
        "Model.py": b"raise SystemExit",
        **konfai,
    }
    challenge = {
        "Prediction.yml": prediction(SCALED, "None", {"UnNormalize:UnNormalize": {}, **OUTSIDE}),
        **konfai,
    }
    return {
        "VBoussot/ImpactSynth": {
            "README.md": b"---\nlicense: cc-by-nc-4.0\n---\n",
            **{f"{kind}/{name}": file for kind in ("MR", "CBCT") for name, file in app.items()},
        },
        "VBoussot/Synthrad2025": {
            f"Task_1/{region}/{name}": file
            for region in ("AB-TH", "HN")
            for name, file in challenge.items()
        },
        "aehrc/Synthrad2025_task1": {
            f"{TRAINED}/{path.relative_to(nnunet_folder).as_posix()}": path.read_bytes()
            for path in nnunet_folder.rglob("*")
            if path.is_file() and not path.name.startswith("gt_")
        },
    }


def test_the_documents_name_each_kind_of_repository():
    assert len(COMMANDS) == 3


@pytest.mark.parametrize("command", COMMANDS)
def test_a_documented_command_adds_a_model_that_makes_a_ct(
    command, repositories, serve_hub, tmp_path, make_mr, nnunet_folder
):
    hub = serve_hub(repositories)
    (nnunet_folder / "gt_nnUNetPlans.json").rename(tmp_path / PLANS)
    name = re.search(r"--name (\S+)", command)[1]
    write_volume(make_mr((9, 40, 52)), tmp_path / "mr.nrrd")

    def run(*arguments):
        call = [sys.executable, "-m", "SyntheticCTLib.cli", *arguments]
        where = {**hub.environment, "PYTHONPATH": str(PAGE.parents[2])}
        ended = subprocess.run(call, cwd=tmp_path, env=where, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr[-3000:]
        return ended.stdout + ended.stderr

    shown = run(*shlex.split(command)[1:], "--yes")
    run("synthesize", "mr.nrrd", "-o", "ct.nrrd", "--model", name, "--modality", "MR", "--force")

    assert "cc-by-nc-4.0" in shown
    assert "allows no commercial use" in shown
    fetched = {path.split(hub.commit)[1] for path in hub.asked if "/resolve/" in path}
    others = ("/CBCT/", "/Task_1/AB-TH/")
    assert fetched
    assert not [path for path in fetched if path.startswith(others)]
    assert read_volume(tmp_path / "ct.nrrd").array.std() > 1
