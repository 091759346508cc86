"""What a bare machine installs is pinned, and CI runs what the README says."""

import re
import socket
import sys
import tomllib
from pathlib import Path

import pytest

import run

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


def test_run_py_and_the_package_ask_for_the_same_pythons():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest, above = run.supported()
    assert project["requires-python"] == f">=3.{lowest[1]},<3.{above[1]}"
    assert lowest <= sys.version_info[:2] < above


def test_another_python_is_refused_with_one_that_fits(capsys, monkeypatch):
    monkeypatch.setattr(run, "supported", lambda: ((3, 98), (3, 100)))
    monkeypatch.setattr(sys, "argv", ["run.py", "demo"])
    assert run.main() == 2
    assert "needs Python 3.98 or 3.99" in capsys.readouterr().err


@pytest.mark.parametrize("build", run.SIZES)
def test_the_build_of_pytorch_can_be_asked_for(build, monkeypatch):
    monkeypatch.setenv(run.BUILD_VARIABLE, build)
    assert run.torch_build() == (build, f"{run.BUILD_VARIABLE}={build}")


def test_an_unknown_build_of_pytorch_is_refused(monkeypatch):
    monkeypatch.setenv(run.BUILD_VARIABLE, "rocm")
    with pytest.raises(SystemExit, match="must be cpu or cuda, not 'rocm'"):
        run.torch_build()


def test_the_machine_decides_and_the_reason_says_how_to_change_it(monkeypatch):
    monkeypatch.delenv(run.BUILD_VARIABLE, raising=False)
    build, reason = run.torch_build()
    assert build == ("cuda" if sys.platform == "linux" and run.has_nvidia_card() else "cpu")
    assert sys.platform != "linux" or run.BUILD_VARIABLE in reason


def test_an_address_that_refuses_or_keeps_silent_does_not_answer(monkeypatch):
    monkeypatch.setattr(run, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/torch/"
        assert not run.answers(address)
    assert not run.answers(address)


def test_a_command_that_is_not_known_shows_the_known_ones(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["run.py", "tset"])
    assert run.main() == 2
    shown = capsys.readouterr().out
    assert all(f"run.py {command} " in shown for command in ("test", *run.COMMANDS))


def test_every_command_runs_something_that_exists():
    for command in run.COMMANDS.values():
        files = [part for part in command if isinstance(part, Path)]
        assert all(file.exists() for file in files)
