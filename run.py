"""Set up SyntheticCT in this folder and use it, with nothing but Python 3.11 or 3.12 and git.

    python3 run.py demo             synthetic CT of a simulated leg, compared with its true CT
    python3 run.py demo MR [CT]     the same for your MR, compared with your CT if there is one
    python3 run.py test             all checks and tests
    python3 run.py test-guest       the real TotalSegmentator (installs 3 GB) with tiny weights
    python3 run.py docs OUT         the documents as a site in the folder OUT

The set-up makes a virtual environment in ``.venv`` and installs the package and its tests there, at
the versions of ``constraints.txt``. It runs again only when what is to be installed has changed.
"""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

#: Holds a fingerprint of what the finished set-up installed, one for each Python and extra.
STAMP = f"set-up-of-python-{sys.version_info[0]}.{sys.version_info[1]}"

SUPPORTED = ((3, 11), (3, 12))

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("pytest",),
)

#: Not found by pytest itself: a job of its own, which installs TotalSegmentator.
GUEST_TESTS = "Testing/Guest/guest_totalsegmentator.py"


def main() -> int:
    """Set up, then run the command named on the command line."""
    known = len(sys.argv) > 1 and sys.argv[1] in ("demo", "test", "test-guest", "docs")
    if not known or (sys.argv[1] == "docs" and len(sys.argv) != 3):
        print(__doc__)
        return 0 if sys.argv[1:] in ([], ["-h"], ["--help"]) else 2
    if sys.version_info[:2] not in SUPPORTED:
        found = sys.version.split()[0]
        print(
            f"SyntheticCT needs Python 3.11 or 3.12; this is Python {found}. "
            f"Start it with another one: python3.12 run.py {sys.argv[1]}",
            file=sys.stderr,
        )
        return 2
    try:
        set_up("docs" if sys.argv[1] == "docs" else "test")
    except subprocess.CalledProcessError as error:
        print(f"\nThe set-up failed; the reason stands above. {advice(error)}", file=sys.stderr)
        return 1
    if sys.argv[1] == "test":
        return test()
    if sys.argv[1] == "test-guest":
        return subprocess.call([PYTHON, "-m", "pytest", "-v", GUEST_TESTS], cwd=HERE)
    if sys.argv[1] == "docs":
        return docs(Path(sys.argv[2]).absolute())
    return subprocess.call([PYTHON, "-m", "SyntheticCTLib.cli", *sys.argv[1:]])


def set_up(extra: str) -> None:
    """Make the virtual environment and install into it, unless that was done before.

    Args:
        extra: of pyproject.toml, to install with the package.

    Raises:
        subprocess.CalledProcessError: venv or pip failed.
    """
    stamp = ENVIRONMENT / f"{STAMP}-{extra}"
    usable = PYTHON.exists() and any(ENVIRONMENT.glob(f"{STAMP}*"))
    if usable and stamp.is_file() and stamp.read_text() == fingerprint():
        return
    print(f"Setting up in {ENVIRONMENT} (only the first time, some minutes) ...", flush=True)
    if not usable:
        subprocess.check_call([sys.executable, "-m", "venv", "--clear", ENVIRONMENT])
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    subprocess.check_call([*pip, "-c", "constraints.txt", "-e", f".[{extra}]"], cwd=HERE)
    stamp.write_text(fingerprint())


def fingerprint() -> str:
    """What the environment depends on: this folder, and what is to be installed."""
    digest = hashlib.sha256(str(HERE).encode())
    for name in ("constraints.txt", "pyproject.toml"):
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def advice(error: subprocess.CalledProcessError) -> str:
    """What to do about a failed step of the set-up."""
    if "venv" in error.cmd:
        return "On Debian and Ubuntu, Python's venv is a package: sudo apt install python3-venv"
    return "Is there a network connection, and 3 GB free on this disk? Then run it again."


def docs(folder: Path) -> int:
    """Build the documents as a site; a warning, such as a link that leads nowhere, is an error."""
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    mkdocs = [PYTHON, "-m", "mkdocs", "build", "--strict", "--site-dir", folder]
    return subprocess.call(mkdocs, cwd=HERE, env=quiet)


def test() -> int:
    """Run every check to its end, and say which failed."""
    failed = []
    for check in CHECKS:
        print(f"\n== {' '.join(check)}", flush=True)
        began = time.monotonic()
        code = subprocess.call([PYTHON, "-m", *check], cwd=HERE)
        print(f"== {check[0]}: {'ok' if code == 0 else 'FAILED'}, {time.monotonic() - began:.0f} s")
        if code != 0:
            failed.append(" ".join(check))
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
