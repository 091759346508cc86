import errno
import subprocess
import sys
from pathlib import Path

import pytest

from SyntheticCTLib.errors import InputError, sentence_of
from SyntheticCTLib.files.atomic import atomic_folder, atomic_path, temporary_path, wanted_name


def test_the_file_appears_only_when_the_block_ends(tmp_path):
    target = tmp_path / "volume.nii.gz"
    with atomic_path(target) as temporary:
        temporary.write_bytes(b"whole")
        assert not target.exists()
    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]


def test_the_temporary_file_is_in_the_same_folder_and_keeps_all_suffixes(tmp_path):
    with atomic_path(tmp_path / "volume.nii.gz") as temporary:
        temporary.write_bytes(b"")
        assert temporary.parent == tmp_path
        assert temporary.name.endswith(".nii.gz")


@pytest.mark.parametrize("exception", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_exception_leaves_nothing_behind_and_the_old_file_untouched(tmp_path, exception):
    target = tmp_path / "volume.mha"
    target.write_bytes(b"old")
    with pytest.raises(exception), atomic_path(target) as temporary:  # noqa: PT012
        temporary.write_bytes(b"half")
        raise exception
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_block_that_writes_nothing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError), atomic_path(tmp_path / "volume.mha"):
        pass


def test_a_folder_appears_with_everything_in_it_or_not_at_all(tmp_path):
    target = tmp_path / "series"
    target.mkdir()  # empty: nothing of anybody's is replaced
    with atomic_folder(target) as temporary:
        (temporary / "1.dcm").write_bytes(b"1")
        assert list(target.iterdir()) == []
    assert [path.name for path in target.iterdir()] == ["1.dcm"]
    with pytest.raises(KeyboardInterrupt), atomic_folder(tmp_path / "other") as temporary:  # noqa: PT012
        (temporary / "1.dcm").write_bytes(b"1")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_holds_something_is_not_replaced(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="new folder"), atomic_folder(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_a_killed_process_left_goes_with_the_next_file_and_nothing_else_does(tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    mine = temporary_path(tmp_path / "other.nii.gz")
    dead = mine.with_name(mine.name[:5] + f"{ended.pid:06x}" + mine.name[11:])
    folder = dead.with_name(dead.name.replace("other", "folder"))
    elsewhere = dead.with_name("." + f"{int(dead.name[1:5], 16) ^ 1:04x}" + dead.name[5:])
    folder.mkdir()
    for path in (mine, dead, elsewhere, folder / "inside", tmp_path / ".hidden"):
        path.touch()
    with atomic_path(tmp_path / "a.txt") as temporary:
        temporary.write_text("whole")
    kept = {"a.txt", mine.name, elsewhere.name, ".hidden"}
    assert {path.name for path in tmp_path.iterdir()} == kept


def test_a_file_about_the_older_one_does_not_outlive_it(tmp_path):
    target, about = tmp_path / "a.txt", tmp_path / "a.json"
    target.write_text("old")
    about.write_text("about old")
    with pytest.raises(ValueError, match="no"), atomic_path(target, removing=about):
        raise ValueError("no")
    assert about.exists()
    with atomic_path(target, removing=about) as temporary:
        temporary.write_text("new")
    assert not about.exists()


@pytest.mark.parametrize("way", [atomic_path, atomic_folder])
def test_a_disk_that_is_full_in_mid_writing_is_told_with_the_name_that_was_asked_for(tmp_path, way):
    with pytest.raises(OSError, match="No space") as caught, way(tmp_path / "result.nrrd"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert sentence_of(caught.value).startswith(f"{tmp_path / 'result.nrrd'} cannot be written")
    with pytest.raises(OSError, match="No space") as caught, way(tmp_path / "result") as made:
        raise OSError(errno.ENOSPC, "No space left on device", str(made / ".x"), None, str(made))
    assert caught.value.filename2 == str(tmp_path / "result")
    with pytest.raises(OSError, match="refused") as caught, way(tmp_path / "result.nrrd"):
        raise OSError(errno.ECONNREFUSED, "Connection refused")  # of another computer, not a disk
    assert caught.value.filename is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts processes in several ways")
def test_another_container_s_temporary_names_are_told_from_ours(tmp_path):
    code = (
        "from pathlib import Path; from SyntheticCTLib.files.atomic import temporary_path\n"
        "print(temporary_path(Path('ct.nii')))"
    )
    command = ["unshare", "--pid", "--fork", sys.executable, "-c", code]
    there = subprocess.run(command, capture_output=True, text=True, check=False)
    if there.returncode:
        pytest.skip("no right to count processes anew")

    here = temporary_path(Path("ct.nii")).name
    assert here[:5] == temporary_path(Path("sct.nii")).name[:5]
    assert here[:5] != there.stdout[:5]


@pytest.mark.parametrize("inside", ["ct.mhd", "ct.raw"])
def test_files_in_a_header_s_temporary_folder_are_told_by_their_own_names(tmp_path, inside):
    written = temporary_path(tmp_path / "ct.mhd") / inside
    assert wanted_name(written) == tmp_path / inside
    assert wanted_name(temporary_path(tmp_path / "ct") / inside) == tmp_path / "ct" / inside
