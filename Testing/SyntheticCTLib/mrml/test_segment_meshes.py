"""Surfaces for a 3D view: small ones as they are, large ones so that they are drawn in a moment."""

import numpy as np
import pytest

from SyntheticCTLib.mrml import segment_meshes
from SyntheticCTLib.mrml.segment_meshes import TRANSLUCENT, mesh_of, shape_of, shapes_to_draw
from SyntheticCTLib.surface.mesh import points_of

#: (i, j, k) to mm: slices thicker than pixels, from a corner of its own.
TO_PLACE = np.array([[0.8, 0, 0, -30.0], [0, 0.8, 0, 5.0], [0, 0, 2.0, 100.0], [0, 0, 0, 1.0]])


def ball(size=48, radius=20.0):
    """A label map with a 3 where a ball is, in mm of ``TO_PLACE``, round (-10, 25, 150)."""
    k, j, i = np.ogrid[:size, :size, :size]
    x, y, z = 0.8 * i - 30 + 10, 0.8 * j + 5 - 25, 2.0 * k + 100 - 150
    return (3 * (x**2 + y**2 + z**2 <= radius**2)).astype(np.uint8)


def volume_of(mesh):
    """mm³."""
    from vtkmodules.vtkFiltersCore import vtkMassProperties

    measured = vtkMassProperties()
    measured.SetInputData(mesh)
    return measured.GetVolume()


def drawn(labels, *, weight=1, value=3):
    """The shape of one segment as it is drawn, and its mesh."""
    shape = shape_of(labels, value, TO_PLACE)
    ((shown, left_out),) = shapes_to_draw([shape], [weight])
    return shape, shown, mesh_of(shown, left_out)


def test_a_small_segment_is_contoured_as_it_is():
    shape, shown, mesh = drawn(ball())
    assert shown is shape
    np.testing.assert_allclose(np.array(mesh.GetBounds())[::2], (-30, 5, 130), atol=2.5)
    assert volume_of(mesh) == pytest.approx(4 / 3 * np.pi * 20**3, rel=0.08)


def test_the_number_of_triangles_is_foreseen():
    shape, _shown, mesh = drawn(ball(radius=15.0))
    assert mesh.GetNumberOfPolys() == pytest.approx(shape.triangles, rel=0.15)


@pytest.mark.parametrize("weight", [1, TRANSLUCENT])
def test_a_large_segment_is_coarser_and_keeps_place_and_volume(monkeypatch, weight):
    monkeypatch.setattr(segment_meshes, "TRIANGLES", 1000 * weight)
    shape, shown, mesh = drawn(ball(radius=15.0), weight=weight)
    assert shown is not shape
    assert mesh.GetNumberOfPolys() < 2 * 1000
    fine = mesh_of(shape)
    assert volume_of(mesh) == pytest.approx(volume_of(fine), rel=0.12)
    np.testing.assert_allclose(points_of(mesh).mean(0), (-10, 25, 150), atol=1.0)
    np.testing.assert_allclose(mesh.GetBounds(), fine.GetBounds(), atol=2.5)


def test_the_largest_becomes_coarser_first(monkeypatch):
    monkeypatch.setattr(segment_meshes, "TRIANGLES", 1000)
    large, small = (shape_of(ball(radius=radius), 3, TO_PLACE) for radius in (15.0, 3.0))
    (first, _), second = shapes_to_draw([large, small], [1, 1])
    assert first is not large
    assert second == (small, 0.0)


def test_scattered_voxels_do_not_vanish(monkeypatch):
    monkeypatch.setattr(segment_meshes, "TRIANGLES", 500)
    labels = (np.random.default_rng(0).random((32, 32, 32)) < 0.02).astype(np.uint8)
    _shape, shown, mesh = drawn(labels, value=1)
    assert mesh.GetNumberOfPolys() > 0
    assert shown.inside.size < labels.size


def test_what_touches_the_border_is_closed_and_what_is_nowhere_has_no_shape():
    shape = shape_of(np.ones((4, 4, 4), np.uint8), 1, TO_PLACE)
    assert volume_of(mesh_of(shape)) > 0
    assert shape_of(np.ones((4, 4, 4), np.uint8), 2, TO_PLACE) is None
    assert shape_of(np.zeros((0, 0, 0), np.uint8), 2, TO_PLACE) is None
