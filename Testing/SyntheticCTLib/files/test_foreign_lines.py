"""Lines of C libraries do not reach the screen, and errors come out as they are."""

import os

import pytest

from SyntheticCTLib.files.foreign_lines import without_foreign_lines


def test_a_line_of_a_library_does_not_reach_the_screen(capfd):
    with without_foreign_lines():
        os.write(2, b"libnifti says so\n")
    os.write(2, b"we say so\n")
    assert capfd.readouterr().err == "we say so\n"


@pytest.mark.parametrize("made", [True, False])
def test_an_error_within_comes_out_as_it_is(made, monkeypatch):
    if not made:
        monkeypatch.setattr("tempfile.TemporaryFile", _no_file)
    with pytest.raises(OSError, match="full"), without_foreign_lines():
        raise OSError("full")


def _no_file():
    raise OSError("no folder for it")
