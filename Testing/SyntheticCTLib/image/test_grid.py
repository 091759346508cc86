from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.grid import GRID_TOLERANCE, Grid, times

OBLIQUE = Rotation.from_euler("xyz", [11, -17, 23], degrees=True).as_matrix()


def an_oblique_grid():
    return Grid((12, 10, 8), (-31.5, 12.25, 70.0), (0.8, 1.5, 3.0), tuple(OBLIQUE.ravel().tolist()))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"spacing": (1.0, 0.0, 1.0)}, "spacing must be positive"),
        ({"spacing": (1.0, float("nan"), 1.0)}, "spacing must be positive"),
        ({"origin": (0.0, float("inf"), 0.0)}, "origin must be finite"),
        ({"direction": (1.0, 0.2, 0, 0, 1.0, 0, 0, 0, 1.0)}, "must be orthonormal"),
    ],
)
def test_numbers_that_place_no_voxel_are_refused(wrong, words):
    with pytest.raises(InputError, match=words):
        Grid((4, 4, 4), **wrong)


def test_index_and_place_lead_to_each_other():
    grid = an_oblique_grid()
    index = np.random.default_rng(0).uniform(-5, 20, (4, 7, 3))
    places = grid.to_lps(index)
    np.testing.assert_allclose(grid.to_index(places), index, atol=1e-12)
    np.testing.assert_allclose(places[2, 3], (grid.affine @ [*index[2, 3], 1.0])[:3], atol=1e-12)


def test_a_step_along_an_axis_is_its_spacing_along_its_direction():
    grid = an_oblique_grid()
    for axis in range(3):
        step = grid.to_lps(np.eye(3)[axis]) - grid.to_lps((0, 0, 0))
        np.testing.assert_allclose(step, OBLIQUE[:, axis] * grid.spacing[axis], atol=1e-12)


def test_corners_are_half_a_voxel_beyond_the_centres():
    corners = Grid((2, 3, 4), spacing=(1.0, 2.0, 3.0)).corners
    assert corners.min(axis=0).tolist() == [-0.5, -1.0, -1.5]
    assert corners.max(axis=0).tolist() == [1.5, 5.0, 10.5]
    assert len(np.unique(corners, axis=0)) == 8


def test_an_affine_matrix_gives_its_grid_back():
    grid = an_oblique_grid()
    again = Grid.of_affine(grid.size, grid.affine)
    assert again.apart(grid) < 1e-12
    straight = Grid((3, 4, 5), (1.1, -2.2, 0.3), (0.1, 0.7, 3.3), (-1, 0, 0, 0, 0, 1, 0, 1, 0))
    assert Grid.of_affine(straight.size, straight.affine) == straight


@pytest.mark.parametrize(
    ("affine", "words"),
    [
        (np.eye(3), "4 x 4"),
        (np.diag([1.0, 0.0, 1.0, 1.0]), "spacing must be positive"),
        (np.eye(4) + 0.3 * np.eye(4, k=1), "orthonormal"),
    ],
)
def test_a_matrix_that_is_no_grid_is_refused(affine, words):
    with pytest.raises(InputError, match=words):
        Grid.of_affine((4, 4, 4), affine)


def test_a_record_gives_exactly_the_grid_back():
    grid = an_oblique_grid()
    assert Grid.from_dict(grid.to_dict()) == grid


def test_a_hundredth_of_a_voxel_is_the_same_grid_and_more_is_not():
    grid = an_oblique_grid()
    for share, same in ((0.9, True), (1.1, False)):
        step = share * GRID_TOLERANCE * min(grid.spacing)
        moved = replace(grid, origin=(grid.origin[0] + step, *grid.origin[1:]))
        assert grid.same(moved) is same
        assert grid.apart(moved) == pytest.approx(step)
        assert moved != grid
    assert grid.apart(replace(grid, size=(12, 10, 9))) == float("inf")
    assert not grid.same(replace(grid, size=(12, 10, 9)))


def test_turned_by_little_the_far_corner_tells():
    grid = Grid((400, 400, 100))
    turned = Rotation.from_euler("z", 0.01, degrees=True).as_matrix()
    assert not grid.same(replace(grid, direction=tuple(turned.ravel().tolist())))


def test_a_part_lies_where_its_voxels_lay():
    grid = an_oblique_grid()
    part = grid.part((3, -2, 1), (4, 5, 6))
    np.testing.assert_allclose(part.to_lps((1, 1, 1)), grid.to_lps((4, -1, 2)), atol=1e-12)
    assert part.size == (4, 5, 6)
    assert part.spacing == grid.spacing


def test_a_covering_grid_keeps_the_centre_and_holds_the_old_one():
    grid = an_oblique_grid()
    made = grid.covering((1.0, 1.0, 2.0))
    assert made.size == (10, 15, 12)
    np.testing.assert_allclose(made.corners.mean(axis=0), grid.corners.mean(axis=0), atol=1e-9)


def test_words():
    grid = Grid((109, 84, 50), (1.0, -20.26, 3.0), (0.9765625, 0.9765625, 3.27))
    assert grid.describe() == "109 x 84 x 50 voxels of 0.9766 x 0.9766 x 3.27 mm"
    assert grid.describe(origin=True).endswith("mm from (1.0, -20.3, 3.0)")
    assert times((1.25, 2.0), ".1f") == "1.2 x 2.0"
    assert Grid((2, 2, 2)).orientation == "LPS"
