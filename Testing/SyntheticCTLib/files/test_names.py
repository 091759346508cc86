"""Names of nodes become names of files that every system takes."""

import pytest

from SyntheticCTLib.files.names import fit_name


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
