"""Build sdist and wheel, and try the wheel in an environment that has nothing else of this project.

    python tools/wheel.py FOLDER

The environment borrows the dependencies of the Python that runs this, so that nothing is downloaded
but the build backend.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

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
    """Make an environment with the wheel, and our dependencies behind it.

    Returns:
        The environment's ``synthetic-ct``.

    Raises:
        subprocess.CalledProcessError: pip failed.
    """
    venv.create(environment, clear=True, with_pip=True)
    places = sysconfig.get_paths("venv", {"base": str(environment), "platbase": str(environment)})
    borrowed = Path(places["purelib"]) / "dependencies.pth"
    borrowed.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    programs = Path(places["scripts"])
    # The borrowed folder knows this project too, as installed from its checkout.
    pip = ["-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--ignore-installed"]
    subprocess.check_call([programs / "python", *pip, "--quiet", wheel])
    return programs / "synthetic-ct"


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
