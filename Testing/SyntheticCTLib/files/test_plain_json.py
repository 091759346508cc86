"""Results become JSON: numpy, dataclasses, paths, and numbers that JSON has not."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from SyntheticCTLib.files.plain_json import plain, write_json


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
