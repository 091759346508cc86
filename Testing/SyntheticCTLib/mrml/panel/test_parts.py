"""The panel's smaller parts: remaining time, words, missing packages, folders, settings."""

import subprocess
import sys
import types
from contextlib import contextmanager

import numpy as np
import pytest

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.jobs.worker_process import Ending
from SyntheticCTLib.progress import Progress
from SyntheticCTLib.surface.measure.verdict import Verdict
from SyntheticCTPanel import words
from SyntheticCTPanel.exchange import Exchange
from SyntheticCTPanel.installer import SlicerInstaller, constraints
from SyntheticCTPanel.runner import JobRunner
from SyntheticCTPanel.settings import MachineSettings
from SyntheticCTPanel.states import State


class ScriptedWorker:
    """Says what the test tells it to."""

    def __init__(self):
        self.ending, self.log, self.news = None, [], []

    def start(self):
        pass

    def new_progress(self):
        news, self.news = self.news, []
        return news


@pytest.fixture
def a_run():
    """A runner at second 0 of a job, its worker, and the clock's hand."""
    worker, now = ScriptedWorker(), [0.0]
    runner = JobRunner(lambda job: worker, clock=lambda: now[0])
    runner.start("Synthetic CT of leg", None, lambda files: None)
    return runner, worker, now


def test_nothing_is_said_about_the_remaining_time_too_early(a_run):
    runner, worker, now = a_run
    assert words.progress_text(runner) == "starting, 0 %"
    worker.news, now[0] = [Progress("predicting", 0.04)], 60.0
    runner.tick()
    assert runner.remaining_seconds is None


def test_the_remaining_time_follows_what_is_done(a_run):
    runner, worker, now = a_run
    worker.news, now[0] = [Progress("reading", 0.1), Progress("predicting", 0.25)], 30.0
    runner.tick()
    assert runner.remaining_seconds == pytest.approx(90.0)
    assert words.progress_text(runner) == "predicting, 25 %, about 2 min left"


def test_a_result_is_shown_in_steps_and_a_closed_scene_ends_them():
    worker, shown = ScriptedWorker(), []

    def in_steps(files):
        shown.append("first")
        yield
        shown.append("second")
        return "Shown."

    runner = JobRunner(lambda job: worker)
    runner.start("title", None, in_steps)
    worker.ending = Ending("done", "", {})
    runner.tick()
    assert (shown, runner.state) == (["first"], State.RUNNING)
    runner.cancel()  # too late
    runner.tick()
    assert (shown, runner.state, runner.message) == (["first", "second"], State.IDLE, "Shown.")

    runner.start("title", None, in_steps)
    runner.tick()
    runner.cancel("Stopped, because the scene was closed.")
    runner.tick()
    assert len(shown) == 3
    assert runner.message == "Stopped, because the scene was closed."


def test_a_result_that_cannot_be_shown_for_a_reason_nobody_foresaw_is_a_sentence():
    worker, ended = ScriptedWorker(), []

    def in_steps(files):
        yield
        raise KeyError("place")

    runner = JobRunner(lambda job: worker)
    runner.start("title", None, in_steps, lambda: ended.append(True))
    worker.ending = Ending("done", "", {})
    runner.tick()
    runner.tick()
    assert (runner.state, ended) == (State.FAILED, [True])
    assert runner.failure == "Unexpected error: KeyError: 'place'."


def test_each_step_of_a_result_keeps_the_views_still():
    worker, seen = ScriptedWorker(), []

    @contextmanager
    def still():
        seen.append("still")
        try:
            yield
        finally:
            seen.append("again")

    def in_steps(files):
        seen.append("first")
        yield
        seen.append("second")
        return "Shown."

    runner = JobRunner(lambda job: worker, still=still)
    runner.start("title", None, in_steps)
    worker.ending = Ending("done", "", {})
    runner.tick()
    runner.tick()
    assert seen == ["still", "first", "again", "still", "second", "again"]
    assert runner.message == "Shown."


def test_a_worker_that_cannot_start_is_a_failure():
    def no_worker(job):
        raise ResourceError("PythonSlicer was not found beside this program.")

    runner = JobRunner(no_worker)
    runner.start("title", None, lambda files: None)
    assert runner.state is State.FAILED
    assert runner.failure == "PythonSlicer was not found beside this program."


def test_two_jobs_at_once_are_refused(a_run):
    with pytest.raises(RuntimeError):
        a_run[0].start("another", None, lambda files: None)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (61, "61 s"), (100, "2 min"), (3600, "60 min")]
)
def test_durations(seconds, said):
    assert words.duration(seconds) == said


def test_places_are_told_as_slicer_tells_them_and_lead_there():
    verdict = Verdict(
        "not passed", "why", 2.0, 0.95, notes=("1% too large, at LPS 0.3, -7.2, 65.2.",)
    )
    registration = types.SimpleNamespace(description="Nothing was registered.", warnings=())
    document = types.SimpleNamespace(
        parameters=types.SimpleNamespace(tolerance_mm=2.0),
        surface=None,
        evaluation=types.SimpleNamespace(figures={}),
        verdict=verdict,
        registration=registration,
    )
    told = words.figures(document)
    assert '1% too large, at <a href="0 7 65">R 0, A 7, S 65</a>.' in told


def test_what_names_hold_is_no_markup():
    found = {"modality": "MR", "warnings": [{"code": "", "sentence": "a < b"}]}
    assert "a &lt; b" in words.inspection(found)


def test_of_a_ct_it_is_told_that_no_ct_comes():
    found = {"modality": "CT", "warnings": []}
    assert "no CT" not in words.inspection(found, "CT")
    assert "Synthesize makes a synthetic MR of it, no CT." in words.inspection(found, "MR")


def test_what_is_missing_is_named_and_what_is_there_is_not(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text("# comment\n--index-url x\nnumpy>=1\nno-such-package-at-all>=1\n")
    assert SlicerInstaller(file).missing() == ["no-such-package-at-all>=1"]


class WithoutTorch(SlicerInstaller):
    """The installer of a Slicer that has no PyTorch, and whose extension PyTorch does as told."""

    def __init__(self, tmp_path, monkeypatch, install_torch):
        file = tmp_path / "requirements.txt"
        file.write_text("no-such-package-at-all>=1\n")
        super().__init__(file)
        logic = types.SimpleNamespace(installTorch=install_torch)
        extension = types.SimpleNamespace(PyTorchUtilsLogic=lambda: logic)
        monkeypatch.setitem(sys.modules, "PyTorchUtils", extension if install_torch else None)

    def missing(self):
        return ["torch", *super().missing()]


def test_who_declines_pytorch_is_not_asked_for_the_rest(tmp_path, monkeypatch):
    asked = []
    installer = WithoutTorch(tmp_path, monkeypatch, lambda **options: asked.append(options))
    assert "torch, no-such-package-at-all>=1 would have to be installed" in installer.install()
    assert [options["askConfirmation"] for options in asked] == [True]


def test_an_installation_that_fails_is_one_sentence(tmp_path, monkeypatch):
    def fail(**options):
        raise subprocess.CalledProcessError(1, ["PythonSlicer", "-m", "light_the_torch"])

    sentence = WithoutTorch(tmp_path, monkeypatch, fail).install()
    assert "The installation of torch, no-such-package-at-all>=1 failed" in sentence


def test_without_the_extension_pytorch_the_sentence_names_it(tmp_path, monkeypatch):
    sentence = WithoutTorch(tmp_path, monkeypatch, None).install()
    assert "Install the extension PyTorch with the Extensions Manager" in sentence


def test_pip_may_replace_nothing_of_slicers_nor_its_pytorch():
    held = dict(line.split("==") for line in constraints())
    assert held["numpy"] == np.__version__
    assert {"SimpleITK", "torch"} <= set(held)


def test_a_folder_of_results_outlives_its_job(tmp_path):
    exchange = Exchange(lambda: tmp_path)
    folder = exchange.new_folder()
    (folder / "comparison").mkdir()
    (folder / "comparison" / "report.html").touch()
    kept = exchange.keep(folder / "comparison")
    exchange.remove(folder)
    assert (kept / "report.html").is_file()
    exchange.remove_all()
    assert not list(tmp_path.iterdir())


def test_another_folder_of_temporary_files_counts_at_once(tmp_path):
    chosen = [tmp_path / "first", tmp_path / "second"]
    exchange = Exchange(lambda: chosen[0])
    made = exchange.new_folder() / "comparison"
    made.mkdir()
    (made / "report.html").touch()
    del chosen[0]
    assert exchange.new_folder().parent == tmp_path / "second"
    kept = exchange.keep(made)
    assert kept.parent == tmp_path / "second"
    assert (kept / "report.html").is_file()
    exchange.remove_all()
    assert not list(tmp_path.glob("*/*"))


def test_a_damaged_setting_is_no_setting():
    class Store(dict):
        def value(self, key, default):
            return self.get(key, default)

    assert MachineSettings(Store({"SyntheticCT/ModelFolders": "{"})).model_folders == []
