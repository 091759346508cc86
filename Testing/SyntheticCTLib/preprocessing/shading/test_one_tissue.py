"""A field of view that one tissue fills, and one where fat and muscle are one heap."""

import numpy as np
import pytest

from SyntheticCTLib.preprocessing.shading.one_tissue import missing_level

RANDOM = np.random.default_rng(5)


def blocks(*heaps):
    """Blocks as (how many, where, SD)."""
    return np.concatenate([RANDOM.normal(mean, sd, count) for count, mean, sd in heaps])


@pytest.mark.parametrize("peak", [-105, -90, -40])  # the first was put where fat lies
def test_one_tissue_that_lies_where_none_can_be_is_raised_to_where_organs_and_fluids_are(peak):
    missing = missing_level(blocks((4000, peak, 12), (700, peak + 30, 30), (150, peak + 140, 30)))
    assert peak + missing == pytest.approx(25, abs=5)


@pytest.mark.parametrize(
    "heaps",
    [
        ((4000, 12, 12), (1000, 60, 30)),  # fluid where it belongs
        ((4000, -105, 12), (1000, 30, 30)),  # a fat body
        ((4000, -75, 12), (1000, 60, 30)),  # one whose level is a little too high
        ((2500, -100, 20), (2500, 35, 20)),
        ((2500, -100, 50), (2500, 35, 50)),  # blurred into one heap
    ],
)
def test_any_other_body_stays_where_it_is(heaps):
    assert missing_level(blocks(*heaps)) == 0
