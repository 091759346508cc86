"""Images that belong together are all old or all new."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.image_sets import check_folder_to_make, write_image_set
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume


def person(value):
    return {name: Volume(np.full((2, 3, 4), value, np.int16)) for name in ("mr", "ct")}


class Unwritable(Volume):
    def to_sitk(self):
        raise OSError("no room")


@pytest.mark.parametrize("file_format", ["nii.gz", "mhd"])
def test_a_set_is_replaced_and_what_else_is_in_the_folder_stays(tmp_path, file_format):
    folder = tmp_path / "new" / "person"
    write_image_set(person(1), folder, file_format)
    (folder / "notes.txt").write_text("mine")
    files = write_image_set(person(2), folder, file_format)
    assert {int(read_volume(path).array.max()) for path in files.values()} == {2}
    assert (folder / "notes.txt").read_text() == "mine"
    assert len(list(folder.iterdir())) == (5 if file_format == "mhd" else 3)


def test_a_set_that_cannot_be_written_whole_leaves_the_older_one(tmp_path):
    files = write_image_set(person(1), tmp_path / "person", "nii")
    broken = {**person(2), "ct": Unwritable(np.zeros((2, 3, 4), np.int16))}
    with pytest.raises(OSError, match="no room"):
        write_image_set(broken, tmp_path / "person", "nii")
    assert {int(read_volume(path).array.max()) for path in files.values()} == {1}
    assert [path.name for path in tmp_path.iterdir()] == ["person"]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    check_folder_to_make(tmp_path / "a" / "b" / "c")
    for place in (tmp_path / "file", tmp_path / "file" / "person", tmp_path / ("x" * 300)):
        with pytest.raises(InputError):
            check_folder_to_make(place)
