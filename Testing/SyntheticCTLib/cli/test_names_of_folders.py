"""Folders of images are often called by patients' names: no result may carry these on."""

import gzip
import json

import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

PATIENT = "DOE^JANE"

COMMANDS = {
    "evaluate": ["{ct}", "{ct}", "--source", "{mr}", "--mask", "{labels}", "--json", "--force"],
    "surface": ["{ct}", "-o", "bone.stl", "--json"],
    "segment": ["{ct}", "-o", "tissues.nii.gz", "--json"],
    "convert-hu": ["{ct}", "--table", "{table}", "-o", "density.nii.gz", "--json"],
    "density": ["{ct}", "{ct}", "--table", "{table}", "-o", "paths", "--json", "--force"],
    "simulate-cbct": ["{ct}", "-o", "cbct.nii.gz", "--parameters", "{quick}", "--json"],
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study") / PATIENT
    folder.mkdir()
    phantom = make_limb_phantom(size=(48, 48, 8), spacing=(4.0, 4.0, 5.0))
    for name in ("mr", "ct", "labels"):
        write_volume(getattr(phantom, name), folder / f"{name}.nii.gz")
    (folder / "table.csv").write_text("HU,density\n-1000,0\n0,1\n3000,2.5\n", encoding="utf-8")
    (folder / "quick.json").write_text('{"views": 24, "pixel_mm": 12}', encoding="utf-8")
    return {path.name.partition(".")[0]: str(path) for path in folder.iterdir()}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_result_names_the_folder_of_an_image(files, command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert main([command, "--quiet", *(word.format(**files) for word in COMMANDS[command])]) == 0

    printed = capsys.readouterr().out
    assert json.loads(printed)
    assert PATIENT not in printed
    for path in (place for place in tmp_path.rglob("*") if place.is_file()):
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        assert PATIENT.encode() not in content, path.name
