"""Arguments of calls, held to the types of their signatures."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from SyntheticCTLib.arguments import typed, typed_calls
from SyntheticCTLib.errors import InputError


@typed
def called(name: str, size: int = 1, *rest: int, names: Sequence[str] = (), **more: int):
    return name, size, rest, names, more


@typed_calls
class Calls:
    def open(self, path: str, image=None) -> "NotImported":  # noqa: F821 - nobody asks
        return path, image

    def _own(self, path: str):
        return path


def test_what_fits_arrives_as_it_was_given():
    assert called("a", 2, 3, names=["b"], other="c") == ("a", 2, (3,), ["b"], {"other": "c"})


def test_paths_and_numbers_of_numpy_are_taken():
    name, size, *_ = called(Path("a"), np.int16(2))
    assert (name, size, type(size)) == ("a", 2, int)


def test_another_type_is_refused_before_the_call():
    with pytest.raises(InputError, match=r"name cannot be None: give a text\."):
        called(None)
    with pytest.raises(InputError, match=r"size cannot be 2\.5: give a whole number\."):
        called("a", 2.5)
    with pytest.raises(InputError, match=r"names cannot be 'ab': give a list, of which each is a"):
        called("a", names="ab")
    with pytest.raises(TypeError, match="missing"):
        called()


def test_each_public_call_of_a_class_is_held_to_its_signature():
    calls = Calls()
    assert calls.open("a", 3) == ("a", 3)
    assert calls._own(3) == 3
    with pytest.raises(InputError, match="path cannot be 3"):
        calls.open(3)


def test_items_of_a_dictionary_are_looked_at():
    @typed
    def named(names: Mapping[int, str] | None = None):
        return names

    assert named({np.int16(1): "femur"}) == {1: "femur"}
    with pytest.raises(InputError, match=r"names cannot be .*: give a dictionary, or None\."):
        named({"femur": 1})
