"""Folders that somebody closed for writing: told with the user's own names, and nothing is left."""

import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest

from SyntheticCTLib.errors import sentence_of
from SyntheticCTLib.files.atomic import remove_leftovers
from SyntheticCTLib.files.folders import exchanged_folder
from SyntheticCTLib.files.room import check_place
from SyntheticCTLib.files.together import files_together
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume

pytestmark = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="only root becomes another user"
)

NOBODY = 65534


@pytest.fixture
def folder():
    """Nobody's own folder, where a test can get at it."""
    place = Path(tempfile.mkdtemp())
    os.chown(place, NOBODY, NOBODY)
    yield place
    shutil.rmtree(place)


def as_nobody(work):
    """What a piece of work says that has no right to go round what is closed; "" for nothing."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.setuid(NOBODY)
        try:
            work()
            said = ""
        except Exception as error:
            said = sentence_of(error)
        os.write(tell, said.encode())
        os._exit(0)
    os.close(tell)
    os.waitpid(child, 0)
    with os.fdopen(told) as pipe:
        return pipe.read()


@pytest.mark.parametrize("suffix", [".nii", ".nii.gz", ".nrrd", ".mha", ".mhd"])
def test_an_image_that_cannot_be_written_has_its_own_name_in_the_sentence(folder, suffix):
    volume = Volume(np.zeros((2, 3, 4), np.int16))
    path = folder / f"sct{suffix}"
    folder.chmod(0o500)
    said = as_nobody(lambda: write_volume(volume, path))
    assert said == f"{path} cannot be read or written: you lack the permission."


def test_files_that_belong_together_have_their_own_name_in_the_sentence(folder):
    def write():
        with files_together(folder / "image", folder / "mask"):
            pass

    folder.chmod(0o500)
    said = as_nobody(write)
    assert said == f"{folder / 'image'} cannot be read or written: you lack the permission."


def test_a_folder_that_is_closed_is_refused_before_the_work(folder):
    out = folder / "out"
    out.mkdir(mode=0o500)
    os.chown(out, NOBODY, NOBODY)
    assert as_nobody(lambda: check_place(out)).startswith(f"The folder {out} is closed for writing")


def test_what_others_closed_in_a_folder_is_kept_as_it_was_and_leaves_nothing(folder):
    def first():
        (folder / "out" / "notes").mkdir(parents=True)
        (folder / "out" / "notes" / "mine.txt").write_text("mine")
        (folder / "out" / "notes").chmod(0o500)

    def second():
        with exchanged_folder(folder / "out", lambda path: path.name == "our.txt") as made:
            (made / "our.txt").write_text("new")

    assert as_nobody(first) == as_nobody(second) == ""
    assert [path.name for path in folder.iterdir()] == ["out"]
    assert (folder / "out" / "notes" / "mine.txt").read_text() == "mine"
    assert (folder / "out" / "notes").stat().st_mode & 0o777 == 0o500


def test_a_closed_leftover_goes_too(folder):
    def killed():
        from SyntheticCTLib.files.atomic import temporary_path

        left = temporary_path(folder / "out")
        (left / "notes").mkdir(parents=True)
        (left / "notes" / "mine.txt").touch()
        (left / "notes").chmod(0o500)
        left.chmod(0o500)

    assert as_nobody(killed) == ""
    assert len(list(folder.iterdir())) == 1
    assert as_nobody(lambda: remove_leftovers(folder)) == ""
    assert list(folder.iterdir()) == []
