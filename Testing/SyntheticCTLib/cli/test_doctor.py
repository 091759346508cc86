"""The page for bug reports."""

import importlib.metadata
import json

from SyntheticCTLib.cli import device_benchmark, main
from SyntheticCTLib.cli.device_benchmark import benchmark_model
from SyntheticCTLib.cli.doctor import BENCHMARK_COLUMNS
from SyntheticCTLib.models.catalogue import PATHS_VARIABLE
from SyntheticCTLib.models.info import read_info
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


def test_the_benchmark_holds_every_way_of_a_model_against_the_cpu_in_float32(model_folder):
    first, *others = benchmark_model(read_info(model_folder))

    assert (first["device"], first["precision"]) == ("cpu", "float32")
    assert first["seconds"] > 0
    assert first["mean_difference"] == first["p999_difference"] == 0.0
    assert {row["model"] for row in others} <= {first["model"]}


def test_the_page_shows_the_benchmark_and_what_failed(monkeypatch, capsys):
    row = {"model": "m", "device": "cuda:0", "precision": "float16"}
    measured = {"seconds": 0.5, "memory_mib": 9, "mean_difference": 0.1, "p999_difference": 2.0}
    rows = [{**row, **measured}, {**row, "error": "no kernel image"}]
    monkeypatch.setattr(device_benchmark, "benchmark", lambda: rows)

    assert main(["doctor", "--benchmark"]) == 0

    page = capsys.readouterr().out
    assert all(name in page for name in (*BENCHMARK_COLUMNS, "no kernel image", "0.5"))
