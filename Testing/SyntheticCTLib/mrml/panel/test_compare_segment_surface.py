"""Compare, Segment and Surface by their buttons, with real workers on a phantom."""

import json

import numpy as np
import pytest
import slicer

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.views import slice_composites
from SyntheticCTLib.mrml.volumes import node_from_volume, on_one_grid
from SyntheticCTPanel import words


@pytest.fixture
def a_sct_node(a_scene, a_mr_node, a_bright_sct):
    return node_from_volume(a_scene, a_bright_sct, "sct", like=a_mr_node)


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
    assert off["reportButton"] == "Compare the synthetic CT with a CT first."
    assert "tissuesButton" not in off


def test_a_comparison_is_difference_table_figures_answer_and_report(a_pair, tmp_path):
    assert a_pair.press("compareButton") == ""

    now = a_pair.parameters
    assert now.differenceVolume.GetName() == "sct minus CT"
    assert now.metricsTable.GetNumberOfRows() > 5
    assert now.heatMap.GetDisplayNode().GetScalarVisibility()
    figures = a_pair.presenter.comparison.figures()
    assert "MAE" in words.figures(figures)
    assert "PASSED" in words.answer(figures)
    off = reasons(a_pair)
    assert not {"reportButton", "tableButton", "differenceButton", "heatMapButton"} & set(off)

    assert a_pair.presenter.comparison.report().is_file()
    a_pair.presenter.comparison.save(tmp_path / "saved")
    assert (tmp_path / "saved" / "report.html").is_file()


def test_another_ct_hides_the_comparison(a_pair, a_scene, a_phantom):
    assert a_pair.press("compareButton") == ""
    other = node_from_volume(a_scene, a_phantom.ct, "other CT")
    a_pair.choose(referenceVolume=other)
    assert a_pair.presenter.comparison.figures() is None
    assert "reportButton" in reasons(a_pair)


def test_a_report_whose_files_have_gone_is_a_sentence(a_pair):
    with pytest.raises(InputError, match="compare again"):
        a_pair.presenter.comparison.report()


def test_a_preview_places_the_ct_and_measures_nothing(a_pair, a_scene, a_phantom):
    smaller = a_phantom.ct
    moved = type(smaller)(
        smaller.array, tuple(o + 1.0 for o in smaller.origin), smaller.spacing, smaller.direction
    )
    a_pair.choose(referenceVolume=node_from_volume(a_scene, moved, "moved CT"))
    assert "another grid" in reasons(a_pair)["checkerboardButton"]
    assert a_pair.press("previewButton") == ""

    assert on_one_grid(a_pair.parameters.placedCT, a_pair.parameters.sctVolume)
    assert record_of(a_pair.parameters.placedCT)["kind"] == "identity"
    assert a_pair.parameters.differenceVolume is None
    assert "checkerboardButton" not in reasons(a_pair)
    assert "resampled" in a_pair.runner.message


def test_the_line_shows_the_sct_on_one_side_and_the_ct_on_the_other(a_pair):
    a_pair.choose(reveal=25.0)
    a_pair.presenter.comparison.show_reveal()
    now = a_pair.parameters
    mixed, sct, ct = (
        slicer.util.arrayFromVolume(node)
        for node in (now.mixedVolume, now.sctVolume, now.referenceVolume)
    )
    np.testing.assert_array_equal(mixed[:, :, :10], sct[:, :, :10])
    np.testing.assert_allclose(mixed[:, :, 10:], ct[:, :, 10:], atol=0.5)
    node = now.mixedVolume
    a_pair.choose(reveal=50.0)
    a_pair.presenter.comparison.show_reveal()
    assert now.mixedVolume is node  # moved, not made anew
    assert a_pair.presenter.comparison.reveals()


def test_a_checkerboard_has_fields_of_both(a_pair):
    a_pair.presenter.comparison.show_checkerboard()
    now = a_pair.parameters
    mixed = slicer.util.arrayFromVolume(now.mixedVolume)
    sct = slicer.util.arrayFromVolume(now.sctVolume)
    share = np.mean((mixed == sct)[sct > -300])
    assert 0.3 < share < 0.7
    assert not a_pair.presenter.comparison.reveals()


def test_tissues_are_segments_with_an_opacity(a_pair):
    a_pair.choose(segmentOpacity=30.0)
    assert a_pair.press("tissuesButton") == ""
    node = a_pair.parameters.segmentation
    assert node.GetName() == "sct tissues"
    assert node.GetSegmentation().GetNumberOfSegments() >= 3
    assert node.GetDisplayNode().GetOpacity2DFill() == pytest.approx(0.3)
    tag = slicer.vtkSegment.GetTerminologyEntryTagName()
    assert node.GetSegmentation().GetNthSegment(0).HasTag(tag)
    assert "segments" in a_pair.runner.message


def test_total_segmentator_says_what_is_missing(a_pair):
    assert "Extensions Manager" in reasons(a_pair)["totalSegmentatorButton"]


def test_bone_is_a_model_and_a_file_with_its_checks(a_pair, tmp_path):
    assert a_pair.press("surfaceButton") == ""
    assert a_pair.parameters.boneModel.GetName() == "sct bone"
    assert "triangles" in a_pair.runner.message

    path = tmp_path / "bone.stl"
    a_pair.presenter.surface.export(path)
    a_pair.until(lambda: not a_pair.runner.state.busy)
    assert path.stat().st_size > 1000
    beside = json.loads((tmp_path / "bone.stl.json").read_text(encoding="utf-8"))
    assert beside["coordinate_system"] == "LPS"
    assert "bone.stl" in a_pair.runner.message


def shown(node):
    return bool(node.GetDisplayNode().GetVisibility())


def test_of_what_lies_in_the_same_place_only_the_newest_is_shown(a_pair):
    now = a_pair.parameters
    assert a_pair.press("compareButton") == ""
    assert a_pair.press("surfaceButton") == ""
    first = now.boneModel
    assert (shown(now.heatMap), shown(first)) == (False, True)
    assert a_pair.press("surfaceButton") == ""
    assert (shown(first), shown(now.boneModel)) == (False, True)
    a_pair.presenter.surface.show_heat_map()
    assert (shown(now.heatMap), shown(now.boneModel)) == (True, False)


def test_tissues_that_are_labelled_again_cover_the_earlier_ones_no_more(a_pair):
    assert a_pair.press("tissuesButton") == ""
    first = a_pair.parameters.segmentation
    assert a_pair.press("tissuesButton") == ""
    assert (shown(first), shown(a_pair.parameters.segmentation)) == (False, True)


def test_every_bone_is_measured_on_its_own(a_pair, a_ct_node):
    assert a_pair.press("tissuesButton") == ""
    bones = a_pair.parameters.segmentation
    segments = bones.GetSegmentation()
    for number in reversed(range(segments.GetNumberOfSegments())):
        if segments.GetNthSegment(number).GetName() not in ("cortical bone", "bone marrow"):
            segments.RemoveSegment(segments.GetNthSegmentID(number))
    a_pair.choose(bones=bones)
    assert a_pair.press("measureButton") == ""
    named = a_pair.presenter.comparison.figures().surface.bones
    assert "cortical bone" in named


def test_the_views_show_what_was_made(a_pair, a_scene):
    composite = a_scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode", "Red")
    a_pair.presenter.synthesis.show()
    assert composite.GetBackgroundVolumeID() == a_pair.parameters.inputVolume.GetID()
    assert composite.GetForegroundVolumeID() == a_pair.parameters.sctVolume.GetID()
    a_pair.choose(fade=80.0)
    a_pair.presenter.synthesis.fade()
    assert [view.GetForegroundOpacity() for view in slice_composites(a_scene)] == [0.8]
