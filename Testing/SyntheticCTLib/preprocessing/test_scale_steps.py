"""Scales of other programs' models, worked out by hand, and refused where they cannot be."""

import numpy as np
import pytest

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.preprocessing.scale_steps import check_steps, scaled_by_steps

#: An image of 8 voxels with air of 0 round a body of 10, 20, 30, 40.
IMAGE = np.array([[[0, 10, 20, 0], [0, 30, 40, 0]]], np.int16)
BODY = IMAGE > 0
NOWHERE = np.zeros(IMAGE.shape, bool)


def scaled(*steps, body=BODY):
    check_steps(steps)
    values, nothing = scaled_by_steps(IMAGE, body, steps)
    assert values.dtype == np.float32
    assert values.shape == IMAGE.shape
    return values.ravel().tolist(), nothing


def z(over, **more):
    return {"do": "z-score", "over": over, **more}


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"do": "clip", "low": 10, "high": 30}, [10, 10, 20, 10, 10, 30, 30, 10]),
        ({"do": "clip", "low": None, "high": 20}, [0, 10, 20, 0, 0, 20, 20, 0]),
        ({"do": "range", "from": [0, 40], "to": [-1, 1]}, [-1, -0.5, 0, -1, -1, 0.5, 1, -1]),
        # min and max of the body alone are 10 and 40: what lies outside goes on along the line
        (
            {"do": "range", "from": ["min", "max"], "to": [0, 3], "over": "body"},
            [-1, 0, 1, -1, -1, 2, 3, -1],
        ),
        (
            {"do": "range", "from": ["percentile:0", "percentile:100"], "to": [0, 4]},
            [0, 1, 2, 0, 0, 3, 4, 0],
        ),
        ({"do": "outside", "value": -5}, [-5, 10, 20, -5, -5, 30, 40, -5]),
        (z("image", mean=10, sd=5), [-2, 0, 2, -2, -2, 4, 6, -2]),
    ],
)
def test_a_step_is_carried_out_as_it_says(step, expected):
    values, _ = scaled(step)
    assert values == pytest.approx(expected)


@pytest.mark.parametrize(
    ("step", "mean", "sd"),
    [
        (z("image"), 12.5, np.sqrt(218.75)),
        (z("body"), 25, np.sqrt(125)),
        (z("nonzero"), 25, np.sqrt(125)),
        (z("body", ddof=1), 25, np.sqrt(500 / 3)),
    ],
)
def test_a_z_score_is_that_of_the_place_that_it_names(step, mean, sd):
    values, nothing = scaled(step)
    assert values == pytest.approx(((IMAGE.ravel() - mean) / sd).tolist(), rel=1e-6)
    assert nothing == pytest.approx(-mean / sd)


def test_sigma_is_a_number_of_standard_deviations_from_the_mean():
    ends = {"do": "clip", "low": "sigma:-1", "high": "sigma:1", "over": "body"}
    values, _ = scaled(ends)
    assert max(values) == pytest.approx(25 + np.sqrt(125))
    assert min(values) == pytest.approx(25 - np.sqrt(125))


def test_each_step_measures_what_the_one_before_left():
    clip, line = {"do": "clip", "high": 20}, {"do": "range", "from": ["min", "max"], "to": [0, 1]}
    values, nothing = scaled(clip, line)
    assert values == pytest.approx([0, 0.5, 1, 0, 0, 1, 1, 0])
    assert nothing == 0


def test_nothing_is_what_lies_outside_and_goes_through_the_steps_that_follow():
    outside, line = (
        {"do": "outside", "value": -40},
        {"do": "range", "from": [-40, 40], "to": [0, 1]},
    )
    values, nothing = scaled(outside, line)
    assert nothing == 0
    assert values[0] == 0


def test_where_no_body_is_all_voxels_are_measured_and_an_even_image_divides_by_no_zero():
    assert scaled(z("body"), body=NOWHERE) == scaled(z("image"))
    check_steps([z("image")])
    values, _ = scaled_by_steps(np.full((1, 2, 2), 7), np.ones((1, 2, 2), bool), [z("image")])
    assert values.tolist() == np.zeros((1, 2, 2)).tolist()


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("clip", "must be a list of steps"),
        ([], "must be a list of steps"),
        (["clip"], "is none of clip, z-score"),
        ([{"do": "sharpen"}], "is none of clip, z-score"),
        ([{"do": "z-score", "over": "bone"}], "is over none of image, body"),
        ([{"do": "clip", "low": "half"}], "'half' is neither a number"),
        ([{"do": "clip", "low": "percentile:101"}], "'percentile:101' is neither"),
        ([{"do": "clip", "low": "percentile:most"}], "'percentile:most' is neither"),
        ([{"do": "clip", "low": "sigma:inf"}], "'sigma:inf' is neither"),
        ([{"do": "clip", "low": True}], "True is neither"),
        ([{"do": "range", "from": [0, 1]}], "needs from and to"),
        ([{"do": "range", "from": [0, 1], "to": [0]}], "needs two numbers in each pair"),
        ([{"do": "range", "from": [0, 1], "to": [0, "one"]}], "holds what is no number"),
        ([{"do": "z-score", "mean": "0"}], "holds what is no number"),
        ([{"do": "outside"}], "needs value"),
        ([{"do": "outside", "value": "air"}], "holds what is no number"),
        ([{"do": "outside", "value": None}], "needs value"),
        ([{"do": "z-score", "ddof": "one"}], "holds what is no number"),
        ([{"do": "range", "from": 3, "to": [0, 1]}], "needs two numbers in each pair"),
        ([{"do": "range", "from": [None, 1], "to": [0, 1]}], "needs two numbers in each pair"),
        ([{"do": "range", "from": [0, 1], "to": [0, None]}], "needs two numbers in each pair"),
    ],
)
def test_what_could_not_be_carried_out_is_refused_in_a_sentence(steps, words):
    with pytest.raises(ModelError, match=words):
        check_steps(steps)
