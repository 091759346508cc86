"""Slicer packages listed files only, so a forgotten one works from source and fails for users.

``python Testing/Extension/test_cmake_lists.py`` writes the lists anew.
"""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Each list: the folder it is about, its CMake variable, and which part of the folder it holds.
LISTS = [
    ("SyntheticCTLib", "LIBRARY_FILES", ""),
    ("SyntheticCTLib", "LIBRARY_RESOURCES", ""),
    ("Resources", "RESOURCE_FILES", ""),
    ("SyntheticCT", "MODULE_PYTHON_SCRIPTS", ("SyntheticCT.py", "SyntheticCTPanel/")),
    ("SyntheticCT", "MODULE_PYTHON_RESOURCES", "Resources/"),
]

#: Of a folder with two lists: the one of scripts has what ends so, the other what does not.
SCRIPT = ".py"

#: For readers of the repository, not for users of the extension.
NOT_PACKAGED = ("Screenshots/",)


def belongs(variable, name):
    """Whether a file is one for a list: of the library, scripts and others have one each."""
    if variable in ("LIBRARY_FILES", "LIBRARY_RESOURCES"):
        return name.endswith(SCRIPT) == (variable == "LIBRARY_FILES")
    return True


def present_files(folder, variable, prefix):
    """Paths of the files in a folder, relative to it and sorted, without what is not packaged."""
    found = (path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*"))
    names = (path.as_posix() for path in found if (ROOT / folder / path).is_file())
    return sorted(
        name
        for name in names
        if belongs(variable, name)
        and name.startswith(prefix)
        and not name.startswith(NOT_PACKAGED)
        and "__pycache__" not in name
        and not Path(name).name.startswith(".")
        and Path(name).name != "CMakeLists.txt"
    )


def list_pattern(variable):
    """The pattern of ``set(variable ...)`` with one file a line."""
    return re.compile(rf"(?<=set\({variable}\n).*?(?=  \))", re.DOTALL)


def listed_files(folder, variable):
    """The files that the folder's CMakeLists.txt lists, in its order."""
    text = (ROOT / folder / "CMakeLists.txt").read_text(encoding="utf-8")
    return list_pattern(variable).search(text).group().split()


def cmake_value(variable):
    """What the top CMakeLists.txt sets a variable to, found as the Extensions Index does."""
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(rf'set\({variable} "(.*)"\)', text).group(1)


@pytest.mark.parametrize(("folder", "variable", "prefix"), LISTS)
def test_every_file_is_listed_once_in_order_and_exists(folder, variable, prefix):
    present, listed = present_files(folder, variable, prefix), listed_files(folder, variable)
    missing = "\n  ".join(sorted(set(present) - set(listed)))
    gone = "\n  ".join(sorted(set(listed) - set(present)))
    assert listed == present, (
        f"{folder}/CMakeLists.txt, {variable}: run python Testing/Extension/test_cmake_lists.py\n"
        f"missing lines:\n  {missing}\nlines of files that do not exist:\n  {gone}"
    )


@pytest.mark.parametrize(
    ("folder", "variable"),
    [("SyntheticCTLib", "LIBRARY_FILES"), ("SyntheticCT", "MODULE_PYTHON_SCRIPTS")],
)
def test_lists_of_scripts_have_python_files_alone(folder, variable):
    # Slicer's macro adds .py to any other name, and then looks for a file that is not there.
    assert [name for name in listed_files(folder, variable) if not name.endswith(".py")] == []


def test_catalogue_entry_and_cmake_name_the_same_dependencies():
    entry = json.loads((ROOT / "SyntheticCT.json").read_text(encoding="utf-8"))
    assert cmake_value("EXTENSION_DEPENDS").split() == entry["build_dependencies"]


def test_catalogue_entry_and_cmake_name_the_same_repository():
    entry = json.loads((ROOT / "SyntheticCT.json").read_text(encoding="utf-8"))
    assert entry["scm_url"] == cmake_value("EXTENSION_HOMEPAGE") + ".git"


def test_project_is_named_as_the_catalogue_entry():
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    name = re.search(r"project\((\w+)\)", text).group(1)
    assert (ROOT / f"{name}.json").is_file()


def test_icon_address_ends_in_a_file_of_this_repository():
    path_in_repository = cmake_value("EXTENSION_ICONURL").split("/main/")[1]
    assert (ROOT / path_in_repository).read_bytes().startswith(b"\x89PNG")


def test_screenshot_addresses_end_in_files_of_this_repository():
    addresses = cmake_value("EXTENSION_SCREENSHOTURLS").split()
    assert len(addresses) == 3
    for address in addresses:
        assert (ROOT / address.split("/main/")[1]).read_bytes().startswith(b"\x89PNG")


def rewrite_lists():
    """Make every list hold what is there."""
    for folder, variable, prefix in LISTS:
        path = ROOT / folder / "CMakeLists.txt"
        lines = "".join(f"  {name}\n" for name in present_files(folder, variable, prefix))
        text = path.read_text(encoding="utf-8")
        path.write_text(list_pattern(variable).sub(lines, text, count=1), encoding="utf-8")


if __name__ == "__main__":
    rewrite_lists()
