"""Calls for scripts: those of the documents run, each button has one, and each names its node."""

import inspect
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from SyntheticCTLib.errors import InputError, SyntheticCTError
from SyntheticCTLib.mrml.origin import input_of
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.surface.files.record import read_surface_record
from SyntheticCTPanel.controls import controls
from SyntheticCTPanel.script_calls import ScriptCalls
from SyntheticCTPanel.situation import Situation

PAGE = Path(__file__).resolve().parents[4] / "docs" / "how-to" / "scripting.md"


@pytest.fixture
def logic(a_scene):
    """The calls in a scene of the tests'; a parameter node is the application's."""
    calls = ScriptCalls()
    calls.scene = lambda: a_scene
    return calls


def table():
    """Controls and calls of the page, row by row."""
    text = PAGE.read_text(encoding="utf-8").partition("| --- | --- |\n")[2].partition("\n\n")[0]
    return [row.strip("| ").split(" | ") for row in text.splitlines()]


def test_every_button_of_the_panel_is_in_the_table_of_calls():
    told = " ".join(control for control, _ in table()).replace("*", "")
    # These choose a file or a folder for another control, which a script names.
    silent = {"sourceFolderButton", "sourceFileButton"}
    names = {
        "previewButton": "Preview registration",
        "undoButton": "Take the last result back",
        "addModelButton": "Add...",
        "sampleDataButton": "Load sample data",
        "showAgainButton": "Show again",
        "transformsButton": "Transforms...",
        "show3DButton": "Show 3D",
        "segmentEditorButton": "Segment Editor...",
        "tableButton": "Table",
        "lineProfileButton": "Line profile",
        "heatMapButton": "Heat map",
        "reportButton": "Open report",
        "saveReportButton": "Save report...",
        "verifyButton": "Verify",
        "openModelButton": "Open folder",
        "removeModelButton": "Remove",
        "compareButton": "Measure",
        "addScoreButton": "Readers' scores",
    }
    for name, control in controls(Situation()).items():
        if not name.endswith("Button") or name in silent:
            continue
        shown = names.get(name) or (control.text or "").replace("&", "")
        assert shown != ""
        assert shown in told, name


def test_every_call_of_the_table_is_there_with_the_arguments_it_names():
    calls = re.findall(r"`(\w+)\(([^`]*)\)", " ".join(call for _, call in table()))
    assert len(calls) > 18
    for name, arguments in calls:
        parameters = inspect.signature(getattr(ScriptCalls, name)).parameters
        takes_more = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        for keyword in re.findall(r"(\w+)=", arguments):
            assert takes_more or keyword in parameters, (name, keyword)


def test_the_script_of_the_page_runs(logic, a_model_folder, monkeypatch, capsys):
    import slicer

    script = re.search(r"```python\n(logic = .*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.setattr(slicer.util, "getModuleLogic", lambda name: logic, raising=False)
    small = SimpleNamespace(parts=[])

    def sample_data(scene, part):
        from SyntheticCTLib.mrml.volumes import node_from_volume
        from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

        small.parts.append(part)
        drawn = make_limb_phantom(size=(40, 40, 10), spacing=(4.0, 4.0, 8.0), noise=0)
        return tuple(
            node_from_volume(scene, volume, f"{part} phantom {title}")
            for volume, title in ((drawn.mr, "MR"), (drawn.ct, "CT"))
        )

    # The phantom of 256 x 256 x 100 voxels and the limb's model take minutes on two cores.
    monkeypatch.setattr("SyntheticCTLib.mrml.calls.images.sample_data", sample_data)
    names = {"slicer": slicer}
    exec(script[1].replace('"mr-to-ct-limb"', repr(str(a_model_folder))), names)
    assert small.parts == ["thigh"]
    # The bone of the test's model meets the CT's nowhere.
    assert capsys.readouterr().out.startswith("CANNOT TELL: The bones of the two images meet")
    assert input_of(names["sct"]) is names["mr"]

    assert logic.undo() == f"Took {names['found'].difference.GetName()} back."
    assert logic.undo() == "Took thigh phantom MR sCT (synthetic) back."
    assert logic.undo() == "Took thigh phantom MR back."
    with pytest.raises(InputError, match="no result to take back"):
        logic.undo()


def test_a_phantom_is_drawn_by_its_name(logic):
    with pytest.raises(InputError, match="no phantom 'hand'; known are thigh, knee, head"):
        logic.sampleData("hand")


def test_several_images_are_made_in_their_order(logic, a_mr_node, a_ct_node, a_model_folder):
    made = logic.synthesizeAll([a_mr_node, a_mr_node], model=a_model_folder, device="cpu")
    assert [input_of(node) for node in made] == [a_mr_node, a_mr_node]
    for wrong, sentence in (
        (a_mr_node, "inputVolumes cannot be .*: give a list"),
        ([], "The list of inputs is empty"),
        ([a_mr_node, None], "Input 2 is None"),
    ):
        with pytest.raises(InputError, match=sentence):
            logic.synthesizeAll(wrong)


def test_bones_by_shape_have_the_names_that_a_script_gives(logic, a_ct_node):
    node = logic.segmentBones(a_ct_node, names=["femur"])
    assert node.GetName() == f"{a_ct_node.GetName()} bones"
    assert node.GetSegmentation().GetNthSegment(0).GetName() == "femur"
    with pytest.raises(InputError, match="The CT is "):
        logic.segmentBones(None)


def test_a_threshold_and_a_smoothing_reach_surface_file_and_report(logic, a_ct_node, tmp_path):
    usual = logic.extractSurface(a_ct_node)
    other = logic.extractSurface(a_ct_node, threshold=700, smoothing=5)
    assert record_of(other)["settings"]["threshold_hu"] == 700
    assert record_of(usual)["settings"]["threshold_hu"] != 700
    written = logic.exportSurface(a_ct_node, str(tmp_path / "bone.stl"), threshold=700)
    assert read_surface_record(written).settings.threshold_hu == 700
    with pytest.raises(InputError, match="threshold cannot be 'high'"):
        logic.extractSurface(a_ct_node, threshold="high")


def test_segments_cover_and_are_shown_in_3d(logic, a_ct_node):
    segments = logic.segmentTissues(a_ct_node)
    logic.showSegments(segments, opacity=30, in3D=True)
    assert segments.GetDisplayNode().GetOpacity2DFill() == pytest.approx(0.3)
    surface = "Closed surface"
    assert segments.GetSegmentation().ContainsRepresentation(surface)
    logic.showSegments(segments, in3D=True)  # they are there
    for wrong, sentence in (({"opacity": 130}, "0 to 100 %"), ({"opacity": "x"}, "opacity cannot")):
        with pytest.raises(InputError, match=sentence):
            logic.showSegments(segments, **wrong)
    with pytest.raises(InputError, match="The segmentation is None"):
        logic.showSegments(None)


def test_a_limit_of_memory_holds_for_a_call(logic, a_mr_node, a_model_folder):
    with pytest.raises(SyntheticCTError, match=r"(?i)memory"):
        logic.synthesize(a_mr_node, model=a_model_folder, device="cpu", memory="1MB")


def test_a_report_of_a_region_is_written(logic, a_sct_node, a_ct_node, a_mr_node, tmp_path):
    roi = logic.scene().AddNewNodeByClass("vtkMRMLMarkupsROINode", "box")
    bounds = [0.0] * 6
    a_sct_node.GetRASBounds(bounds)
    roi.SetCenter(*(sum(bounds[n : n + 2]) / 2 for n in (0, 2, 4)))
    roi.SetSize(80.0, 80.0, 80.0)
    page = logic.saveReport(
        a_sct_node, a_ct_node, tmp_path / "report", source=a_mr_node, region=roi
    )
    assert page.is_file()
    assert len(logic.addScore(tmp_path / "report", "AB", "femoral head", "sCT", 8)) == 1
    with pytest.raises(InputError, match="holds no report of a comparison"):
        logic.addScore(tmp_path, "AB", "femoral head", "sCT", 8)
    assert "the given mask" in (tmp_path / "report" / "comparison.json").read_text("utf-8")


def test_a_model_of_ones_own_is_removed_and_no_other(logic, tmp_path, monkeypatch):
    monkeypatch.setenv("SYNTHETICCT_HOME", str(tmp_path))
    assert "mr-to-ct-limb" in [info.id for info in logic.models()]
    assert logic.verifyModel("mr-to-ct-limb").id == "mr-to-ct-limb"
    with pytest.raises(InputError, match="was not added by you"):
        logic.removeModel("mr-to-ct-limb")


def test_every_call_names_the_node_it_needs(logic, a_ct_node, a_mr_node, tmp_path):
    model = logic.scene().AddNewNodeByClass("vtkMRMLModelNode", "bone")
    attempts = {
        "The input": logic.synthesize,
        "The planning CT": lambda node: logic.synthesize(a_mr_node, priorVolume=node or "prior"),
        "The synthetic CT": lambda node: logic.compare(node, a_ct_node),
        "The single bones": lambda node: logic.compare(a_ct_node, a_ct_node, bones=node or "b"),
        "The region": lambda node: logic.compare(a_ct_node, a_ct_node, region=node or "r"),
        "The synthetic CT's list": lambda node: logic.placeCT(
            a_ct_node, a_ct_node, points=(node, node)
        ),
        "The image": logic.segmentOrgans,
        "The real CT": lambda node: logic.saveReport(a_ct_node, node, tmp_path / "report"),
        "The CT": logic.segmentTissues,
        "The segmentation": lambda node: logic.showSegments(node),
    }
    for role, call in attempts.items():
        for node in (None, model):
            with pytest.raises(InputError, match=f"{role} is "):
                call(node)
    assert not list(tmp_path.iterdir())
