import json

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.guards import words
from SyntheticCTLib.guards.body_statistics import (
    body_statistics,
    grid_statistics,
    without_padding,
)
from SyntheticCTLib.guards.inspection import inspect, training_statistics
from SyntheticCTLib.guards.of_kinds import GUARDS
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import cropped
from SyntheticCTLib.preprocessing.kinds import CBCT, CT, MR

SHAPE, SPACING = (14, 48, 48), (2.0, 2.0, 4.0)


def leg(seed, *, fat=900.0, muscle=270.0, spacing=SPACING, shape=SHAPE):
    """A limb whose size, fat and marrow differ from seed to seed."""
    rng = np.random.default_rng(seed)
    radius = rng.uniform(0.34, 0.44) * min(shape[1:])
    j, i = np.indices(shape[1:]) - (np.array(shape[1:]).reshape(2, 1, 1) - 1) / 2
    distance = np.broadcast_to(np.hypot(j, i), shape)
    mr = np.where(distance < radius, fat, 0.0)
    mr[distance < radius * rng.uniform(0.7, 0.9)] = muscle
    mr[distance < 5] = 10.0
    mr[distance < 3] = fat
    return Volume(np.hypot(mr, rng.rayleigh(15, shape)) + 1, spacing=spacing)


@pytest.fixture(scope="module")
def statistics():
    return json.loads(json.dumps(training_statistics((leg(seed) for seed in range(8)), MR)))


def seen(volume):
    """All numbers that a guard looks at."""
    part = without_padding(volume, MR)
    return grid_statistics(part), *body_statistics(part, MR)


def codes(volume, statistics, kind=MR):
    return [warning.code for warning in inspect(volume, GUARDS[kind.name], statistics)]


def test_an_image_like_the_training_set_raises_no_warning(statistics):
    assert codes(leg(20), statistics) == []


def test_the_units_of_the_mr_do_not_matter(statistics):
    volume = leg(21)
    assert codes(volume.with_array(volume.array * 0.03), statistics) == []


def test_a_ct_given_to_an_mr_model_is_told_with_its_values(statistics):
    mr = leg(20)
    ct = mr.with_array(np.where(mr.array > 100, 40.0, -1000.0))
    warnings = inspect(ct, GUARDS["MR"], statistics)
    assert [w.code for w in warnings] == ["modality"]
    assert "made for MR" in warnings[0].sentence
    assert "-1000 to 40" in warnings[0].sentence


def test_an_mr_given_to_a_ct_model_is_told():
    assert codes(leg(20), {}, CT) == ["modality"]


def test_a_ct_may_be_given_to_a_cbct_model_but_not_the_reverse():
    hu = np.where(leg(20).array > 100, 40.0, -1000.0)
    ct = Volume(hu, spacing=SPACING, metadata={"modality": "CT"})
    assert codes(ct, {}, CBCT) == []
    cbct = Volume(hu, spacing=SPACING, metadata={"modality": "CBCT"})
    assert codes(cbct, {}, CT) == ["modality"]


def test_a_spacing_far_from_the_training_sets_is_told_with_both(statistics):
    warnings = inspect(
        leg(20, spacing=(2.0, 2.0, 10.0), shape=(6, 48, 48)), GUARDS["MR"], statistics
    )
    assert "spacing" in [w.code for w in warnings]
    assert "2.00 x 2.00 x 10.00 mm" in warnings[0].sentence
    assert "2.00 x 2.00 x 4.00" in warnings[0].sentence


def test_a_field_of_view_far_from_the_training_sets_is_told(statistics):
    assert "field-of-view" in codes(leg(20, shape=(50, 48, 48)), statistics)


def test_padding_is_neither_air_nor_field_of_view(statistics):
    cut = leg(23)
    cut = cropped(cut, (slice(None), slice(12, 36), slice(6, 42)))  # its border cuts the limb
    padded = Volume.on(
        Grid((84, 74, 14), spacing=SPACING), np.pad(cut.array, ((0, 0), (25, 25), (24, 24)))
    )
    for kept, other in zip(seen(cut), seen(padded), strict=True):
        assert kept == other


def test_another_contrast_is_told(statistics):
    fat_saturated = leg(20, fat=60.0)
    j, i = np.indices(SHAPE[1:])
    fat_saturated.array[:, np.hypot(j - 20, i - 30) < 4] = 1500.0
    assert "contrast" in codes(fat_saturated, statistics)


def test_other_layers_under_the_skin_are_told(statistics):
    assert "anatomy" in codes(leg(20, fat=270.0, muscle=900.0), statistics)


def test_what_an_unlike_body_means_comes_before_the_figures(statistics):
    other = leg(20, fat=270.0, muscle=900.0)
    said = inspect(other, GUARDS["MR"], statistics, ("limb", "hip", "pelvis"))[-1].sentence
    assert said.startswith("This does not look like limb, hip or pelvis: another part of the body")
    assert "cannot be believed here" in said.split("Its brightness is unlike the training set's")[0]


def test_another_contrast_may_also_be_a_piece_of_a_limb(statistics):
    fat_saturated = leg(20, fat=60.0)
    j, i = np.indices(SHAPE[1:])
    fat_saturated.array[:, np.hypot(j - 20, i - 30) < 4] = 1500.0
    said = inspect(fat_saturated, GUARDS["MR"], statistics, ("limb",))[-1].sentence
    assert said.startswith("This looks like another contrast than the model learnt from")
    assert "or a piece cut out of one. Do not rely on its bone without a CT." in said


def test_a_model_without_statistics_checks_the_modality_only():
    assert codes(leg(20), {}) == []


def test_statistics_of_nothing_are_refused():
    with pytest.raises(InputError, match="at least one volume"):
        training_statistics([], MR)


def test_an_image_of_another_kind_is_told_which_model_takes_it():
    said = words.other_kind(leg(1), CBCT, MR)
    assert "take a model for such images (cbct-to-ct)" in said
    assert "--modality MR" in said
