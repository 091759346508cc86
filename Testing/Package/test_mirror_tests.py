"""A changed file's tests are found."""

import pytest

from tools.mirror_tests import ALWAYS, ELSEWHERE, ROOT, mirror

LIBRARY = "SyntheticCTLib"


@pytest.mark.parametrize(
    ("changed", "tests"),
    [
        (f"{LIBRARY}/image/resampling.py", f"Testing/{LIBRARY}/image/test_resampling.py"),
        (f"{LIBRARY}/image/a_new_file.py", f"Testing/{LIBRARY}/image"),
        (f"{LIBRARY}/image/a/new/folder.py", f"Testing/{LIBRARY}/image"),
        (f"{LIBRARY}/errors.py", None),
        ("Testing/test_set_up.py", "Testing/test_set_up.py"),
        (f"Testing/{LIBRARY}/cli/conftest.py", f"Testing/{LIBRARY}/cli"),
        ("Testing/gone/test_gone.py", None),
        ("SyntheticCT/SyntheticCT.py", f"Testing/{LIBRARY}/mrml/panel"),
        ("run.py", "Testing/test_set_up.py"),
        ("README.md", None),
    ],
)
def test_a_file_has_its_mirror_its_folder_or_none(changed, tests):
    assert mirror(changed) == tests


def test_what_is_named_exists():
    assert all((ROOT / name).exists() for name in (*ALWAYS, *ELSEWHERE, *ELSEWHERE.values()))
