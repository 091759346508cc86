"""The command line with too little memory to load itself, and with nobody who reads its output."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from SyntheticCTLib import make_limb_phantom, write_volume
from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import EXIT_REFUSED, InputError, sentence_of
from SyntheticCTLib.files.volumes import read_volume

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")


def shell(line):
    return subprocess.run(
        ["/bin/sh", "-c", line.replace("CLI", f"'{sys.executable}' -m SyntheticCTLib.cli")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold ulimit -v")
def test_too_little_memory_to_load_the_libraries_is_one_sentence():
    ended = shell("ulimit -v 250000; CLI models")
    assert ended.returncode == 2
    assert ended.stderr.startswith("synthetic-ct: The libraries cannot be loaded")
    assert ended.stderr.count("\n") == 1


def test_too_little_memory_for_linear_algebra_is_told_before_the_work(monkeypatch, capsys):
    monkeypatch.setattr("SyntheticCTLib.memory._left_by_ulimit", lambda: 9 * 2**20)
    assert main(["models"]) == EXIT_REFUSED
    assert "ulimit -v leaves 9 MiB beside the libraries" in capsys.readouterr().err


#: A command with so many MiB beside what is loaded before its work.
LIMITED = """
import resource, sys
from pathlib import Path
import SyntheticCTLib.memory
from SyntheticCTLib.cli import main
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + int(sys.argv[1]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold ulimit -v")
@pytest.mark.parametrize(
    ("command", "megabytes", "whose"),
    [
        ("synthesize", 380, "PyTorch needs"),
        ("synthesize", 480, "PyTorch needs"),
        ("surface", 280, "the libraries need"),
        ("surface", 340, "the libraries need"),
    ],
)
def test_too_little_memory_to_load_more_is_one_sentence(tmp_path, command, megabytes, whose):
    scan, person = str(tmp_path / "scan.nii"), make_limb_phantom(size=(32, 32, 8), noise=0)
    image, name = {"synthesize": (person.mr, "sct.nii"), "surface": (person.ct, "bone.stl")}[
        command
    ]
    write_volume(image, scan)
    made = tmp_path / name
    words = ["--quiet", command, scan, "-o", str(made)]
    line = [sys.executable, "-c", LIMITED, str(megabytes), *words]
    ended = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ended.stderr.startswith("synthetic-ct: ulimit -v leaves ")
    assert f"MiB beside what is loaded, and {whose}" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert ended.returncode == EXIT_REFUSED
    assert not made.exists()


def test_a_reader_that_leaves_early_is_no_error():
    ended = shell("{ CLI --quiet models; echo $? >&2; } | true")
    assert ended.stderr == "0\n"


def test_an_empty_name_is_no_folder_of_a_series(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="is empty"):
        read_volume("")


def test_a_working_folder_that_is_gone_is_one_sentence(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    path = f"PYTHONPATH='{ROOT}'"
    ended = shell(f"cd '{gone}' && rmdir '{gone}' && {path} CLI segment a.nii -o b.nii")
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith("synthetic-ct: ")
    assert "No such file or directory" not in ended.stderr


@pytest.mark.parametrize(("code", "words"), [("EDQUOT", "your share"), ("EFBIG", "ulimit -f")])
def test_limits_of_what_may_be_written_are_told_in_words(code, words):
    error = OSError(getattr(errno, code), "x", "ct.nii")
    assert sentence_of(error).startswith("ct.nii cannot be written: ")
    assert words in sentence_of(error)


def test_what_asks_for_a_working_folder_that_is_gone_is_told_so():
    assert "does not exist any more" in sentence_of(FileNotFoundError(errno.ENOENT, "No such file"))
