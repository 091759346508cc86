"""What is published is one commit, without images, and small enough for Slicer's index."""

import shutil
import subprocess
import sys

import pytest

from tools import release
from tools.release import faults, git, make_repository

WHO = ("-c", "user.name=A Developer", "-c", "user.email=developer@example.org")


def commit_all(folder, message):
    git(folder, "add", "--all")
    git(folder, *WHO, "commit", "--quiet", "--message", message)


@pytest.fixture
def source(tmp_path):
    """A repository of two commits: a secret came and went, a text stayed."""
    folder = tmp_path / "source"
    (folder / "deep").mkdir(parents=True)
    git(folder, "init", "--quiet")
    (folder / "secret").write_text("x" * 1000)
    commit_all(folder, "first")
    (folder / "secret").unlink()
    (folder / "deep" / "text.md").write_text("A text.\n")
    (folder / ".gitignore").write_text("ignored\n")
    (folder / "ignored").write_text("only here")
    commit_all(folder, "second")
    return folder


@pytest.fixture
def published(source, tmp_path):
    folder = tmp_path / "SlicerTree"
    make_repository(source, folder, "Tree 1.0.0")
    return folder


def test_one_commit_holds_the_tracked_files_and_no_history(published):
    assert git(published, "log", "--all", "--format=%s %an").splitlines() == [
        "Tree 1.0.0 A Developer"
    ]
    assert git(published, "ls-files").split() == [".gitignore", "deep/text.md"]
    assert git(published, "status", "--porcelain", "--ignored") == ""


def test_a_change_in_no_commit_stops_it(source, tmp_path):
    (source / "deep" / "text.md").write_text("Another text.\n")
    with pytest.raises(SystemExit, match="changes that are in no commit"):
        make_repository(source, tmp_path / "SlicerTree", "Tree 1.0.0")
    assert not (tmp_path / "SlicerTree").exists()


def test_a_sound_repository_has_no_faults(published):
    assert faults(published) == []


def test_a_volume_a_size_and_a_name_are_faults(published, monkeypatch):
    (published / "scan.txt").write_bytes(b"\0" * 128 + b"DICM")
    commit_all(published, "an image")
    moved = published.rename(published.with_name("Tree"))
    monkeypatch.setattr(release, "LARGEST_REPOSITORY", 20e3)
    assert [fault.split()[-1] for fault in faults(moved)] == ["volume.", "MB.", "Slicer."]


@pytest.mark.slow
def test_the_release_of_this_commit_is_checked_and_runs(tmp_path):
    # From a copy, so that what is being worked on here does not stop it.
    copy = tmp_path / "checkout"
    names = git(release.ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, names.split("\0")):
        if (release.ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(release.ROOT / name, copy / name)
    git(copy, "init", "--quiet")
    commit_all(copy, "all")
    out = tmp_path / "out"
    subprocess.check_call([sys.executable, copy / "tools" / "release.py", out], cwd=tmp_path)
    assert git(out / "SlicerSyntheticCT", "rev-list", "--count", "--all").strip() == "1"
    for pattern in ("*.whl", "*.tar.gz"):
        assert len(list((out / "dist").glob(pattern))) == 1
