"""One pair, one question: whoever asks gets one verdict, and one word on what was registered."""

import json
from types import SimpleNamespace

import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.files.plain_json import json_text
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.mrml import logic
from SyntheticCTLib.mrml.volumes import node_from_volume, volume_from_node


@pytest.fixture
def a_bright_node(a_scene, a_bright_sct, a_mr_node):
    return node_from_volume(a_scene, a_bright_sct, "leg sCT", like=a_mr_node)


@pytest.fixture
def a_ct_beside(a_ct_node, a_transform):
    """The CT, 3 mm away from where it belongs, on a grid of its own."""
    a_transform(a_ct_node, [[1, 0, 0, 3], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    a_ct_node.HardenTransform()
    return a_ct_node


def by_command(capsys, *arguments):
    assert main([*map(str, arguments), "--no-sensitivity", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def told(verdict, placed):
    """The answer with everything that belongs to it, and what was registered and how."""
    placed = json.loads(json_text(placed))
    return json.loads(json_text(verdict)), placed["description"], placed["warnings"]


# With a search for the position it takes 20 s.
@pytest.mark.parametrize(
    "registration", ["identity", pytest.param("rigid", marks=pytest.mark.slow)]
)
def test_every_door_gives_one_answer(
    registration, tmp_path, capsys, a_panel, a_mr_node, a_bright_node, a_ct_beside
):
    nodes = {"sct": a_bright_node, "ct": a_ct_beside, "mr": a_mr_node}
    volumes = {name: volume_from_node(node) for name, node in nodes.items()}
    files = {name: tmp_path / f"{name}.nrrd" for name in nodes}
    for name, volume in volumes.items():
        write_volume(volume, files[name])
    sct, ct, mr = (files[name] for name in ("sct", "ct", "mr"))

    found = {}
    options = {"registration": registration, "sensitivity": False}
    python = compare(volumes["sct"], volumes["ct"], source=volumes["mr"], **options).document
    found["Python"] = told(python.verdict, python.registration)
    scene = a_panel.scene
    scripted = logic.compare(scene, a_bright_node, a_ct_beside, source_node=a_mr_node, **options)
    found["script in Slicer"] = told(scripted.document.verdict, scripted.document.registration)

    a_panel.choose(inputVolume=a_mr_node, sctVolume=a_bright_node, referenceVolume=a_ct_beside)
    a_panel.choose(registration=SimpleNamespace(value=registration))
    assert a_panel.press("compareButton") == ""
    shown = a_panel.presenter.comparison.figures()
    found["panel"] = told(shown.verdict, shown.registration)
    assert a_panel.runner.message.startswith(shown.verdict.sentence)

    asked = ("--registration", registration, "--source", mr)
    made = by_command(capsys, "compare", sct, ct, "-o", tmp_path / "out", *asked)
    found["compare"] = told(made["verdict"], made["registration"])
    stl = tmp_path / "bone.stl"
    made = by_command(capsys, "surface", sct, "-o", stl, "--reference", ct, *asked)
    found["surface --reference"] = told(made["verdict"], made["registration"])

    verdict, description, _ = found["Python"]
    assert verdict["share"] is not None
    assert "resampled" in description
    assert {name: answer for name, answer in found.items() if answer != found["Python"]} == {}
