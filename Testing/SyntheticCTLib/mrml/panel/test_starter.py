"""From a pressed button to a job: packages that are declined, jobs that cannot be written."""

import pytest

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.jobs.inspect import InspectJob
from SyntheticCTPanel.states import State


def never(handover):
    pytest.fail("no job was to be made")


def test_declined_packages_start_nothing(a_bench):
    a_bench.installer.lacking, a_bench.installer.answer = ["torch"], "Nothing was done."
    a_bench.starter.start("compareButton", "Comparison", never, never, packages=True)
    assert (a_bench.runner.state, a_bench.runner.failure) == (State.FAILED, "Nothing was done.")
    assert a_bench.starter.running == "compareButton"
    assert not a_bench.folder.exists()


def test_packages_are_not_asked_for_by_a_job_that_needs_none(a_bench):
    a_bench.installer.lacking = ["torch"]

    def no_voxels(handover):
        raise InputError("The volume 'a' has no voxels: load it first.")

    a_bench.starter.start("tissuesButton", "Tissues", no_voxels, never)
    assert a_bench.installer.asked == 0
    assert a_bench.runner.failure == "The volume 'a' has no voxels: load it first."
    assert not list(a_bench.folder.iterdir())


def test_a_job_has_a_folder_until_it_has_ended(a_bench):
    seen = []

    def job(handover):
        folder = handover.folder
        seen.append(folder)
        return InspectJob(str(folder / "no.nrrd"), str(folder / "found.json"))

    a_bench.starter.start("tissuesButton", "Tissues", job, never)
    assert seen[0].is_dir()
    assert "no.nrrd" in a_bench.finish()
    assert not list(a_bench.folder.iterdir())


def test_an_error_that_nobody_foresaw_leaves_no_folder(a_bench):
    def job(handover):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        a_bench.starter.start("tissuesButton", "Tissues", job, never)
    assert not list(a_bench.folder.iterdir())


def test_a_folder_that_takes_no_files_is_a_sentence_that_names_it(a_bench):
    a_bench.folder.touch()  # a file where the folder is to be
    a_bench.starter.start("tissuesButton", "Tissues", never, never)
    assert a_bench.runner.failure.startswith("Nothing can be written to the folder of temporary")
    assert str(a_bench.folder) in a_bench.runner.failure
    a_bench.folder.unlink()


def test_work_that_does_not_fit_on_the_disk_is_refused_before_it_begins(a_bench):
    a_bench.folder.mkdir()
    a_bench.exchange.check_room(1000)
    with pytest.raises(ResourceError, match="MB left and this needs about 1000000000 MB"):
        a_bench.exchange.check_room(10**15)
