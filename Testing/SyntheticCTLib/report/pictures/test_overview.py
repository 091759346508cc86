"""The overview picture: what is where, and in which colour."""

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.colours.values import grey, grey_of_mr, red_below_blue_above
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.report.pictures.overview import GAP_PIXELS, TILE_PIXELS, Column, write_overview


def bright_at_the_top():
    """A box, 40 x 20 x 80 mm along LPS, that is bright in its upper (S) quarter."""
    array = np.zeros((20, 20, 40), np.float32)
    array[15:] = 100.0
    return Volume(array, spacing=(1.0, 1.0, 4.0))


def picture(columns, tmp_path):
    path = tmp_path / "overview.png"
    write_overview(columns, path)
    return sitk.GetArrayFromImage(sitk.ReadImage(str(path)))


def test_each_volume_has_a_column_with_the_same_planes(tmp_path):
    volume = bright_at_the_top()
    column = Column(volume, grey(0, 100))
    once, twice = picture([column], tmp_path), picture([column, column], tmp_path)
    width = once.shape[1]
    assert twice.shape == (once.shape[0], 2 * width + GAP_PIXELS, 3)
    assert np.array_equal(twice[:, :width], twice[:, -width:])


def test_planes_have_square_pixels_of_one_size(tmp_path):
    pixels_per_mm = TILE_PIXELS / 80
    height, width, _ = picture([Column(bright_at_the_top(), grey(0, 100))], tmp_path).shape
    assert width == 40 * pixels_per_mm
    assert height == (20 + 80 + 80) * pixels_per_mm + 2 * GAP_PIXELS


def test_the_head_is_up(tmp_path):
    shown = picture([Column(bright_at_the_top(), grey(0, 100))], tmp_path)
    coronal = shown[80 + GAP_PIXELS : 80 + GAP_PIXELS + 320, 80]
    assert coronal[40].tolist() == [255, 255, 255]
    assert coronal[280].tolist() == [0, 0, 0]


@pytest.mark.parametrize("letters", ["RAI", "SLP", "PIR"])
def test_the_picture_does_not_depend_on_the_order_of_the_axes(letters, tmp_path):
    volume = bright_at_the_top()
    turned = to_orientation(volume, letters)
    expected = picture([Column(volume, grey(0, 100))], tmp_path)
    assert np.array_equal(picture([Column(turned, grey(0, 100))], tmp_path), expected)


def test_darker_than_the_truth_is_red_and_brighter_is_blue():
    shown = red_below_blue_above(300.0)(np.array([[-300.0, 0.0, 300.0]]))
    assert shown.tolist() == [[[255, 0, 0], [255, 255, 255], [0, 0, 255]]]


def test_mr_is_scaled_to_its_own_signal():
    volume = Volume(np.linspace(0, 2000, 1000, dtype=np.float32).reshape(10, 10, 10))
    shown = grey_of_mr(volume)(volume.array[9])
    assert shown[-1, -1].tolist() == [255, 255, 255]


def test_an_mr_without_signal_is_black():
    volume = Volume(np.zeros((4, 4, 4), np.float32))
    assert not grey_of_mr(volume)(volume.array[0]).any()


def test_other_grids_are_refused_with_both_sizes(tmp_path):
    volume, other = Volume(np.zeros((4, 4, 4))), Volume(np.zeros((4, 4, 5)))
    columns = [Column(volume, grey(0, 1)), Column(other, grey(0, 1))]
    with pytest.raises(InputError, match=r"4 x 4 x 4 voxels .* and 5 x 4 x 4 voxels"):
        write_overview(columns, tmp_path / "overview.png")
    assert list(tmp_path.iterdir()) == []


def test_no_volume_is_refused(tmp_path):
    with pytest.raises(InputError, match="at least one"):
        write_overview([], tmp_path / "overview.png")
