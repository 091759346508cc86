"""Mean and spread of arrays that come one by one."""

import numpy as np
import pytest

from SyntheticCTLib.inference.mean_and_spread import MeanAndSpread


def test_they_are_those_of_all_at_once_also_far_from_zero():
    drawn = np.random.default_rng(2).normal(3000, 0.5, (9, 2, 3, 4, 5)).astype(np.float32)
    found = MeanAndSpread(of=lambda array: array[0])
    first = drawn[0].copy()
    for array in drawn:
        found.add(array)
    assert np.array_equal(drawn[0], first)  # what was given stays as it was
    assert found.mean == pytest.approx(drawn.astype(float).mean(0), abs=1e-3)
    assert found.spread == pytest.approx(drawn[:, 0].astype(float).std(0, ddof=1), rel=0.01)


def test_one_alone_has_no_spread_and_none_has_no_mean():
    found = MeanAndSpread()
    with pytest.raises(ValueError, match="no arrays"):
        _ = found.mean
    found.add(np.ones(3, np.float32))
    assert (found.spread == 0).all()
