"""Sample data on their way: a real worker draws them, and leaves no temporary file."""

import sys
import time

import pytest

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.jobs.phantom import PhantomJob
from SyntheticCTLib.simulation.phantom.options import PhantomOptions
from SyntheticCTPanel.drawing import Drawing
from SyntheticCTPanel.exchange import Exchange

#: Loading the libraries can take this long on a busy machine, s.
PATIENCE = 240

_SMALL = PhantomOptions(size=(24, 24, 4), spacing=(6.0, 6.0, 12.0), samples=1)


def job_of(options=_SMALL):
    return lambda folder: PhantomJob(str(folder), options, format="mhd")


def until(condition):
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_what_was_drawn_is_read_and_its_folder_goes(tmp_path):
    drawing = Drawing(Exchange(lambda: tmp_path), job_of())
    until(lambda: drawing.ended)
    mr, ct = drawing.read()
    assert (mr.array.shape, ct.array.shape) == ((4, 24, 24), (4, 24, 24))
    assert ct.array.max() > 300
    assert drawing.failure == ""
    until(lambda: not list(tmp_path.iterdir()))


def test_a_drawing_that_nobody_wants_any_more_leaves_nothing(tmp_path):
    drawing = Drawing(Exchange(lambda: tmp_path), job_of(PhantomOptions(size=(400, 400, 100))))
    assert list(tmp_path.iterdir())
    drawing.stop()
    until(lambda: drawing.ended and not list(tmp_path.iterdir()))


def test_what_cannot_be_read_is_a_sentence_and_its_folder_goes(tmp_path):
    drawing = Drawing(Exchange(lambda: tmp_path), job_of())
    until(lambda: drawing.ended)
    (folder,) = tmp_path.iterdir()
    for file in folder.glob("ct.*"):
        file.unlink()
    assert drawing.read() == ()
    assert "ct.mhd" in drawing.failure
    until(lambda: not list(tmp_path.iterdir()))


def test_a_drawing_without_a_python_for_its_worker_is_a_sentence_and_leaves_nothing(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(sys, "executable", "SlicerApp-real")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(ResourceError, match="PythonSlicer was not found"):
        Drawing(Exchange(lambda: tmp_path), job_of())
    assert not list(tmp_path.iterdir())


def test_no_place_for_temporary_files_is_a_sentence(tmp_path):
    taken = tmp_path / "taken"
    taken.touch()
    with pytest.raises(ResourceError, match="Nothing can be written to the folder of temporary"):
        Drawing(Exchange(lambda: taken), job_of())
