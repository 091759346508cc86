"""Ctrl-C in a real process: it stops soon, says so, and leaves no file."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal to send to one process")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupted_command_stops_soon_and_leaves_nothing(tmp_path, name):
    # A phantom of this size takes minutes.
    job = ["phantom", str(tmp_path / "output"), "--size", "400", "400", "400"]
    command = [sys.executable, "-m", "SyntheticCTLib.cli", *job]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        first_report = process.stderr.readline()
        time.sleep(0.5)
        process.send_signal(getattr(signal, name))
        sent = time.monotonic()
        rest = process.communicate(timeout=60)[1]
    assert first_report.startswith("[")
    assert process.returncode == 130
    assert rest.strip().splitlines()[-1].startswith("synthetic-ct: Cancelled")
    assert time.monotonic() - sent < 15
    assert not list(tmp_path.rglob("*.*"))
