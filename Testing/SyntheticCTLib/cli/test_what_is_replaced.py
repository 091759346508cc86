"""Whoever gives the name of an earlier result reads that it will be replaced, before it is."""

import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.jobs.case import CaseJob
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

COMMANDS = {
    "phantom": (["new", "--size", "48", "48", "8"], ["new/mr.nii.gz", "new/ct.nii.gz"]),
    "evaluate": (["ct.nii.gz", "ct.nii.gz", "--force", "-o", "figures.json"], ["figures.json"]),
    "surface": (["ct.nii.gz", "-o", "bone.stl"], ["bone.stl"]),
    "compare": (
        ["ct.nii.gz", "ct.nii.gz", "--force", "--no-sensitivity", "-o", "comparison"],
        ["comparison"],
    ),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    phantom = make_limb_phantom(size=(48, 48, 8), spacing=(4.0, 4.0, 5.0))
    write_volume(phantom.ct, tmp_path / "ct.nii.gz")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_the_second_of_a_name_says_what_it_replaces_and_the_first_nothing(command, folder, capsys):
    words, replaced = COMMANDS[command]

    assert main([command, *words]) == 0
    assert "will be replaced" not in capsys.readouterr().err
    assert main([command, *words]) == 0

    told = capsys.readouterr().err
    for name in replaced:
        assert f"WARNING: {name} " in told
    assert told.count("will be replaced when the new is complete") >= len(replaced)


def test_files_of_others_in_the_folder_are_not_called_earlier_results(folder, capsys):
    (folder / "comparison").mkdir()
    (folder / "comparison" / "notes.txt").write_text("mine", encoding="utf-8")
    words, _ = COMMANDS["compare"]

    assert main(["compare", *words]) == 0

    assert "will be replaced" not in capsys.readouterr().err
    assert (folder / "comparison" / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["index.html", "sct.nii.gz", "bone.stl", "comparison/report.html"])
def test_a_case_knows_each_part_of_an_earlier_one(name, tmp_path):
    job = CaseJob(mr="mr.nii.gz", output=str(tmp_path / "case"))
    assert job.replaced() == []
    (tmp_path / "case" / "comparison").mkdir(parents=True)
    assert job.replaced() == []

    (tmp_path / "case" / name).write_text("earlier", encoding="utf-8")

    assert job.replaced() == [tmp_path / "case"]
