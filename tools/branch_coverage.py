"""Which lines and branches the tests run, in the processes that they start too.

    python3 run.py coverage [pytest's arguments]

Prints the table, then every file whose branches are below 90 %.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

#: Share of a file's branches that tests should take, %.
ENOUGH = 90.0


def measure(arguments: list[str]) -> int:
    """Run the tests under coverage and join what each process saw.

    Returns:
        pytest's exit status.
    """
    _coverage("erase")
    status = _coverage("run", "-m", "pytest", *arguments)
    _coverage("combine", "--quiet")
    return status


def below(report: dict[str, Any], enough: float = ENOUGH) -> list[tuple[str, float, int]]:
    """Files with too few branches taken, the worst first.

    Args:
        report: what ``coverage json`` writes.
        enough: %.

    Returns:
        Path, share of its branches that were taken in %, and how many were not.
    """
    found = []
    for path, entry in report["files"].items():
        summary = entry["summary"]
        if not summary["num_branches"]:
            continue
        share = 100.0 * summary["covered_branches"] / summary["num_branches"]
        if share < enough:
            found.append((path, share, summary["num_branches"] - summary["covered_branches"]))
    return sorted(found, key=lambda row: row[1])


def main() -> int:
    """Measure, and print the table and the files with too few branches taken."""
    status = measure(sys.argv[1:])
    _coverage("report", "--skip-empty")
    written = ROOT / ".coverage.json"
    _coverage("json", "--quiet", "-o", str(written))
    few = below(json.loads(written.read_text(encoding="utf-8")))
    print(f"\nBranches below {ENOUGH:.0f} %: {len(few)} files")
    for path, share, missing in few:
        print(f"{share:5.0f} %  {missing:3d} not taken  {path}")
    return status


def _coverage(*arguments: str) -> int:
    return subprocess.call([sys.executable, "-m", "coverage", *arguments], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
