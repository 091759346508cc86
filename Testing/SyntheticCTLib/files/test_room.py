"""What cannot be written is known before the work."""

import os
import shutil
import tempfile
from collections import namedtuple
from pathlib import Path

import pytest

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.room import check_place, check_room, in_megabytes

Usage = namedtuple("Usage", "total used free")


def test_a_good_place_is_left_as_it_was(tmp_path):
    check_place(tmp_path / "sct.nii.gz")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(InputError, match=r"The folder .*none does not exist"):
        check_place(tmp_path / "none" / "sct.nii.gz")


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "sct.nii.gz").mkdir()
    with pytest.raises(InputError, match=r"sct\.nii\.gz is a folder"):
        check_place(tmp_path / "sct.nii.gz")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_pipe_is_not_replaced_by_a_file(tmp_path):
    os.mkfifo(tmp_path / "sct.nii")
    with pytest.raises(InputError, match=r"sct\.nii is no ordinary file"):
        check_place(tmp_path / "sct.nii")


@pytest.mark.parametrize("name", ["x" * 300 + ".nii", "a\0b.nii"])
def test_a_name_that_cannot_be_is_refused_with_the_name(tmp_path, name):
    with pytest.raises(InputError, match="cannot be written"):
        check_place(tmp_path / name)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_closed_for_writing_is_refused(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(InputError, match="Permission denied"):
        check_place(closed / "sct.nii")


def test_a_disk_without_room_is_refused_with_both_sizes(tmp_path, monkeypatch):
    (tmp_path / "mr.nii").write_bytes(bytes(3_000_000))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 2_000_000))
    with pytest.raises(ResourceError, match=r"takes about 3 MB, and 2 MB are free"):
        check_room(tmp_path / "sct.nii", [tmp_path / "mr.nii"])
    check_room(tmp_path / "sct.nii.gz", [tmp_path / "mr.nii"])  # packed it has room


@pytest.mark.parametrize("free", [0, 40_000, 999_999, 1_200_000, 12_345_678_900])
def test_what_does_not_fit_never_looks_as_if_it_did(tmp_path, monkeypatch, free):
    left, asked = in_megabytes(free, free + 1)
    assert left < asked
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, free))
    with (tmp_path / "mr.nii").open("wb") as file:
        file.truncate(free + 1)
    with pytest.raises(ResourceError, match=rf"about {asked} MB, and {left} MB are free"):
        check_room(tmp_path / "sct.nii", [tmp_path / "mr.nii"])


@pytest.fixture
def shared_folder():
    """A folder like /tmp, which others may write to, with a file of root's in it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o1777)
    (folder / "roots.nii.gz").touch()
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root becomes another user")
@pytest.mark.parametrize(
    ("name", "mode", "words"),
    [
        ("roots.nii.gz", 0o1777, "roots.nii.gz is another user's"),
        ("new.nii.gz", 0o755, "new.nii.gz cannot be written (Permission denied)"),
        ("new.nii.gz", 0o1777, "nothing"),
    ],
)
def test_what_another_user_may_not_write_is_known_before_the_work(shared_folder, name, mode, words):
    shared_folder.chmod(mode)
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        try:
            check_place(shared_folder / name)
            said = "nothing"
        except InputError as error:
            said = str(error)
        os.write(tell, said.encode())
        os._exit(0)
    os.close(tell)
    with os.fdopen(told) as pipe:
        assert words in pipe.read()
    os.waitpid(child, 0)


def test_a_file_where_a_folder_should_be_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="is a file, no folder"):
        check_place(tmp_path / "file" / "sct.nii.gz")


@pytest.mark.skipif(os.name == "nt", reason="names are UTF-16 there")
def test_a_name_that_is_not_utf_8_is_refused_before_the_work(tmp_path):
    with pytest.raises(InputError, match="a name has to be UTF-8"):
        check_place(tmp_path / os.fsdecode(b"caf\xe9.nii.gz"))
