"""What the buttons open, with a stand-in for the window: without what they show, a sentence."""

import importlib
import sys
import types

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTPanel.report_files import ReportFiles


class Window:
    """Notes what it was asked for."""

    def __init__(self):
        self.asked = []

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


def test_a_surface_is_looked_at_as_a_whole(a_desk):
    a_desk.heat_map()
    assert a_desk._window.asked == [("four_up",), ("look_at_everything",)]


def test_a_report_that_has_gone_is_a_sentence_before_anything_is_asked(a_desk):
    with pytest.raises(InputError, match="compare again"):
        a_desk.save_report()
    with pytest.raises(InputError, match="compare again"):
        a_desk.open_report()
