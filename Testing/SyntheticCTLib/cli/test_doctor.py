"""The page for bug reports."""

import importlib.metadata
import json

from SyntheticCTLib.cli import main
from SyntheticCTLib.versions import LIBRARIES


def test_json_names_versions_machine_devices_and_models(capsys):
    assert main(["doctor", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert findings["versions"]["torch"] == importlib.metadata.version("torch")
    assert findings["machine"]["free_memory_bytes"] > 0
    assert findings["devices"][-1]["device"] == "cpu"
    assert all(model["state"] == "verified" for model in findings["models"])


def test_page_shows_every_library(capsys):
    assert main(["doctor"]) == 0
    page = capsys.readouterr().out
    assert all(f"\n{library} " in page for library in LIBRARIES)


def test_a_damaged_model_is_reported_and_does_not_stop_the_page(tmp_path, monkeypatch, capsys):
    configs = tmp_path / "broken" / "configs"
    configs.mkdir(parents=True)
    (configs / "metadata.json").write_text(json.dumps(METADATA))
    monkeypatch.setenv("SYNTHETICCT_MODELS", str(tmp_path))
    assert main(["doctor", "--json"]) == 0
    models = json.loads(capsys.readouterr().out)["models"]
    states = {model["id"]: model["state"] for model in models}
    assert "lacks its weights" in states["broken"]


METADATA = {
    "name": "A model without weights",
    "version": "1.0.0",
    "synthetic_ct": {
        "input_modality": "MR",
        "output_modality": "CT",
        "body_regions": ["limb"],
        "frame": {"orientation": "LPS", "spacing_mm": [1, 1, 1]},
        "input_normalisation": {"kind": "z-score in body"},
        "output_normalisation": {"kind": "HU", "mean": 0, "sd": 1, "clip": [-1024, 3071]},
        "outside_value": -1024,
        "patch_size": [8, 8, 8],
        "size_divisor": [1, 1, 1],
        "blending": {"kind": "gaussian", "overlap": 0.5},
        "weights": {
            "file": "models/model.safetensors",
            "sha256": "0" * 64,
            "bytes": 1,
            "parameters": 1,
        },
    },
}
