"""A short run of the campaign of damaged files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(os.name == "nt", reason="the campaign forks")
def test_damaged_files_are_read_right_or_refused_in_a_sentence():
    command = [sys.executable, "benchmarks/mutations.py", "--light", "--each", "8"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("| 8 |") >= 30
