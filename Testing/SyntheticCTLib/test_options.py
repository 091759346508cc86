"""Options of a call: as one object, or one by one as keywords."""

from pathlib import Path

import numpy as np
import pytest

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.options import holds_options, option, takes_keywords
from SyntheticCTLib.progress import UNWATCHED, CancelToken, Watch


@holds_options
class Choice:
    size: int = option("how many", default=1, limits=(1, 9))
    name: str = option("what it is called", default="one")


CHOICE = Choice()


@takes_keywords
def made(image, options=CHOICE, *, mask=None, watch=UNWATCHED):
    watch.report("making", 1.0)
    return image, options, mask


@takes_keywords
def looked_at(image, *, watch=UNWATCHED):
    watch.check()
    return image


def test_single_options_change_those_that_were_given():
    assert made("mr") == ("mr", Choice(), None)
    assert made("mr", Choice(size=3), name="x", mask=0) == ("mr", Choice(3, "x"), 0)


def test_none_leaves_an_option_as_it_is():
    assert made("mr", size=None)[1] == Choice()


def test_progress_and_cancel_are_a_watch():
    heard, token = [], CancelToken()
    made("mr", progress=heard.append)
    assert [told.stage for told in heard] == ["making"]
    token.cancel()
    for stopped in ({"cancel": token}, {"watch": Watch(cancel=token)}):
        with pytest.raises(Cancelled):
            looked_at("mr", **stopped)


def test_an_unknown_option_is_named():
    with pytest.raises(TypeError, match=r"made\(\) has no option 'sise'; its options are size"):
        made("mr", sise=2)
    with pytest.raises(TypeError, match=r"looked_at\(\) has no option 'size'\."):
        looked_at("mr", size=2)


def test_a_value_of_another_type_is_refused_in_a_sentence():
    for wrong in ("three", [3], 2.5, True, float("nan"), object()):
        with pytest.raises(InputError, match=r"size cannot be .*: give a whole number\."):
            made("mr", size=wrong)
    with pytest.raises(InputError, match=r"size must be from 1 to 9; got 10\."):
        made("mr", size=10)
    with pytest.raises(InputError, match=r"name cannot be 3: give a text\."):
        made("mr", Choice(name=3))


def test_numbers_of_numpy_are_numbers():
    size = made("mr", size=np.int16(3))[1].size
    assert (size, type(size)) == (3, int)


def test_options_of_a_script_are_made_plain_in_a_copy():
    given = Choice(size=np.int16(3), name=Path("a"))
    found = made("mr", given)[1]
    assert found == Choice(3, "a")
    assert type(found.size) is int
    assert isinstance(given.name, Path)
    plain_ones = Choice(3, "a")
    assert made("mr", plain_ones)[1] is plain_ones
