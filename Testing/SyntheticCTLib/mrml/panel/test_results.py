"""What a button made is replaced when it makes the same again, and taken back when asked."""

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.names import free_name
from SyntheticCTPanel.results import Results


@pytest.fixture
def results(a_scene):
    return Results(a_scene)


@pytest.fixture
def make(a_scene, results):
    def made(button, name, *of, kind="vtkMRMLModelNode"):
        results.clear(button, of)
        node = a_scene.AddNewNodeByClass(kind, free_name(a_scene, name))
        results.made(button, (node, None), of)
        return node

    return made


def names(scene, kind="vtkMRMLModelNode"):
    count = scene.GetNumberOfNodesByClass(kind)
    return sorted(scene.GetNthNodeByClass(n, kind).GetName() for n in range(count))


def test_a_button_replaces_what_it_made_of_the_same(make, a_scene, a_ct_node, a_mr_node):
    for _ in range(3):
        make("surfaceButton", "bone", a_ct_node)
    make("surfaceButton", "other bone", a_mr_node)
    make("compareButton", "distance", a_ct_node)
    assert names(a_scene) == ["bone", "distance", "other bone"]


def test_who_renames_a_result_keeps_it(make, a_scene, a_ct_node):
    make("surfaceButton", "bone", a_ct_node).SetName("femur for print")
    make("surfaceButton", "bone", a_ct_node)
    assert names(a_scene) == ["bone", "femur for print"]


def test_a_segmentation_that_somebody_edited_is_kept(make, a_scene, a_ct_node):
    kind = "vtkMRMLSegmentationNode"
    make("tissuesButton", "tissues", a_ct_node, kind=kind)
    edited = make("tissuesButton", "tissues", a_ct_node, kind=kind)
    assert names(a_scene, kind) == ["tissues"]
    edited.GetSegmentation().AddEmptySegment("mine")
    make("tissuesButton", "tissues", a_ct_node, kind=kind)
    assert len(names(a_scene, kind)) == 2


def test_what_was_made_of_a_replaced_result_goes_with_it(make, a_scene, a_mr_node):
    sct = make("synthesizeButton", "sct", a_mr_node)
    make("surfaceButton", "bone", sct)
    make("synthesizeButton", "sct", a_mr_node)
    assert names(a_scene) == ["sct"]


def test_the_last_result_is_taken_back_once(make, results, a_scene, a_ct_node):
    make("surfaceButton", "bone", a_ct_node)
    assert results.last() == "bone"
    assert results.undo() == "Took bone back."
    assert names(a_scene) == []
    assert results.last() == ""
    with pytest.raises(InputError, match="no result to take back"):
        results.undo()


def test_it_is_still_known_after_the_scene_was_loaded(make, a_scene, a_ct_node, reloaded):
    make("surfaceButton", "bone", a_ct_node)
    again = reloaded(a_scene)
    ct = again.scene.GetFirstNodeByName("leg CT")
    Results(again.scene).clear("surfaceButton", (ct,))
    assert names(again.scene) == []
