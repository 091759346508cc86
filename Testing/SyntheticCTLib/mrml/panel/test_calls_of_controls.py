"""Every control of the window has a call for scripts, which takes what the control chooses."""

import dataclasses
import inspect
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTPanel.script_calls import ScriptCalls

ROOT = Path(__file__).resolve().parents[4]
UI_FILE = ROOT / "SyntheticCT" / "Resources" / "UI" / "SyntheticCT.ui"
PAGE = ROOT / "docs" / "how-to" / "scripting.md"

#: What a person can press, choose, move or type into.
_KINDS = {
    "QPushButton",
    "QCheckBox",
    "QComboBox",
    "QLineEdit",
    "QSpinBox",
    "ctkSliderWidget",
    "qMRMLNodeComboBox",
    "qMRMLCheckableNodeComboBox",
}

#: Each of them, with the call that does the same, and the argument that takes what it chooses.
CALLS = {
    "inputSelector": "synthesize inputVolume",
    "useAnywayCheckBox": "synthesize force",
    "sampleDataButton": "sampleData",
    "furtherSelector": "synthesizeAll inputVolumes",
    "synthesizeButton": "synthesize",
    "inputKindComboBox": "synthesize modality",
    "modelComboBox": "synthesize model",
    "methodComboBox": "synthesize method",
    "priorSelector": "synthesize priorVolume",
    "deviceComboBox": "synthesize device",
    "devicesButton": "devices",
    "outputSelector": "synthesize outputVolume",
    "biasCorrectionCheckBox": "synthesize bias_correction",
    "mirrorCheckBox": "synthesize mirror",
    "memoryLineEdit": "synthesize memory",
    "studyButton": "runStudy source",
    "undoButton": "undo",
    "sctSelector": "compare syntheticCT",
    "referenceSelector": "compare referenceCT",
    "registrationComboBox": "compare registration",
    "previewButton": "placeCT",
    "compareButton": "compare",
    "viewComboBox": "showView view",
    "amountSlider": "showView amount",
    "revealAxisComboBox": "showView axis",
    "showAgainButton": "showView",
    "reportButton": "saveReport",  # which gives the page
    "saveReportButton": "saveReport folder",
    "thresholdSlider": "compare threshold",
    "smoothingSpinBox": "compare smoothing",
    "toleranceSlider": "compare tolerance_mm",
    "bonesSelector": "compare bones",
    "regionSelector": "compare region",
    "alignFirstCheckBox": "compare align",
    "sensitivityCheckBox": "compare sensitivity",
    "startTransformSelector": "placeCT start",
    "sctLandmarksSelector": "placeCT points",
    "ctLandmarksSelector": "placeCT points",
    "readerLineEdit": "addScore reader",
    "landmarkLineEdit": "addScore landmark",
    "scoredImageComboBox": "addScore image",
    "scoreSpinBox": "addScore score",
    "addScoreButton": "addScore",
    "surfaceButton": "extractSurface",
    "tissuesButton": "segmentTissues",
    "bonesButton": "segmentBones",
    "bonePointsSelector": "segmentBones points",
    "totalSegmentatorButton": "segmentOrgans",
    "segmentationSelector": "showSegments segmentation",
    "segmentOpacitySlider": "showSegments opacity",
    "show3DButton": "showSegments in3D",
    "exportFormatComboBox": "exportSurface path",  # by its suffix
    "repairCheckBox": "exportSurface repair",
    "embossCheckBox": "exportSurface emboss",
    "sideComboBox": "exportSurface side",
    "exportButton": "exportSurface",
    "dicomKindComboBox": "saveDicomObject kind",
    "dicomReceiverLineEdit": "saveAsDicom send",
    "dicomButton": "saveAsDicom",
    "verifyButton": "verifyModel",
    "openModelButton": "models",  # each with its folder
    "removeModelButton": "removeModel",
    "modelSourceLineEdit": "addModel source",
    "addModelButton": "addModel",
}

#: What computes nothing: nodes that ``compare`` has given are shown, files are looked for, the
#: list of models is made shorter, or another module of Slicer is opened, which has its own calls.
OTHERS = {
    "tableButton",
    "heatMapButton",
    "sourceFolderButton",
    "sourceFileButton",
    "regionComboBox",
    "lineProfileButton",
    "transformsButton",
    "segmentEditorButton",
}

#: What a call's ``**options`` are.
OPTIONS = {"synthesize": SynthesisOptions, "compare": AccuracyOptions}


@pytest.fixture(scope="module")
def widgets():
    """The controls of the .ui file: name, and what stands on it or before it."""
    tree = ElementTree.parse(UI_FILE)
    labels = {
        widget.findtext("property[@name='buddy']/cstring"): _text(widget)
        for widget in tree.getroot().iter("widget")
        if widget.get("class") == "QLabel"
    }
    return {
        widget.get("name"): _text(widget) or labels.get(widget.get("name")) or _name(widget)
        for widget in tree.getroot().iter("widget")
        if widget.get("class") in _KINDS
    }


def _name(widget):
    return widget.findtext("property[@name='accessibleName']/string") or ""


def _text(widget):
    text = widget.findtext("property[@name='text']/string") or ""
    return re.sub(r"&|:$| \(.*\)", "", text)


def test_every_control_has_a_call(widgets):
    assert len(widgets) > 60
    assert set(widgets) - set(CALLS) == OTHERS
    assert set(CALLS) <= set(widgets)


@pytest.mark.parametrize("control", CALLS)
def test_the_call_is_there_and_takes_what_the_control_chooses(control):
    name, _, argument = CALLS[control].partition(" ")
    parameters = inspect.signature(getattr(ScriptCalls, name)).parameters
    options = [one.name for one in dataclasses.fields(OPTIONS[name])] if name in OPTIONS else []
    assert argument in ("", *parameters, *options)


def test_the_page_tells_of_every_control_and_of_its_call(widgets):
    rows = PAGE.read_text(encoding="utf-8").partition("| --- | --- |\n")[2].partition("\n\n")[0]
    told = dict(row.strip("| ").split(" | ") for row in rows.splitlines())
    for control in CALLS:
        shown, (name, _, argument) = _plain(widgets[control]), CALLS[control].partition(" ")
        calls = [call for said, call in told.items() if shown and shown in _plain(said)]
        words = (f"{name}(", f"{argument}=" if argument else f"{name}(")
        assert any(word in call for call in calls for word in words), (control, widgets[control])


def test_the_benchmark_of_gaps_in_slicer_uses_every_control():
    steps = (ROOT / "benchmarks/panel_window/controls.py").read_text(encoding="utf-8")
    assert {control for control in CALLS if f'"{control}"' not in steps} == set()


def _plain(text):
    return re.sub(r"\W", "", text).lower()
