"""The page for bug reports."""

import importlib.metadata
import json

from SyntheticCTLib.cli import main
from SyntheticCTLib.models.catalogue import PATHS_VARIABLE
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


def test_a_damaged_model_is_reported_and_does_not_stop_the_page(model_folder, monkeypatch, capsys):
    (model_folder / "models" / "model.safetensors").unlink()
    monkeypatch.setenv(PATHS_VARIABLE, str(model_folder.parent))
    assert main(["doctor", "--json"]) == 0
    models = json.loads(capsys.readouterr().out)["models"]
    states = {model["id"]: model["state"] for model in models}
    assert "lacks its weights" in states["tiny"]
