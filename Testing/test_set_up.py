"""What a bare machine installs is pinned, and CI runs what the README says."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

#: The name at the start of a requirement such as "torch>=2.4".
NAME = re.compile(r"^[\w.-]+")


def normalised(name):
    """A package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["test"], *extras["docs"]]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {normalised(line.split("==")[0]) for line in lines if "==" in line}
    assert {normalised(NAME.match(requirement).group()) for requirement in wanted} <= pinned


def test_no_pin_is_bound_to_one_kind_of_machine():
    # A local version such as 2.13.0+cpu is on no other machine's package index.
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "==" in line and "+" in line] == []


def test_ci_and_readme_run_the_same_test_command():
    command = "python3 run.py test"
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert f"\n    {command}\n" in (ROOT / "README.md").read_text(encoding="utf-8")
