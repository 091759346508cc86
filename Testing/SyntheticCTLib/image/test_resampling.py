import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.resampling import onto_grid, to_orientation, to_spacing
from SyntheticCTLib.image.volume import Volume

ROTATION = Rotation.from_euler("xyz", [11, -17, 23], degrees=True).as_matrix()


def volume_like(direction=None, *, size=(12, 10, 8), spacing=(1.0, 1.5, 3.0), dtype=np.float32):
    direction = np.eye(3) if direction is None else direction
    values = np.random.default_rng(0).normal(100, 30, size[::-1]).astype(dtype)
    return Volume(values, (-31.5, 12.25, 70.0), spacing, tuple(np.asarray(direction).ravel()))


def places(volume):
    """LPS mm of every voxel centre, shape (k, j, i, 3)."""
    k, j, i = np.indices(volume.array.shape)
    index = np.stack([i, j, k, np.ones_like(i)], axis=-1)
    return index @ volume.affine.T[:, :3]


def height(volume):
    """The volume with a value that grows steadily along a slanted line: linear in mm."""
    return volume.with_array((places(volume) @ [0.3, -1.1, 0.7] + 5.0).astype(np.float32))


@pytest.mark.parametrize("tilt", [np.eye(3), ROTATION])
def test_turning_moves_every_value_with_its_place_for_all_48_orientations(tilt, axis_orientations):
    for matrix in axis_orientations:
        volume = height(volume_like(tilt @ matrix))
        turned = to_orientation(volume, "LPS")
        assert turned.grid.orientation == "LPS"
        np.testing.assert_allclose(turned.array, height(turned).array, atol=1e-4)
        assert sorted(turned.array.ravel()) == sorted(volume.array.ravel())


@pytest.mark.parametrize("tilt", [np.eye(3), ROTATION])
def test_turning_there_and_back_changes_no_value_and_no_number_of_the_grid(tilt, axis_orientations):
    for matrix in axis_orientations:
        volume = volume_like(tilt @ matrix, dtype=np.int16)
        back = onto_grid(
            to_orientation(volume, "LPS"), volume, interpolation="bspline", outside=-1024
        )
        assert back.grid == volume.grid
        assert back.array.dtype == np.int16
        np.testing.assert_array_equal(back.array, volume.array)


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int16, np.float32, np.float64])
def test_turning_keeps_the_type(dtype):
    assert to_orientation(volume_like(dtype=dtype), "RAS").array.dtype == dtype


def test_letters_that_name_no_orientation_are_refused():
    for letters in ("LPX", "LRS", "LP", "lps"):
        with pytest.raises(InputError, match=letters):
            to_orientation(volume_like(), letters)


def test_equal_spacing_gives_the_volume_itself():
    volume = volume_like()
    assert to_spacing(volume, (1.005, 1.49, 3.0), order=3, outside=0) is volume


def test_an_axis_of_the_right_spacing_keeps_it():
    result = to_spacing(volume_like(), (1.005, 0.5, 3.0), order=1, outside=0)
    assert result.spacing == (1.0, 0.5, 3.0)


@pytest.mark.parametrize("spacing", [(0.7, 0.7, 0.7), (2.0, 3.1, 4.0), (1.0, 1.5, 1.0)])
def test_the_new_grid_has_the_same_centre_and_covers_the_old_one(spacing):
    volume = volume_like(ROTATION)
    result = to_spacing(volume, spacing, order=1, outside=-999)
    middle = [places(v).reshape(-1, 3).mean(axis=0) for v in (volume, result)]
    np.testing.assert_allclose(middle[0], middle[1], atol=1e-9)
    extents = [np.multiply(v.size, v.spacing) for v in (volume, result)]
    assert (extents[1] >= extents[0] - 0.01).all()
    assert (extents[1] < extents[0] + spacing).all()
    assert result.array.min() > -100  # no voxel of the new grid lies outside the old box


@pytest.mark.parametrize("order", [1, 3])
@pytest.mark.parametrize("spacing", [(0.5, 0.75, 1.5), (0.8, 1.1, 2.2), (2.0, 3.0, 4.0)])
def test_values_stay_at_their_place_when_the_spacing_changes(order, spacing):
    volume = height(volume_like(ROTATION, size=(24, 20, 16)))
    result = to_spacing(volume, spacing, order=order, outside=-99)
    inner = (slice(3, -3),) * 3  # away from the border, where the slope ends
    error = np.abs(result.array - height(result).array)[inner]
    assert error.max() < (0.02 if order == 1 else 0.3)


@pytest.mark.parametrize("order", [0, 1, 3])
def test_there_and_back_over_an_oblique_grid_returns_a_smooth_volume(order):
    volume = volume_like(ROTATION, size=(24, 20, 16))
    centred = places(volume) - places(volume).reshape(-1, 3).mean(axis=0)
    blob = volume.with_array(100 * np.exp(-((centred / 8.0) ** 2).sum(-1)))
    fine = to_spacing(blob, (0.8, 1.0, 1.6), order=order, outside=0)
    back = onto_grid(fine, blob, interpolation="linear", outside=0)
    assert back.grid == blob.grid
    assert np.abs(back.array - blob.array).max() < {0: 12.0, 1: 9.0, 3: 5.0}[order]


def test_a_linear_result_never_leaves_the_range_of_its_input():
    step = np.zeros((8, 10, 12), np.float32)
    step[:, :, 6:] = 1500
    volume = volume_like().with_array(step)
    fine = to_spacing(volume, (0.3, 0.4, 0.5), order=1, outside=-1024)
    assert fine.array.min() >= 0
    assert fine.array.max() <= 1500


def test_spline_overshoot_is_clipped_to_the_range_of_the_input():
    step = np.zeros((8, 10, 12), np.float32)
    step[:, :, 6:] = 1500
    fine = to_spacing(volume_like().with_array(step), (0.3, 0.4, 0.5), order=3, outside=0)
    assert fine.array.min() == 0
    assert fine.array.max() == 1500


def test_a_coarser_grid_averages_texture_and_does_not_alias_it():
    board = (np.indices((24, 24, 24)).sum(axis=0) % 2 * 100).astype(np.float32)
    coarse = to_spacing(Volume(board), (4.0, 4.0, 4.0), order=1, outside=0)
    np.testing.assert_allclose(coarse.array, 50, atol=5)


def test_outside_the_volume_the_given_value_stands():
    volume = volume_like()
    far = Volume(volume.array, (1000.0, 0.0, 0.0), volume.spacing)
    for interpolation in ("nearest", "linear", "bspline"):
        assert (
            onto_grid(volume, far, interpolation=interpolation, outside=-1024).array == -1024
        ).all()


def test_masks_stay_masks_and_keep_their_volume():
    centred = places(volume_like(size=(30, 30, 30)))
    centred = centred - centred.reshape(-1, 3).mean(axis=0)
    ball = volume_like(size=(30, 30, 30)).with_array((centred**2).sum(-1) < 12**2)
    fine = to_spacing(ball, (0.6, 0.6, 0.6), order=1, outside=0)
    assert fine.array.dtype == bool
    volumes = [v.array.sum() * np.prod(v.spacing) for v in (ball, fine)]
    assert abs(volumes[1] / volumes[0] - 1) < 0.03


def test_labels_keep_their_values_and_type_with_nearest():
    labels = volume_like().with_array(np.arange(960).reshape(8, 10, 12).astype(np.uint8))
    fine = to_spacing(labels, (0.4, 0.4, 0.4), order=0, outside=0)
    assert fine.array.dtype == np.uint8
    assert set(np.unique(fine.array)) <= set(np.unique(labels.array))


def test_a_volume_too_thin_for_a_spline_is_resampled_linearly():
    thin = volume_like(size=(12, 10, 2))
    spline, linear = (to_spacing(thin, (0.5, 0.5, 3.0), order=n, outside=0) for n in (3, 1))
    np.testing.assert_array_equal(spline.array, linear.array)


@pytest.mark.parametrize("spacing", [(1, 1), (0, 1, 1), (1, -1, 1), (1, 1, float("nan"))])
def test_a_spacing_that_is_none_is_refused(spacing):
    with pytest.raises(InputError, match="three positive numbers"):
        to_spacing(volume_like(), spacing, order=1, outside=0)


def test_an_unknown_order_is_refused():
    with pytest.raises(InputError, match="order 2"):
        to_spacing(volume_like(), (1, 1, 1), order=2, outside=0)


def test_the_metadata_are_the_values_own_and_the_stored_geometry_the_references():
    values = Volume(volume_like().array, metadata={"modality": "CT", "nifti:geometry": "old"})
    reference = Volume(volume_like().array, metadata={"modality": "MR", "nifti:geometry": "new"})
    result = onto_grid(values, reference, interpolation="linear", outside=0)
    assert result.metadata == {"modality": "CT", "nifti:geometry": "new"}


@pytest.mark.parametrize("direction", [None, Rotation.from_euler("xyz", (9, 4, 20), degrees=True)])
@pytest.mark.parametrize("spacing", [(0.6, 1.1, 2.0), (1.0, 1.5, 3.0)])
def test_values_written_into_part_of_an_array_are_the_same_rounded(direction, spacing):
    volume = volume_like()
    turned = None if direction is None else tuple(direction.as_matrix().ravel())
    grid = volume_like(turned).grid.covering(spacing)
    made = onto_grid(volume, grid, interpolation="linear", outside=-7.0).array
    whole = np.zeros([n + 4 for n in made.shape], np.int16)
    part = whole[2:-2, 2:-2, 2:-2]
    into = onto_grid(volume, grid, interpolation="linear", outside=-7.0, into=part).array
    np.testing.assert_array_equal(part, np.rint(made))
    assert np.shares_memory(into, whole)


def test_a_volume_without_values_has_its_grid_and_no_memory():
    volume = volume_like()
    empty = volume.without_values()
    assert empty.grid == volume.grid
    assert empty.metadata == volume.metadata
    assert empty.array.strides == (0, 0, 0)
    assert not empty.array.any()
