"""The view with stand-ins for Qt's widgets: what it tells the parts, and in which order."""

import importlib
import sys
import types

import pytest
import slicer

from SyntheticCTLib.mrml.views import slice_composites
from SyntheticCTPanel.clicks import DOUBLE_CLICK_S, Clicks
from SyntheticCTPanel.states import State


class Widget:
    """What the view sets and calls of any widget; ``send`` is what a user does to it."""

    def __init__(self, name):
        self.name, self.text, self.toolTip = name, "", ""
        self.enabled, self.value, self.maximum, self.currentIndex = True, 0, 0, 0
        self.minimumHeight, self.width = 0, 300
        self.items, self._slots = [], {}
        self.nodes, self.checked = [], {}

    def connect(self, signal, slot):
        self._slots.setdefault(signal, []).append(slot)

    def send(self, signal, *values):
        for slot in self._slots[signal]:
            slot(*values)

    def addItem(self, title, data):  # noqa: N802 - Qt's name
        self.items.append((title, data))

    def clear(self):
        self.items = []

    def setCurrentIndex(self, index):  # noqa: N802 - Qt's name
        self.currentIndex = index

    def itemData(self, index):  # noqa: N802 - Qt's name
        return self.items[index][1]

    def setPlainText(self, text):  # noqa: N802 - Qt's name
        self.text = text

    setMarkdown = setFormat = setPlainText  # noqa: N815 - Qt's names

    def verticalScrollBar(self):  # noqa: N802 - Qt's name
        return Widget("bar")

    def setDocument(self, document):  # noqa: N802 - Qt's name
        self.text = document.text

    def setValue(self, value):  # noqa: N802 - Qt's name
        self.value = value

    def heightForWidth(self, width):  # noqa: N802 - Qt's name
        return width // 10

    def blockSignals(self, blocked):  # noqa: N802 - Qt's name
        pass

    def nodeCount(self):  # noqa: N802 - Slicer's name
        return len(self.nodes)

    def nodeFromIndex(self, number):  # noqa: N802 - Slicer's name
        return self.nodes[number]

    def checkState(self, node):  # noqa: N802 - Slicer's name
        return self.checked.get(node.GetID(), 0)

    def setCheckState(self, node, state):  # noqa: N802 - Slicer's name
        self.checked[node.GetID()] = state
        self.send("checkedNodesChanged()")

    def installEventFilter(self, watcher):  # noqa: N802 - Qt's name
        pass


class Widgets(dict):
    """Widgets by name, made when they are asked for."""

    def __getattr__(self, name):
        return self.setdefault(name, Widget(name))


class Timer:
    """Started and stopped; never fires."""

    @staticmethod
    def singleShot(_milliseconds, action):  # noqa: N802 - Qt's name
        action()

    def __init__(self):
        self.running = False

    def setInterval(self, milliseconds):  # noqa: N802 - Qt's name
        pass

    def connect(self, signal, slot):
        pass

    def start(self):
        self.running = True

    def stop(self):
        self.running = False


class Desk:
    """A desk that does nothing."""

    def __getattr__(self, name):
        return lambda *things: True


#: Modules that keep what they imported from Qt.
BOUND_TO_QT = ("view", "desk", "wrapping", "checked_nodes", "sight", "status_bar")


@pytest.fixture
def a_view(a_panel, monkeypatch):
    """The view of the panel, bound to its widgets as the module does it."""
    qt = types.SimpleNamespace(
        QTimer=Timer,
        QObject=object,
        QEvent=object,
        QTextDocument=lambda parent: Widget("document"),
        Qt=types.SimpleNamespace(Checked=2, Unchecked=0),
    )
    monkeypatch.setitem(sys.modules, "qt", qt)
    monkeypatch.setattr(slicer.util, "showStatusMessage", lambda text, ms: None)
    for name in BOUND_TO_QT:
        monkeypatch.delitem(sys.modules, f"SyntheticCTPanel.{name}", raising=False)
    view = importlib.import_module("SyntheticCTPanel.view")
    made = view.PanelView(Widgets(), a_panel.presenter, Desk())
    a_panel.presenter.set_listener(made.refresh)
    yield made
    for name in BOUND_TO_QT:
        sys.modules.pop(f"SyntheticCTPanel.{name}", None)


def test_the_slider_moves_what_is_seen_to_where_it_is(a_view, a_panel, a_mr_node, a_sct_node):
    a_panel.scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode", "Red")
    a_panel.choose(inputVolume=a_mr_node, sctVolume=a_sct_node)
    for percent in (0.0, 100.0, 30.0):
        a_panel.choose(amount=percent)  # as the bound slider does, which then tells the presenter
        (view,) = slice_composites(a_panel.scene)
        assert view.GetForegroundOpacity() == pytest.approx(percent / 100)
    assert a_view.ui.viewLabel.text == "leg MR, 30 % over sct"


def test_the_segments_cover_as_much_as_their_slider_says(a_view, a_panel):
    node = a_panel.scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "tissues")
    node.CreateDefaultDisplayNodes()
    a_panel.choose(segmentation=node)
    a_view.ui.segmentOpacitySlider.send("valueChanged(double)", 0.0)
    assert node.GetDisplayNode().GetOpacity2DFill() == 0.0


def test_the_segments_slider_moves_while_no_scene_is_open(a_view, a_panel):
    a_panel.presenter.set_parameters(None)
    a_view.ui.segmentOpacitySlider.send("valueChanged(double)", 20.0)


def test_buttons_say_why_they_are_off_and_a_choice_of_the_list_is_a_parameter(a_view, a_panel):
    a_view.refresh()
    assert a_view.ui.synthesizeButton.toolTip == "Choose an image first."
    assert not a_view.ui.synthesizeButton.enabled
    assert a_view.ui.progressBar.text == "Ready"
    place = a_view.ui.regionComboBox.items.index(("limb", "limb"))
    a_view.ui.regionComboBox.send("activated(int)", place)
    assert a_panel.parameters.bodyRegion == "limb"


def test_a_card_is_laid_out_before_the_browser_shows_it(a_view, a_panel, monkeypatch):
    browser = a_view.ui.cardTextBrowser
    monkeypatch.setattr(browser, "setMarkdown", lambda text: pytest.fail("seconds on a shown one"))
    a_view.refresh()
    assert browser.text == a_panel.presenter.models.chosen().card


def test_what_cannot_be_done_is_told_and_not_raised(a_view, a_panel, monkeypatch):
    told = []
    monkeypatch.setattr(
        slicer.util, "errorDisplay", lambda text, **_: told.append(text), raising=False
    )
    a_view.ui.synthesizeButton.send("clicked()")
    assert told == ["Choose an image first."]


def test_the_check_marks_of_further_images_and_their_parameter_follow_one_another(
    a_view, a_panel, a_mr_node, a_ct_node
):
    selector = a_view.ui.furtherSelector
    selector.nodes = [a_mr_node, a_ct_node]
    selector.setCheckState(a_ct_node, 2)  # by the user
    assert a_panel.parameters.furtherVolumes == [a_ct_node]
    a_panel.choose(furtherVolumes=[a_mr_node])  # by a script, or a loaded scene
    assert selector.checked == {a_mr_node.GetID(): 2, a_ct_node.GetID(): 0}
    assert a_panel.parameters.furtherVolumes == [a_mr_node]


def test_nodes_that_go_with_their_scene_unchoose_nothing(a_view, a_panel, a_mr_node):
    selector = a_view.ui.furtherSelector
    selector.nodes = [a_mr_node]
    a_panel.choose(furtherVolumes=[a_mr_node])
    a_panel.scene.StartState(a_panel.scene.BatchProcessState)
    selector.setCheckState(a_mr_node, 0)
    a_panel.scene.EndState(a_panel.scene.BatchProcessState)
    assert a_panel.parameters.furtherVolumes == [a_mr_node]


def test_a_model_that_was_looked_at_is_asked_about_once(a_view, a_panel, monkeypatch):
    importing = a_panel.presenter.importing
    a_view.ui.modelSourceLineEdit.send("textChanged(QString)", "hf:owner/name")
    assert importing.source == "hf:owner/name"
    assert a_view.ui.addModelButton.enabled
    asked, installed = [], []
    offers = ["the offer"]
    monkeypatch.setattr(importing, "take_offer", lambda: offers.pop() if offers else None)
    monkeypatch.setattr(importing, "install", installed.append)
    a_view.desk = types.SimpleNamespace(agrees=lambda offer: asked.append(offer) or True)
    a_view.refresh()
    a_view.refresh()
    assert (asked, installed) == (["the offer"], ["the offer"])
    importing.source = ""  # as after an installation
    a_view.refresh()
    assert a_view.ui.modelSourceLineEdit.text == ""


def test_the_second_half_of_a_double_click_takes_nothing_back(a_view, a_panel, a_sct_node):
    results = a_panel.presenter.results
    for name in ("first", "second"):
        node = a_panel.scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", name)
        results.made("synthesizeButton", [node], [a_sct_node], name)
    for _half in range(2):
        a_view.ui.undoButton.send("clicked()")
    assert results.last() == "first"


def test_a_click_counts_again_once_a_double_click_is_over():
    now = [0.0]
    clicks = Clicks(lambda: now[0])
    assert clicks.counts("undoButton")
    now[0] = DOUBLE_CLICK_S / 2
    assert not clicks.counts("undoButton")
    assert clicks.counts("synthesizeButton")
    now[0] = 1.5 * DOUBLE_CLICK_S
    assert clicks.counts("undoButton")


def test_the_second_half_of_a_double_click_may_wait_for_what_the_first_one_did():
    now = [0.0]
    clicks = Clicks(lambda: now[0])
    assert clicks.counts("synthesizeButton")
    now[0] = 2.0  # a busy machine, or a dialog
    clicks.answered("synthesizeButton")
    assert not clicks.counts("synthesizeButton")
    now[0] = 2.0 + 1.5 * DOUBLE_CLICK_S
    assert clicks.counts("synthesizeButton")


def test_the_status_bar_says_how_far_the_work_is_and_how_it_ended(a_view, a_panel, monkeypatch):
    told = []
    monkeypatch.setattr(slicer.util, "showStatusMessage", lambda text, _ms: told.append(text))
    runner = a_panel.runner
    runner.state, runner.title, runner.fraction = State.RUNNING, "sCT of leg", 0.02
    a_view.refresh()
    a_view.refresh()  # nothing new
    runner.state = State.IDLE
    runner.say("It is done.")
    assert told == ["sCT of leg: starting, 2 %", "It is done."]
