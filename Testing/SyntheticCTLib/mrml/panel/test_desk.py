"""What the buttons open, with a stand-in for the window: without what they show, a sentence."""

import importlib
import os
import re
import sys
import types
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
import slicer

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.synthesis.expected_accuracy import DoubtfulPlace, ExpectedAccuracy
from SyntheticCTPanel import words
from SyntheticCTPanel.report_files import ReportFiles


class Window:
    """Notes what it was asked for."""

    def __init__(self):
        self.asked = []

    def still(self):
        return nullcontext()

    def __getattr__(self, name):
        return lambda *things: self.asked.append((name, *things))


@pytest.fixture
def a_desk(a_bench, monkeypatch):
    """A desk whose window notes what it was asked for."""
    monkeypatch.setitem(sys.modules, "qt", types.SimpleNamespace())
    for name in ("desk", "sample_data"):
        monkeypatch.delitem(sys.modules, f"SyntheticCTPanel.{name}", raising=False)
    desk = importlib.import_module("SyntheticCTPanel.desk")
    part = types.SimpleNamespace(
        show_heat_map=lambda: None, show_difference=lambda: None, folder=lambda: None
    )
    yield desk.Desk(
        window=Window(),
        parameters=a_bench.parameters,
        report=ReportFiles(a_bench.exchange),
        surface=part,
        models=part,
    )
    sys.modules.pop("SyntheticCTPanel.desk", None)


def test_the_table_is_shown_when_there_is_one(a_desk, a_bench):
    with pytest.raises(InputError, match="Measure against a CT first"):
        a_desk.table()
    table = a_bench.scene.AddNewNodeByClass("vtkMRMLTableNode", "image metrics")
    a_bench.chosen.metricsTable = table
    a_desk.table()
    assert a_desk._window.asked == [("show_table", table)]


def test_a_doubtful_place_is_looked_at_where_the_text_says(a_desk):
    place = DoubtfulPlace((6.2, -6.0, -74.5), 9.5)
    found = ExpectedAccuracy(2.0, 200.0, 0.9, 0.7, 1.0, 0.8, 9, 1.0, (place,))
    shown = words.expected(found)
    assert "may not hold for it" not in shown
    assert "may not hold for it" in words.expected(replace(found, unlike=True))
    link = re.search(r'<a href="([^"]+)">Doubtful: 9.5 mm at R -6, A 6, S -74</a>', shown)
    a_desk.jump_to(link[1])
    assert a_desk._window.asked == [("jump", -6.2, 6.0, -74.5)]


def test_a_surface_is_looked_at_as_a_whole(a_desk):
    a_desk.heat_map()
    assert a_desk._window.asked == [("four_up",), ("look_at_everything",)]


def test_a_report_that_has_gone_is_a_sentence_before_anything_is_asked(a_desk):
    with pytest.raises(InputError, match="compare again"):
        a_desk.save_report()
    with pytest.raises(InputError, match="compare again"):
        a_desk.open_report()


@pytest.fixture
def asked(a_desk, a_bench, a_sct_node, monkeypatch):
    """What is typed into dialogs and answered to questions, and what was asked; a chosen sCT."""
    a_bench.chosen.sctVolume = a_sct_node
    dialog = types.SimpleNamespace(typed="", answer=True, proposed="", questions=[])
    module = sys.modules["SyntheticCTPanel.desk"]

    def save_name(_window, _title, proposed, _filters):
        dialog.proposed = proposed
        return dialog.typed

    def confirm(question, **_):
        dialog.questions.append(question)
        return dialog.answer

    file_dialog = types.SimpleNamespace(
        getSaveFileName=save_name, getExistingDirectory=lambda _window, _title: dialog.typed
    )
    monkeypatch.setattr(module.qt, "QFileDialog", file_dialog, raising=False)
    monkeypatch.setattr(module.slicer.util, "mainWindow", lambda: None, raising=False)
    monkeypatch.setattr(module.slicer.util, "confirmYesNoDisplay", confirm, raising=False)
    return dialog


def test_a_name_without_a_format_replaces_no_file_unasked(a_desk, asked, tmp_path):
    (tmp_path / "bone.stl").touch()
    asked.typed, asked.answer = str(tmp_path / "bone"), False
    assert a_desk.ask_surface_file() == ""
    assert asked.questions == [f"{tmp_path / 'bone.stl'} is there already. Replace it?"]
    asked.answer = True
    assert a_desk.ask_surface_file() == str(tmp_path / "bone.stl")
    asked.typed = str(tmp_path / "patient.1")  # no format, and refused as one before
    assert a_desk.ask_surface_file() == str(tmp_path / "patient.1.stl")


def test_proposed_names_are_names_of_files(a_desk, asked, a_bench, tmp_path):
    a_bench.chosen.sctVolume.SetName("3: T1/leg")
    a_desk.ask_surface_file()
    asked.typed = str(tmp_path)
    for name in (asked.proposed, Path(a_desk.ask_dicom_target(folder=True)).name):
        assert not set(name) & set(":/\\")


def test_an_output_that_holds_an_image_is_asked_about(a_desk, asked, a_bench, a_ct_node):
    presenter = types.SimpleNamespace(
        runner=types.SimpleNamespace(state=types.SimpleNamespace(busy=False))
    )
    assert a_desk.may_overwrite(presenter)
    a_bench.chosen.outputVolume, asked.answer = a_ct_node, False
    assert not a_desk.may_overwrite(presenter)
    assert asked.questions == ["leg CT holds an image already. Replace it?"]


def test_a_model_is_installed_or_deleted_when_that_was_wanted(a_desk, asked, tmp_path):
    offer = types.SimpleNamespace(question="Convert head?", lines=["licence: CC-BY-NC-4.0"])
    assert a_desk.agrees(offer)
    assert "licence: CC-BY-NC-4.0" in asked.questions[0]
    asked.answer = False
    assert a_desk.may_delete(None)
    assert not a_desk.may_delete(tmp_path)
    assert f"{tmp_path} will be deleted" in asked.questions[1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt opens it")
def test_a_page_is_opened_by_the_program_of_the_desktop(a_desk, tmp_path, monkeypatch, wait):
    opener, told = tmp_path / "xdg-open", tmp_path / "told"
    opener.write_text(f'#!/bin/sh\nprintf "%s" "$1" > {told}\n', encoding="utf-8")
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(slicer.util, "startupEnvironment", lambda: dict(os.environ), raising=False)
    page = tmp_path / "a report.html"
    sys.modules["SyntheticCTPanel.desk"]._open(page)
    wait(
        lambda: told.is_file() and told.read_text(),
        lambda: None,
        types.SimpleNamespace(state="", log=""),
    )
    assert told.read_text(encoding="utf-8") == str(page)
