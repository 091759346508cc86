"""The progress bar on a terminal and in a log file."""

import io
from pathlib import Path

import pytest

from SyntheticCTLib.cli.progress_bar import CLEAR_LINE, ProgressBar, bar_text, duration, time_left
from SyntheticCTLib.progress import Progress


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self):
        return True


def test_bar_shows_share_percent_stage_and_time_left():
    text = bar_text(Progress("predicting", 0.25), elapsed_seconds=10.0, columns=120)
    assert text == "[" + "#" * 10 + "." * 30 + "]  25% predicting, 30 s left"


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_bar_stays_within_one_line(columns):
    text = bar_text(Progress("a long stage name " * 10, 0.5), elapsed_seconds=60.0, columns=columns)
    assert len(text) < columns


def test_time_left_is_unknown_at_the_beginning():
    assert time_left(0.001, elapsed_seconds=60.0) is None
    assert time_left(0.5, elapsed_seconds=0.1) is None


def test_nothing_is_left_at_the_end():
    assert time_left(1.0, elapsed_seconds=60.0) == 0.0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(8.4, "8 s"), (59.6, "1 min 00 s"), (185, "3 min 05 s"), (7800, "2 h 10 min")],
)
def test_durations_are_written_as_people_do(seconds, text):
    assert duration(seconds) == text


def test_terminal_line_is_erased_at_the_end():
    stream = Terminal()
    bar = ProgressBar(stream)
    bar.update(Progress("predicting", 0.5))
    bar.close()
    assert stream.getvalue().endswith(CLEAR_LINE)


def test_many_reports_are_drawn_few_times_on_a_terminal():
    stream = Terminal()
    bar = ProgressBar(stream)
    for step in range(1000):
        bar.update(Progress("predicting", step / 2000))
    assert stream.getvalue().count(CLEAR_LINE) < 20


def test_without_a_terminal_there_is_one_plain_line_each_tenth():
    stream = io.StringIO()
    bar = ProgressBar(stream)
    for step in range(1001):
        bar.update(Progress("predicting", step / 1000))
    bar.close()
    lines = stream.getvalue().splitlines()
    assert 10 <= len(lines) <= 12
    assert lines[-1] == "[100%] predicting"
    assert "\x1b" not in stream.getvalue()


def test_without_a_terminal_every_new_stage_has_a_line():
    stream = io.StringIO()
    bar = ProgressBar(stream)
    for stage in ("reading", "predicting", "writing"):
        bar.update(Progress(stage, 0.01))
    assert [line.split()[-1] for line in stream.getvalue().splitlines()] == [
        "reading",
        "predicting",
        "writing",
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a file that is always full")
def test_a_stream_that_takes_nothing_stops_no_work():
    with Path("/dev/full").open("w") as stream:
        bar = ProgressBar(stream)
        for share in (0.1, 0.5, 1.0):
            bar.update(Progress("predicting", share))
        bar.close()
