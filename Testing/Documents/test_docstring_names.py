"""Docstrings and comments name modules, classes and what is in them: that has to be there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("SyntheticCTLib", "SyntheticCT", "tools", "benchmarks")
NAME = re.compile(r"``([A-Za-z_]\w*)\.(\w+)(?:\.\w+)*(?:\(\))?``")

#: Names of files, not of modules.
FILE_SUFFIXES = {
    "csv",
    "html",
    "json",
    "md",
    "mhd",
    "npz",
    "nrrd",
    "pdf",
    "py",
    "raw",
    "stl",
    "yml",
}

#: What Slicer brings, which is not imported to be spoken of.
OF_SLICER = {"qt", "slicer", "vtkMRMLLayoutNode"}


@cache
def texts() -> dict[Path, str]:
    """The sources by their paths."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return {path: path.read_text(encoding="utf-8") for path in paths}


@cache
def code_of(path: Path) -> str:
    """A file without what stands in double backticks."""
    return re.sub("``[^`]*``", "", texts()[path])


@cache
def words_of(path: Path) -> frozenset[str]:
    """Words of that."""
    return frozenset(re.findall(r"\w+", code_of(path)))


@cache
def index() -> dict[str, set[str]]:
    """What the modules, packages and classes of a name hold."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, text in texts().items():
        packages = path.relative_to(ROOT).parts[:-1]
        for name in (path.stem, *packages, *re.findall(r"^class (\w+)", text, re.M)):
            found[name] |= {path.stem, *packages} | words_of(path)
    return found


def missing(path: Path) -> Iterator[str]:
    """Names in double backticks that are nowhere: neither in the tree nor imported in the file."""
    for first, second in NAME.findall(texts()[path]):
        held = index().get(first)
        foreign = held is None and first in words_of(path)
        if foreign or second in FILE_SUFFIXES or first in OF_SLICER:
            continue
        used = f"{first}.{second}" in code_of(path)
        if not used and second not in (held or ()):
            yield f"{first}.{second}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_named_in_double_backticks_is_there(folder):
    stale = {
        str(path.relative_to(ROOT)): names
        for path in texts()
        if path.is_relative_to(ROOT / folder) and (names := list(missing(path)))
    }

    assert not stale


@pytest.fixture
def engine_that_went(monkeypatch):
    """A file that names a module which is no more."""
    path = ROOT / "SyntheticCTLib" / "simulation" / "cone_beam" / "rtk.py"
    former = texts()[path].replace("torch_engine.project", "former_engine.project")
    monkeypatch.setitem(texts(), path, former)
    for made in (code_of, words_of):
        made.cache_clear()
    yield path
    for made in (code_of, words_of):
        made.cache_clear()


def test_a_module_that_went_is_missed(engine_that_went):
    assert list(missing(engine_that_went)) == ["former_engine.project"]
