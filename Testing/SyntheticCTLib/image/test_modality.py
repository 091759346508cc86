import numpy as np
import pytest

from SyntheticCTLib.image.modality import guess_modality
from SyntheticCTLib.image.volume import Volume

SHAPE = (10, 32, 32)
RNG = np.random.default_rng(0)


def body():
    j, i = np.indices(SHAPE[1:]) - 15.5
    return np.broadcast_to(j**2 + i**2 < 13**2, SHAPE), np.broadcast_to(j**2 + i**2 < 10**2, SHAPE)


def ct(shift=0.0, air=-1000.0):
    skin, inside = body()
    hu = np.where(inside, 45.0, np.where(skin, -105.0, air))
    return Volume(hu + shift + RNG.normal(0, 25, SHAPE))


def mr():
    skin, inside = body()
    return Volume(
        np.abs(np.where(inside, 270.0, np.where(skin, 900.0, 0)) + RNG.normal(0, 15, SHAPE))
    )


def test_a_ct_and_an_mr_are_told_apart_by_their_values():
    assert guess_modality(ct()) == "CT"
    assert guess_modality(mr()) == "MR"


@pytest.mark.parametrize("far", [1e12, 1e300, 2.0**62])
def test_one_value_far_off_needs_no_table_up_to_there(far):
    values = ct().array.copy()
    values[0, 0, 0] = far
    assert guess_modality(Volume(values)) == "CT"


def test_a_ct_cropped_to_tissue_is_still_a_ct():
    _, inside = body()
    hu = np.where(inside, 45.0, -105.0) + RNG.normal(0, 25, SHAPE)
    assert guess_modality(Volume(hu)) == "CT"


def muscle_and_bone():
    """A piece of a CT within a limb: 6 % bone, no air and no fat."""
    hu = 45 + RNG.normal(0, 22, 20_000)
    hu[:1200] = 100 + RNG.exponential(450, 1200)
    return hu.reshape(20, 25, 40)


def test_a_ct_cropped_to_muscle_and_bone_is_still_a_ct():
    assert guess_modality(Volume(muscle_and_bone())) == "CT"


@pytest.mark.parametrize("factor", [0.4, 3.0, 10.0])
def test_an_mr_of_muscle_and_marrow_with_a_little_undershoot_is_still_an_mr(factor):
    signal = muscle_and_bone().clip(0, 400) * factor
    undershoot = np.where(signal < np.percentile(signal, 1), -30.0, signal)
    assert guess_modality(Volume(undershoot)) == "MR"


def test_a_resampled_mr_with_a_little_undershoot_is_still_an_mr():
    assert guess_modality(mr().with_array(mr().array - 21)) == "MR"


def test_shifted_hounsfield_units_are_a_cbct():
    assert guess_modality(ct(shift=-230)) == "CBCT"
    assert guess_modality(ct(air=-820)) == "CBCT"


@pytest.mark.parametrize("named", ["MR", "CT", "CBCT"])
def test_the_header_decides_where_there_is_one(named):
    assert guess_modality(Volume(ct().array, metadata={"modality": named})) == named


def test_a_modality_that_no_model_takes_is_judged_by_its_values():
    assert guess_modality(Volume(ct().array, metadata={"modality": "PT"})) == "CT"


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_a_volume_without_an_image_is_unknown(value):
    assert guess_modality(Volume(np.full(SHAPE, value))) == "unknown"
