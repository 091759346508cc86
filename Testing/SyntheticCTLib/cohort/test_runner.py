"""Cases in processes of their own: failures are kept, told and not tried again by themselves."""

import json
import shutil

import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.cohort.case_task import CaseRecord
from SyntheticCTLib.cohort.folder import failure_path
from SyntheticCTLib.cohort.machine import gpus, needed_memory, worker_count
from SyntheticCTLib.cohort.options import RunnerOptions
from SyntheticCTLib.errors import InputError


@pytest.fixture
def landmarks_only(tmp_path, phantom):
    """A table of cases that their job refuses at once: landmarks place a CT that is not there."""
    table = tmp_path / "cases.csv"
    mr = phantom / "mr.nii.gz"
    table.write_text(f"id,mr,mr_landmarks\nx,{mr},{mr}\nz,gone.nii.gz,\n")
    return table


def run(*arguments, capsys):
    code = main(["cohort", *map(str, arguments), "--json"])
    told = capsys.readouterr()
    return code, json.loads(told.out), told.err


def test_a_dry_run_lists_and_writes_nothing(landmarks_only, tmp_path, capsys):
    assert main(["cohort", str(landmarks_only), "-o", str(tmp_path / "s"), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "x     to do " in told
    assert "z: The mr " in told
    assert "model='mr-to-ct-limb'" in told
    assert not (tmp_path / "s").exists()


def test_failures_are_kept_and_tried_again_only_when_asked(landmarks_only, tmp_path, capsys):
    study = tmp_path / "study"
    code, found, lines = run(landmarks_only, "-o", study, "--workers", 2, capsys=capsys)
    assert code == 2
    assert [case["next"] for case in found["cases"]] == ["failed", "cannot"]
    assert "None of the 2 cases could be done" in lines
    assert "failures.csv" in lines
    assert "[1/1] x: refused after" in lines
    assert "Landmarks place a CT" in lines
    record = CaseRecord.from_dict(json.loads(failure_path(study, "x").read_text()))
    assert (record.outcome, record.attempts, record.short_of_memory) == ("refused", 1, False)
    assert str(landmarks_only.parent) not in record.sentence
    assert list((study / "cases").iterdir()) == []

    _, again, lines = run("-o", study, capsys=capsys)
    assert again["cases"] == found["cases"]
    assert "refused" not in lines

    _, asked, _ = run("-o", study, "--again", "--dry-run", capsys=capsys)
    assert [case["next"] for case in asked["cases"]] == ["do", "cannot"]


def test_a_case_is_done_once_and_goes_when_its_image_is_another(
    phantom, small_model, tmp_path, capsys
):
    (tmp_path / "images").mkdir()
    mr, study = tmp_path / "images" / "x_mr.nii.gz", tmp_path / "study"
    shutil.copy(phantom / "mr.nii.gz", mr)
    own, choices = study / "cases" / "x", ("--model", small_model, "--device", "cpu")

    code, found, lines = run(mr.parent, "-o", study, *choices, capsys=capsys)
    assert (code, [case["next"] for case in found["cases"]]) == (0, ["done"])
    assert "[1/1] x: done in" in lines
    assert list(own.parent.iterdir()) == [own]
    made = {"sct.nii.gz", "sct.json", "bone.stl", "bone.stl.json", "index.html", "overview.png"}
    assert {path.name for path in own.iterdir()} == made | {"case.json"}

    code, again, lines = run("-o", study, capsys=capsys)
    assert (code, again["cases"]) == (0, found["cases"])
    assert "[1/1]" not in lines

    mr.write_text("no image any more")
    code, found, lines = run("-o", study, capsys=capsys)
    assert (code, [case["next"] for case in found["cases"]]) == (2, ["failed"])
    assert "[1/1] x: refused after" in lines
    assert list(own.parent.iterdir()) == []  # nobody takes the older image's results for this one's


def test_other_choices_belong_into_another_study(landmarks_only, tmp_path, capsys):
    (tmp_path / "study").mkdir()
    (tmp_path / "study/study.toml").write_text('[case]\nregistration = "none"\n')
    (tmp_path / "study/cases.csv").write_text(landmarks_only.read_text())
    command = ["cohort", "-o", str(tmp_path / "study"), "--dry-run"]
    assert main(command) == 0
    assert main([*command, "--registration", "affine"]) == 2
    assert "begun with registration = 'none', not 'affine'" in capsys.readouterr().err


def test_a_folder_of_other_things_is_refused(landmarks_only, tmp_path, capsys):
    assert main(["cohort", str(landmarks_only), "-o", str(tmp_path)]) == 2
    assert "choose a folder for the study" in capsys.readouterr().err


def test_as_many_at_a_time_as_cores_memory_and_cards_allow(monkeypatch):
    machine = "SyntheticCTLib.cohort.machine."
    monkeypatch.setattr(machine + "cores", lambda: list(range(8)))
    monkeypatch.setattr(machine + "available_memory", lambda: 10 * 2**30)
    monkeypatch.setattr(machine + "gpus", list)

    def count(need=2**30, threads=1, device="auto", **options):
        return worker_count(RunnerOptions(**options), need, threads, device)

    assert (count(), count(threads=3), count(need=4 * 2**30)) == (8, 2, 2)
    assert (count(need=2**40), count(workers=5), count(memory_gib=3.0)) == (1, 5, 3)
    monkeypatch.setattr(machine + "gpus", lambda: ["0", "1"])
    assert (count(), count(device="cpu")) == (2, 8)
    assert needed_memory(10**6) > needed_memory(0) > 2**29


def test_cards_are_those_that_are_visible(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2,3")
    assert gpus() == ["2", "3"]
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert gpus() == []


def test_numbers_that_are_none_are_refused():
    with pytest.raises(InputError, match="workers must be from 1 to 4096; got 0"):
        RunnerOptions(workers=0)
