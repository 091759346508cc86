"""The .ui file, the parameter node and the presenter name the same things, seen without Slicer."""

import ast
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from SyntheticCTPanel.controls import controls
from SyntheticCTPanel.installer import read_requirements
from SyntheticCTPanel.situation import Situation

ROOT = Path(__file__).resolve().parents[2]
UI_FILE = ROOT / "SyntheticCT" / "Resources" / "UI" / "SyntheticCT.ui"
PARAMETERS = ROOT / "SyntheticCT" / "SyntheticCTPanel" / "parameter_node.py"
STAND_IN = ROOT / "Testing" / "SyntheticCTLib" / "mrml" / "panel" / "conftest.py"

#: Widgets that hold others or stand beside one that has a tooltip.
WITHOUT_TOOLTIP = {"qMRMLWidget", "ctkCollapsibleButton"}


@pytest.fixture(scope="module")
def widgets():
    """Class and own properties of every widget by name."""
    found = {}
    for widget in ElementTree.parse(UI_FILE).getroot().iter("widget"):
        own = {p.get("name"): "".join(p.itertext()).strip() for p in widget.findall("property")}
        found[widget.get("name")] = (widget.get("class"), own)
    return found


def members_of(file, name):
    """Names of a class's annotated members."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    body = next(n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == name)
    return {node.target.id for node in body if isinstance(node, ast.AnnAssign)}


def test_every_widget_has_a_tooltip(widgets):
    without = [
        name
        for name, (kind, own) in widgets.items()
        if kind not in WITHOUT_TOOLTIP and not name.startswith("label_") and "toolTip" not in own
    ]
    assert without == []


def test_every_bound_widget_names_a_parameter(widgets):
    members = members_of(PARAMETERS, "SyntheticCTParameterNode")
    bound = {
        own["SlicerParameterName"] for _, own in widgets.values() if "SlicerParameterName" in own
    }
    assert bound <= members
    assert {"inputVolume", "outputVolume", "registration", "tolerance"} <= bound


def test_no_parameter_is_bound_twice(widgets):
    bound = [
        own["SlicerParameterName"] for _, own in widgets.values() if "SlicerParameterName" in own
    ]
    assert len(bound) == len(set(bound))


def test_every_control_of_the_presenter_is_a_widget(widgets):
    assert set(controls(Situation())) <= set(widgets)


def test_every_button_has_a_state(widgets):
    buttons = {name for name, (kind, _) in widgets.items() if kind == "QPushButton"}
    assert buttons <= set(controls(Situation()))


def test_a_disabled_control_gives_a_reason_and_an_enabled_one_says_what_it_does():
    everything = Situation(
        input="mr",
        sct="sct",
        reference="ct",
        model="m",
        model_added=True,
        model_source="model.zip",
        segmentation="s",
        compared=True,
        has_distances=True,
        has_report=True,
        total_segmentator=True,
        line_profile=True,
        last_result="sct",
        view_has_amount=True,
        reveals=True,
        takes_cbct=True,
        transform="t",
    )
    nothing, all_there = controls(Situation()), controls(everything)
    assert all(control.enabled for control in all_there.values())
    for name, control in nothing.items():
        if not control.enabled:
            assert control.tooltip != all_there[name].tooltip
        assert control.tooltip.endswith((".", "?"))


#: What a screen reader needs a name for: what has no text of its own.
NAMED = {
    "QComboBox",
    "QSpinBox",
    "QProgressBar",
    "QLineEdit",
    "QTextBrowser",
    "QPlainTextEdit",
    "ctkSliderWidget",
    "qMRMLNodeComboBox",
    "qMRMLCheckableNodeComboBox",
}


def test_every_control_without_a_text_has_a_name_for_screen_readers(widgets):
    without = [
        name
        for name, (kind, own) in widgets.items()
        if kind in NAMED and not own.get("accessibleName")
    ]
    assert without == []


def test_every_label_of_a_row_belongs_to_its_control(widgets):
    for name, (kind, own) in widgets.items():
        if kind == "QLabel" and name.startswith("label_"):
            assert own["buddy"] in widgets, own["text"]


def test_no_key_opens_two_things(widgets):
    texts = {name: own.get("text", "") for name, (_, own) in widgets.items()}
    texts |= {name: c.text for name, c in controls(Situation()).items() if c.text is not None}
    keys = [text[text.index("&") + 1].lower() for text in texts.values() if "&" in text]
    assert sorted(keys) == sorted(set(keys))
    assert len(keys) > 15


def test_the_sections_ask_the_questions_in_their_order(widgets):
    sections = [own["text"] for kind, own in widgets.values() if kind == "ctkCollapsibleButton"]
    assert sections == ["1  Image", "2  Make", "3  Trust it", "4  Use it", "Models"]


def test_the_verdict_comes_before_the_figures(widgets):
    order = list(widgets)
    assert order.index("compareButton") < order.index("verdictLabel") < order.index("figuresLabel")


def test_every_node_selector_follows_the_scene(widgets):
    selectors = {name for name, (kind, _) in widgets.items() if "NodeComboBox" in kind}
    connected = {
        connection.findtext("receiver")
        for connection in ElementTree.parse(UI_FILE).getroot().iter("connection")
    }
    assert selectors == connected


def test_the_tests_parameters_are_those_of_the_module():
    assert members_of(STAND_IN, "Parameters") == members_of(PARAMETERS, "SyntheticCTParameterNode")


def test_the_notice_is_the_first_thing_in_the_panel(widgets):
    assert list(widgets)[1] == "noticeLabel"
    assert "Not for clinical use" in widgets["noticeLabel"][1]["text"]


def test_the_requirements_leave_slicers_own_packages_alone():
    names = {
        line.split(">")[0].lower()
        for line in read_requirements(ROOT / "SyntheticCT" / "Resources" / "requirements.txt")
    }
    assert names == {"monai", "safetensors"}


def test_what_needs_hu_is_closed_to_what_is_no_ct():
    found = controls(Situation(sct="leg sMRI", reference="ct", sct_is="MR"))
    for name in ("tissuesButton", "surfaceButton", "exportButton", "compareButton"):
        assert not found[name].enabled
        assert "needs a CT in HU, and the chosen image is an MR" in found[name].tooltip
    assert found["showAgainButton"].enabled


def test_a_ct_to_measure_against_is_a_real_ct():
    synthetic = controls(Situation(sct="sct", reference="other sct", reference_is_synthetic=True))
    assert "synthetic by its record" in synthetic["compareButton"].tooltip
    an_mr = controls(Situation(sct="sct", reference="leg MR", reference_is="MR"))
    assert "the chosen image is an MR" in an_mr["previewButton"].tooltip


def test_an_input_that_cannot_work_closes_the_button_and_a_doubtful_one_until_it_is_overruled():
    asked = {"input": "one slice", "model": "m"}
    closed = controls(Situation(**asked, unusable="The volume is a single slice."))
    assert closed["synthesizeButton"].tooltip == "The volume is a single slice."
    doubtful = controls(Situation(**asked, objection="This does not look like a limb."))
    assert "tick Use it all the same" in doubtful["synthesizeButton"].tooltip
    assert controls(Situation(**asked))["synthesizeButton"].enabled


def test_a_report_that_went_with_another_slicer_is_not_offered():
    found = controls(Situation(sct="sct", reference="ct", compared=True))
    assert "compare again" in found["reportButton"].tooltip
    assert not found["saveReportButton"].enabled


def test_the_method_by_planning_ct_is_closed_until_there_is_one():
    asked = {"input": "scan", "model": "cbct-to-ct", "takes_cbct": True}
    closed = controls(Situation(**asked, lacks_prior=True))["synthesizeButton"]
    assert not closed.enabled
    assert closed.tooltip == (
        "The method “By the planning CT” needs a planning CT: give one (“Planning CT”)."
    )
    itself = controls(Situation(**asked, prior_is_input=True))["synthesizeButton"]
    assert itself.tooltip.startswith("The planning CT is the input itself")
    assert controls(Situation(**asked))["synthesizeButton"].enabled
