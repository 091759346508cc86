"""Killed twice in mid-case, or on a cluster that loses a worker: the tables are the same."""

import csv
import os
import signal
import subprocess
import sys
import time

import pytest

TABLES = ("cases.csv", "patients.csv", "summary.csv", "agreement.csv", "failures.csv")

pytestmark = pytest.mark.slow


def command(images, study, model, *more):
    options = ["--model", model, "--registration", "none", "--no-sensitivity", "--device", "cpu"]
    words = [sys.executable, "-m", "SyntheticCTLib.cli", "cohort", images, "-o", study]
    return [str(word) for word in (*words, *options, *more)]


def tables(study):
    return {name: (study / name).read_bytes() for name in TABLES}


@pytest.fixture
def undisturbed(images, small_model, tmp_path):
    study = tmp_path / "undisturbed"
    subprocess.run(command(images, study, small_model, "--workers", 2), check=True)
    assert len(list((study / "cases").iterdir())) == 2
    return tables(study)


def begun(study, names):
    """Whether a case is being worked on, and these are done."""
    cases = study / "cases"
    found = [path.name for path in cases.iterdir()] if cases.is_dir() else []
    return any(name.startswith(".") for name in found) and set(names) <= set(found)


def wait_for(study, names, process):
    end = time.monotonic() + 600
    while not begun(study, names) and time.monotonic() < end and process.poll() is None:
        time.sleep(0.05)
    assert process.poll() is None


def test_two_kills_in_mid_case_change_no_table(images, small_model, tmp_path, undisturbed):
    study = tmp_path / "killed"
    for done in ((), ("one",)):
        process = subprocess.Popen(command(images, study, small_model, "--workers", 1))
        wait_for(study, done, process)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    subprocess.run(command(images, study, small_model, "--workers", 2), check=True)
    assert tables(study) == undisturbed
    assert sorted(path.name for path in (study / "cases").iterdir()) == ["one", "two"]


def test_a_case_that_memory_is_short_for_is_done_alone(images, small_model, tmp_path, undisturbed):
    study = tmp_path / "short"
    limit = command(images, study, small_model, "--workers", 4, "--memory", 1.1)
    subprocess.run(limit, check=True)
    assert tables(study) == undisturbed


def test_a_cluster_that_loses_a_worker_gives_the_same_tables(
    images, small_model, tmp_path, undisturbed
):
    import distributed

    study = tmp_path / "cluster"
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        address = cluster.scheduler_address
        process = subprocess.Popen(command(images, study, small_model, "--dask", address))
        wait_for(study, (), process)
        os.kill(cluster.workers[0].pid, signal.SIGKILL)
        assert process.wait() == 0
    assert tables(study) == undisturbed


def test_a_cluster_does_alone_what_memory_is_short_for(images, small_model, tmp_path, undisturbed):
    import distributed

    study = tmp_path / "short"
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        address = cluster.scheduler_address
        limit = command(images, study, small_model, "--dask", address, "--memory", 1.1)
        subprocess.run(limit, check=True)
    assert tables(study) == undisturbed
    with (study / "runs.csv").open(newline="") as file:
        assert {row["attempts"] for row in csv.DictReader(file)} == {"2"}
