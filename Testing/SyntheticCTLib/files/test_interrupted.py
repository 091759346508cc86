"""A short run of the campaigns of kills and full disks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from SyntheticCTLib.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[3]


def test_every_command_that_writes_is_interrupted(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    from interruption.commands import NOT_TRIED, commands

    tried = {one.name.replace(",", " ").split()[0] for one in commands(tmp_path)}
    assert set(COMMANDS) - tried == set(NOT_TRIED)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the campaign forks")
@pytest.mark.parametrize("options", [[], pytest.param(["--disks"])])
def test_after_any_kill_and_on_any_disk_a_set_is_old_or_new(options):
    if options and (sys.platform != "linux" or os.geteuid() != 0):
        pytest.skip("mounting a disk takes root")
    command = [sys.executable, "benchmarks/interrupted.py", "--only", "segment", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| segment |" in done.stdout
