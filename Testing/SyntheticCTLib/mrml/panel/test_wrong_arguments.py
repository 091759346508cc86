"""Wrong arguments to every call for scripts: each is refused in a line, and nothing changes."""

import hashlib
import inspect
import random

import numpy as np
import pytest
import slicer

from SyntheticCTLib.errors import SyntheticCTError
from SyntheticCTPanel.script_calls import ScriptCalls

#: Nothing that any argument can be.
JUNK = (object(), b"x", np.zeros(3), {}, {"a\nb\x1b[31m": 1})

#: Of a call with options, a few of them.
OPTIONS = {
    "synthesize": ("device", "overlap", "method", "mirror", "strict", "force"),
    "synthesizeAll": ("device", "overlap"),
    "compare": ("tolerance_mm", "settings", "sensitivity"),
    "saveReport": ("tolerance_mm", "settings"),
    "segmentBones": ("smallest_ml", "bridge_mm"),
    "lookAt": ("modality",),
    "runStudy": ("device", "method"),
}

#: These take nothing, or need the application.
WITHOUT = {"scene", "version", "devices", "models", "undo", "getParameterNode", "showView"}


def state_of(scene):
    """Everything that a call could change: nodes, names, attributes, transforms, voxels."""
    found = {}
    for number in range(scene.GetNumberOfNodes()):
        node = scene.GetNthNode(number)
        told = [
            node.GetName(),
            {name: node.GetAttribute(name) for name in node.GetAttributeNames()},
        ]
        if node.IsA("vtkMRMLScalarVolumeNode") and node.GetImageData() is not None:
            told.append(hashlib.sha256(slicer.util.arrayFromVolume(node)).hexdigest())
        found[node.GetID()] = told
    return found


@pytest.fixture
def calls(a_scene, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SYNTHETICCT_HOME", str(tmp_path / "home"))
    made = ScriptCalls()
    made.scene = lambda: a_scene
    return made


@pytest.fixture
def right(a_scene, a_mr_node, a_ct_node, a_sct_node, a_model_folder):
    """An argument of each name that would do."""
    nodes = {"inputVolume": a_mr_node, "inputVolumes": [a_mr_node], "syntheticCT": a_sct_node}
    texts = dict.fromkeys(("folder", "reader", "landmark", "source", "like"), "nothing")
    return {
        **nodes,
        **texts,
        "referenceCT": a_ct_node,
        "volume": a_ct_node,
        "segmentation": a_scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "segments"),
        "item": a_ct_node,
        "path": "bone.stl",
        "image": "sCT",
        "score": 3,
        "model": str(a_model_folder),
    }


def is_node(name, parameter):
    return parameter.annotation == "Any" and name not in ("inputVolumes",)


def test_every_wrong_argument_is_refused_in_a_line_and_changes_nothing(
    calls, right, a_scene, tmp_path
):
    generator = random.Random(11)
    gone = {
        kind: a_scene.AddNewNodeByClass(f"vtkMRML{kind}Node", "gone\nnode")
        for kind in ("ScalarVolume", "Segmentation", "Model", "MarkupsROI", "LinearTransform")
    }
    for node in gone.values():
        a_scene.RemoveNode(node)
    before, tried = state_of(a_scene), 0
    names = [name for name, _ in inspect.getmembers(ScriptCalls, inspect.isfunction)]
    for name in sorted({name for name in names if not name.startswith("_")} - WITHOUT):
        parameters = dict(inspect.signature(getattr(ScriptCalls, name)).parameters)
        needed = {
            one: right[one]
            for one, parameter in parameters.items()
            if parameter.default is parameter.empty and one in right
        }
        wrong = [
            (one, value)
            for one, parameter in parameters.items()
            if parameter.kind is not parameter.VAR_KEYWORD and one != "self"
            for value in (
                *generator.sample(JUNK, 2),
                *(gone.values() if is_node(one, parameter) else ()),
            )
        ]
        wrong += [(one, generator.choice(JUNK)) for one in OPTIONS.get(name, ())]
        for one, value in wrong:
            with pytest.raises(SyntheticCTError) as raised:
                getattr(calls, name)(**{**needed, one: value})
            assert str(raised.value).isprintable(), (name, one)
            tried += 1
    assert tried > 150
    assert state_of(a_scene) == before
    assert not list(tmp_path.iterdir())
