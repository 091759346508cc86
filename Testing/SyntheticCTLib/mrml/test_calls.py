"""Calls of scripts that do what the panel's buttons do, and say which node they need."""

import json

import numpy as np
import pytest
import slicer

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.calls.comparison import place_ct
from SyntheticCTLib.mrml.calls.dicom import save_as_dicom
from SyntheticCTLib.mrml.calls.images import expected_accuracy, look_at
from SyntheticCTLib.mrml.calls.surface import export_surface
from SyntheticCTLib.mrml.volumes import node_from_volume, volume_from_node


def test_an_image_is_looked_at(a_mr_node):
    found = look_at(a_mr_node)
    assert found["modality"] == "MR"
    assert {"code", "sentence", "refuses"} <= set(found["warnings"][0])


def test_a_ct_is_placed_where_a_transform_puts_it(a_scene, a_mr_node, a_ct_node, a_phantom):
    shifted = tuple(x + step for x, step in zip(a_phantom.ct.origin, (6.0, 0.0, 0.0), strict=True))
    ct = type(a_phantom.ct)(a_phantom.ct.array, shifted, *_grid(a_phantom.ct))
    node = node_from_volume(a_scene, ct, "moved CT")
    back = a_scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "back")
    matrix = np.eye(4)
    matrix[0, 3] = 6.0  # RAS: against the 6 mm towards the left
    back.SetMatrixTransformToParent(slicer.util.vtkMatrixFromArray(matrix))
    placed = place_ct(a_scene, a_ct_node, node, registration="transform", start_node=back)
    np.testing.assert_allclose(volume_from_node(placed.ct).array, a_phantom.ct.array, atol=1.5)
    assert "given transform" in placed.told[0]
    node.SetAndObserveTransformNodeID(placed.transform.GetID())
    np.testing.assert_allclose(
        volume_from_node(node).origin, volume_from_node(a_ct_node).origin, atol=1e-6
    )


def _grid(volume):
    return volume.spacing, volume.direction


def test_a_surface_is_a_file(a_ct_node, tmp_path):
    path = export_surface(a_ct_node, tmp_path / "bone.stl", repair=False)
    assert path.stat().st_size > 1000
    beside = json.loads((tmp_path / "bone.stl.json").read_text(encoding="utf-8"))
    assert beside["coordinate_system"] == "LPS"


def test_every_call_says_which_node_it_needs(a_scene, a_ct_node, tmp_path):
    model = a_scene.AddNewNodeByClass("vtkMRMLModelNode", "bone")
    attempts = {
        "The image": lambda node: look_at(node),
        "The synthetic CT": lambda node: expected_accuracy(node),
        "The real CT": lambda node: place_ct(a_scene, a_ct_node, node),
        "The CT": lambda node: export_surface(node, tmp_path / "bone.stl"),
        "The synthetic image": lambda node: save_as_dicom(node, tmp_path / "series"),
    }
    for role, call in attempts.items():
        for node in (None, model):
            with pytest.raises(InputError, match=f"{role} is "):
                call(node)
    with pytest.raises(InputError, match="'leg CT' has no record of a synthesis"):
        expected_accuracy(a_ct_node)
    with pytest.raises(InputError, match="The transform is None"):
        place_ct(a_scene, a_ct_node, a_ct_node, registration="transform")
    assert not list(tmp_path.iterdir())
