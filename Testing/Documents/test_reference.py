"""What the site generates from the code: every command, public name and job, and nothing else."""

import dataclasses
import importlib.util
import re
from pathlib import Path

import pytest

import SyntheticCTLib
from SyntheticCTLib.cli import COMMANDS
from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.jobs.registry import kinds_of_job
from SyntheticCTLib.surface.files.record import SurfaceRecord
from SyntheticCTLib.synthesis.record import SynthesisRecord

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


def named_in(page):
    """What stands between backquotes on a page of the reference, without its generated part."""
    text = (ROOT / "docs/reference" / page).read_text(encoding="utf-8")
    return set(re.findall(r"`([\w-]+)`", MARK.sub("", text)))


def test_every_public_name_stands_on_its_page():
    assert set(SyntheticCTLib.__all__) - named_in("python.md") == set()


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("records.md", SynthesisRecord),
        ("records.md", SurfaceRecord),
        ("comparison-folder.md", ComparisonDocument),
    ],
)
def test_every_field_of_a_record_stands_on_its_page(page, kind):
    assert {one.name for one in dataclasses.fields(kind)} - named_in(page) == set()


def test_every_job_without_a_command_stands_on_its_page():
    assert set(kinds_of_job()) - {*COMMANDS} - named_in("jobs.md") == set()


@pytest.mark.parametrize("part", ["python", "model_metadata", "records"])
def test_everything_listed_has_a_docstring(reference, part):
    for name in re.findall(r"^::: (.+)$", getattr(reference, part)(), re.MULTILINE):
        module, _, attribute = name.rpartition(".")
        assert getattr(importlib.import_module(module), attribute).__doc__, name
