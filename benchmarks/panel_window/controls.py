"""Which control each step of ``panel_gaps_in_slicer`` uses, and the steps of those left over.

What opens a dialog of the system is called with the answer that the dialog would give.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import slicer

ROOT = Path(__file__).resolve().parents[2]

#: Controls whose choice is a parameter, by the step of ``panel_gaps_in_slicer`` that changes it.
CHANGED = {
    "Image": "inputSelector",
    "Use it all the same": "useAnywayCheckBox",
    "Model: the default": "modelComboBox",
    "Real CT": "referenceSelector",
    "Synthesize, to the image in views": "synthesizeButton",
    "Registration: none": "registrationComboBox",
    "Preview registration": "previewButton",
    "View: reveal": "viewComboBox",
    "Line moves": "revealAxisComboBox",
    "Amount": "amountSlider",
    "Show again": "showAgainButton",
    "Measure against the CT": "compareButton",
    "Threshold": "thresholdSlider",
    "Tolerance": "toleranceSlider",
    "Table": "tableButton",
    "Make bone surface": "surfaceButton",
    "Heat map": "heatMapButton",
    "Tissues by HU": "tissuesButton",
    "Opacity": "segmentOpacitySlider",
    "Show 3D": "show3DButton",
    "Bones by shape": "bonesButton",
    "Export surface: STL": "exportButton",
    "As DICOM: series": "dicomKindComboBox",
    "Save as DICOM: series": "dicomButton",
    "Take the last result back: bones": "undoButton",
}


def choices(window: Any) -> dict[str, Callable[[], object]]:
    """What is chosen and typed, by the name of the control."""
    now, ui, view = window.parameters(), window.ui, window.widget.view
    scene = slicer.mrmlScene
    roi = scene.AddNewNodeByClass("vtkMRMLMarkupsROINode", "region")
    roi.SetSize(80.0, 80.0, 80.0)
    points = [scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", name) for name in "ab"]
    transform = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "by hand")
    parameters = {
        "furtherSelector": ("furtherVolumes", [now.referenceVolume], []),
        "inputKindComboBox": ("inputKind", _value(now.inputKind, "MR"), now.inputKind),
        "regionComboBox": ("bodyRegion", "limb", ""),
        "methodComboBox": ("method", _value(now.method, "shading"), now.method),
        "priorSelector": ("priorVolume", now.referenceVolume, None),
        "outputSelector": ("outputVolume", now.sctVolume, None),
        "biasCorrectionCheckBox": ("biasCorrection", True, False),
        "mirrorCheckBox": ("mirror", True, False),
        "sctSelector": ("sctVolume", now.referenceVolume, now.sctVolume),
        "smoothingSpinBox": ("smoothing", 10, 0),
        "regionSelector": ("region", roi, None),
        "bonesSelector": ("bones", now.segmentation, None),
        "alignFirstCheckBox": ("alignFirst", True, False),
        "sensitivityCheckBox": ("sensitivity", True, False),
        "startTransformSelector": ("startTransform", transform, None),
        "sctLandmarksSelector": ("sctLandmarks", points[0], None),
        "ctLandmarksSelector": ("ctLandmarks", points[1], None),
        "bonePointsSelector": ("bonePoints", points[0], None),
        "segmentationSelector": ("segmentation", None, now.segmentation),
        "exportFormatComboBox": ("exportFormat", "OBJ", "STL"),
        "repairCheckBox": ("repair", False, True),
        "embossCheckBox": ("emboss", True, False),
        "sideComboBox": ("side", _value(now.side, "left"), now.side),
    }
    steps: dict[str, Callable[[], object]] = {}
    for widget, (name, other, usual) in parameters.items():
        steps[widget] = partial(setattr, now, name, other)
        steps[f"{widget}, back"] = partial(setattr, now, name, usual)
    return steps | {
        "deviceComboBox": partial(view._choose_device, 1),
        "memoryLineEdit": partial(_type, ui.memoryLineEdit, "60GB", view._choose_memory),
        "memoryLineEdit, back": partial(_type, ui.memoryLineEdit, "", view._choose_memory),
        "dicomReceiverLineEdit": partial(_type, ui.dicomReceiverLineEdit, "A@127.0.0.1:9"),
        "dicomReceiverLineEdit, back": partial(_type, ui.dicomReceiverLineEdit, ""),
        "readerLineEdit": partial(_type, ui.readerLineEdit, "AB"),
        "landmarkLineEdit": partial(_type, ui.landmarkLineEdit, "shaft"),
        "scoredImageComboBox": partial(ui.scoredImageComboBox.setCurrentIndex, 1),
        "scoreSpinBox": partial(setattr, ui.scoreSpinBox, "value", 7),
    }


def presses(window: Any, folder: Path) -> dict[str, Callable[[], object]]:
    """What is pressed, by the name of the button, and what a dialog would have answered."""
    ui, view, presenter = window.ui, window.widget.view, window.presenter
    patients = folder / "patients"
    patients.mkdir()
    _phantom(patients / "one_mr.nii.gz")
    model = folder / "own"
    shutil.copytree(ROOT / "Resources" / "models" / "mr-to-ct-limb", model)
    return {
        "addScoreButton": ui.addScoreButton.click,
        "saveReportButton": partial(presenter.report.save, folder / "report"),
        "reportButton": ui.reportButton.click,
        "verifyButton": ui.verifyButton.click,
        "openModelButton": ui.openModelButton.click,
        "sourceFolderButton": partial(view._choose_source, str(model)),
        "modelSourceLineEdit": partial(_type, ui.modelSourceLineEdit, str(model)),
        "addModelButton": ui.addModelButton.click,
        "removeModelButton": ui.removeModelButton.click,
        "sourceFileButton": partial(view._choose_source, ""),
        "devicesButton": ui.devicesButton.click,
        "totalSegmentatorButton": ui.totalSegmentatorButton.click,
        "studyButton": partial(presenter.study.start, patients, folder / "study"),
        "sampleDataButton": ui.sampleDataButton.click,
        "lineProfileButton": ui.lineProfileButton.click,
        "segmentEditorButton": ui.segmentEditorButton.click,
        "back from the Segment Editor": partial(slicer.util.selectModule, "SyntheticCT"),
        "Transform: by hand": partial(_choose_transform, window),
        "transformsButton": ui.transformsButton.click,
        "back from Transforms": partial(slicer.util.selectModule, "SyntheticCT"),
    }


def left_over(window: Any, measured: set[str]) -> list[str]:
    """Controls of the window that no step has used."""
    kinds = ("QPushButton", "QCheckBox", "QComboBox", "QLineEdit", "QSpinBox")
    kinds += ("ctkSliderWidget", "qMRMLNodeComboBox", "qMRMLCheckableNodeComboBox")
    controls = {
        name
        for name, widget in vars(window.ui).items()
        if getattr(widget, "className", str)() in kinds and not name.startswith("qt_")
    }
    used = measured | {CHANGED[name] for name in measured & CHANGED.keys()}
    return sorted(controls - used)


def _value(choice: Any, value: str) -> Any:
    return type(choice)(value)


def _type(line: Any, text: str, then: Callable[[], object] = lambda: None) -> None:
    line.text = text
    then()


def _choose_transform(window: Any) -> None:
    window.parameters().startTransform = slicer.util.getFirstNodeByName("by hand")


def _phantom(file: Path) -> None:
    from SyntheticCTLib.files.volumes import write_volume
    from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

    write_volume(make_limb_phantom(size=(48, 48, 8), spacing=(3.0, 3.0, 6.0), noise=0).mr, file)
