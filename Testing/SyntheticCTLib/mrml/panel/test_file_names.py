"""No name that was typed loses its end."""

import pytest

from SyntheticCTPanel.file_names import with_format


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/out/bone", "/out/bone.stl"),
        ("/out/patient.1", "/out/patient.1.stl"),
        ("/out/bone.PLY", "/out/bone.PLY"),
    ],
)
def test_what_is_no_format_gets_one(typed, path):
    assert str(with_format(typed, (".stl", ".ply"), ".stl")) == path
