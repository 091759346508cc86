"""The version stands in ``SyntheticCTLib.__version__``; every other place agrees with it."""

import re
import tomllib
from pathlib import Path

from SyntheticCTLib import __version__

ROOT = Path(__file__).resolve().parents[2]

#: A version's heading in the changelog: its number and its day.
HEADING = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_package_takes_its_version_from_the_library():
    content = tomllib.loads(text_of("pyproject.toml"))
    assert content["project"]["dynamic"] == ["version"]
    assert content["tool"]["hatch"]["version"] == {"path": "SyntheticCTLib/__init__.py"}


def test_the_changelog_begins_with_this_version():
    versions = [version for version, _ in HEADING.findall(text_of("CHANGELOG.md"))]
    assert versions[0] == __version__
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert numbers == sorted(set(numbers), reverse=True)


def test_the_citation_is_of_this_version_and_its_day():
    citation = text_of("CITATION.cff")
    assert f'\nversion: "{__version__}"\n' in citation
    day = dict(HEADING.findall(text_of("CHANGELOG.md")))[__version__]
    assert f'\ndate-released: "{day}"\n' in citation
