"""A field of view that one tissue fills, and one where fat and muscle are one heap."""

import numpy as np
import pytest

from SyntheticCTLib.preprocessing.shading.one_tissue import missing_level

RANDOM = np.random.default_rng(5)


def blocks(*heaps):
    """Blocks as (how many, where, SD)."""
    return np.concatenate([RANDOM.normal(mean, sd, count) for count, mean, sd in heaps])


def test_one_tissue_that_lies_where_none_can_be_is_raised_to_where_organs_and_fluids_are():
    missing = missing_level(blocks((4000, -60, 12), (1000, 10, 30)))
    assert -60 + missing == pytest.approx(25, abs=5)


@pytest.mark.parametrize(
    "heaps",
    [
        ((4000, 12, 12), (1000, 60, 30)),  # fluid where it belongs
        ((4000, -105, 12), (1000, 30, 30)),  # a fat body
        ((2500, -100, 20), (2500, 35, 20)),
        ((2500, -100, 50), (2500, 35, 50)),  # blurred into one heap
    ],
)
def test_any_other_body_stays_where_it_is(heaps):
    assert missing_level(blocks(*heaps)) == 0
