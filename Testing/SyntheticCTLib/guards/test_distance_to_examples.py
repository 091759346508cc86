import json

import numpy as np
import pytest

from SyntheticCTLib.guards.distance_to_examples import describe, unlikeness


def examples(count=30):
    """Two numbers that grow together, and one of its own."""
    rng = np.random.default_rng(0)
    for _ in range(count):
        size = rng.normal()
        yield {"length": 10 + size, "width": 5 + size + rng.normal(0, 0.1), "hue": rng.normal()}


@pytest.fixture(scope="module")
def described():
    return json.loads(json.dumps(describe(list(examples()))))


def test_no_member_of_the_set_lies_beyond_its_limit(described):
    assert all(unlikeness(e, described).distance <= described["limit"] for e in examples())


def test_the_number_that_is_farthest_off_is_named_with_its_range(described):
    found = unlikeness({"length": 10.0, "width": 5.0, "hue": 9.0}, described)
    assert found.distance > found.limit
    assert (found.name, found.value) == ("hue", 9.0)
    assert found.low < 0 < found.high < 9


def test_numbers_within_their_ranges_that_do_not_go_together_are_far_off(described):
    found = unlikeness({"length": 11.5, "width": 3.5, "hue": 0.0}, described)
    assert found.low < found.value < found.high
    assert found.distance > found.limit


def test_a_number_that_is_missing_is_left_out(described):
    assert unlikeness({"hue": 0.0}, described).distance < 0.5
