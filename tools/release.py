"""Make what is published: a repository of one commit, sdist and wheel, all checked.

    python3 run.py release FOLDER

FOLDER gets ``SlicerSyntheticCT/``, a fresh repository whose one commit holds the files of the
present one, and ``dist/``. The repository is held against what Slicer's Extensions Index checks;
the wheel is installed into an environment of its own, its models verified, its demonstration run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from SyntheticCTLib import __version__  # noqa: E402
from tools import wheel  # noqa: E402
from tools.volume_files import holds_volume  # noqa: E402

#: The index rejects a repository with its history beyond this, bytes.
LARGEST_REPOSITORY = 100e6


def make_repository(source: Path, folder: Path, message: str) -> None:
    """Write a repository whose one commit holds the tracked files of another.

    Raises:
        SystemExit: the other repository has changes that are in no commit.
        subprocess.CalledProcessError: git failed.
    """
    if git(source, "status", "--porcelain"):
        raise SystemExit(f"{source} has changes that are in no commit: commit them first.")
    for name in git(source, "ls-files", "-z").split("\0"):
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all", "--force")
    author = [git(source, "log", "-1", f"--format={part}").strip() for part in ("%an", "%ae")]
    who = ["-c", f"user.name={author[0]}", "-c", f"user.email={author[1]}"]
    git(folder, *who, "commit", "--quiet", "--message", message)


def faults(repository: Path) -> list[str]:
    """What the index, or a patient, would object to in a repository; a sentence each."""
    size = bytes_of(repository)
    tracked = [name for name in git(repository, "ls-files", "-z").split("\0") if name]
    volumes = [name for name in tracked if holds_volume(repository / name)]
    found = [f"{name} holds an image volume." for name in volumes]
    if size > LARGEST_REPOSITORY:
        found.append(f"It takes {size / 1e6:.0f} MB with its history, more than 100 MB.")
    if not repository.name.startswith("Slicer"):
        found.append(f"Its name {repository.name} does not start with Slicer.")
    return found


def bytes_of(folder: Path) -> int:
    """What the files of a folder take, hidden ones included."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def check(repository: Path) -> None:
    """Hold a repository against the index's rules, those of its own tests included.

    Raises:
        SystemExit: it breaks one.
    """
    found = faults(repository)
    tests = [sys.executable, "-m", "pytest", "Testing/Extension", "Testing/Documents"]
    environment = {**os.environ, "PYTHONPATH": str(repository), "PYTHONDONTWRITEBYTECODE": "1"}
    if subprocess.call([*tests, "-p", "no:cacheprovider"], cwd=repository, env=environment):
        found.append("Its tests of packaging and documents fail.")
    if found:
        raise SystemExit("\n".join([f"{repository} cannot be published:", *found]))


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    return subprocess.check_output(["git", "-C", str(folder), *arguments], text=True)


def main() -> int:
    """Make and check the release in the folder named on the command line."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    folder = Path(sys.argv[1]).resolve()
    if folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty: name a new folder.")
    repository = folder / "SlicerSyntheticCT"
    make_repository(ROOT, repository, f"SyntheticCT {__version__}")
    check(repository)
    built = wheel.build(repository, folder / "dist")
    with tempfile.TemporaryDirectory() as temporary:
        wheel.try_out(wheel.install(built, Path(temporary) / "environment"), Path(temporary))
    size = bytes_of(repository) / 1e6
    print(f"{repository}: one commit, {size:.0f} MB with its history. {built}: installs and runs.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
