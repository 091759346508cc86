"""Compare and preview, without the rest of the panel."""

import numpy as np
import pytest
import slicer
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.volumes import node_from_volume, on_one_grid
from SyntheticCTPanel import words
from SyntheticCTPanel.comparison_part import ComparisonPart
from SyntheticCTPanel.report_files import ReportFiles


@pytest.fixture
def report(a_bench):
    return ReportFiles(a_bench.exchange)


@pytest.fixture
def comparison(a_bench, report, a_mr_node, a_sct_node, a_ct_node):
    chosen = a_bench.chosen
    chosen.inputVolume, chosen.sctVolume, chosen.referenceVolume = a_mr_node, a_sct_node, a_ct_node
    return ComparisonPart(
        scene=a_bench.scene,
        parameters=a_bench.parameters,
        starter=a_bench.starter,
        report=report,
        results=a_bench.results,
        choose_view=a_bench.views.append,
        shown=a_bench.shown,
    )


def test_a_comparison_is_difference_table_figures_answer_and_report(
    comparison, report, a_bench, a_scene, a_phantom
):
    comparison.start()
    assert a_bench.finish() == ""

    now = a_bench.chosen
    assert now.differenceVolume.GetName() == "sct minus CT"
    assert now.metricsTable.GetNumberOfRows() > 5
    assert now.heatMap.GetDisplayNode().GetScalarVisibility()
    assert a_bench.times_shown == 1
    figures = comparison.figures()
    assert comparison.figures() is figures  # read once, as the panel asks at every change
    assert "MAE" in words.figures(figures)
    assert "of the bone surface is within 2 mm (at least 95.0\u00a0%)" in words.verdict(figures)
    assert "#1b6e38" in words.verdict(figures)
    assert a_bench.views == ["difference"]
    assert a_bench.runner.message.startswith("PASSED: ")
    assert report.page().is_file()

    assert comparison.outdated() == []
    now.tolerance = 1.5
    assert comparison.outdated() == ["the tolerance"]
    old = words.verdict(figures, comparison.outdated())
    assert "Old answer" in old
    assert "#1b6e38" not in old
    now.threshold += 50
    assert comparison.outdated() == ["the threshold", "the tolerance"]

    now.referenceVolume = node_from_volume(a_scene, a_phantom.ct, "other CT")
    assert comparison.figures() is None  # they are of another pair


def test_a_preview_places_the_ct_and_measures_nothing(comparison, a_bench, a_scene, a_phantom):
    ct = a_phantom.ct
    moved = type(ct)(ct.array, tuple(o + 1.0 for o in ct.origin), ct.spacing, ct.direction)
    now = a_bench.chosen
    now.referenceVolume = node_from_volume(a_scene, moved, "moved CT")
    assert comparison.ct_on_grid() is None
    comparison.preview()
    assert a_bench.finish() == ""

    assert comparison.ct_on_grid() is now.placedCT
    assert on_one_grid(now.placedCT, now.sctVolume)
    assert record_of(now.placedCT)["kind"] == "identity"
    assert now.differenceVolume is None
    assert "resampled" in a_bench.runner.message


def test_a_ct_that_was_removed_meanwhile_is_one_sentence(comparison, a_bench, a_ct_node):
    comparison.preview()
    a_bench.scene.RemoveNode(a_ct_node)
    assert "'leg CT' was removed from the scene" in a_bench.finish()
    assert a_bench.chosen.placedCT is None


def test_without_both_volumes_it_says_so(comparison, a_bench):
    a_bench.chosen.referenceVolume = None
    with pytest.raises(InputError, match="Choose the real CT"):
        comparison.preview()
    a_bench.chosen.sctVolume = None
    with pytest.raises(InputError, match="Make or choose a synthetic CT first"):
        comparison.start()
    assert comparison.ct_on_grid() is None


@pytest.mark.slow
def test_a_second_comparison_takes_the_place_of_the_first(comparison, a_bench):
    counts = []
    for _ in range(2):
        comparison.start()
        assert a_bench.finish() == ""
        counts.append(a_bench.scene.GetNumberOfNodes())
    scene = a_bench.scene
    assert counts[0] == counts[1]  # no legend and nothing else piles up
    named = [scene.GetNthNode(number).GetName() or "" for number in range(counts[1])]
    assert [name for name in named if name.endswith("_1") and "sct" in name] == []
    assert a_bench.results.undo() == "Took sct minus CT back."
    assert comparison.figures() is None
    assert scene.GetFirstNodeByName("sct bone, distance") is None


def test_what_a_registration_found_is_a_transform_that_brings_the_ct_there(
    comparison, a_bench, a_scene, a_phantom, a_transform
):
    moved = a_phantom.ct.with_array(a_phantom.ct.array)
    now = a_bench.chosen
    node = node_from_volume(a_scene, moved, "moved CT")
    parent = a_transform(node, [[1, 0, 0, 6], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    back = a_scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "back")
    parent.GetMatrixTransformFromParent(matrix := vtkMatrix4x4())
    back.SetMatrixTransformToParent(matrix)
    now.referenceVolume, now.startTransform = node, back
    now.registration = type(now.registration)("transform")
    comparison.preview()
    assert a_bench.finish() == ""
    placed = slicer.util.arrayFromVolume(now.placedCT)
    np.testing.assert_allclose(placed, a_phantom.ct.array, atol=1.5)
    assert record_of(now.placedCT)["kind"] == "given transform"


def test_landmarks_on_one_image_alone_are_no_start(comparison, a_bench, a_scene):
    now = a_bench.chosen
    now.registration = type(now.registration)("rigid")
    now.sctLandmarks = a_scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", "F")
    comparison.preview()
    assert "Landmarks come in pairs" in a_bench.finish()


def test_only_what_lies_in_the_region_counts_and_a_moved_one_makes_the_answer_old(
    comparison, a_bench, a_scene, a_sct_node
):
    roi = a_scene.AddNewNodeByClass("vtkMRMLMarkupsROINode", "femur")
    bounds = [0.0] * 6
    a_sct_node.GetRASBounds(bounds)
    roi.SetCenter(*(sum(bounds[n : n + 2]) / 2 for n in (0, 2, 4)))
    roi.SetSize(60.0, 60.0, 60.0)
    now = a_bench.chosen
    now.region = roi
    comparison.start()
    assert a_bench.finish() == ""
    evaluation = comparison.figures().evaluation
    assert "the given mask" in evaluation.region.description
    assert comparison.outdated() == []
    roi.SetSize(50.0, 60.0, 60.0)
    assert comparison.outdated() == ["the region"]
    now.region = None
    assert comparison.outdated() == ["the region"]
