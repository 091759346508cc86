"""A reader that crashes or raises does so in another process, and is one sentence here."""

import sys

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files import trial
from SyntheticCTLib.files.trial import read_in_trial


def test_a_reader_that_kills_its_process_is_one_sentence(tmp_path):
    path = tmp_path / "pid"
    path.write_text("import os; os.abort()")
    with pytest.raises(InputError, match="pid is damaged"):
        read_in_trial("runpy", "run_path", path)


def test_a_reader_that_comes_back_says_nothing(tmp_path):
    path = tmp_path / "whole"
    path.write_text("1")
    assert read_in_trial("runpy", "run_path", path) is None


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep no such limit")
def test_a_reader_that_takes_more_memory_than_the_file_could_hold_is_one_sentence(tmp_path):
    path = tmp_path / "few bytes"
    path.write_text("x = bytearray(2 << 30)")
    with pytest.raises(InputError, match="few bytes is damaged"):
        read_in_trial("runpy", "run_path", path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_reader_that_does_not_end_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(trial, "_PROCESSOR_SECONDS", 1)
    path = tmp_path / "endless"
    path.write_text("while True: pass")
    with pytest.raises(InputError, match="endless is damaged"):
        read_in_trial("runpy", "run_path", path)
