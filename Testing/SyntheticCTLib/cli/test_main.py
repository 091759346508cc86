"""The command line's frame: exit codes, common options, and what an error looks like."""

import argparse
import errno
import os
import re
from pathlib import Path

import pytest

import SyntheticCTLib.cli
from SyntheticCTLib import __version__
from SyntheticCTLib.cli import COMMANDS, exit_code, main
from SyntheticCTLib.errors import Cancelled, InputError

CLI = Path(SyntheticCTLib.cli.__file__).parent


def arguments(**changes):
    return argparse.Namespace(**{"json": False, "quiet": False, "verbose": False} | changes)


def raising(error):
    def run(_arguments):
        raise error

    return run


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed if line.startswith("    ") and line[4] != " "] == [
        *COMMANDS
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_the_common_options(name, capsys):
    with pytest.raises(SystemExit, match="0"):
        main([name, "--help"])
    shown = capsys.readouterr().out
    assert all(option in shown for option in ("--json", "--quiet", "--verbose"))


def test_every_command_file_is_on_the_list():
    files = {
        path.stem.replace("_", "-")
        for path in CLI.glob("*.py")
        if re.search(r"^def (add_parser|command)\(", path.read_text("utf-8"), re.MULTILINE)
    }
    assert files == set(COMMANDS)


def test_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"synthetic-ct {__version__}\n"


def test_an_unknown_command_exits_with_2():
    with pytest.raises(SystemExit, match="2"):
        main(["no-such-command"])


def test_the_exit_code_of_a_command_is_passed_on():
    assert exit_code(lambda _: 7, arguments()) == 7


def test_a_refused_input_is_one_sentence_and_exit_code_2(capsys):
    assert exit_code(raising(InputError("The spacing 0 mm must be positive.")), arguments()) == 2
    output = capsys.readouterr()
    assert output.err == "synthetic-ct: The spacing 0 mm must be positive.\n"
    assert output.out == ""


def test_a_file_error_names_the_file_and_exits_with_2(capsys):
    error = FileNotFoundError(2, "No such file or directory", "leg.nii.gz")
    assert exit_code(raising(error), arguments()) == 2
    assert capsys.readouterr().err == "synthetic-ct: leg.nii.gz does not exist: check the name.\n"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EISDIR, "is a folder: give a file"),
        (errno.ENOTDIR, "give a folder"),
        (errno.EACCES, "you lack the permission"),
        (errno.ENOSPC, "its disk is full"),
        (errno.EIO, "cannot be used (Input/output error)"),
    ],
)
def test_what_the_system_says_of_a_file_comes_as_a_sentence_with_what_to_do(number, words, capsys):
    assert exit_code(raising(OSError(number, os.strerror(number), "leg.nii")), arguments()) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("synthetic-ct: leg.nii ")
    assert words in shown


def test_a_full_disk_is_told_without_the_name_that_the_system_does_not_say(capsys):
    assert exit_code(raising(OSError(errno.ENOSPC, "No space left on device")), arguments()) == 2
    assert "A file cannot be written: its disk is full." in capsys.readouterr().err


@pytest.mark.parametrize(
    "stop", [Cancelled("Cancelled: nothing was written."), KeyboardInterrupt()]
)
def test_a_stop_by_the_user_exits_with_130(stop, capsys):
    assert exit_code(raising(stop), arguments()) == 130
    assert capsys.readouterr().err.startswith("synthetic-ct: Cancelled")


def test_an_unexpected_error_is_short_and_says_how_to_see_more(capsys):
    assert exit_code(raising(ZeroDivisionError("division by zero")), arguments()) == 1
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "--verbose" in shown


def test_verbose_shows_the_trace_of_an_unexpected_error(capsys):
    assert exit_code(raising(ZeroDivisionError("division by zero")), arguments(verbose=True)) == 1
    assert "Traceback" in capsys.readouterr().err
