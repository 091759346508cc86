"""A figure has a number, or a reason for having none."""

import json
import math

import pytest

from SyntheticCTLib.evaluation.figure import Figure, undefined


def test_an_undefined_figure_is_null_with_its_reason_in_json():
    figure = undefined("MAE", "the mask has no voxel", "HU")
    assert json.loads(json.dumps(figure.to_dict(), allow_nan=False)) == {
        "name": "MAE",
        "value": None,
        "unit": "HU",
        "note": "the mask has no voxel",
    }
    assert str(figure) == "MAE: undefined (the mask has no voxel)"


def test_a_missing_value_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="no reason"):
        Figure("MAE", None, "HU")


def test_nan_is_refused():
    with pytest.raises(ValueError, match="NaN"):
        Figure("MAE", math.nan, "HU")


def test_infinity_is_null_with_a_note_in_json():
    assert Figure("PSNR", math.inf, "dB").to_dict()["note"] == "infinite"


def test_a_value_prints_with_its_unit():
    assert str(Figure("MAE", 12.5, "HU")) == "MAE: 12.5 HU"
    assert str(Figure("Dice", 0.5)) == "Dice: 0.5"
