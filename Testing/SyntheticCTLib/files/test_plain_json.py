"""Results become JSON: numpy, dataclasses, paths, and numbers that JSON has not."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record, json_text, plain, read_record, write_json
from SyntheticCTLib.sentences import Sentence


@dataclass
class Reading:
    value: float
    path: Path


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.array([[1, 2]]), [[1, 2]]),
        ((1, 2), [1, 2]),
        (float("nan"), None),
        (np.float64("inf"), None),
        ({1: Path("a")}, {"1": "a"}),
        (Reading(1.0, Path("a")), {"value": 1.0, "path": "a"}),
    ],
)
def test_results_become_types_that_json_has(value, expected):
    assert plain(value) == expected


def test_a_file_holds_what_was_written(tmp_path):
    write_json({"ä": [np.float64("nan"), 1]}, tmp_path / "result.json")

    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8")) == {"ä": [None, 1]}


@dataclass(frozen=True)
class Part(Record):
    kind: Literal["round", "square"]
    size_mm: tuple[float, float]


@dataclass(frozen=True)
class Whole(Record):
    FORMAT = 2
    DERIVED = ("count",)

    name: str
    parts: list[Part]
    shares: dict[str, float | None] = field(default_factory=dict)
    spare: Part | None = None

    @property
    def count(self):
        return len(self.parts)


WHOLE = Whole("a", [Part("round", (1.0, 2.5))], {"x": 0.5, "y": None})


def test_a_record_comes_back_as_it_was_with_its_format_and_what_is_derived():
    content = json.loads(json_text(WHOLE))
    assert (content["format"], content["count"]) == (2, 1)
    assert Whole.from_dict(content) == WHOLE


def test_a_sentence_is_a_text():
    record = Whole(Sentence("{what} is small", what="it"), [])
    assert Whole.from_dict(record.to_dict()) == record


def test_what_a_later_version_adds_is_left_alone_and_what_an_older_one_lacks_has_a_default():
    content = {"format": 2, "name": "a", "parts": [], "colour": "blue"}
    assert Whole.from_dict(content) == Whole("a", [])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 3}, "it has format 3; this version reads 2"),
        ({"parts": [{"kind": "round"}]}, r"it lacks parts\[0\]\.size_mm"),
        ({"parts": [{"kind": "oval", "size_mm": [1, 2]}]}, r"parts\[0\]\.kind cannot be 'oval'"),
        ({"parts": [{"kind": "round", "size_mm": [1]}]}, "must have 2 entries, not 1"),
        ({"parts": "none"}, "parts cannot be 'none'"),
        ({"name": 7}, "name cannot be 7"),
        ({"shares": {"x": True}}, "shares.x cannot be True"),
        ({"spare": [1]}, r"spare must be an object, not \[1\]"),
    ],
)
def test_a_damaged_record_is_refused_with_the_place_of_the_fault(change, words):
    with pytest.raises(ValueError, match=words):
        Whole.from_dict(WHOLE.to_dict() | change)


def test_a_file_without_a_format_is_of_the_first():
    content = WHOLE.to_dict()
    del content["format"]
    with pytest.raises(ValueError, match="format 1"):
        Whole.from_dict(content)


def test_a_damaged_file_is_named_with_what_to_do(tmp_path):
    path = tmp_path / "whole.json"
    for text in ('{"format": 2', "[]", '{"format": 2}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"whole\.json cannot be read \(.*\): make it again"):
            read_record(Whole, path, "make it again")
