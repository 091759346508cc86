"""The ways to look at two volumes, without the rest of the panel and without any job."""

import numpy as np
import pytest
import slicer

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.views import slice_composites
from SyntheticCTPanel.comparison_views import ComparisonViews


@pytest.fixture
def views(a_bench, a_sct_node, a_ct_node):
    a_bench.chosen.sctVolume, a_bench.chosen.referenceVolume = a_sct_node, a_ct_node
    return ComparisonViews(
        scene=a_bench.scene, parameters=a_bench.parameters, ct_on_grid=lambda: a_ct_node
    )


def arrays(chosen):
    nodes = chosen.mixedVolume, chosen.sctVolume, chosen.referenceVolume
    return [slicer.util.arrayFromVolume(node) for node in nodes]


def test_the_line_shows_the_sct_on_one_side_and_the_ct_on_the_other(views, a_bench):
    assert not views.shows_line()
    views.show_line(25.0)
    mixed, sct, ct = arrays(a_bench.chosen)
    np.testing.assert_array_equal(mixed[:, :, :10], sct[:, :, :10])
    np.testing.assert_allclose(mixed[:, :, 10:], ct[:, :, 10:], atol=0.5)

    node = a_bench.chosen.mixedVolume
    views.show_line(50.0)
    assert a_bench.chosen.mixedVolume is node  # moved, not made anew
    assert views.shows_line()


def test_a_checkerboard_has_fields_of_both(views, a_bench):
    views.show_checkerboard()
    mixed, sct, _ct = arrays(a_bench.chosen)
    assert 0.3 < np.mean((mixed == sct)[sct > -300]) < 0.7
    assert not views.shows_line()


def test_the_difference_covers_the_synthetic_ct(views, a_bench, a_mr_node):
    a_bench.scene.AddNewNodeByClass("vtkMRMLSliceCompositeNode", "Red")
    a_bench.chosen.differenceVolume = a_mr_node
    views.show_difference()
    (view,) = slice_composites(a_bench.scene)
    assert view.GetBackgroundVolumeID() == a_bench.chosen.sctVolume.GetID()
    assert view.GetForegroundVolumeID() == a_mr_node.GetID()
    assert view.GetForegroundOpacity() == 1.0


def test_a_scene_without_views_is_a_sentence(views):
    with pytest.raises(InputError, match="no slice views"):
        views.arrange_side_by_side()
