"""Scripts of ``benchmarks/`` run rarely: each must at least open, and say how it is used."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"


def opened(script):
    """What a script prints when it is asked for its help, and how it ends."""
    return subprocess.run(
        [sys.executable, script, "--help"], capture_output=True, text=True, timeout=600
    )


def test_each_opens_and_says_how_it_is_used():
    scripts = sorted(FOLDER.glob("*.py"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = dict(zip(scripts, pool.map(opened, scripts), strict=True))

    failed = {script.name: ran.stderr for script, ran in answers.items() if ran.returncode != 0}
    assert failed == {}
    assert all("usage:" in ran.stdout for ran in answers.values())
