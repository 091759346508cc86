"""Ctrl-C, results as text and JSON, tables, and the log's level."""

import argparse
import json
import logging
import signal
import threading

import pytest

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


def test_lines_of_other_libraries_stay_in_the_log(capsys):
    console.configure_logging(argparse.Namespace(quiet=False, verbose=False))
    for name in ("pydicom", "py.warnings"):
        logging.getLogger(name).warning("private data element ignored")
    assert capsys.readouterr().err == ""
