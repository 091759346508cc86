"""Build sdist and wheel, and try the wheel in an environment that has nothing else of this project.

    python tools/wheel.py FOLDER

The environment borrows what the wheel asks for, and no more, from the Python that runs this. So
nothing is downloaded but the build backend, and what the wheel forgot to ask for is missed.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]


def build(tree: Path, folder: Path) -> Path:
    """Write sdist and, from it, wheel into a folder.

    Returns:
        The wheel.

    Raises:
        subprocess.CalledProcessError: the build failed.
    """
    subprocess.check_call([sys.executable, "-m", "build", "--outdir", folder, tree])
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(wheel: Path, environment: Path) -> Path:
    """Make an environment with the wheel, and what it depends on behind it.

    Returns:
        The environment's ``synthetic-ct``.

    Raises:
        subprocess.CalledProcessError: pip failed.
    """
    venv.create(environment, clear=True, with_pip=True)
    places = sysconfig.get_paths("venv", {"base": str(environment), "platbase": str(environment)})
    programs = Path(places["scripts"])
    pip = ["-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--ignore-installed"]
    subprocess.check_call([programs / "python", *pip, "--quiet", wheel])
    packages = Path(places["purelib"])
    (own,) = importlib.metadata.distributions(name="synthetic-ct", path=[str(packages)])
    borrow(own, packages)
    return programs / "synthetic-ct"


def borrow(asking: importlib.metadata.Distribution, folder: Path) -> None:
    """Link into a folder what a distribution depends on, and what that depends on, extras left out.

    Raises:
        importlib.metadata.PackageNotFoundError: something of it is not installed here.
    """
    known = {_plain(asking.metadata["Name"])}
    to_ask = [asking]
    while to_ask:
        for line in to_ask.pop().requires or []:
            wanted = Requirement(line)
            if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
                continue
            if _plain(wanted.name) not in known:
                known.add(_plain(wanted.name))
                found = importlib.metadata.distribution(wanted.name)
                _link(found, folder)
                to_ask.append(found)


def _plain(name: str) -> str:
    """A distribution's name as all ways of writing it have in common."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _link(distribution: importlib.metadata.Distribution, folder: Path) -> None:
    """Link every file and folder at the top of a distribution's own."""
    for top in {file.parts[0] for file in distribution.files or []} - {"..", "__pycache__"}:
        if not (folder / top).exists():
            (folder / top).symlink_to(Path(str(distribution.locate_file(top))).resolve())


def try_out(program: Path, folder: Path) -> None:
    """Verify the models that came with the wheel, and run the demonstration, in a folder.

    Raises:
        subprocess.CalledProcessError: a command failed.
        SystemExit: the program does not run from where it was installed.
    """
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    where = "import SyntheticCTLib; print(SyntheticCTLib.__file__)"
    found = subprocess.check_output(
        [program.with_name("python"), "-c", where], cwd=folder, env=clean, text=True
    )
    if not Path(found.strip()).is_relative_to(program.parents[1]):
        raise SystemExit(f"The environment imports {found.strip()}, not the wheel.")
    for command in (["models", "verify"], ["demo", "--quiet"]):
        subprocess.check_call([program, *command], cwd=folder, env=clean)


def main() -> int:
    """Build into the folder named on the command line, and try what was built."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    wheel = build(ROOT, Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as temporary:
        try_out(install(wheel, Path(temporary) / "environment"), Path(temporary))
    print(f"{wheel} installs and runs.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
