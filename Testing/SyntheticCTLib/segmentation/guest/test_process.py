import os
import sys
import threading
import time
from pathlib import Path

import pytest

import SyntheticCTLib
from SyntheticCTLib.errors import Cancelled
from SyntheticCTLib.progress import CancelToken, Watch
from SyntheticCTLib.segmentation.guest.process import (
    clean_environment,
    environment_of_ours,
    run_process,
)


def run(code, **options):
    return run_process([sys.executable, "-u", "-c", code], environment=os.environ, **options)


def test_lines_of_both_streams_come_as_they_are_written():
    lines = []
    ended = run(
        "import sys; print('one'); sys.stderr.write('two\\rthree\\x1b[0m\\n')", on_line=lines.append
    )
    assert sorted(lines) == ["one", "three", "two"]
    assert ended.code == 0


def test_the_exit_code_and_last_words_are_kept():
    ended = run("import sys; print('why'); sys.exit(3)")
    assert (ended.code, ended.output) == (3, "why")


def test_bytes_that_are_no_text_do_not_stop_it():
    assert run(r"import os; os.write(1, b'\xff\xfe ok')").output.endswith(" ok")


def test_a_long_output_keeps_its_end():
    ended = run("for n in range(5000): print(n)")
    assert ended.output.splitlines()[-1] == "4999"
    assert len(ended.output.splitlines()) == 200


@pytest.mark.skipif(os.name != "posix", reason="looks at processes as POSIX does")
def test_cancel_kills_children_and_grandchildren_within_a_second():
    child = "import time; time.sleep(60)"
    code = (
        "import subprocess, sys, time\n"
        f"p = subprocess.Popen([sys.executable, '-c', {child!r}])\n"
        "print(p.pid)\ntime.sleep(60)\n"
    )
    token, pids = CancelToken(), []

    def on_line(line):
        pids.append(int(line))
        threading.Timer(0.2, token.cancel).start()

    with pytest.raises(Cancelled):
        run(code, on_line=on_line, watch=Watch(cancel=token))
    deadline = time.monotonic() + 1.0
    while alive(pids[0]) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(pids[0])


def alive(pid):
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except OSError:
        return False


def test_a_set_token_starts_nothing(tmp_path):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        run(f"open({str(tmp_path / 'ran')!r}, 'w')", watch=Watch(cancel=token))
    assert not (tmp_path / "ran").exists()


def test_another_python_does_not_inherit_this_ones_paths(monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "/somewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    assert "PYTHONHOME" not in clean_environment("/other/python")
    assert clean_environment(sys.executable)["PYTHONPATH"] == "/elsewhere"


def test_a_process_of_ours_finds_this_package_and_what_this_python_finds(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")  # as Slicer may find PyTorch
    made = environment_of_ours(sys.executable)
    root = Path(SyntheticCTLib.__file__).parents[1]
    assert made["PYTHONPATH"].split(os.pathsep) == [str(root), "/elsewhere"]
    assert made["PYTHONSAFEPATH"] == "1"
