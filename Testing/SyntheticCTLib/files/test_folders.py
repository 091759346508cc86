"""A folder is exchanged in one step, with what others put into it."""

import os
from pathlib import Path

import pytest

from SyntheticCTLib.files import folders
from SyntheticCTLib.files.dicom.headers import read_headers
from SyntheticCTLib.files.folders import exchanged_folder, files_below, nothing_in


def test_a_place_that_is_not_there_is_told_from_one_that_holds_nothing(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    for place, words in (
        (tmp_path / "missing", "missing does not exist"),
        (tmp_path / "a.txt", "a.txt is no folder: it holds no CT"),
        (tmp_path, f"{tmp_path.name} holds no CT"),
        (tmp_path / ("x" * 300), "does not exist"),
    ):
        assert words in str(nothing_in(place, "CT."))


@pytest.fixture
def somebody(tmp_path, monkeypatch):
    """Not the administrator, who may read everything; the working folder stays open."""
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions elsewhere")
def test_a_folder_that_cannot_be_read_is_not_passed_over(tmp_path, request):
    for name in ("series/locked", "series/lost+found", "series/.hidden"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name).chmod(0o000)
    request.getfixturevalue("somebody")
    for look in (read_headers, lambda folder: list(files_below(folder))):
        with pytest.raises(PermissionError, match="locked"):
            look(Path("series"))


def ours(path):
    return path.name.startswith("our")


def filled(folder, what, names=("our.txt", "pictures/our.png")):
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(what)


def names(folder):
    return [path.name for path in folder.iterdir()]


def contents(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


@pytest.fixture(params=["at once", "file by file"])
def way(request, monkeypatch):
    if request.param == "file by file":
        monkeypatch.setattr(folders, "exchanged_at_once", lambda *_: False)


def test_a_new_folder_appears_whole(tmp_path):
    with exchanged_folder(tmp_path / "out", ours) as made:
        filled(made, "new")
        assert not (tmp_path / "out").exists()
    assert contents(tmp_path / "out") == {"our.txt": "new", "pictures/our.png": "new"}
    assert names(tmp_path) == ["out"]


@pytest.mark.usefixtures("way")
def test_ours_is_exchanged_and_others_files_stay(tmp_path):
    out = tmp_path / "out"
    filled(out, "old", ("our.txt", "our_older.txt", "notes.txt", "pictures/mine.png"))
    with exchanged_folder(out, ours) as made:
        filled(made, "new")
    assert contents(out) == {
        "our.txt": "new",
        "pictures/our.png": "new",
        "notes.txt": "old",
        "pictures/mine.png": "old",
    }
    assert names(tmp_path) == ["out"]


def test_a_failure_leaves_the_old_folder(tmp_path):
    filled(tmp_path / "out", "old")
    out = tmp_path / "out"
    with pytest.raises(ValueError, match="no"), exchanged_folder(out, ours) as made:  # noqa: PT012
        filled(made, "new")
        raise ValueError("no")
    assert set(contents(tmp_path / "out").values()) == {"old"}
    assert names(tmp_path) == ["out"]


def test_the_folder_in_which_one_stands_stays_that_folder(tmp_path, monkeypatch):
    out = tmp_path / "out"
    filled(out, "old", ("our.txt", "notes.txt"))
    number = out.stat().st_ino
    monkeypatch.chdir(out)
    with exchanged_folder(out, ours) as made:
        filled(made, "new")
    assert out.stat().st_ino == number
    assert contents(out) == {"our.txt": "new", "pictures/our.png": "new", "notes.txt": "old"}
