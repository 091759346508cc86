"""Models in the form in which they are published: what is where, and what their files say."""

import json

import pytest

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.importing.about import about_file
from SyntheticCTLib.importing.families import look, model_among
from SyntheticCTLib.importing.konfai_app import FAMILY
from SyntheticCTLib.jobs.add_model import OfferModelJob
from SyntheticCTLib.progress import UNWATCHED

FOLDS = [f"CV_{number}.pt" for number in range(5)]
KONFAI = ["app.json", "Prediction.yml", "Evaluation.yml", "Model.py", *FOLDS]
CHALLENGE = ["Prediction.yml", *FOLDS]
NNSYN = "nnUNetTrainerMRCT_loss_masked_perception_masked__nnUNetResEncUNetLPlans__3d_fullres"
TRAINED = ["plans.json", "dataset.json", "fold_0/checkpoint_final.pth", "fold_0/debug.json"]


def below(folder, names):
    return [f"{folder}/{name}" for name in names]


#: Files of repositories, by what their makers write of them, and the folder of their models.
PUBLISHED = {
    "VBoussot/ImpactSynth": (
        ["README.md", "SAM2.1_Small.pt", *below("MR", KONFAI), *below("CBCT", KONFAI)],
        ["MR", "CBCT"],
    ),
    "VBoussot/Synthrad2025": (
        [*below("Task_1/AB-TH", CHALLENGE), *below("Task_1/HN", CHALLENGE)],
        ["Task_1/AB-TH", "Task_1/HN"],
    ),
    "aehrc/Synthrad2025_task1": (
        [*below(f"Dataset260/{NNSYN}", TRAINED), *below(f"Dataset262/{NNSYN}", TRAINED)],
        [f"Dataset260/{NNSYN}", f"Dataset262/{NNSYN}"],
    ),
    "a bundle": (
        ["LICENSE", "configs/metadata.json", "configs/inference.json", "models/model.pt"],
        [""],
    ),
    "one file": (["README.md", "head.onnx", "head.json"], [""]),
}


@pytest.mark.parametrize("repository", PUBLISHED)
def test_the_model_of_a_repository_is_found_by_its_files_names(repository):
    names, folders = PUBLISHED[repository]
    if len(folders) == 1:
        assert model_among(names, "hf:owner/name:") == folders[0]
        return
    for folder in folders:
        start = f"{folder.partition('/')[0]}/" if repository.startswith("aehrc") else f"{folder}/"
        own = [name for name in names if name.startswith(start)]
        assert model_among(own, "hf:owner/name:") == folder
    with pytest.raises(ModelError) as told:
        model_among(names, "hf:owner/name:")
    for folder in folders:
        assert f"hf:owner/name:{folder}" in str(told.value)


def test_names_that_lead_elsewhere_make_no_file(tmp_path):
    assert model_among(["../../plans.json", "/etc/app.json", "a/../../x.json"], "") == ""


def test_the_only_model_below_a_folder_is_taken_and_of_several_one_has_to_be_named(tmp_path):
    for name in ("head", "leg"):
        place = tmp_path / "results" / name
        place.mkdir(parents=True)
        (place / "net.onnx").touch()
        (place / "net.json").write_text("{}")
    with pytest.raises(ModelError, match=r"name one: .*results/head, .*results/leg"):
        look(tmp_path, {})
    (tmp_path / "results" / "leg" / "net.onnx").unlink()
    with pytest.raises(ModelError, match="do not say its input"):
        look(tmp_path, {})


def test_plans_of_the_cts_say_the_scale_of_the_output(tmp_path):
    channels = {"0": {"mean": -150.5, "std": 400.25, "median": 3}}
    content = {"foreground_intensity_properties_per_channel": channels, "plans_name": "x"}
    (tmp_path / "260_gt_nnUNetResEncUNetLPlans.json").write_text(json.dumps(content))
    found = about_file(tmp_path / "260_gt_nnUNetResEncUNetLPlans.json")
    assert found == {"output_scale": {"mean": -150.5, "sd": 400.25, "clip": [-1024.0, 3071.0]}}


#: As IMPACT-Synth's apps: the mask is made by another app; input and output are of the volume.
APP = """
Predictor:
  Model: {classpath: "Model:UNetpp5", UNetpp5: {outputs_criterions: None}}
  Dataset:
    groups_src:
      Volume_0:
        groups_dest:
          MASK:
            transforms:
              KonfAIInference: {repo_id: owner/segmentation, model_name: body}
              ResampleToResolution: {spacing: [1, 1, 3]}
              Dilate: {dilate: 5}
            is_input: false
          Volume:
            transforms:
              Canonical: {inverse: true}
              ResampleToResolution: {spacing: [1, 1, 3], inverse: true}
              Clip: {min_value: min, max_value: "percentile:99.5", mask: MASK}
              Standardize: {lazy: false, mean: None, std: None, mask: MASK}
              Mask: {path: MASK, value_outside: -2}
            is_input: true
    Patch: {patch_size: [1, 512, 512], overlap: None, pad_value: -1, extend_slice: 4}
  outputs_dataset:
    Head:Tanh:
      OutputDataset:
        before_reduction_transforms:
          UnNormalize: {min_value: -1024, max_value: 3071}
          Mask/1: {path: MASK, value_outside: -1024}
        after_reduction_transforms: None
        final_transforms: {TensorCast: {dtype: int16, inverse: false}}
"""


@pytest.fixture
def app(tmp_path):
    pytest.importorskip("yaml")
    folder = tmp_path / "MR"
    folder.mkdir()
    (folder / "Prediction.yml").write_text(APP)
    for name in FOLDS:
        (folder / name).touch()
    return folder


def test_an_app_says_frame_scales_and_members(app):
    told = {"display_name": "Synthesis: MR", "models": FOLDS, "tta": 2}
    (app / "app.json").write_text(json.dumps(told))
    found = look(app, {"regions": ["head"]})
    about = found.about
    assert (found.family, found.members, about.input) == (FAMILY, 5, "MR")
    assert (about.orientation, about.spacing_mm) == ("RAS", (1.0, 1.0, 3.0))
    assert (about.patch_size, about.neighbours, about.activation) == ((1, 512, 512), 2, "tanh")
    assert about.output_scale == {"mean": 1023.5, "sd": 2047.5, "clip": [-1024.0, 3071.0]}
    assert (about.shown, about.outside_value) == ("body", -1024.0)
    assert [step["do"] for step in about.input_scale] == ["clip", "z-score", "outside"]


def test_of_an_app_for_two_kinds_of_image_the_kind_has_to_be_said(app):
    (app / "app.json").write_text(json.dumps({"display_name": "Synthesis: MR/CBCT"}))
    with pytest.raises(ModelError, match="do not say its input"):
        look(app, {})
    assert look(app, {"input": "CBCT"}).about.input == "CBCT"


def test_checkpoints_without_an_app_file_are_an_app_and_raw_images_are_remarked(app, tmp_path):
    raw = APP.replace("Volume:\n            transforms:", "MR:\n            transforms: None\n#", 1)
    start, end = raw.index("#"), raw.index("            is_input: true")
    (app / "Prediction.yml").write_text(raw[:start] + "\n" + raw[end:])
    output = tmp_path / "offer.json"
    OfferModelJob(str(app), output=str(output)).run(UNWATCHED)
    offered = json.loads(output.read_text())
    assert offered["told"]["makes"] == "CT from MR"
    assert "5 network(s)" in offered["told"]["size"]
    assert any("scale no image" in note for note in offered["notes"])
