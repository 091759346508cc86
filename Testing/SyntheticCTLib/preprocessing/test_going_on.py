"""A network is shown that the body goes on where the image cuts it."""

import numpy as np

from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.going_on import along_the_patient, without_empty_ends


def scan(array):
    return Volume(array, spacing=(1.0, 2.0, 3.0), origin=(5.0, 6.0, 7.0))


def test_planes_of_nothing_beside_a_cut_body_are_left_out_and_the_rest_stays_in_its_place():
    array = np.zeros((8, 9, 10), np.float32)
    array[2:7, :, 1:9] = 5.0
    image = scan(array)

    shown, mask = without_empty_ends(image, array != 0, array > 1)

    assert shown.array.shape == mask.shape == (5, 9, 8)
    assert (shown.array == 5).all()
    assert mask.all()
    assert shown.origin == (6.0, 6.0, 13.0)


def test_air_of_zeros_round_a_body_that_is_whole_stays():
    k, j, i = np.indices((40, 60, 110)) - np.reshape((20, 30, 55), (3, 1, 1, 1))
    array = (9 * k**2 + 4 * j**2 + i**2 < 50**2).astype(np.float32)  # a ball of 5 cm
    image = scan(array)

    shown, mask = without_empty_ends(image, array != 0, array > 0)

    assert shown is image
    assert mask.shape == array.shape


def test_nothing_scanned_at_all_stays_as_it_is():
    image = scan(np.zeros((3, 3, 3), np.float32))
    assert without_empty_ends(image, image.array != 0, image.array != 0)[0] is image


def test_the_field_of_a_cone_goes_on_as_its_last_slice_in_any_orientation():
    k, j, i = np.indices((7, 9, 9)).astype(np.float32)
    radius = np.hypot(j - 4, i - 4)
    seen = radius < 4.5 - np.maximum(np.abs(k - 3) - 1, 0)
    seen[0] = False
    array = np.where(seen, 100 * k + j + 0.1 * i, -1024).astype(np.float32)
    ever = seen.any(axis=0)
    wanted_k = np.clip(k, seen.argmax(0), 6 - seen[::-1].argmax(0))
    wanted = np.where(ever, 100 * wanted_k + j + 0.1 * i, -1024).astype(np.float32)

    for letters in ("LPS", "RAI", "SLP", "PIR"):
        turned = to_orientation(scan(array), letters)
        field = to_orientation(scan(seen), letters).array
        filled, inside = along_the_patient(turned, field)
        back = to_orientation(filled, "LPS")
        assert np.array_equal(back.array, wanted)
        assert back.origin == (5.0, 6.0, 7.0)
        everywhere = to_orientation(turned.with_array(inside), "LPS").array
        assert np.array_equal(everywhere, np.broadcast_to(ever, seen.shape))
        assert np.array_equal(to_orientation(turned, "LPS").array, array)
