"""Command lines in the documents are accepted by the parsers, and every command is described."""

import json
import re
import shlex
from pathlib import Path

import pytest

import SyntheticCTLib
import SyntheticCTLib.cli
from SyntheticCTLib.report.folder import NAMES

ROOT = Path(__file__).resolve().parents[2]

#: A command line in a document: indented, in a block of code.
LINE = re.compile(r"^ {4,}synthetic-ct ((?:.*\\\n)*.*)$", re.MULTILINE)

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "Resources/models/*/docs/*.md")
    for path in ROOT.glob(pattern)
)


def text_of(document):
    return (ROOT / document).read_text(encoding="utf-8")


def words_of(line):
    """The words of a command line, without its comment and what a shell does with its result."""
    return shlex.split(line.replace("\\\n", " ").split(" || ")[0], comments=True)


LINES = sorted({line for document in DOCUMENTS for line in LINE.findall(text_of(document))})


@pytest.mark.parametrize("line", LINES)
def test_the_parser_accepts_every_command_line(line, monkeypatch):
    monkeypatch.setattr(SyntheticCTLib.cli, "exit_code", lambda run, arguments: 0)
    assert SyntheticCTLib.cli.main(words_of(line)) == 0


@pytest.mark.parametrize("name", SyntheticCTLib.cli.COMMANDS)
def test_every_command_is_described(name):
    assert f"| `{name}` |" in text_of("docs/reference/commands.md")


def test_no_command_is_described_that_is_none():
    for document in ("README.md", "docs/reference/commands.md"):
        described = re.findall(r"^\| `([a-z-]+)` \|", text_of(document), re.MULTILINE)
        assert set(described) - set(SyntheticCTLib.cli.COMMANDS) == set(), document


def test_every_recipe_is_described():
    text = text_of("docs/how-to/training.md")
    names = [path.stem for path in (ROOT / "Resources/training").glob("*.json")]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_model_is_described():
    names = [path.name for path in (ROOT / "Resources/models").iterdir() if path.is_dir()]
    for document in ("README.md", "docs/README.md"):
        assert [n for n in names if f"Resources/models/{n}/" not in text_of(document)] == []


def test_every_file_of_a_comparison_is_described():
    text = text_of("docs/reference/comparison-folder.md")
    names = [name for name in NAMES if not name.endswith(".vtp.json")]
    assert [name for name in names if f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "Resources/models").glob("*/configs/metadata.json"))
)
def test_every_key_of_our_metadata_is_described(path):
    text = text_of("docs/reference/model-metadata.md")
    keys = json.loads(path.read_text(encoding="utf-8"))["synthetic_ct"]
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_the_readme_is_short():
    assert len(text_of("README.md").splitlines()) <= 200


def test_every_environment_variable_is_described():
    text = text_of("docs/reference/commands.md")
    folders = ("SyntheticCTLib", "SyntheticCT")
    sources = [ROOT / "run.py", *(path for name in folders for path in (ROOT / name).rglob("*.py"))]
    names = {
        name
        for path in sources
        for name in re.findall(r'"(SYNTHETICCT_[A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert names
    assert sorted(name for name in names if f"`{name}`" not in text) == []
