"""Nodes with values that no scan has, images for a region: one sentence, and nothing is made."""

import numpy as np
import pytest
import slicer

from SyntheticCTLib.mrml.volumes import node_from_volume

PLACE = "first {value} at voxel 3, 2, 1)"


def spoilt(scene, volume, value):
    """A node of a volume with one value of another kind."""
    array = volume.array.astype(np.float64)
    array[1, 2, 3] = value
    return node_from_volume(scene, volume.with_array(array), "odd leg")


def as_label_map(scene, volume, name):
    """A label map node that holds an image, as Slicer makes one of any volume."""
    image = node_from_volume(scene, volume, "image")
    node = scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", name)
    node.CopyOrientation(image)
    slicer.util.updateVolumeFromArray(node, volume.array)
    return node


def is_a_sentence(told):
    return told.endswith(".") and told.isprintable() and len(told) < 300


@pytest.mark.parametrize(("value", "shown"), [(-3.4e38, "-3.4e+38"), (1e13, "1e+13")])
def test_an_input_with_one_is_refused_by_its_own_name(
    a_panel, a_tiny_model, a_scene, a_phantom, value, shown
):
    a_panel.choose(inputVolume=spoilt(a_scene, a_phantom.mr, value), useAnyway=True)
    a_panel.until(lambda: a_panel.presenter.inspector.found is not None)
    told = a_panel.presenter.inspector.unusable
    assert told.startswith("'odd leg' holds values that no scan has (1 of them, the first")
    assert PLACE.format(value=shown) in told
    assert is_a_sentence(told)
    assert not a_panel.presenter.controls()["synthesizeButton"].enabled
    before = a_panel.node_names()
    assert a_panel.press("synthesizeButton") == told
    assert a_panel.node_names() == before


@pytest.mark.parametrize("button", ["compareButton", "tissuesButton", "surfaceButton"])
def test_nor_is_one_measured(a_panel, a_scene, a_bright_sct, a_ct_node, button):
    node = spoilt(a_scene, a_bright_sct, -3.4e38)
    a_panel.choose(sctVolume=node, referenceVolume=a_ct_node, useAnyway=True)
    before = a_panel.node_names()
    told = a_panel.press(button)
    assert told.startswith("'odd leg' holds values that no scan has")
    assert PLACE.format(value="-3.4e+38") in told
    assert is_a_sentence(told)
    assert a_panel.node_names() == before


@pytest.mark.parametrize("kind", ["CT", "MR"])
def test_an_image_is_no_region(a_panel, a_scene, a_phantom, a_sct_node, a_ct_node, kind):
    image = a_phantom.ct
    if kind == "MR":
        values = np.arange(image.array.size, dtype=np.int32).reshape(image.array.shape)
        image = image.with_array(values)
    region = as_label_map(a_scene, image, "an image")
    a_panel.choose(sctVolume=a_sct_node, referenceVolume=a_ct_node, region=region)
    told = a_panel.press("compareButton")
    why = {"CT": "has values from -", "MR": f"has {image.array.size} different values"}[kind]
    assert told.startswith(f"The region 'an image' {why}")
    assert is_a_sentence(told)
