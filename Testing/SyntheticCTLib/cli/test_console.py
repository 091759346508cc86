"""Ctrl-C, results as text and JSON, tables, and the log's level."""

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from SyntheticCTLib import make_limb_phantom, write_volume
from SyntheticCTLib.cli import console


def arguments(**changes):
    return argparse.Namespace(**{"json": False, "quiet": False, "verbose": False} | changes)


def test_the_first_interrupt_sets_the_token_and_raises_nothing():
    with console.working(arguments(quiet=True)) as watch:
        signal.raise_signal(signal.SIGINT)
        assert watch.cancel.cancelled


@pytest.fixture
def _interrupts_are_heard():
    # A process that was started in the background ignores Ctrl-C, and so would this test.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interrupts_are_heard")
def test_the_second_interrupt_stops_on_the_spot():
    with console.working(arguments(quiet=True)):
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_the_former_handler_is_back_after_the_work():
    before = signal.getsignal(signal.SIGINT)
    with console.working(arguments(quiet=True)):
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_work_in_another_thread_has_a_token_too():
    tokens = []

    def work_there():
        with console.working(arguments(quiet=True)) as watch:
            tokens.append(watch.cancel)

    thread = threading.Thread(target=work_there)
    thread.start()
    thread.join()
    assert [token.cancelled for token in tokens] == [False]


def test_progress_goes_to_standard_error_only(capsys):
    with console.working(arguments()) as watch:
        watch.report("predicting", 0.5)
    output = capsys.readouterr()
    assert "predicting" in output.err
    assert output.out == ""


def test_quiet_shows_no_progress(capsys):
    with console.working(arguments(quiet=True)) as watch:
        watch.report("predicting", 0.5)
    assert capsys.readouterr().err == ""


def test_a_result_is_text_for_people(capsys):
    console.write_result(arguments(), {"mae": 1.0}, "MAE 1.0 HU")
    assert capsys.readouterr().out == "MAE 1.0 HU\n"


def test_a_result_is_json_on_request(capsys):
    console.write_result(arguments(json=True), {"mae": 1.0}, "MAE 1.0 HU")
    assert json.loads(capsys.readouterr().out) == {"mae": 1.0}


def test_table_columns_are_aligned_and_the_header_underlined():
    rows = [["MAE", "52.1"], ["PSNR", "28.0", "dB"]]
    assert console.table(rows, header=["metric", "value"]).split("\n") == [
        "metric  value",
        "------  -----",
        "MAE     52.1",
        "PSNR    28.0   dB",
    ]


@pytest.mark.parametrize(
    ("options", "level"),
    [({}, logging.WARNING), ({"quiet": True}, logging.ERROR), ({"verbose": True}, logging.DEBUG)],
)
def test_quiet_and_verbose_set_how_much_is_logged(options, level):
    logger = logging.getLogger("SyntheticCTLib")
    before = logger.level, logger.handlers
    try:
        console.configure_logging(arguments(**options))
        assert logger.level == level
    finally:
        logger.setLevel(before[0])
        logger.handlers = before[1]


def test_what_commands_a_terminal_is_not_printed(capsys):
    arguments = argparse.Namespace(json=False)
    console.write_result(arguments, {}, "card \x1b]0;title\x07 of\r\tA\nB \x9b2J")
    assert capsys.readouterr().out == "card \ufffd]0;title\ufffd of\ufffd\tA\nB \ufffd2J\n"


def test_json_has_such_characters_as_escapes(capsys):
    console.write_result(arguments(json=True), {"card": "\x9b2J\u202e"}, "")
    shown = capsys.readouterr().out
    assert "\\u009b2J\\u202e" in shown
    assert json.loads(shown) == {"card": "\x9b2J\u202e"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_result_that_nobody_can_take_undoes_nothing_and_is_told_so(tmp_path):
    image = tmp_path / "image.nii"
    write_volume(make_limb_phantom(size=(24, 24, 6), spacing=(6, 6, 12), seed=1).ct, image)
    done = on_full("calibration", "--json", image, image, stdout=True)
    assert done.returncode == 2
    told = done.stderr.splitlines()
    assert told[-1].startswith("synthetic-ct: The work is done, but standard output takes no more")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_wrong_argument_ends_with_2_where_nobody_can_be_told():
    assert on_full("segmnt", stdout=False).returncode == 2


def on_full(*words, stdout):
    line = [sys.executable, "-m", "SyntheticCTLib.cli", *map(str, words)]
    with Path("/dev/full").open("w") as full:
        streams = (full, subprocess.PIPE) if stdout else (subprocess.PIPE, full)
        return subprocess.run(line, stdout=streams[0], stderr=streams[1], text=True, check=False)


@pytest.mark.skipif(os.name == "nt", reason="the shell is another")
@pytest.mark.parametrize("closed", ["2>&-", "<&- 2>&-", "<&- >&- 2>&-"])
def test_no_file_gets_the_number_of_a_stream_that_is_closed(tmp_path, closed):
    script = (
        "import os, sys; from SyntheticCTLib.cli import console; console.make_streams_safe(); "
        "file = open(sys.argv[1], 'wb'); os.write(2, b'a line of a library')"
    )
    words = f'"$0" -c "$1" "$2" {closed}'
    given = [sys.executable, script, str(tmp_path / "result")]
    subprocess.run(["sh", "-c", words, *given], check=True)
    assert (tmp_path / "result").read_bytes() == b""


def test_nobody_says_yes_where_standard_input_is_closed(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert not console.asked("Install it?")


def test_lines_of_other_libraries_stay_in_the_log(capsys):
    console.configure_logging(argparse.Namespace(quiet=False, verbose=False))
    for name in ("pydicom", "py.warnings"):
        logging.getLogger(name).warning("private data element ignored")
    assert capsys.readouterr().err == ""
