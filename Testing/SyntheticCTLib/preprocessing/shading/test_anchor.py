"""Two tissues tell a scan's offset; one alone leaves it near the straight line."""

import numpy as np
import pytest

from SyntheticCTLib.preprocessing.shading.anchor import anchor_of


def blocks(fat, soft, contrast=1.0, offset=0.0):
    random = np.random.default_rng(0)
    hu = np.concatenate([random.normal(-105, 18, fat), random.normal(35, 18, soft)])
    return 35 + contrast * (hu - 35) + offset


@pytest.mark.parametrize("offset", [-300.0, 0.0, 140.0])
@pytest.mark.parametrize("fat", [300, 1000, 1400])
def test_fat_and_soft_tissue_tell_the_offset(fat, offset):
    found = anchor_of(blocks(fat, 2000 - fat, offset=offset))
    assert found.offset == pytest.approx(offset, abs=20)
    assert found.fat_share == pytest.approx(fat / 2000, abs=0.12)


def test_lost_contrast_is_seen():
    lost, whole = anchor_of(blocks(800, 1200, contrast=0.75)), anchor_of(blocks(800, 1200))
    assert lost.contrast < 0.85
    assert whole.contrast == pytest.approx(1.0, abs=0.1)


def test_one_tissue_alone_is_taken_for_soft_tissue_and_is_less_sure():
    alone, both = anchor_of(blocks(0, 2000)), anchor_of(blocks(700, 1300))
    assert alone.offset == pytest.approx(0, abs=25)
    assert alone.offset_sd > both.offset_sd
