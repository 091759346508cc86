"""A slab of a CT lies where there is a body, and its scan has no higher a panel than it needs."""

import numpy as np
import pytest

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters
from SyntheticCTLib.training.data.cone_beam_bodies import scan_of_slab, slab_of


def padded_ct():
    """Twenty slices, each of its own HU; below and above the body only air."""
    hu = np.full((20, 4, 4), -1000.0, np.float32)
    hu[6:16] = np.arange(6, 16, dtype=np.float32)[:, None, None]
    return Volume(hu, (0.0, 0.0, 100.0), (1.0, 1.0, 3.0))


@pytest.mark.parametrize("seed", range(8))
def test_it_lies_within_the_body_and_keeps_its_place(seed):
    slab = slab_of(padded_ct(), 12.0, seed)
    assert slab.array.shape == (4, 4, 4)
    first = slab.array[0, 0, 0]
    assert 6 <= first <= 12
    assert slab.origin[2] == 100.0 + 3.0 * first


def test_slabs_differ_by_their_seeds():
    assert len({slab_of(padded_ct(), 12.0, seed).origin for seed in range(8)}) > 2


def test_a_body_lower_than_the_slab_is_in_it_and_a_ct_lower_than_it_is_whole():
    assert slab_of(padded_ct(), 48.0, 0).array.max() == 15
    assert slab_of(padded_ct(), 90.0, 0).size == padded_ct().size


def test_the_panel_is_as_high_as_the_slab_needs_and_the_isocentre_in_its_middle():
    whole = ConeBeamParameters(isocentre_mm=(3.0, 4.0, 20.0))
    part = scan_of_slab(whole, 72.0)
    assert part.isocentre_mm == (3.0, 4.0, 0.0)
    assert 72 * 1.5 < part.detector_height_mm < 72 * 2
    assert scan_of_slab(whole, 900.0).detector_height_mm == whole.detector_height_mm
