"""What the site generates from the code: every command, public name and job, and nothing else."""

import importlib.util
import re
from pathlib import Path

import pytest

import SyntheticCTLib
from SyntheticCTLib.cli import COMMANDS
from SyntheticCTLib.jobs.registry import kinds_of_job

ROOT = Path(__file__).resolve().parents[2]

MARK = re.compile(r"<!-- generated: ([\w-]+) -->.*?<!-- end -->", re.DOTALL)


@pytest.fixture(scope="module")
def reference():
    path = ROOT / "docs/site/reference.py"
    spec = importlib.util.spec_from_file_location("reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_mark_has_a_generator_and_is_closed(reference):
    marks = [
        name
        for path in (ROOT / "docs").rglob("*.md")
        for name in MARK.findall(path.read_text(encoding="utf-8"))
    ]
    assert sorted(marks) == sorted(reference.GENERATED)


def test_every_command_has_its_help(reference):
    text = reference.commands()
    assert re.findall(r"^### (.+)$", text, re.MULTILINE) == list(COMMANDS)
    assert text.count("usage: synthetic-ct ") == len(COMMANDS)


def test_entries_name_where_each_thing_is_defined(reference):
    names = re.findall(r"^::: SyntheticCTLib\.(.+)$", reference.python(), re.MULTILINE)
    assert [name.rpartition(".")[2] for name in names] == SyntheticCTLib.__all__
    assert "read_info" not in reference.model_metadata()


def test_every_option_of_a_job_has_its_meaning(reference):
    text = reference.jobs()
    assert re.findall(r"^### (.+)$", text, re.MULTILINE) == list(kinds_of_job())
    assert re.findall(r"^\|.*\|\s*\|$", text, re.MULTILINE) == []


@pytest.mark.parametrize("part", ["python", "model_metadata", "records"])
def test_everything_listed_has_a_docstring(reference, part):
    for name in re.findall(r"^::: (.+)$", getattr(reference, part)(), re.MULTILINE):
        module, _, attribute = name.rpartition(".")
        assert getattr(importlib.import_module(module), attribute).__doc__, name
