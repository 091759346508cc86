"""Names of nodes become names of files that every system takes."""

import os
import sys

import pytest

from SyntheticCTLib.dicom.anonymous import read_key
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.names import fit_name
from SyntheticCTLib.registration.landmark_files import read_landmarks
from SyntheticCTLib.registration.transforms import read_transform
from SyntheticCTLib.surface.files.reading import read_surface


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("leg MR sCT (synthetic)", "leg MR sCT (synthetic)"),
        ("5: T1 ax/cor", "5_ T1 ax_cor"),
        ("a\nb", "a_b"),
        ("...", "image"),
        ("x" * 300, "x" * 120),
    ],
)
def test_what_a_system_does_not_take_is_replaced(name, fit):
    assert fit_name(name) == fit


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes among files")
@pytest.mark.parametrize(
    ("read", "name"),
    [
        (read_landmarks, "points.mrk.json"),
        (read_transform, "placed.tfm"),
        (read_surface, "bone.stl"),
        (read_key, "key.txt"),
    ],
)
def test_a_pipe_or_folder_is_told_as_that_and_not_waited_for(tmp_path, read, name):
    pipe, folder = tmp_path / name, tmp_path / "folder" / name
    os.mkfifo(pipe)
    folder.mkdir(parents=True)

    for path in (pipe, folder):
        with pytest.raises(InputError, match=f"{name} is a folder, a pipe or a device"):
            read(path)
