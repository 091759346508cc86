"""Two shells of bone held against each other: the answer is the difference of their radii."""

import numpy as np
import pytest

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.surface.make.extraction import surface_of
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.skull import skull_map
from SyntheticCTLib.surface.measure.skull_agreement import Skull, skull_agreement

SPACING = 2.5


def skull(outer, thickness):
    ends = np.arange(-90.0, 90.1, SPACING, dtype=np.float32)
    z, y, x = np.meshgrid(ends, ends, ends, indexing="ij")
    depth = outer - np.sqrt(x * x + y * y + z * z)
    hu = 1000 * np.clip(np.minimum(depth, thickness - depth) / SPACING + 0.5, 0, 1)
    volume = Volume(hu, (-90.0,) * 3, (SPACING,) * 3)
    surface = surface_of(volume, SurfaceSettings(threshold_hu=500.0))
    return Skull(volume, surface, skull_map(volume, surface))


@pytest.fixture(scope="module")
def real():
    return skull(80.0, 7.0)


def test_a_larger_and_thicker_skull_is_told_by_how_much(real):
    found = skull_agreement(skull(81.5, 8.0), real)

    assert found.mean_absolute_mm == pytest.approx(1.5, abs=0.1)
    assert found.thickness_error_mm == pytest.approx(1.0, abs=0.2)
    assert found.within["1 mm"] < 0.05
    assert found.within["2 mm"] > 0.97
    assert found.thickness_within < 0.1


def test_a_skull_agrees_with_itself(real):
    found = skull_agreement(real, real)

    assert found.within == {"1 mm": 1.0, "2 mm": 1.0}
    assert (found.thickness_error_mm, found.thickness_within) == (0.0, 1.0)
