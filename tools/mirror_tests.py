"""Run the tests that mirror changed files, and those that watch the whole tree.

    python tools/mirror_tests.py FILE [FILE ...]

A file of the library has its test at the same place below ``Testing``; without one of its name, its
folder's tests stand for it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]

#: Quick, and about every file: packaging lists, layers, documents.
ALWAYS = ("Testing/Extension", "Testing/Documents", "Testing/SyntheticCTLib/test_layers.py")

#: Tests of what lies outside the library: the first folder or file of a path, and its tests.
ELSEWHERE = {
    "SyntheticCT": "Testing/SyntheticCTLib/mrml/panel",
    "tools": "Testing/Package",
    "run.py": "Testing/test_set_up.py",
    "pyproject.toml": "Testing/test_set_up.py",
    "constraints.txt": "Testing/test_set_up.py",
}


def mirror(name: str, root: Path = ROOT) -> str | None:
    """The test file or folder of a file, both relative to a root; None if it has none."""
    path = PurePosixPath(name)
    if path.parts[0] == "Testing":
        wanted = path if path.name.startswith("test_") else path.parent
        return str(wanted) if (root / wanted).exists() and len(wanted.parts) > 1 else None
    if path.parts[:2] == ("Resources", "training"):
        return "Testing/SyntheticCTLib/training/test_bundled_recipes.py"
    if path.parts[0] != "SyntheticCTLib":
        return ELSEWHERE.get(path.parts[0])
    test = "Testing" / path.with_name(f"test_{path.stem.lstrip('_')}.py")
    while not (root / test).exists():
        test = test.parent
    return str(test) if len(test.parts) > 2 else None


def main() -> int:
    """Run the tests of the files named on the command line."""
    found = {*ALWAYS, *(test for name in sys.argv[1:] if (test := mirror(name)))}
    return subprocess.call([sys.executable, "-m", "pytest", *sorted(found)], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
