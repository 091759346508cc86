"""Fat and soft tissue tell a scan's level, sharp or blurred; one alone leaves it unsure."""

import numpy as np
import pytest

from SyntheticCTLib.preprocessing.shading.cylinder import Cylinder
from SyntheticCTLib.preprocessing.shading.samples import Samples
from SyntheticCTLib.preprocessing.shading.tissue_fit import fit_tissues

CYLINDER = Cylinder((0.0, 0.0), 120.0, 0.0, 36.0)
BLOCKS = 3000


def blocks(fat, spread=18.0, offset=0.0, contrast=1.0):
    """Blocks of fat and soft tissue, and what is true of them, HU."""
    random = np.random.default_rng(0)
    x, y = random.uniform(-85, 85, (2, BLOCKS))
    # Organs are wider than blocks: a checker of 40 mm, of which the share is fat.
    squares = random.random((5, 5)) < fat
    is_fat = squares[((x + 85) // 34.01).astype(int), ((y + 85) // 34.01).astype(int)]
    true = np.where(is_fat, -103.0, 35.0)
    hu = 35 + contrast * (true - 35) + random.normal(0, spread, BLOCKS) + offset
    z = random.uniform(-36, 36, BLOCKS)
    return Samples(hu, x, y, z, CYLINDER.depth(x, y)), true


def off(samples, true):
    found = fit_tissues(samples, CYLINDER)
    return float(np.median(samples.grey - found.field.at(samples) - true)), found


@pytest.mark.parametrize("offset", [-300.0, 140.0])
@pytest.mark.parametrize("fat", [0.15, 0.5, 0.8])
def test_two_tissues_tell_the_level(fat, offset):
    away, found = off(*blocks(fat, offset=offset))
    assert abs(away) < 15
    assert found.offset_sd < 15


@pytest.mark.parametrize("fat", [0.15, 0.5, 0.8])
def test_two_tissues_that_streaks_blur_into_one_heap_tell_it_nearly_as_well(fat):
    away, _ = off(*blocks(fat, spread=45.0))
    assert abs(away) < 35


def test_one_tissue_alone_is_rather_soft_tissue_and_is_less_sure():
    alone, found = off(*blocks(0.0))
    _, both = off(*blocks(0.4))
    assert abs(alone) < 35
    assert found.offset_sd > 2 * both.offset_sd


def test_lost_contrast_is_seen():
    _, lost = off(*blocks(0.4, contrast=0.75))
    _, whole = off(*blocks(0.4))
    assert lost.contrast < whole.contrast - 0.05
    assert whole.contrast == pytest.approx(1.0, abs=0.1)
