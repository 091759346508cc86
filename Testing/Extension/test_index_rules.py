"""What Slicer's Extensions Index checks of an extension's repository and of its catalogue entry."""

import json
import re
import subprocess
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[2]

ENTRY_FILE = ROOT / "SyntheticCT.json"

#: The keys of slicer-extension-catalog-entry-schema-v1.0.2, with what each must hold.
SCHEMA = {
    "$schema": r"https://raw\.githubusercontent\.com/Slicer/Slicer/main/Schemas/"
    r"slicer-extension-catalog-entry-schema-v1\.0\.2\.json#",
    "build_subdirectory": r"\.",
    "category": r"Image Synthesis",
    "scm_revision": r"main",
    "scm_url": r"https://github\.com/[\w-]+/Slicer\w+\.git",
}

#: Left behind by tools, or the index's own; a reviewer sends them back.
LEFTOVERS = (
    ".DS_Store",
    "Thumbs.db",
    "__pycache__",
    ".s4ext",
    ".pyc",
    ".orig",
    ".rej",
    ".egg-info",
)


@pytest.fixture(scope="module")
def entry():
    return json.loads(ENTRY_FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tracked():
    """The files that git knows or would add, as the index sees them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.check_output(command, cwd=ROOT, text=True)
    return [name for name in listed.split("\0") if name]


def test_the_entry_has_the_keys_of_the_schema_and_no_other(entry):
    assert set(entry) == {*SCHEMA, "build_dependencies", "tier"}
    assert entry["tier"] in (1, 3, 5)
    assert all(re.fullmatch(r"\w+", name) for name in entry["build_dependencies"])


@pytest.mark.parametrize("key", SCHEMA)
def test_the_entry_holds_what_the_schema_allows(entry, key):
    assert re.fullmatch(SCHEMA[key], entry[key])


def test_the_entry_has_line_ends_of_linux_and_no_mark_of_byte_order():
    content = ENTRY_FILE.read_bytes()
    assert b"\r" not in content
    assert content.startswith(b"{")


def test_the_extension_is_not_named_after_slicer_but_the_repository_is(entry):
    assert not ENTRY_FILE.stem.startswith("Slicer")
    assert entry["scm_url"].endswith(f"/Slicer{ENTRY_FILE.stem}.git")


def test_a_licence_lies_in_the_root():
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_nothing_is_left_behind_by_tools(tracked):
    parts = {part for name in tracked for part in PurePosixPath(name).parts}
    assert sorted(part for part in parts if part.endswith(LEFTOVERS)) == []
    assert [name for name in tracked if name.endswith("CMakeLists.txt") and _has_mark(name)] == []


def test_no_two_names_are_one_on_windows_and_macos(tracked):
    names = [name.lower() for name in tracked]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
    assert [name for name in tracked if re.search(r'[<>:"|?*\\]|[. ]$', name)] == []


def _has_mark(name):
    return (ROOT / name).read_bytes().startswith(b"\xef\xbb\xbf")
