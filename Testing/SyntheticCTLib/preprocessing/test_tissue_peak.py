"""The peak of a tissue in a histogram: found where it is one, and nowhere else."""

import numpy as np
import pytest

from SyntheticCTLib.preprocessing.tissue_peak import FEWEST, tissue_peak

RANDOM = np.random.default_rng(0)
SOFT = RANDOM.normal(40, 15, 4000)


def test_the_peak_between_two_limits_is_found_beside_higher_ones():
    fat = RANDOM.normal(-100, 15, 20000)
    both = np.concatenate([SOFT, fat]).astype(np.float32)
    assert tissue_peak(both, (-40, 160), 5) == pytest.approx(40, abs=6)
    assert tissue_peak(both, (-160, -40), 5) == pytest.approx(-100, abs=6)


def test_the_flank_of_a_peak_that_lies_elsewhere_is_none():
    assert tissue_peak(SOFT.astype(np.float32), (50, 160), 5) is None


def test_too_few_voxels_have_no_peak():
    assert tissue_peak(SOFT[: FEWEST - 1].astype(np.float32), (-40, 160), 5) is None
