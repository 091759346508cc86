"""The benchmark of gaps in Slicer uses every control of the panel, a new one too."""

import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).parents[2]

#: What a person presses, chooses, types or moves.
KINDS = {
    "QPushButton",
    "QCheckBox",
    "QComboBox",
    "QLineEdit",
    "QSpinBox",
    "ctkSliderWidget",
    "qMRMLNodeComboBox",
    "qMRMLCheckableNodeComboBox",
}


def test_every_control_of_the_panel_is_measured():
    window = ET.parse(ROOT / "SyntheticCT/Resources/UI/SyntheticCT.ui")
    controls = {one.get("name") for one in window.iter("widget") if one.get("class") in KINDS}
    steps = (ROOT / "benchmarks/panel_window/controls.py").read_text(encoding="utf-8")
    assert "inputSelector" in controls
    assert {name for name in controls if f'"{name}"' not in steps} == set()
