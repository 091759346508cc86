"""Compare, Segment and Surface by their buttons, with real workers on a phantom."""

import pytest

from SyntheticCTLib.mrml.volumes import node_from_volume


@pytest.fixture
def a_pair(a_panel, a_mr_node, a_sct_node, a_ct_node):
    a_panel.choose(inputVolume=a_mr_node, sctVolume=a_sct_node, referenceVolume=a_ct_node)
    return a_panel


def reasons(panel):
    return {name: c.tooltip for name, c in panel.presenter.controls().items() if not c.enabled}


def test_without_a_ct_everything_about_one_says_so(a_panel, a_sct_node):
    a_panel.choose(sctVolume=a_sct_node)
    off = reasons(a_panel)
    assert off["compareButton"] == "Choose the real CT of the same patient first."
    assert off["reportButton"] == "Measure against a CT first."
    assert "tissuesButton" not in off


def test_a_comparison_opens_its_buttons_and_another_ct_closes_them(a_pair, a_scene, a_phantom):
    of_comparison = {"reportButton", "tableButton", "heatMapButton"}
    assert of_comparison <= set(reasons(a_pair))
    assert a_pair.press("compareButton") == ""
    assert not of_comparison & set(reasons(a_pair))
    assert a_pair.presenter.report.page().is_file()
    a_pair.choose(referenceVolume=node_from_volume(a_scene, a_phantom.ct, "other CT"))
    assert of_comparison <= set(reasons(a_pair))


def test_a_ct_on_another_grid_cannot_be_mixed_before_it_was_placed(a_pair, a_scene, a_phantom):
    ct = a_phantom.ct
    moved = type(ct)(ct.array, tuple(o + 1.0 for o in ct.origin), ct.spacing, ct.direction)
    a_pair.choose(referenceVolume=node_from_volume(a_scene, moved, "moved CT"))
    assert "another grid" in a_pair.presenter.views.reason("checkerboard")
    assert a_pair.press("previewButton") == ""
    assert a_pair.presenter.views.reason("checkerboard") == ""
    assert a_pair.parameters.shownView.value == "ct"  # half over the synthetic CT


def test_total_segmentator_says_what_is_missing(a_pair):
    assert "Extensions Manager" in reasons(a_pair)["totalSegmentatorButton"]


def shown(node):
    return bool(node.GetDisplayNode().GetVisibility())


@pytest.mark.slow
def test_of_what_lies_in_the_same_place_only_the_newest_is_shown(a_pair):
    now = a_pair.parameters
    assert a_pair.press("compareButton") == ""
    assert a_pair.press("surfaceButton") == ""
    first = now.boneModel
    assert (shown(now.heatMap), shown(first)) == (False, True)
    assert a_pair.press("surfaceButton") == ""
    assert first is not now.boneModel
    a_pair.presenter.surface.show_heat_map()
    assert (shown(now.heatMap), shown(now.boneModel)) == (True, False)


@pytest.mark.slow
def test_every_bone_is_measured_on_its_own(a_pair, a_ct_node):
    assert a_pair.press("tissuesButton") == ""
    bones = a_pair.parameters.segmentation
    segments = bones.GetSegmentation()
    for number in reversed(range(segments.GetNumberOfSegments())):
        if segments.GetNthSegment(number).GetName() not in ("cortical bone", "bone marrow"):
            segments.RemoveSegment(segments.GetNthSegmentID(number))
    a_pair.choose(bones=bones)
    assert a_pair.press("compareButton") == ""
    named = a_pair.presenter.comparison.figures().surface.bones
    assert "cortical bone" in named
