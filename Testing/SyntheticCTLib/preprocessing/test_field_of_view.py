import numpy as np

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.cone_beam import cone_beam_field_of_view
from SyntheticCTLib.preprocessing.field_of_view import ct_field_of_view, mr_field_of_view

SHAPE = (12, 40, 40)


def noisy(low=1, high=900):
    return np.random.default_rng(0).integers(low, high, SHAPE).astype(np.int16)


def test_zeros_at_the_border_are_outside_and_zeros_within_are_not():
    mr = noisy()
    mr[:, :, :10] = 0
    mr[5:8, 20:30, 20:30] = 0
    seen = mr_field_of_view(Volume(mr))
    assert not seen[:, :, :10].any()
    assert seen[:, :, 10:].all()


def test_a_single_padded_slice_is_outside_however_thin():
    mr = noisy()
    mr[0] = 0
    mr[:, 39] = 0
    seen = mr_field_of_view(Volume(mr, spacing=(1.0, 1.0, 0.5)))
    assert not seen[0].any()
    assert not seen[:, 39].any()
    assert seen[1:, :39].all()


def test_an_oblique_edge_of_the_field_of_view_is_followed():
    mr = noisy()
    j, i = np.indices(SHAPE[1:])
    mr[:, i + j < 25] = 0
    seen = mr_field_of_view(Volume(mr))
    wrong = seen[:, i + j < 25].mean() + (~seen[:, i + j >= 25]).mean()
    assert wrong < 0.02


def test_a_thread_of_zeros_in_dark_bone_stays_inside():
    mr = noisy()
    mr[:, :, :10] = 0
    mr[:, 18:22, 10:30] = 0  # 4 mm of cortical bone that meets the padding
    seen = mr_field_of_view(Volume(mr, spacing=(1.0, 1.0, 3.0)))
    assert seen[:, 18:22, 14:30].all()
    assert not seen[:, :, :9].any()


def test_an_mr_without_zeros_is_seen_everywhere():
    assert mr_field_of_view(Volume(noisy())).all()


def test_an_mr_of_zeros_is_seen_nowhere():
    assert not mr_field_of_view(Volume(np.zeros(SHAPE, np.int16))).any()


def test_the_cylinder_of_a_cbct_ends_where_its_padding_begins():
    cbct = noisy(-200, 300)
    j, i = np.indices(SHAPE[1:]) - 19.5
    outside = i**2 + j**2 > 19**2
    cbct[:, outside] = 0
    seen = cone_beam_field_of_view(Volume(cbct))
    assert not seen[:, outside].any()
    assert seen[:, ~outside].mean() > 0.98


def test_air_around_a_ct_is_seen():
    ct = np.full(SHAPE, -1000, np.int16)
    ct[3:9, 10:30, 10:30] = 40
    assert ct_field_of_view(Volume(ct)).all()
