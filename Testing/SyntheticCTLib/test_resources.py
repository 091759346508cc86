"""The library's data are found in each way in which it is installed."""

import shutil
import subprocess
import sys
from pathlib import Path

import SyntheticCTLib
from SyntheticCTLib.resources import resources

LIBRARY = Path(SyntheticCTLib.__file__).parent


def found_by(folder):
    """What ``resources`` of the library in a folder returns, from another working folder."""
    code = "from SyntheticCTLib.resources import resources; print(resources())"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(folder)!r}); {code}"]
    return Path(subprocess.check_output(command, cwd=folder.parent, text=True).strip())


def copied_library(folder):
    """The part of the library that finds its data, copied."""
    copy = folder / "SyntheticCTLib"
    copy.mkdir(parents=True)
    for name in ("__init__.py", "resources.py"):
        shutil.copy(LIBRARY / name, copy)
    return copy


def test_a_checkout_has_them_beside_the_library():
    assert resources() == LIBRARY.parent / "Resources"
    assert (resources() / "terminology" / "tissues.json").is_file()


def test_the_slicer_extension_has_them_in_the_folder_that_its_modules_share(tmp_path):
    modules = tmp_path / "lib" / "Slicer-5.12" / "qt-scripted-modules"
    copied_library(modules)
    (modules / "Resources" / "Icons").mkdir(parents=True)
    assert found_by(modules) == modules / "Resources"


def test_a_wheel_has_them_inside_the_library_whatever_lies_beside_it(tmp_path):
    packages = tmp_path / "site-packages"
    library = copied_library(packages)
    (library / "Resources").mkdir()
    (packages / "Resources").mkdir()
    assert found_by(packages) == library / "Resources"
