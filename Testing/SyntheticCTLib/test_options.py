"""Options of a call: as one object, or one by one as keywords."""

from dataclasses import dataclass

import pytest

from SyntheticCTLib.errors import Cancelled
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED, CancelToken, Watch


@dataclass(frozen=True)
class Choice:
    size: int = 1
    name: str = "one"


@takes_keywords
def made(image, options=Choice(), *, mask=None, watch=UNWATCHED):
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
