"""Two processes never work in one folder, and a crash leaves no lock."""

import errno
import os
import subprocess
import sys

import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files import locks
from SyntheticCTLib.files.locks import only_one_in

HOLD = (
    "import os, sys; from pathlib import Path\n"
    "from SyntheticCTLib.files.locks import only_one_in\n"
    "with only_one_in(Path(sys.argv[1]), 'training'):\n"
    "    print('held', flush=True); sys.stdin.read(); os._exit(3)"
)


def test_a_second_one_is_refused_until_the_first_has_gone(tmp_path):
    folder = tmp_path / "run"
    command = [sys.executable, "-c", HOLD, str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=dict(os.environ), **pipes) as first:
        assert first.stdout.readline() == b"held\n"
        refused = pytest.raises(InputError, match=r"Another training is running in .*run")
        with refused, only_one_in(folder, "training"):
            pass
        first.stdin.close()
    assert first.returncode == 3
    with only_one_in(folder, "training"):
        pass


def test_folders_made_for_a_lock_alone_go_with_it(tmp_path):
    with only_one_in(tmp_path / "model" / "run", "training"):
        pass
    assert not list(tmp_path.iterdir())
    with only_one_in(tmp_path / "model" / "run", "training"):
        (tmp_path / "model" / "other.txt").write_text("x")
    assert [path.name for path in (tmp_path / "model").iterdir()] == ["other.txt"]


def test_what_is_no_file_is_no_lock(tmp_path):
    (tmp_path / ".lock").mkdir()
    refused = pytest.raises(InputError, match=r"\.lock is no file: remove it")
    with refused, only_one_in(tmp_path, "training"):
        pass


@pytest.mark.parametrize(
    "command",
    [
        ["finetune", "mr-to-ct-limb", "--pairs", "{pairs}", "-o", "{run}-model", "--run", "{run}"],
        ["cross-validate", "light-unet-mae", "{pairs}", "-o", "{run}"],
    ],
)
def test_commands_that_train_do_not_share_a_folder(tmp_path, capsys, command):
    pairs, run = tmp_path / "pairs", tmp_path / "run"
    with only_one_in(run, "training"):
        assert main([part.format(pairs=pairs, run=run) for part in command]) == 2
    assert f"is running in {run}" in capsys.readouterr().err


def test_a_disk_without_locks_is_told_as_that(tmp_path, monkeypatch):
    def none_to_be_had(file):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(locks, "_lock", none_to_be_had)  # as some network disks answer

    refused = pytest.raises(InputError, match=r"gives no locks \(No locks available\)")
    with refused, only_one_in(tmp_path, "training"):
        pass
