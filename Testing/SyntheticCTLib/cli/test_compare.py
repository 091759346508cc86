"""synthetic-ct compare and report."""

import csv
import json

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.cli import main
from SyntheticCTLib.comparison.folder import read_document
from SyntheticCTLib.errors import EXIT_CANNOT_TELL, EXIT_NOT_PASSED, EXIT_REFUSED
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.registration.transforms import write_transform
from SyntheticCTLib.surface.files.record import read_surface_record


@pytest.fixture
def files(tmp_path):
    """A CT of a rod of bone in a limb; an sCT whose rod is 1 mm to the left, with a record."""
    _, j, i = np.mgrid[:24, :48, :48]
    paths = {}
    for name, middle, more in (("ct", 23.0, 0), ("sct", 24.0, 0), ("wide", 23.0, 450)):
        away = np.hypot(j - 23.5, i - middle)
        skin = np.hypot(j - 23.5, i - 23.5)
        hounsfield = np.where(skin < 20, 40, -1000) + np.clip(1200 + more - 150 * away, 0, 1000)
        volume = Volume(hounsfield.astype(np.int16), spacing=(1.0, 1.0, 2.0))
        paths[name] = tmp_path / f"{name}.nii.gz"
        write_volume(volume, paths[name])
    record = {"model": {"id": "a-model", "version": "2", "sha256": "00"}}
    (tmp_path / "sct.json").write_text(json.dumps(record), encoding="utf-8")
    return paths


def test_one_command_writes_everything_and_another_the_report_again(files, tmp_path, capsys):
    folder = tmp_path / "result"
    command = ["compare", str(files["sct"]), str(files["ct"]), "-o", str(folder), "--json"]
    assert main([*command, "--no-sensitivity", "--exit-code", "--quiet"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"]["passed"]
    assert answer["provenance"]["model"]["id"] == "a-model"
    for name in ("report.html", "comparison.json", "difference.nii.gz", "bone_sct.vtp"):
        assert (folder / name).is_file()
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert ">Passed<" in page
    (folder / "report.html").unlink()
    assert main(["report", str(folder), "--quiet"]) == 0
    assert (folder / "report.html").read_text(encoding="utf-8") == page


@pytest.mark.parametrize(
    ("sct", "code", "words"),
    [
        ("wide", EXIT_NOT_PASSED, "NOT PASSED: "),
        ("sct", EXIT_CANNOT_TELL, "CANNOT TELL: Nothing was registered, and moved by 1.0 mm"),
    ],
)
def test_compare_and_surface_give_one_answer_and_its_exit_code(
    files, tmp_path, capsys, sct, code, words
):
    asked = ["--tolerance", "0.5", "--no-sensitivity", "--quiet", "--exit-code"]
    folder, ct = tmp_path / "result", str(files["ct"])
    assert main(["compare", str(files[sct]), ct, "-o", str(folder), *asked]) == code
    compared = capsys.readouterr().out
    mesh = str(tmp_path / "bone.stl")
    assert main(["surface", str(files[sct]), "-o", mesh, "--reference", ct, *asked]) == code
    measured = capsys.readouterr().out
    (one,) = [line for line in compared.splitlines() if words in line]
    assert measured.splitlines()[0] == one
    assert "Nothing was registered, so whatever" in measured
    assert read_document(folder).verdict == read_surface_record(tmp_path / "bone.stl").answer
    (row,) = csv.DictReader((folder / "answer.csv").open(encoding="utf-8"))
    assert words.startswith(row["answer"].upper())


def test_landmarks_place_the_ct_in_both_commands(files, tmp_path, capsys):
    points, ct = tmp_path / "points.fcsv", str(files["ct"])
    places = {"a": "0,0,0", "b": "40,0,0", "c": "0,40,8"}
    rows = [f"{name},{place},0,0,0,1,1,1,0,{name}" for name, place in places.items()]
    points.write_text("\n".join(rows), encoding="utf-8")
    by_points = ["--sct-landmarks", str(points), "--ct-landmarks", str(points), "--quiet"]
    words = "The CT was placed by landmarks and resampled once. The 3 landmark pairs stay 0.0 mm"
    compare = ["compare", str(files["sct"]), ct, "-o", str(tmp_path / "result"), "--no-sensitivity"]
    assert main([*compare, *by_points]) == 0
    assert words in capsys.readouterr().out
    surface = ["surface", str(files["sct"]), "-o", str(tmp_path / "bone.stl"), "--reference", ct]
    assert main([*surface, *by_points]) == 0
    assert words in capsys.readouterr().out
    assert main([*surface, *by_points[:2]]) == EXIT_REFUSED
    assert "give --ct-landmarks, too" in capsys.readouterr().err


def test_images_that_lie_nowhere_in_common_cannot_be_answered_about(files, tmp_path, capsys):
    away = tmp_path / "away.tfm"
    write_transform(sitk.CompositeTransform([sitk.TranslationTransform(3, (900.0, 0, 0))]), away)
    command = ["compare", str(files["sct"]), str(files["ct"]), "-o", str(tmp_path / "result")]
    command += ["--quiet", "--registration", str(away)]
    assert main(command) == EXIT_REFUSED
    assert main([*command, "--exit-code"]) == EXIT_CANNOT_TELL
    assert "the CT lies nowhere on the sCT" in capsys.readouterr().err


def test_a_bad_request_is_one_sentence_and_no_folder(files, tmp_path, capsys):
    folder = tmp_path / "result"
    command = ["compare", str(files["sct"]), str(files["ct"]), "-o", str(folder), "--quiet"]
    assert main([*command, "--registration", "nonsense"]) == EXIT_REFUSED
    assert "nonsense" in capsys.readouterr().err
    assert main([*command, "--record", str(files["ct"].with_name("sct.json"))[:-5]]) == EXIT_REFUSED
    assert not folder.exists()
