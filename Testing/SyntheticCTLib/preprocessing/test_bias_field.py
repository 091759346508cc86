import numpy as np
import pytest

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.bias_field import correct_bias_field
from SyntheticCTLib.progress import CancelToken, Watch

SHAPE = (10, 20, 20)


def shaded():
    """Two tissues under a field that doubles from left to right."""
    k, j, i = np.indices(SHAPE)
    tissue = np.where((j // 5 + k // 5) % 2, 400.0, 700.0)
    noise = np.random.default_rng(0).normal(0, 5, SHAPE)
    return Volume(
        (tissue * 2 ** (i / 19) + noise).astype(np.float32), spacing=(4.0, 4.0, 4.0)
    ), tissue


def unevenness(array, tissue):
    """Spread within each tissue, relative to its mean."""
    return max(array[tissue == t].std() / array[tissue == t].mean() for t in (400.0, 700.0))


def test_shading_is_reduced_brightness_kept_and_progress_grows():
    volume, tissue = shaded()
    seen = []
    result = correct_bias_field(
        volume, np.ones(SHAPE, bool), watch=Watch(lambda p: seen.append(p.fraction))
    )
    assert result.grid == volume.grid
    assert unevenness(result.array, tissue) < 0.4 * unevenness(volume.array, tissue)
    assert abs(result.array.mean() / volume.array.mean() - 1) < 0.1
    assert len(seen) > 4
    assert seen == sorted(seen)
    assert seen[-1] <= 1.0


def test_a_cancelled_correction_raises():
    token = CancelToken()
    with pytest.raises(Cancelled):
        correct_bias_field(
            shaded()[0], np.ones(SHAPE, bool), watch=Watch(lambda _: token.cancel(), token)
        )


@pytest.mark.parametrize("mask", [np.zeros(SHAPE, bool), np.ones((2, 2, 2), bool)])
def test_a_mask_that_does_not_serve_is_refused(mask):
    with pytest.raises(InputError, match="mask"):
        correct_bias_field(shaded()[0], mask)
