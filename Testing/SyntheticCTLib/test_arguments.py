"""Arguments of calls, held to the types of their signatures."""

import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

import SyntheticCTLib
from SyntheticCTLib.arguments import typed, typed_calls
from SyntheticCTLib.errors import InputError, SyntheticCTError


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


def public_calls():
    names = (name for name in SyntheticCTLib.__all__ if name.islower())
    calls = {name: getattr(SyntheticCTLib, name) for name in names}
    return {
        name: call
        for name, call in calls.items()
        if inspect.isfunction(call) and not inspect.isgeneratorfunction(inspect.unwrap(call))
    }


@pytest.mark.parametrize("name", public_calls())
def test_every_call_of_the_library_refuses_what_is_no_argument(name):
    call = public_calls()[name]
    first, *others = inspect.signature(call).parameters.values()
    needed = [one.name for one in others if one.default is one.empty and one.name != "options"]
    for nothing in (object(), b"x", 1j, print, np.zeros(3)):
        with pytest.raises(SyntheticCTError):
            call(**{first.name: nothing}, **dict.fromkeys(needed))


def test_options_of_another_type_are_refused_beside_single_ones():
    with pytest.raises(InputError, match="options cannot be 'x'"):
        SyntheticCTLib.make_limb_phantom("x", seed=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"array": "x"},
        {"array": np.array([["a"]])},
        {"origin": None},
        {"origin": (0.0, 0.0)},
        {"spacing": "abc"},
        {"spacing": (True, 1.0, 1.0)},
        {"direction": (1.0, 0.0)},
        {"direction": 1},
    ],
)
def test_a_volume_of_no_numbers_is_refused(wrong):
    given = {"array": np.zeros((2, 3, 4)), "origin": (0.0, 0.0, 0.0), "spacing": (1.0, 1.0, 1.0)}
    with pytest.raises(InputError):
        SyntheticCTLib.Volume(**{**given, **wrong})
