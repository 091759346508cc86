"""The .ui file, the parameter node and the presenter name the same things, seen without Slicer."""

import ast
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from SyntheticCTPanel.controls import Situation, controls
from SyntheticCTPanel.installer import read_requirements

ROOT = Path(__file__).resolve().parents[2]
UI_FILE = ROOT / "SyntheticCT" / "Resources" / "UI" / "SyntheticCT.ui"
MODULE_FILE = ROOT / "SyntheticCT" / "SyntheticCT.py"
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
    members = members_of(MODULE_FILE, "SyntheticCTParameterNode")
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
        segmentation="s",
        compared=True,
        has_distances=True,
        placed=True,
        total_segmentator=True,
        line_profile=True,
    )
    nothing, all_there = controls(Situation()), controls(everything)
    assert all(control.enabled for control in all_there.values())
    for name, control in nothing.items():
        if not control.enabled:
            assert control.tooltip != all_there[name].tooltip
        assert control.tooltip.endswith((".", "?"))


def test_every_node_selector_follows_the_scene(widgets):
    selectors = {name for name, (kind, _) in widgets.items() if kind == "qMRMLNodeComboBox"}
    connected = {
        connection.findtext("receiver")
        for connection in ElementTree.parse(UI_FILE).getroot().iter("connection")
    }
    assert selectors == connected


def test_the_tests_parameters_are_those_of_the_module():
    assert members_of(STAND_IN, "Parameters") == members_of(MODULE_FILE, "SyntheticCTParameterNode")


def test_the_notice_is_the_first_thing_in_the_panel(widgets):
    assert list(widgets)[1] == "noticeLabel"
    assert "Not for clinical use" in widgets["noticeLabel"][1]["text"]


def test_the_requirements_leave_slicers_own_packages_alone():
    names = {
        line.split(">")[0].lower()
        for line in read_requirements(ROOT / "SyntheticCT" / "Resources" / "requirements.txt")
    }
    assert names == {"monai", "safetensors"}


def test_what_needs_hu_is_closed_to_a_synthetic_mr():
    found = controls(Situation(sct="leg sMRI", reference="ct", placed=True, sct_is_mr=True))
    for name in ("tissuesButton", "surfaceButton", "exportButton", "compareButton"):
        assert not found[name].enabled
        assert "needs HU" in found[name].tooltip
    assert found["fadeSlider"].enabled
