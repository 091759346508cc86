"""Segment, without the rest of the panel."""

import numpy as np
import pytest
import slicer

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.volumes import volume_from_node
from SyntheticCTLib.surface.mesh import points_of
from SyntheticCTPanel.segmentation_part import SegmentationPart


class Guest:
    """A TotalSegmentator that cannot be set up."""

    def prepare(self):
        return "TotalSegmentator was not set up."

    def interpreter(self):
        pytest.fail("nobody was to ask for it")


@pytest.fixture
def segmentation(a_bench):
    return SegmentationPart(
        scene=a_bench.scene,
        parameters=a_bench.parameters,
        starter=a_bench.starter,
        guest=Guest(),
        results=a_bench.results,
        show_again=lambda: a_bench.views.append("again"),
        shown=a_bench.shown,
    )


@pytest.fixture
def tissues_of(segmentation, a_bench, a_sct_node):
    """Labels the tissues and gives the node."""

    def label():
        a_bench.chosen.sctVolume = a_sct_node
        segmentation.start_tissues()
        assert a_bench.finish() == ""
        return a_bench.chosen.segmentation

    return label


def test_tissues_are_segments_with_an_opacity(tissues_of, segmentation, a_bench):
    a_bench.chosen.segmentOpacity = 30.0
    node = tissues_of()
    assert node.GetName() == "sct tissues"
    assert node.GetSegmentation().GetNumberOfSegments() >= 3
    assert node.GetDisplayNode().GetOpacity2DFill() == pytest.approx(0.3)
    tag = slicer.vtkSegment.GetTerminologyEntryTagName()
    assert node.GetSegmentation().GetNthSegment(0).HasTag(tag)
    assert "segments" in a_bench.runner.message
    segmentation.show_opacity(0.0)
    assert node.GetDisplayNode().GetOpacity2DFill() == 0.0


def test_tissues_that_are_labelled_again_take_the_place_of_the_earlier_ones(tissues_of, a_bench):
    first, second = tissues_of(), tissues_of()
    assert not a_bench.scene.IsNodePresent(first)
    assert second.GetName() == "sct tissues"
    assert a_bench.views == ["again", "again"]


def test_bones_by_shape_are_segments_to_be_named(segmentation, a_bench, a_sct_node):
    a_bench.chosen.sctVolume = a_sct_node
    segmentation.start_bones()
    assert a_bench.finish() == ""
    node = a_bench.chosen.segmentation
    assert node.GetName() == "sct bones"
    names = [node.GetSegmentation().GetNthSegment(0).GetName()]
    assert names == ["bone 1"]
    assert "sct bones: 1 segment (" in a_bench.runner.message
    assert "parted by shape" in a_bench.runner.message


@pytest.fixture
def points(a_scene, a_bench, a_sct_node):
    """A list with two points of one name in the largest bone of the chosen synthetic CT."""
    a_bench.chosen.sctVolume = a_sct_node
    a_bench.chosen.bonePoints = a_scene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", "P")
    volume = volume_from_node(a_sct_node)
    bone = np.argwhere(volume.array > 300)
    for k, j, i in bone[[len(bone) // 3, len(bone) // 2]]:
        x, y, z = volume.grid.to_lps((i, j, k))
        number = a_bench.chosen.bonePoints.AddControlPointWorld((-x, -y, z))
        a_bench.chosen.bonePoints.SetNthControlPointLabel(number, "femur")
    return a_bench.chosen.bonePoints


def test_bones_have_the_names_of_the_points_in_them(segmentation, a_bench, points):
    segmentation.start_bones()
    assert a_bench.finish() == ""
    segments = a_bench.chosen.segmentation.GetSegmentation()
    assert "femur" in [
        segments.GetNthSegment(n).GetName() for n in range(segments.GetNumberOfSegments())
    ]


def test_points_beside_bone_and_lists_without_any_are_refused(segmentation, a_bench, points):
    points.SetNthControlPointPositionWorld(0, 0.0, 0.0, 900.0)
    segmentation.start_bones()
    assert "put it into its bone" in a_bench.finish()
    points.RemoveAllControlPoints()
    segmentation.start_bones()
    assert "'P' has no points" in a_bench.finish()


def shown_in_3d(segmentation, a_bench):
    """What is said when the surfaces are there."""
    assert "are being made" in segmentation.show_3d()
    return said_at_last(segmentation, a_bench)


def said_at_last(segmentation, a_bench):
    """What is said when nothing goes on any more."""
    while segmentation.showing.active:
        segmentation.showing.tick()
    return a_bench.runner.message


def test_segments_are_shown_in_3d_with_the_surfaces_that_slicer_would_make(
    tissues_of, segmentation, a_bench
):
    node = tissues_of()
    assert shown_in_3d(segmentation, a_bench) == "sct tissues is shown in 3D."
    assert a_bench.times_shown == 1
    name = slicer.vtkSegmentationConverter.GetClosedSurfaceRepresentationName()
    segments = node.GetSegmentation()
    count = segments.GetNumberOfSegments()
    ours = [points_of(segments.GetNthSegment(n).GetRepresentation(name)) for n in range(count)]
    assert segmentation.show_3d() == ""  # they are there
    segments.CreateRepresentation(name, True)  # Slicer's own way
    for n, points in enumerate(ours):
        np.testing.assert_allclose(
            points, points_of(segments.GetNthSegment(n).GetRepresentation(name)), atol=1e-3
        )


def test_segments_that_change_meanwhile_are_not_shown(tissues_of, segmentation, a_bench):
    node = tissues_of()
    segmentation.show_3d()
    node.GetSegmentation().RemoveSegment(node.GetSegmentation().GetNthSegmentID(0))
    said = said_at_last(segmentation, a_bench)
    assert said == "sct tissues was changed meanwhile: show it again."


def test_shown_segments_are_no_work_of_somebody_and_are_replaced(tissues_of, segmentation, a_bench):
    first = tissues_of()
    shown_in_3d(segmentation, a_bench)
    tissues_of()
    assert not a_bench.scene.IsNodePresent(first)


def test_what_nobody_foresaw_in_the_other_thread_is_a_sentence(
    tissues_of, segmentation, a_bench, monkeypatch
):
    def runs_out(*_):
        raise MemoryError

    tissues_of()
    monkeypatch.setattr("SyntheticCTLib.mrml.closed_surfaces.mesh_of", runs_out)
    assert shown_in_3d(segmentation, a_bench).startswith("Memory ran out: close other programs")
    assert a_bench.runner.failure == a_bench.runner.message
    assert not segmentation.showing.active


def test_without_total_segmentator_nothing_is_started(segmentation, a_bench, a_sct_node):
    a_bench.chosen.sctVolume = a_sct_node
    segmentation.start_total_segmentator()
    assert a_bench.runner.failure == "TotalSegmentator was not set up."
    assert a_bench.starter.running == "totalSegmentatorButton"


def test_without_a_synthetic_ct_it_says_so(segmentation):
    with pytest.raises(InputError, match="Make or choose a synthetic CT first"):
        segmentation.start_tissues()
    with pytest.raises(InputError, match="Make or choose a synthetic CT first"):
        segmentation.start_total_segmentator()
    segmentation.show_opacity(40.0)  # no segmentation yet: the slider may move all the same
