"""Every translated sentence is one that the panel or the engine says, with the same fields."""

import ast
import re
import string
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from SyntheticCTLib.errors import _OF_FILES, OUT_OF_MEMORY
from SyntheticCTPanel.card_words import texts_of_card
from SyntheticCTPanel.i18n import languages
from SyntheticCTPanel.window_words import CONTROLS, METHOD_TITLES

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "SyntheticCT" / "Resources" / "Translations"

#: Units and classes of nodes in the .ui file.
_NOT_READ = re.compile(r" (%|HU|mm)|vtkMRML\w+Node")


#: Whose refusals a person at the window reads: about images, files, models, DICOM and the scene.
_REFUSING = (
    "cohort/case",
    "cohort/fetching",
    "cohort/find_cases",
    "cohort/job",
    "cohort/reading",
    "cohort/study",
    "comparison/folder",
    "comparison/placement",
    "dicom/[^/]*(image|object|pdf|registration|report|segment|stl|voxels|modules)",
    "files",
    "image/checks",
    "image/volume",
    "importing",
    "inference/prediction",
    "memory",
    "models/(catalogue|checkpoints|info|loading|nnunet_weights)",
    "mrml",
    "preprocessing/(body|intensity|mr_scale|muscle|shading)",
    "registration",
    "report/(build|folder)",
    "segmentation/(labels|options)",
    "surface/(files|make/bone_bodies|measure/accuracy|print/emboss)",
    "synthesis/(mirror|petra|record_files|synthesize)",
)

_ERRORS = {"InputError", "ModelError", "OSError", "SyntheticCTError"}


def texts_of_code():
    """Every text of the panel and the engine, those in several pieces put together."""
    found = set()
    for folder in ("SyntheticCT", "SyntheticCTLib"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", ""), str):
                    found.add(template_of(node))
    return found


def template_of(node):
    """A text of the code with a field for each value that is put into it; "" of anything else."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts, names = [], {}
    for piece in node.values:
        if isinstance(piece, ast.Constant):
            parts.append(piece.value.replace("{", "{{").replace("}", "}}"))
            continue
        said = ast.unparse(piece.value)
        if said not in names:
            name = _field(piece.value).strip("_").lower()
            count = sum(re.fullmatch(rf"{name}\d*", other) is not None for other in names.values())
            names[said] = name if count == 0 else f"{name}{count + 1}"
        parts.append(f"{{{names[said]}}}")
    return "".join(parts)


def shape(template):
    """A template without the names of its fields, which are nobody's but the code's."""
    return re.sub(r"(?<!{){\w[^{}]*}(?!})", "{}", template)


def _field(node):
    """What a value of a text may be called: the last name in it."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    inner = [getattr(node, name, None) for name in ("func", "value", "left", "body")]
    return next((_field(one) for one in inner if isinstance(one, ast.AST)), "value")


def refusals():
    """The sentences with which the engine refuses what comes from the window."""
    found = set()
    for path in (ROOT / "SyntheticCTLib").rglob("*.py"):
        name = path.relative_to(ROOT / "SyntheticCTLib").as_posix()
        if not re.match("|".join(_REFUSING), name):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            raised = node.exc if isinstance(node, ast.Raise) else None
            if isinstance(raised, ast.Call) and getattr(raised.func, "id", "") in _ERRORS:
                found |= {template_of(argument) for argument in raised.args[:1]}
    return found - {""}


def texts_of_ui():
    """Every text of the .ui file."""
    tree = ElementTree.parse(ROOT / "SyntheticCT" / "Resources" / "UI" / "SyntheticCT.ui")
    # What a person does not read, as the parameters that widgets are bound to, says so.
    return {
        text.text
        for text in tree.getroot().iter("string")
        if text.text and text.get("notr") != "true"
    }


def fields(text):
    """Names of the fields of a template."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.fixture(scope="module", params=languages())
def messages(request):
    root = ElementTree.parse(FOLDER / f"SyntheticCT_{request.param}.ts").getroot()
    return [(m.findtext("source"), m.findtext("translation")) for m in root.iter("message")]


def tissues():
    """The labels of tissues, which are data."""
    text = (ROOT / "Resources/terminology/tissues.json").read_text(encoding="utf-8")
    return set(re.findall(r'"3dSlicerLabel": "([^"]+)"', text))


def test_every_tissue_is_translated(messages):
    assert len(tissues()) == 7
    assert tissues() <= {source for source, _ in messages}


def texts_of_cards():
    """Headings of the models' cards, and what these must not be used for."""
    cards = (ROOT / "Resources" / "models").glob("*/docs/README.md")
    return {text for card in cards for text in texts_of_card(card.read_text(encoding="utf-8"))}


def test_what_a_model_must_not_be_used_for_is_translated(messages):
    assert len(texts_of_cards()) > 40
    assert sorted(texts_of_cards() - {source for source, _ in messages}) == []


def test_german_is_there():
    assert "de" in languages()


def test_what_is_translated_is_said(messages):
    said = {shape(text) for text in texts_of_code()} | texts_of_ui() | tissues() | texts_of_cards()
    assert [source for source, _ in messages if {source, shape(source)}.isdisjoint(said)] == []


def said_to(folder, names, *, as_method=False):
    """The words that calls of these functions, or methods, begin with in a folder's code."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr" if as_method else "id", "")
            if called in names and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def test_every_sentence_of_the_engine_is_translated(messages):
    """A window in German never turns to English in the middle of a refusal."""
    made = said_to("SyntheticCTLib", ("Sentence",))
    assert len(made) > 40
    assert sorted(made - {source for source, _ in messages}) == []


def test_every_refusal_of_an_image_a_file_or_a_model_is_translated(messages):
    """These come as plain text; the window finds the template that they fit."""
    said, known = refusals(), {shape(source) for source, _ in messages}
    assert len(said) > 300
    missing = sorted(text for text in said if shape(text) not in known)
    assert len(missing) <= len(said) // 20, missing  # a few that are new may wait for theirs


def test_every_word_of_the_system_about_a_file_is_translated(messages):
    assert sorted({*_OF_FILES.values(), OUT_OF_MEMORY} - {source for source, _ in messages}) == []


def test_every_text_of_the_panel_is_translated(messages):
    """Titles, questions, tooltips, names for screen readers: what ``_()`` and the .ui file say."""
    asked = said_to("SyntheticCT", ("_", "tr"))
    read = {text for text in texts_of_ui() if not _NOT_READ.fullmatch(text)}
    assert len(asked) > 200
    assert len(read) > 200
    assert sorted((asked | read) - {source for source, _ in messages}) == []


def test_every_stage_of_a_job_is_translated(messages):
    """The progress bar says what the engine does."""
    stages = said_to("SyntheticCTLib", ("report", "stage"), as_method=True)
    assert len(stages) > 50
    assert sorted(stages - {source for source, _ in messages}) == []


def test_a_translation_has_no_other_fields_than_its_source(messages):
    for source, translation in messages:
        assert set(fields(translation)) <= set(fields(source)), source
        if "{force}" not in source:
            assert fields(translation) == fields(source), source


def test_each_is_translated_once_and_into_something(messages):
    sources = [source for source, _ in messages]
    assert len(sources) == len(set(sources))
    assert all(translation.strip() for _, translation in messages)


def test_every_section_and_every_button_of_the_window_is_german(messages):
    tree = ElementTree.parse(ROOT / "SyntheticCT" / "Resources" / "UI" / "SyntheticCT.ui")
    german = dict(messages)
    for widget in tree.getroot().iter("widget"):
        if widget.get("class") in ("QPushButton", "QCheckBox", "ctkCollapsibleButton"):
            text = next(p.findtext("string") for p in widget if p.get("name") == "text")
            assert re.sub("&", "", text) in {re.sub("&", "", source) for source in german}, text


def test_what_options_are_called_in_the_window_is_on_a_control_and_german(messages):
    on_controls = {re.sub("[&:]", "", text) for text in texts_of_ui()}
    assert set(CONTROLS.values()) <= on_controls
    named = {*CONTROLS.values(), *METHOD_TITLES.values()}
    assert named <= {source for source, _ in messages}
