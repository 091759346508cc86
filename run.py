"""Set up SyntheticCT in this folder and use it, with nothing but Python and git.

    python3 run.py demo             synthetic CT of a simulated leg, compared with its true CT
    python3 run.py demo MR [CT]     the same for your MR, compared with your CT if there is one
    python3 run.py test             all checks and tests, in minutes
    python3 run.py test-slow        the tests that take long: alignment, trainings, wheel, release
    python3 run.py test-guest       the real TotalSegmentator (installs 3 GB) with tiny weights
    python3 run.py test-families    models of nnU-Net, KonfAI and ONNX, by their own packages
    python3 run.py docs FOLDER      the documents as a site
    python3 run.py coverage         which lines and branches the tests run
    python3 run.py release FOLDER   the tree to publish, sdist and wheel, checked

The set-up makes a virtual environment in ``.venv`` and installs the package and its tests there, at
the versions of ``constraints.txt``, with uv if it is there and with pip otherwise. It runs again
only when what is to be installed has changed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

#: Holds a fingerprint of what the finished set-up installed, one for each Python, build
#: of PyTorch and extra.
STAMP = f"set-up-of-python-{sys.version_info[0]}.{sys.version_info[1]}"

#: Names PyTorch's build, ``cpu`` or ``cuda``, instead of a look at the machine.
BUILD_VARIABLE = "SYNTHETICCT_TORCH"

#: Where PyTorch's builds without CUDA are. PyPI's build for Linux brings CUDA's libraries along.
CPU_INDEX = "https://download.pytorch.org/whl/cpu"

#: Seconds that an index may take to answer.
PATIENCE = 5

#: What a set-up takes with each of PyTorch's builds, on 100 Mbit/s.
SIZES = {
    "cpu": "0.6 GB to fetch, 2.5 GB on disk, about 3 minutes",
    "cuda": "3.2 GB to fetch, 7 GB on disk, about 10 minutes",
}

#: Tests of different files run side by side, each process with its share of the cores.
CORES = os.cpu_count() or 1
WORKERS = min(CORES, 4)
THREADS = {
    name: str(CORES // WORKERS)
    for name in ("OMP_NUM_THREADS", "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS")
}

SIDE_BY_SIDE = ("-n", str(WORKERS), "--dist", "loadfile")

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("pytest", *SIDE_BY_SIDE),
)

#: What each command but ``test`` runs in the environment; more arguments are handed on.
COMMANDS = {
    "demo": ("-m", "SyntheticCTLib.cli", "demo"),
    "test-slow": ("-m", "pytest", "--rootdir", HERE, "-m", "slow", HERE / "Testing"),
    # Not found by pytest itself: a job of its own, which installs TotalSegmentator.
    "test-guest": ("-m", "pytest", "-v", HERE / "Testing/Guest/guest_totalsegmentator.py"),
    # Likewise: the packages of other programs, in an environment of its own.
    "test-families": (HERE / "tools/test_families.py",),
    # A warning, such as a link that leads nowhere, is an error.
    "docs": ("-m", "mkdocs", "build", "--strict", "-f", HERE / "mkdocs.yml", "--site-dir"),
    "coverage": (HERE / "tools/branch_coverage.py", *SIDE_BY_SIDE),
    "release": (HERE / "tools/release.py",),
}


def main() -> int:
    """Set up, then run the command named on the command line."""
    command, *arguments = sys.argv[1:] or ["--help"]
    into_folder = command in ("docs", "release")
    if command not in ("test", *COMMANDS) or (into_folder and len(arguments) != 1):
        print(__doc__)
        return 0 if command in ("-h", "--help") else 2
    lowest, above = supported()
    if not lowest <= sys.version_info[:2] < above:
        fitting = [f"3.{minor}" for minor in range(lowest[1], above[1])]
        print(
            f"SyntheticCT needs Python {' or '.join(fitting)}; this is Python "
            f"{sys.version.split()[0]}. Start it with another one: "
            f"python{fitting[-1]} run.py {command}",
            file=sys.stderr,
        )
        return 2
    try:
        set_up("docs" if command == "docs" else "test")
    except subprocess.CalledProcessError as error:
        print(f"\nThe set-up failed; the reason stands above. {advice(error)}", file=sys.stderr)
        return 1
    if command == "test":
        return test()
    if into_folder:
        arguments = [Path(arguments[0]).absolute()]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    if command == "coverage":
        environment |= THREADS
    return subprocess.call([PYTHON, *COMMANDS[command], *arguments], env=environment)


def supported() -> "tuple[tuple[int, int], tuple[int, int]]":
    """The lowest Python and the first one too high, as ``pyproject.toml`` has them."""
    text = (HERE / "pyproject.toml").read_text(encoding="utf-8")
    numbers = re.search(r'^requires-python = ">=3\.(\d+),<3\.(\d+)"$', text, re.MULTILINE)
    if numbers is None:
        raise SystemExit('pyproject.toml: requires-python must read like ">=3.11,<3.14".')
    return (3, int(numbers[1])), (3, int(numbers[2]))


def set_up(extra: str) -> None:
    """Make the virtual environment and install into it, unless that was done before.

    Args:
        extra: of pyproject.toml, to install with the package.

    Raises:
        subprocess.CalledProcessError: a step failed.
    """
    build, reason = torch_build()
    stamp = ENVIRONMENT / f"{STAMP}-{build}-{extra}"
    usable = PYTHON.exists() and any(ENVIRONMENT.glob(f"{STAMP}*"))
    if usable and stamp.is_file() and stamp.read_text() == fingerprint():
        return
    # pip leaves an installed PyTorch of the right version as it is, whichever build it is of.
    other_builds = [ENVIRONMENT.glob(f"{STAMP}-{name}-*") for name in SIZES if name != build]
    usable = usable and not any(map(any, other_builds))
    print(f"Setting up in {ENVIRONMENT}, only the first time: {SIZES[build]}.")
    print(f"PyTorch's {build} build, because {reason}.", flush=True)
    uv = shutil.which("uv")
    if not usable:
        with_uv = [uv, "venv", "--seed", "--python", sys.executable]
        make = with_uv if uv else [sys.executable, "-m", "venv"]
        subprocess.check_call([*make, "--clear", ENVIRONMENT])
    with_uv = [uv, "pip", "install", "--python", PYTHON]
    install = with_uv if uv else [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    install += ["-c", "constraints.txt"]
    if sys.platform == "linux" and build == "cpu":
        install_without_cuda([*install, "torch"], uv is not None)
    subprocess.check_call([*install, "-e", f".[{extra}]"], cwd=HERE)
    stamp.write_text(fingerprint())


def install_without_cuda(install_torch: list, uv: bool) -> None:
    """Install PyTorch's CPU build, or say that the next step takes the build that it finds."""
    if answers(f"{CPU_INDEX}/torch/"):
        index = ["--torch-backend", "cpu"] if uv else ["--extra-index-url", CPU_INDEX]
        if subprocess.call([*install_torch, *index], cwd=HERE) == 0:
            return
    print(f"No PyTorch from {CPU_INDEX}: it comes from elsewhere, on PyPI with {SIZES['cuda']}.")


def torch_build() -> "tuple[str, str]":
    """PyTorch's build for this machine, ``cpu`` or ``cuda``, and why."""
    asked = os.environ.get(BUILD_VARIABLE)
    if asked:
        if asked not in SIZES:
            raise SystemExit(f"{BUILD_VARIABLE} must be cpu or cuda, not {asked!r}.")
        return asked, f"{BUILD_VARIABLE}={asked}"
    if sys.platform != "linux":
        return "cpu", "PyPI has this one for this system"
    if has_nvidia_card():
        return "cuda", f"there is an NVIDIA card ({BUILD_VARIABLE}=cpu takes the small one)"
    return "cpu", f"there is no NVIDIA card ({BUILD_VARIABLE}=cuda takes the one for such a card)"


def has_nvidia_card() -> bool:
    """Whether NVIDIA's driver knows a card."""
    if Path("/proc/driver/nvidia/version").exists():
        return True
    try:
        listed = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "GPU" in listed.stdout


def answers(address: str) -> bool:
    """Whether an address answers within ``PATIENCE`` seconds."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE):
            return True
    except OSError:
        return False


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
    return "Is there a network connection, and room on this disk? Then run it again."


def test() -> int:
    """Run every check to its end, and say which failed."""
    failed = []
    for check in CHECKS:
        print(f"\n== {' '.join(check)}", flush=True)
        began = time.monotonic()
        code = subprocess.call([PYTHON, "-m", *check], cwd=HERE, env={**os.environ, **THREADS})
        print(f"== {check[0]}: {'ok' if code == 0 else 'FAILED'}, {time.monotonic() - began:.0f} s")
        if code != 0:
            failed.append(" ".join(check))
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
