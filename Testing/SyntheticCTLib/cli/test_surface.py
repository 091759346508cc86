import json
import os
import sys

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.colours.print_marks import THIN_WALL
from SyntheticCTLib.errors import EXIT_CANNOT_TELL
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.files.reading import read_surface
from SyntheticCTLib.surface.files.record import read_surface_record
from SyntheticCTLib.surface.print.narrow import WALL


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


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take Unicode alone")
def test_an_input_whose_name_is_no_unicode_stands_in_the_record_as_it_is(ct_file, tmp_path):
    odd = ct_file.rename(tmp_path / os.fsdecode(b"M\xfcller.nii.gz"))
    output = tmp_path / "bone.stl"
    assert main(["surface", str(odd), "-o", str(output), "--quiet"]) == 0
    assert read_surface_record(output).source == odd.name


def test_the_same_ct_as_reference_passes(ct_file, tmp_path, capsys):
    output = tmp_path / "bone.3mf"
    options = ["--reference", str(ct_file), "--no-sensitivity", "--quiet", "--threshold", "250"]
    code = main(["surface", str(ct_file), "-o", str(output), *options])
    assert code == 0
    assert capsys.readouterr().out.startswith(
        "PASSED: 100.0\u00a0% of the bone surface is within 2 mm"
    )


def test_each_labelled_bone_has_a_row_under_its_name(ct_file, tmp_path, capsys):
    ct = read_volume(ct_file)
    lower = np.arange(12)[:, None, None] < 6
    bones = np.where(ct.array > 200, np.where(lower, 1, 2), 0).astype(np.uint8)
    write_volume(ct.with_array(bones), tmp_path / "bones.nii.gz")
    table = [{"value": 1, "name": "shaft"}, {"value": 2, "name": "head"}]
    (tmp_path / "bones.labels.json").write_text(json.dumps({"labels": table}))
    files = [str(ct_file), "--reference", str(ct_file), "-o", str(tmp_path / "bone.stl")]
    options = ["--labels", str(tmp_path / "bones.nii.gz"), "--no-sensitivity", "--quiet"]
    assert main(["surface", *files, *options]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [row[:2] for row in rows if row[:1] in (["shaft"], ["head"])] == [
        ["shaft", "100.0"],
        ["head", "100.0"],
    ]
    whole = read_surface(tmp_path / "bone.stl").GetBounds()
    assert main(["surface", *files, *options, "--bones", "head"]) == 0
    alone = read_surface(tmp_path / "bone.stl").GetBounds()
    assert alone[4] > whole[4] + 4 * ct.spacing[2]
    assert main(["surface", *files, *options, "--bones", "hip"]) == 2
    assert "There is no label 'hip': choose from shaft, head." in capsys.readouterr().err
    assert main(["surface", *files, "--bones", "head", "--quiet"]) == 2
    assert "'head' is to be one of the labels" in capsys.readouterr().err


def test_an_unknown_suffix_is_refused_with_exit_code_2(ct_file, tmp_path, capsys):
    assert main(["surface", str(ct_file), "-o", str(tmp_path / "bone.doc"), "--quiet"]) == 2
    assert "bone.doc" in capsys.readouterr().err


def test_the_surface_of_an_sct_names_the_model_that_made_it(ct_file, tmp_path):
    model = {"id": "a-model", "version": "2", "sha256": "00"}
    (tmp_path / "ct.json").write_text(json.dumps({"model": model}))
    assert main(["surface", str(ct_file), "-o", str(tmp_path / "bone.stl"), "--quiet"]) == 0
    written = json.loads((tmp_path / "bone.stl.json").read_text())
    assert model.items() <= written["model"].items()
    assert (written["source"], written["print_checks"]["printable"]) == ("ct.nii.gz", True)


def test_what_the_sct_s_model_lets_expect_is_said_without_any_ct(ct_file, tmp_path, capsys):
    place = {"position_mm": [1.0, 2.0, 3.0], "distance_mm": 3.4}
    expected = {
        "tolerance_mm": 2.0,
        "threshold_hu": 200.0,
        "share": 0.78,
        "lowest": 0.66,
        "highest": 0.89,
        "between": 0.9,
        "patients": 19,
        "mean_distance_mm": 1.2,
        "worst": [place],
    }
    record = {"model": {"id": "m"}, "expected": expected}
    (tmp_path / "ct.json").write_text(json.dumps(record))
    command = ["surface", str(ct_file), "-o", str(tmp_path / "bone.stl"), "--quiet"]
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "Expected within 2 mm of the bone surface: 78.0\u00a0% (of comparable "
        "patients 90\u00a0% lay between 66.0\u00a0% and 89.0\u00a0%; calibrated on 19).",
        "Doubtful: 3.4 mm expected, at LPS 1.0, 2.0, 3.0.",
    ]
    # It was said of bone above 200 HU.
    assert main([*command, "--threshold", "250"]) == 0
    assert "Expected" not in capsys.readouterr().out


def test_thickness_along_a_skull_is_written_with_its_vault(tmp_path, capsys):
    ends = np.arange(-92.0, 92.1, 4.0)
    z, y, x = np.meshgrid(ends, ends, ends, indexing="ij")
    depth = 80 - np.sqrt(x * x + y * y + z * z)
    hu = np.where(depth < -4, -1000, 1200 * np.clip(np.minimum(depth, 9 - depth) / 4 + 0.5, 0, 1))
    volume = Volume(hu.astype(np.int16), (-92.0,) * 3, (4.0,) * 3)
    write_volume(volume, tmp_path / "ct.nii.gz")
    output = tmp_path / "skull.ply"

    code = main(["surface", str(tmp_path / "ct.nii.gz"), "-o", str(output), "--skull", "--json"])

    vault = json.loads(capsys.readouterr().out)["vault"]
    assert code == 0
    assert vault["closed_share"] == 1.0
    assert vault["regions"]["parietal"]["median_mm"] == pytest.approx(12.0, abs=1.2)
    assert b"property uchar red" in output.read_bytes()[:20000]


@pytest.fixture
def thin_wall_file(tmp_path):
    """A block of bone with a fin of 0.6 mm on it, in voxels of 0.2 mm across."""
    array = np.full((20, 40, 60), -1000.0, np.float32)
    array[3:17, 5:20, 5:55] = 1000
    array[3:17, 20:36, 28:31] = 1000
    volume = Volume(array, spacing=(0.2, 1.0, 1.0), metadata={"modality": "CT"})
    write_volume(volume, tmp_path / "fin.nii.gz")
    return tmp_path / "fin.nii.gz"


@pytest.mark.parametrize("suffix", [".vtp", ".ply"])
def test_walls_too_thin_are_marked_on_the_mesh_and_listed_by_place(
    thin_wall_file, tmp_path, capsys, suffix
):
    output = tmp_path / f"fin{suffix}"
    assert main(["surface", str(thin_wall_file), "-o", str(output), "--quiet", "--force"]) == 0
    assert "Wall of 0." in capsys.readouterr().out
    record = read_surface_record(output)
    walls = record.print_checks.verdict.narrow_walls
    assert all(19 <= one.place[1] <= 36 and 0.3 < one.mm < 0.8 for one in walls)
    mesh = read_surface(output)
    _, where, height = meshes.points_of(mesh).T
    if suffix == ".vtp":
        marked = np.isfinite(meshes.point_array(mesh, WALL))
    else:
        marked = (meshes.point_array(mesh, "RGB") == THIN_WALL).all(axis=1)
    assert marked[(where > 21) & (where < 34) & (height > 4) & (height < 15)].all()
    assert not marked[where < 19].any()


def test_case_and_side_are_raised_on_the_bone_on_request(tmp_path, capsys):
    k, j, i = np.mgrid[:50, :44, :44].astype(np.float32)
    inside = np.minimum(14 - np.hypot(i - 21.5, j - 21.5), 44 - np.abs(2 * (k - 25)))
    array = np.clip(200 + 300 * inside, -1000, 1200)
    volume = Volume(array, spacing=(1.0, 1.0, 2.0), metadata={"modality": "CT"})
    write_volume(volume, tmp_path / "shaft.nii.gz")
    files = [str(tmp_path / "shaft.nii.gz"), "-o", str(tmp_path / "shaft.3mf")]
    words = ["--title", "case 7", "--side", "right", "--emboss"]
    assert main(["surface", *files, *words, "--quiet"]) == 0
    told = "case 7 RIGHT"
    assert f"Raised on it in letters of 6 mm: {told}" in capsys.readouterr().out
    record = read_surface_record(tmp_path / "shaft.3mf")
    assert record.embossed.lines[0] == told
    assert record.print_checks.printable
    assert main(["surface", *files, "--side", "top", "--quiet"]) == 2
    assert "left or right; got 'top'" in capsys.readouterr().err


def test_without_a_ct_nobody_can_tell_whether_it_passed(ct_file, tmp_path):
    command = ["surface", str(ct_file), "-o", str(tmp_path / "bone.stl"), "--quiet"]
    assert main([*command, "--exit-code"]) == EXIT_CANNOT_TELL
