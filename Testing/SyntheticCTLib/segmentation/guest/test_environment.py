import os
import subprocess
import sys
from importlib.metadata import version

import pytest

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.segmentation.guest.environment import (
    INTERPRETER_VARIABLE,
    MARKER,
    describe_guest,
    find_interpreter,
    guest_folder,
    interpreter_in,
)
from SyntheticCTLib.segmentation.guest.install import TESTED, set_up_guest, with_tested


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("SYNTHETICCT_HOME", str(tmp_path))
    monkeypatch.delenv(INTERPRETER_VARIABLE, raising=False)
    return tmp_path


@pytest.fixture(scope="module")
def empty_environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder


def test_the_configured_python_comes_first(home, empty_environment, monkeypatch):
    python = interpreter_in(empty_environment)
    for named in (empty_environment, python):
        monkeypatch.setenv(INTERPRETER_VARIABLE, str(named))
        assert find_interpreter() == str(python)


def test_a_configured_python_that_is_not_there_is_named(home, monkeypatch):
    monkeypatch.setenv(INTERPRETER_VARIABLE, str(home / "none"))
    with pytest.raises(ResourceError, match="which has no Python"):
        find_interpreter()


def test_a_finished_environment_of_ours_is_found(home):
    guest_folder().mkdir()
    (guest_folder() / MARKER).write_text("{}")
    assert find_interpreter() == str(interpreter_in(guest_folder()))


def test_an_unfinished_one_is_not(home):
    guest_folder().mkdir()
    (guest_folder() / "pyvenv.cfg").write_text("")
    with pytest.raises(ResourceError, match="setup-totalsegmentator"):
        find_interpreter()


def test_a_python_without_it_says_so(empty_environment):
    with pytest.raises(ResourceError, match="not installed"):
        describe_guest(str(interpreter_in(empty_environment)))


def test_what_is_no_python_is_named(tmp_path):
    (tmp_path / "python").write_text("")
    with pytest.raises(ResourceError, match="could not be started"):
        describe_guest(str(tmp_path / "python"))


@pytest.mark.skipif(os.name != "posix", reason="The launcher is a shell script.")
def test_a_python_that_lives_by_its_launchers_variables_can_be_asked(tmp_path):
    # PythonSlicer is such a launcher; the package has to be found by what it sets.
    package = tmp_path / "packages" / "totalsegmentator"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "map_to_binary.py").write_text("class_map = {'total': {1: 'femur_left'}}")
    about = tmp_path / "packages" / "totalsegmentator-2.18.0.dist-info" / "METADATA"
    about.parent.mkdir()
    about.write_text("Metadata-Version: 2.1\nName: TotalSegmentator\nVersion: 2.18.0\n")
    launcher = tmp_path / "PythonSlicer"
    launcher.write_text(f'#!/bin/sh\nPYTHONPATH="{package.parent}" exec "{sys.executable}" "$@"\n')
    launcher.chmod(0o755)
    found = describe_guest(str(launcher))
    assert (found.version, found.tasks) == ("2.18.0", {"total": {1: "femur_left"}})


class TestInstall:
    def test_a_failed_installation_leaves_nothing(self, home, monkeypatch):
        for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        with pytest.raises(ResourceError, match="No matching distribution"):
            set_up_guest()
        assert not guest_folder().exists()

    def test_a_folder_with_something_else_is_left_alone(self, tmp_path):
        (tmp_path / "thesis.docx").write_text("precious")
        with pytest.raises(InputError, match="holds something else"):
            set_up_guest(tmp_path)
        assert (tmp_path / "thesis.docx").exists()

    def test_tested_versions_and_this_torch_are_installed(self):
        torch = f"torch=={version('torch').partition('+')[0]}"
        assert with_tested(()) == [*TESTED.values(), torch]

    def test_what_the_user_names_stands_in_place_of_the_usual(self):
        found = with_tested(("torch==2.7", "nnUNetv2>=2.7", "scipy<2"))
        assert found == [TESTED["totalsegmentator"], "torch==2.7", "nnUNetv2>=2.7", "scipy<2"]
