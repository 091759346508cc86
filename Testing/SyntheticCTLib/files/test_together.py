"""Files that belong together: all new, all old, or without what belongs to the first."""

from contextlib import suppress

import numpy as np

from SyntheticCTLib import Volume, read_volume, write_volume
from SyntheticCTLib.files.together import files_together


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def write_all(texts, paths):
    with files_together(*paths) as place:
        for text, path in zip(texts, paths, strict=False):
            place(path).write_text(text)


def test_all_are_exchanged(tmp_path):
    (tmp_path / "other").mkdir()
    paths = tmp_path / "a", tmp_path / "b", tmp_path / "other" / "c"
    write_all("123", paths)
    write_all("456", paths)
    assert [path.read_text() for path in paths] == ["4", "5", "6"]
    assert names(tmp_path) == ["a", "b", "other"]
    assert names(tmp_path / "other") == ["c"]


def test_nothing_changes_before_all_are_written(tmp_path):
    paths = tmp_path / "a", tmp_path / "b"
    write_all("12", paths)
    with suppress(ValueError), files_together(*paths) as place:
        place(paths[0]).write_text("3")
        raise ValueError
    assert [path.read_text() for path in paths] == ["1", "2"]
    assert names(tmp_path) == ["a", "b"]


def test_what_belonged_to_the_older_file_goes_with_it(tmp_path):
    paths = tmp_path / "a", tmp_path / "b"
    write_all("12", paths)
    write_all("3", paths)
    assert names(tmp_path) == ["a"]


def test_a_header_and_its_values_are_exchanged_as_one(tmp_path):
    paths = tmp_path / "a.mhd", tmp_path / "b.mhd"
    for value in (1, 2):
        with files_together(*paths) as place:
            for path in paths:
                write_volume(Volume(np.full((2, 3, 4), value, np.int16)), place(path))
    assert [int(read_volume(path).array.max()) for path in paths] == [2, 2]
    assert len(names(tmp_path)) == 4
