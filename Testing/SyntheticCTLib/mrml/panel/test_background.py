"""Work beside the window: looked at, never waited for."""

import threading

import pytest

from SyntheticCTLib.errors import InputError, SyntheticCTError
from SyntheticCTPanel.background import Background, in_background


def test_it_goes_on_in_another_thread_until_it_is_ready():
    may_end, seen = threading.Event(), []

    def work():
        may_end.wait(10)
        seen.append(threading.current_thread())
        return 7

    running = Background(work)
    assert not running.ready()
    may_end.set()
    assert running.result() == 7
    assert running.ready()
    assert seen[0] is not threading.current_thread()


def test_its_error_comes_where_the_result_is_asked_for():
    def work():
        raise InputError("no")

    running = Background(work)
    with pytest.raises(InputError, match="no"):
        running.result()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MemoryError(), "Memory ran out"),
        (ZeroDivisionError("by what"), "Unexpected error: ZeroDivisionError: by what."),
    ],
)
def test_an_error_that_nobody_foresaw_is_a_sentence(error, sentence, caplog):
    def work():
        raise error

    with pytest.raises(SyntheticCTError, match=sentence):
        Background(work).result()
    assert caplog.records[0].exc_info[1] is error  # for whoever mends it


def test_a_step_gives_the_result_at_its_end():
    may_end = threading.Event()

    def steps():
        found = yield from in_background(lambda: may_end.wait(10))
        seen.append(found)

    seen, running = [], steps()
    next(running)
    assert seen == []
    may_end.set()
    for _ in running:
        pass
    assert seen == [True]
