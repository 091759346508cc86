"""Names that the panel proposes are names that every system takes; no typed one loses its end."""

import pytest

from SyntheticCTPanel.file_names import proposed, with_format


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
    assert proposed(name) == fit


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
