import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.body_mask import ct_body, mr_body
from SyntheticCTLib.preprocessing.kinds import CBCT

SHAPE, SPACING = (16, 64, 64), (1.5, 1.5, 3.0)
FAT, MUSCLE, AIR = 900.0, 260.0, 15.0


def disk(centre, radius, shape=SHAPE):
    """A cylinder along k, radius in voxels."""
    j, i = np.indices(shape[1:])
    inside = (j - centre[0]) ** 2 + (i - centre[1]) ** 2 < radius**2
    return np.broadcast_to(inside, shape)


def leg(*, centre=(32, 32), radius=22):
    """A thigh in T1: fat, muscle, dark cortical bone, bright marrow. Returns MR and outline."""
    mr = np.zeros(SHAPE)
    mr[disk(centre, radius)] = FAT
    mr[disk(centre, radius - 4)] = MUSCLE
    mr[disk(centre, 6)] = AIR
    mr[disk(centre, 3)] = FAT
    noise = np.random.default_rng(0).rayleigh(AIR, SHAPE)
    return np.hypot(mr, noise) + 1, disk(centre, radius)


def dice(a, b):
    return 2 * (a & b).sum() / (a.sum() + b.sum())


def test_the_outline_of_a_leg_is_found_with_its_bone_inside():
    mr, outline = leg()
    mask = mr_body(Volume(mr, spacing=SPACING))
    assert dice(mask, outline) > 0.93
    assert mask[disk((32, 32), 8)].all()


def test_muscle_belongs_to_the_body_when_fat_fills_most_of_the_image():
    mr = np.full(SHAPE, FAT) + np.random.default_rng(0).normal(0, 20, SHAPE)
    mr[disk((32, 32), 12)] = MUSCLE
    assert mr_body(Volume(mr, spacing=SPACING)).all()


def test_bone_cut_by_the_edge_of_the_image_belongs_to_the_body():
    mr, _ = leg(centre=(32, 0), radius=30)
    mask = mr_body(Volume(mr, spacing=SPACING))
    assert mask[disk((32, 0), 8)].all()


def test_dim_muscle_beside_a_bright_lesion_belongs_to_the_body():
    mr = np.random.default_rng(0).rayleigh(10, SHAPE) + 1
    mr[disk((32, 32), 24)] += 55
    mr[disk((26, 26), 7)] = 500
    mask = mr_body(Volume(mr, spacing=SPACING))
    assert dice(mask, disk((32, 32), 24)) > 0.95


def test_both_legs_belong_to_the_body():
    left, one = leg(centre=(32, 15), radius=13)
    right, other = leg(centre=(32, 48), radius=13)
    mask = mr_body(Volume(np.maximum(left, right), spacing=SPACING))
    assert dice(mask, one | other) > 0.85


def test_padding_is_no_body():
    mr, outline = leg()
    mr[:, :, :20] = 0
    mask = mr_body(Volume(mr, spacing=SPACING))
    assert not mask[:, :, :20].any()
    assert dice(mask[:, :, 20:], outline[:, :, 20:]) > 0.93


def test_the_mask_does_not_depend_on_the_units_or_on_the_orientation():
    mr, _ = leg()
    volume = Volume(mr, spacing=SPACING)
    mask = mr_body(volume)
    np.testing.assert_array_equal(mr_body(volume.with_array(mr * 0.01)), mask)
    turned = to_orientation(volume, "SRA")
    expected = to_orientation(volume.with_array(mask), "SRA").array
    np.testing.assert_array_equal(mr_body(turned), expected)


def torso(*, couch=True, shading=0.0):
    hu = np.full(SHAPE, -1000.0)
    hu[disk((28, 32), 22)] = 40.0
    hu[disk((28, 24), 7)] = -850.0  # lung
    hu[disk((28, 40), 5)] = 500.0
    outline = disk((28, 32), 22)
    if couch:
        hu[:, 51:53, 4:60] = -100.0
    noise = np.random.default_rng(0).normal(0, 25, SHAPE)
    return Volume(hu + noise + shading, spacing=SPACING), outline


def test_lung_belongs_to_the_body_and_the_couch_does_not():
    volume, outline = torso()
    mask = ct_body(volume)
    assert dice(mask, outline) > 0.95
    assert not mask[:, 52, 4:12].any()
    assert mask[disk((28, 24), 7)].all()


def test_the_threshold_follows_a_cbct_whose_values_are_shifted():
    volume, outline = torso(shading=250.0)
    assert dice(CBCT.body(volume), outline) > 0.95


def test_air_alone_is_refused():
    air = np.random.default_rng(0).normal(-1000, 10, SHAPE)
    with pytest.raises(InputError, match="No body stands out from air in this CT"):
        ct_body(Volume(air, spacing=SPACING))


@pytest.mark.parametrize("value", [-1000, 0, 50, 300])
def test_one_value_everywhere_is_no_body(value):
    with pytest.raises(InputError, match="No body stands out from air in this CT"):
        ct_body(Volume(np.full(SHAPE, value, np.int16), spacing=SPACING))
