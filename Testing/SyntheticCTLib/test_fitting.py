"""Values and the types that are declared for them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from SyntheticCTLib.fitting import fits, plain, shown, words_of

FITTING = [
    (1, int),
    (1, float),
    ("a", str),
    (None, str | None),
    ((1.0, 2), tuple[float, float]),
    ([1, 2, 3], tuple[int, ...]),
    (["a"], Sequence[str]),
    ("MR", Literal["MR", "CT"]),
    (Path("a"), str | Path),
    (print, Callable[[int], bool] | bool),
]

OTHERS = [
    (True, int),
    (True, float),
    (1.0, int),
    (None, str),
    ((1.0,), tuple[float, float]),
    ([1, "a"], tuple[int, ...]),
    ("a", Sequence[str]),
    ([1], Sequence[str]),
    ("mr", Literal["MR", "CT"]),
    ([], Literal["MR", "CT"]),
    (True, Literal[1]),
    (np.zeros(3), float | None),
    (b"a", str | Path),
    (1, Callable[[int], bool] | bool),
]


@pytest.mark.parametrize(("value", "kind"), FITTING)
def test_what_fits(value, kind):
    assert fits(value, kind)


@pytest.mark.parametrize(("value", "kind"), OTHERS)
def test_what_does_not_fit(value, kind):
    assert not fits(value, kind)


def test_each_type_has_its_words():
    assert words_of(float | None) == "a number, or None"
    assert words_of(Literal["MR", "CT"] | None) == "one of 'CT', 'MR', or None"
    assert words_of(tuple[float, float, float]) == "a list of 3, each a number"
    assert words_of(Sequence[str]) == "a list, of which each is a text"
    assert words_of(str | Path) == "a text, or a path"
    assert words_of(Callable[[int], bool] | bool) == "a function, or True or False"


def test_a_long_value_is_shown_short():
    assert shown("a" * 100) == "'" + "a" * 59 + "..."


def test_what_a_script_has_becomes_what_json_has():
    found = plain([np.float32(0.5), Path("a"), (1, np.int16(2))])
    assert found == (0.5, "a", (1, 2))
    assert [type(found[0]), type(found[2][1])] == [float, int]
    same = (1, "a", (2.0,))
    assert plain(same) is same
