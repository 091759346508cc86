"""The signed difference map and the check of grids."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.difference import signed_difference
from SyntheticCTLib.evaluation.grids import check_one_grid
from SyntheticCTLib.image.volume import Volume

PLACE = {"origin": (-120.0, 30.0, 7.5), "spacing": (0.977, 0.977, 3.27)}


def volume(value, shape=(2, 3, 4), **place):
    return Volume(np.full(shape, value, np.int16), **{**PLACE, **place})


def test_it_is_positive_where_the_sct_is_brighter_and_on_its_grid():
    sct = volume(300)
    difference = signed_difference(sct, volume(100))
    assert (difference.array == 200).all()
    assert difference.grid == sct.grid
    assert "sCT minus CT" in difference.metadata["legend"]


def test_int16_extremes_do_not_wrap_around():
    assert signed_difference(volume(-32768), volume(32767)).array[0, 0, 0] == -65535


def test_outside_the_mask_it_is_zero():
    mask = volume(0)
    mask.array[1] = 1
    difference = signed_difference(volume(300), volume(100), mask)
    assert (difference.array[0] == 0).all()
    assert (difference.array[1] == 200).all()


def test_single_precision_places_are_the_same_grid():
    origin = tuple(float(np.float32(place + 1e-5)) for place in PLACE["origin"])
    check_one_grid(volume(0), volume(0, origin=origin), "CT")
    assert signed_difference(volume(5), volume(0, origin=origin)).origin == PLACE["origin"]


@pytest.mark.parametrize(
    "place", [{"origin": (0.0, 30.0, 7.5)}, {"spacing": (1.0, 1.0, 3.0)}, {"shape": (2, 3, 5)}]
)
def test_another_grid_is_refused_with_what_to_do(place):
    with pytest.raises(InputError, match=r"different grids .* register or resample the CT"):
        signed_difference(volume(0), volume(0, **place))


def test_a_mask_on_another_grid_is_refused_by_name():
    with pytest.raises(InputError, match="sCT and the mask"):
        signed_difference(volume(0), volume(0), volume(1, shape=(2, 3, 5)))
