"""A CBCT's field of view is found, and neither shift nor scale of its grey values matters."""

import numpy as np
import pytest

from SyntheticCTLib.hounsfield import OUTSIDE_HU, SOFT_TISSUE_HU
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.hulls import convex_slices
from SyntheticCTLib.preprocessing.cone_beam import calibrate, cone_beam_field_of_view, grey_scale

SHAPE = (8, 60, 64)
J, I = np.indices(SHAPE[1:])  # noqa: E741 - the axes' names
DISC = np.broadcast_to((J - 29.5) ** 2 + (I - 31.5) ** 2 < 27**2, SHAPE)
BODY = np.broadcast_to((J - 29.5) ** 2 + ((I - 31.5) / 1.1) ** 2 < 17**2, SHAPE)


def hu(noise=30.0, body=BODY):
    random = np.random.default_rng(0)
    array = np.where(body, 60.0, -1000.0)
    array[:, 20:40, 12:52] = np.where(body[:, 20:40, 12:52], 0.0, -1000.0)
    array[:, 27:32, 30:34] = random.uniform(200, 1300, (8, 5, 4))  # spongy to cortical bone
    return array + random.normal(0, noise, SHAPE)


def cbct(scale=1.0, offset=0.0, padding=-1500.0, **kwargs):
    grey = scale * (hu(**kwargs) + 1000) - 1000 + offset
    return Volume(np.where(DISC, grey, padding).astype(np.float32), spacing=(2.0, 2.0, 3.0))


def test_the_cylinder_is_found_in_any_orientation():
    for letters in ("LPS", "RAS", "SPL"):
        turned = to_orientation(cbct(), letters)
        truth = to_orientation(cbct().with_array(DISC), letters).array
        found = cone_beam_field_of_view(turned)
        assert found.shape == truth.shape
        assert (found != truth).mean() < 0.002


def test_air_cut_off_at_the_padding_s_value_stays_inside_as_far_as_the_hull_goes():
    volume = cbct(noise=0.0, padding=-1000.0)
    found = cone_beam_field_of_view(volume)
    assert found[BODY].all()
    assert not found[:, :2].any()


def test_a_scan_that_fills_its_grid_is_seen_whole():
    assert cone_beam_field_of_view(Volume(hu())).all()


def test_convex_slices_fill_dents_and_keep_shapes():
    mask = np.zeros((3, 9, 9), bool)
    mask[0, 2:7, 2:7] = True
    mask[1, 1, 1] = mask[1, 7, 1] = mask[1, 1, 7] = True
    hull = convex_slices(mask)
    np.testing.assert_array_equal(hull[0], mask[0])
    assert hull[1, 3, 3]
    assert not hull[1, 6, 6]
    assert not hull[2].any()


@pytest.mark.parametrize(("scale", "offset"), [(0.6, -300.0), (1.4, 250.0), (3.0, 2000.0)])
def test_shift_and_scale_of_the_grey_values_do_not_matter(scale, offset):
    plain, other = calibrate(cbct()), calibrate(cbct(scale, offset, padding=-9000.0))
    assert other.scale.has_air
    np.testing.assert_allclose(other.volume.array, plain.volume.array, atol=0.2)


def test_air_and_tissue_land_on_their_hu_and_outside_is_marked():
    made = calibrate(cbct(0.8, 120.0))
    inside = made.volume.array[DISC & ~BODY]
    assert np.median(inside) == pytest.approx(-1000, abs=20)
    assert np.median(made.volume.array[BODY]) == pytest.approx(SOFT_TISSUE_HU, abs=20)
    assert (made.volume.array[~made.field_of_view] == OUTSIDE_HU).all()


def test_without_air_only_the_shift_is_taken_off():
    everywhere = np.ones(SHAPE, bool)
    made = calibrate(cbct(1.0, 200.0, body=everywhere))
    assert not made.scale.has_air
    values = made.volume.array[DISC]
    assert np.median(values) == pytest.approx(SOFT_TISSUE_HU, abs=1)
    assert values.std() == pytest.approx(hu(body=everywhere)[DISC].std(), rel=0.05)


def test_air_is_found_beside_tissue_that_cupping_spreads_widely():
    random = np.random.default_rng(0)
    air, tissue = random.normal(-1000, 40, 8000), random.uniform(-700, 400, 2000)
    found = grey_scale(np.concatenate((air, tissue)))
    assert found.has_air
    assert found.air == pytest.approx(-1000, abs=20)


def test_air_is_not_taken_for_the_lungs_which_are_more():
    random = np.random.default_rng(0)
    parts = ((-1000, 30, 1500), (-700, 60, 4000), (40, 40, 6000))
    found = grey_scale(np.concatenate([random.normal(*part) for part in parts]))
    assert found.air == pytest.approx(-1000, abs=20)


def test_tissue_beside_bone_is_not_air_beside_tissue():
    random = np.random.default_rng(0)
    tissue, bone = random.normal(20, 60, 8000), random.exponential(500, 3000) + 100
    assert not grey_scale(np.concatenate((tissue, bone))).has_air


def test_one_value_is_no_scale():
    assert grey_scale(np.full(100, 7.0)).has_air is False


@pytest.mark.parametrize(("scale", "offset"), [(1.0, -150.0), (6.0, 6000.0), (2e-5, 0.02)])
def test_two_tissues_with_narrow_peaks_are_no_air_on_any_scale(scale, offset):
    random = np.random.default_rng(0)
    tissues = np.concatenate([random.normal(-100, 12, 4000), random.normal(40, 12, 6000)])
    assert not grey_scale(tissues * scale + offset).has_air
    with_air = np.concatenate([tissues, random.normal(-990, 12, 3000)])
    assert grey_scale(with_air * scale + offset).has_air
