"""The real worker in its own process: results, refusals, and every way to stop it.

A comparison by a worker is in ``mrml/test_logic.py``, which looks at what it wrote.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.jobs.job_files import job_to_json
from SyntheticCTLib.jobs.shared_options import MemoryOption
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.jobs.worker_process import WorkerProcess
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.synthesis.options import SynthesisOptions

ROOT = Path(__file__).resolve().parents[3]

#: Loading torch can take this long on a busy machine, s.
PATIENCE = 240

ON_CPU = SynthesisOptions(device="cpu")

POSIX = pytest.mark.skipif(os.name != "posix", reason="sends signals")


@pytest.fixture(scope="module")
def phantom():
    return make_limb_phantom(size=(40, 40, 10), spacing=(4.0, 4.0, 8.0), noise=0)


@pytest.fixture
def mr(tmp_path, phantom):
    path = tmp_path / "mr.nrrd"
    write_volume(phantom.mr, path)
    return path


@pytest.fixture
def job(tmp_path, mr, make_model_folder):
    model = make_model_folder(tmp_path / "tiny", spacing_mm=(4.0, 4.0, 8.0), overlap=0.0)
    return SynthesizeJob(str(mr), str(tmp_path / "out" / "sct.nrrd"), str(model), ON_CPU)


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def long_job(job):
    """Minutes of work: most of it is repeated."""
    return SynthesizeJob(
        job.input, job.output, job.model, replace(ON_CPU, overlap=0.9, mirror=True)
    )


@pytest.fixture
def raw_worker(tmp_path):
    """Starts a worker without the class that usually does."""
    started = []

    def start(job):
        path = tmp_path / "job.json"
        path.write_text(job if isinstance(job, str) else job_to_json(job), encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "SyntheticCTLib.worker", str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()


def run_until(worker, stage):
    """Start it and wait for a stage."""
    worker.start()
    limit = time.monotonic() + PATIENCE
    while worker.ending is None and time.monotonic() < limit:
        if any(progress.stage == stage for progress in worker.new_progress()):
            return
        time.sleep(0.02)
    raise AssertionError(f"{stage} was not reached: {worker.ending}, {worker.log}")


def end_of(process):
    """The last line that a raw worker writes, and its exit code."""
    lines = process.stdout.read().splitlines()
    return json.loads(lines[-1]), process.wait(timeout=10)


def alive(pid):
    """Whether a process runs; one that ended and that nobody asked for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_voxels_are_those_of_the_engines_call_and_progress_goes_forward(out, job, mr):
    from SyntheticCTLib.synthesis.synthesize import synthesize

    worker = WorkerProcess(job)
    worker.start()
    ending = worker.wait(PATIENCE)

    assert ending.outcome == "done", ending
    expected = synthesize(read_volume(mr), model=job.model, device="cpu").volume
    made = read_volume(ending.files["output"])
    np.testing.assert_array_equal(made.array, expected.array)
    assert made.grid.apart(expected.grid) <= 1e-6
    assert json.loads(ending.files["record"].read_text())["model"]["id"] == "tiny"
    told = worker.new_progress()
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert {"starting", "predicting", "writing"} <= {progress.stage for progress in told}
    assert sorted(path.name for path in out.iterdir()) == ["sct.json", "sct.nrrd"]


def test_a_refusal_is_a_sentence(mr, job):
    """The output's folder does not exist."""
    worker = WorkerProcess(job)
    worker.start()
    ending = worker.wait(PATIENCE)

    assert ending.outcome == "refused"
    assert "does not exist: make it first" in ending.sentence
    assert ending.files == {}


def test_a_bad_job_ends_with_the_command_lines_exit_code(raw_worker):
    end, code = end_of(raw_worker('{"task": "cook"}'))

    assert (end["outcome"], code) == ("refused", 2)
    assert "'cook'" in end["sentence"]


def test_a_name_that_is_no_unicode_is_refused_in_a_sentence_too(raw_worker):
    end, code = end_of(raw_worker(SynthesizeJob("no.nii", os.fsdecode(b"\xff.nii"))))

    assert (end["outcome"], code) == ("refused", 2)
    assert "a name has to be UTF-8" in end["sentence"]


def test_cancel_while_predicting_leaves_nothing_and_takes_less_than_a_second(out, long_job):
    worker = WorkerProcess(long_job)
    run_until(worker, "predicting")
    asked = time.monotonic()
    worker.cancel()
    ending = worker.wait(10)

    assert time.monotonic() - asked < 1.5  # a second, and something for a busy test machine
    assert ending.outcome == "cancelled"
    assert not list(out.iterdir())


def test_cancel_is_heard_while_libraries_load(out, long_job):
    worker = WorkerProcess(long_job)
    run_until(worker, "starting")
    asked = time.monotonic()
    worker.cancel()

    assert worker.wait(10).outcome == "cancelled"
    assert time.monotonic() - asked < 1.5
    assert not list(out.iterdir())


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(lambda process: process.send_signal(signal.SIGTERM), marks=POSIX, id="TERM"),
        pytest.param(lambda process: process.stdin.close(), id="starter is gone"),
        pytest.param(lambda process: print("cancel", file=process.stdin, flush=True), id="word"),
    ],
)
def test_every_way_to_say_stop(raw_worker, out, long_job, how):
    process = raw_worker(long_job)
    process.stdout.readline()
    how(process)
    end, code = end_of(process)

    assert (end["outcome"], code) == ("cancelled", 130)
    assert not list(out.iterdir())


@POSIX
def test_a_worker_behind_a_launcher_that_does_not_listen_is_killed(tmp_path, out, long_job):
    """As inside Slicer, where what is started is a launcher and Python its child."""
    launcher = tmp_path / "python-launcher"
    launcher.write_text(f'#!/bin/sh\n"{sys.executable}" "$@" &\necho $! >&2\nwait\n')
    launcher.chmod(0o755)
    worker = WorkerProcess(long_job, python=str(launcher))
    worker.start()
    while not worker.log:
        time.sleep(0.02)
    child = int(worker.log[0])
    os.kill(child, signal.SIGSTOP)
    (out / ".0123456789abcd-sct.nrrd").touch()  # as if stopped while it wrote
    asked = time.monotonic()
    worker.cancel()
    ending = worker.wait(10)

    assert ending.outcome == "cancelled"
    assert time.monotonic() - asked < 1.5
    # A killed process ends when the system next looks at it.
    while alive(child) and time.monotonic() - asked < 1.5:
        time.sleep(0.01)
    assert not alive(child)
    assert not list(out.iterdir())


@POSIX
def test_a_worker_that_dies_is_a_fault_with_a_sentence(out, long_job):
    worker = WorkerProcess(long_job)
    run_until(worker, "starting")
    os.kill(worker.pid, signal.SIGKILL)
    ending = worker.wait(10)

    assert ending.outcome == "fault"
    assert "The worker died (code -9)" in ending.sentence


def test_closing_before_and_after_the_start_is_allowed(out, long_job):
    WorkerProcess(long_job).close()
    worker = WorkerProcess(long_job)
    worker.start()
    worker.close()
    worker.close()

    assert worker.ending.outcome == "cancelled"


def test_a_job_that_cannot_be_written_leaves_no_folder(job, out, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with pytest.raises(TypeError):
        WorkerProcess(replace(job, model=object())).start()
    assert not list(temporary.iterdir())


def test_what_no_limit_leaves_room_for_is_refused(job, out):
    worker = WorkerProcess(replace(job, limit=MemoryOption("1MB")))
    worker.start()
    ending = worker.wait(PATIENCE)

    assert (ending.outcome, ending.short_of_memory) == ("refused", True)
    assert "0.0 GiB are free" in ending.sentence
    assert not list(out.iterdir())
