"""An image in the place of a mask is refused: most of it is above 0, so it would count as one."""

import numpy as np
import pytest

from SyntheticCTLib import Volume
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.grids import check_mask

CT = Volume(np.linspace(-1000, 1000, 24).reshape(2, 3, 4).astype(np.float32))


@pytest.mark.parametrize("lowest", [-1000.0, -1.0, float("nan")])
def test_an_image_is_no_mask(lowest):
    image = CT.with_array(np.where(CT.array < 0, lowest, CT.array))
    with pytest.raises(InputError, match="a mask is 0 outside"):
        check_mask(CT, image)


@pytest.mark.parametrize("kind", [bool, np.uint8, np.int16, np.float32])
def test_nothing_below_0_is_a_mask(kind):
    check_mask(CT, CT.with_array((CT.array > 0).astype(kind)))
