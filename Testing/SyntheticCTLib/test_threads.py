"""In processes of our own threads that wait leave the processor to others."""

import os
import subprocess
import sys

import pytest

DOORS = {
    "the command line": "from SyntheticCTLib.cli import main; main(['doctor', '--json'])",
    "the worker": "from SyntheticCTLib.jobs.worker import main; main(['no job.json'])",
}


@pytest.mark.parametrize("given", [None, "active"])
@pytest.mark.parametrize("door", DOORS)
def test_threads_sleep_while_they_wait_unless_somebody_wants_otherwise(door, given):
    environment = {k: v for k, v in os.environ.items() if k != "OMP_WAIT_POLICY"}
    if given:
        environment["OMP_WAIT_POLICY"] = given
    told = "import os, sys; print(os.environ['OMP_WAIT_POLICY'], file=sys.stderr)"
    ended = subprocess.run(
        [sys.executable, "-c", f"{DOORS[door]}\n{told}"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.stderr.split()[-1] == (given or "passive"), ended.stderr
