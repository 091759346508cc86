import json

import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.simulation.limb_phantom import make_limb_phantom
from SyntheticCTLib.volume_files import write_volume


@pytest.fixture
def ct_file(tmp_path):
    ct = make_limb_phantom(size=(60, 60, 12), spacing=(2.0, 2.0, 4.0), noise=0, samples=8).ct
    path = tmp_path / "ct.nii.gz"
    write_volume(ct.with_array(ct.array.round().astype("int16")), path)
    return path


def test_surface_is_written_checked_and_reported_as_json(ct_file, tmp_path, capsys):
    output = tmp_path / "bone.stl"
    code = main(["surface", str(ct_file), "-o", str(output), "--json", "--quiet", "--repair"])
    result = json.loads(capsys.readouterr().out)
    assert code == 0
    assert output.stat().st_size == 84 + 50 * result["print_checks"]["triangles"]
    assert result["print_checks"]["watertight"] is True
    assert result["repair"]["open_edges_after"] == 0
    assert (tmp_path / "bone.stl.json").is_file()


def test_the_same_ct_as_reference_passes(ct_file, tmp_path, capsys):
    output = tmp_path / "bone.3mf"
    options = ["--reference", str(ct_file), "--no-sensitivity", "--quiet", "--threshold", "250"]
    code = main(["surface", str(ct_file), "-o", str(output), *options])
    assert code == 0
    assert capsys.readouterr().out.startswith("PASSED: 100.0% of the bone surface is within 2 mm")


def test_an_unknown_suffix_is_refused_with_exit_code_2(ct_file, tmp_path, capsys):
    assert main(["surface", str(ct_file), "-o", str(tmp_path / "bone.doc"), "--quiet"]) == 2
    assert "bone.doc" in capsys.readouterr().err


def test_the_surface_of_an_sct_names_the_model_that_made_it(ct_file, tmp_path):
    model = {"id": "a-model", "version": "2", "sha256": "00"}
    (tmp_path / "ct.json").write_text(json.dumps({"model": model}))
    assert main(["surface", str(ct_file), "-o", str(tmp_path / "bone.stl"), "--quiet"]) == 0
    assert json.loads((tmp_path / "bone.stl.json").read_text())["model"] == model
