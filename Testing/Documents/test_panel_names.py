"""Controls that the documents send somebody to are there, under that name."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: In italics there, and no control of the panel: what a control shows for a time or offers as a
#: choice, and places elsewhere in Slicer.
NO_CONTROLS = {
    "Edit > Application Settings > Modules",
    "Cancel",
    "Edit > Application Settings > Modules > Additional module paths",
    "None: both lie where they belong",
    "PyTorch",
    "Rigid",
    "Save",
    "Synthetic CT",
    "The transform below, as it lies",
    "Transforms",
}


def controls():
    """Names in the .ui file, as one reads them: without keys, numbers, remarks and colons."""
    tree = ElementTree.parse(ROOT / "SyntheticCT" / "Resources" / "UI" / "SyntheticCT.ui")
    texts = (element.text or "" for element in tree.iter("string"))
    return {re.sub(r"^\d\s+|\s*\(.*\)$|:$", "", text.replace("&", "").strip()) for text in texts}


def named(page):
    """What stands in italics on a page, in the README in its steps."""
    text = (ROOT / page).read_text(encoding="utf-8")
    if page == "README.md":
        text = text.split("**In five steps**")[1].split("The [tutorial]")[0]
    return set(re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text.replace("\n", " ")))


@pytest.mark.parametrize(
    ("page", "fewest"),
    [
        ("README.md", 6),
        ("docs/tutorial/slicer.md", 6),
        ("docs/reference/panel.md", 6),
        ("docs/how-to/scripting.md", 6),
        ("docs/how-to/troubleshooting.md", 3),
    ],
)
def test_each_control_that_is_named_is_in_the_panel(page, fewest):
    found = named(page)
    assert len(found) >= fewest
    assert {re.sub(r"\s+", " ", name) for name in found} - NO_CONTROLS - controls() == set()
