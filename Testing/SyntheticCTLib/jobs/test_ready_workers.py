"""A process that waits with its libraries loaded takes the next synthesis."""

import os
import sys
import time

import numpy as np
import pytest

from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.jobs.devices import DevicesJob
from SyntheticCTLib.jobs.ready_workers import ReadyWorkers
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.jobs.worker_process import launched
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.synthesis.options import SynthesisOptions

#: Loading torch can take this long on a busy machine, s.
PATIENCE = 240


@pytest.fixture
def ready():
    workers = ReadyWorkers()
    yield workers
    workers.close()


@pytest.fixture
def job(tmp_path, make_model_folder):
    mr = make_limb_phantom(size=(40, 40, 10), spacing=(4.0, 4.0, 8.0), noise=0).mr
    write_volume(mr, tmp_path / "mr.nrrd")
    model = make_model_folder(tmp_path / "tiny", spacing_mm=(4.0, 4.0, 8.0), overlap=0.0)
    paths = [str(tmp_path / name) for name in ("mr.nrrd", "sct.nrrd")]
    return SynthesizeJob(*paths, str(model), SynthesisOptions(device="cpu"))


def test_a_short_job_has_one_wait_and_the_next_synthesis_is_its(ready, job, tmp_path):
    ready(DevicesJob(str(tmp_path / "devices.json")))
    waits = ready.waiting
    worker = ready(job)

    worker.start()
    ending = worker.wait(PATIENCE)

    assert worker.pid == waits is not None
    assert ready.waiting is None
    assert ending is not None
    assert ending.outcome == "done", ending.sentence
    assert np.ptp(read_volume(tmp_path / "sct.nrrd").array) > 0


def test_one_that_waits_can_be_cancelled_within_a_second_of_its_job(ready, job):
    ready.prepare()
    worker = ready(job)
    worker.start()
    began = time.monotonic()

    worker.cancel()
    ending = worker.wait(PATIENCE)

    assert ending is not None
    assert ending.outcome == "cancelled"
    assert time.monotonic() - began < 2.5


def test_where_it_has_died_a_fresh_one_does_the_job(ready, job):
    ready.prepare()
    dead = ready._waiting
    dead.kill()
    dead.wait()

    worker = ready(job)
    worker.start()
    ending = worker.wait(PATIENCE)

    assert worker.pid != dead.pid
    assert ending is not None
    assert ending.outcome == "done"


def test_it_ends_with_its_starter(ready):
    ready.prepare()
    process = ready._waiting
    process.stdin.close()

    assert process.wait(PATIENCE) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_it_says_nothing_before_it_has_a_job():
    process = launched(sys.executable, {})
    told, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told) == (0, b"")
