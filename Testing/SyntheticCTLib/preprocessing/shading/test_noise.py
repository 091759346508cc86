"""Noise goes where there is nothing else; edges and quiet scans stay."""

import numpy as np
import pytest

from SyntheticCTLib.preprocessing.shading.noise import without_noise

SPACING = (2.0, 2.0, 4.0)
SEEN = np.ones((6, 60, 60), bool)
TRUE = np.full(SEEN.shape, 40.0)
TRUE[..., 30:] = -100.0


def noisy(sd):
    return TRUE + np.random.default_rng(0).normal(0, sd, TRUE.shape)


@pytest.mark.parametrize("sd", [10.0, 40.0])
def test_noise_goes_beside_edges_which_stay(sd):
    scan = noisy(sd)
    quiet = without_noise(scan, SEEN, SPACING)
    away = np.abs(quiet - TRUE)
    assert away.mean() < 0.5 * np.abs(scan - TRUE).mean()
    # Half of the step in one voxel is still there.
    assert (quiet[..., 29] - quiet[..., 30]).mean() > 70


def test_a_scan_without_noise_stays_and_so_does_what_was_not_seen():
    np.testing.assert_allclose(without_noise(TRUE, SEEN, SPACING), TRUE, atol=1)
    half = SEEN & (np.indices(SEEN.shape)[1] < 30)
    scan = np.where(half, noisy(30.0), -1024.0)
    kept = without_noise(scan, half, SPACING)
    assert (kept[~half] == -1024).all()
    assert abs(kept[half].mean() - scan[half].mean()) < 1


def test_noise_of_one_side_alone_goes_there_and_the_quiet_side_stays():
    true = np.full((6, 120, 120), 40.0)
    true[:, ::12, :] = 70.0  # detail that only noise would hide
    loud = np.indices(true.shape)[2] < 60
    noise = np.random.default_rng(0).normal(0, 1, true.shape) * np.where(loud, 80.0, 4.0)
    quiet = without_noise(true + noise, np.ones(true.shape, bool), SPACING)
    away = np.abs(quiet - true)
    assert away[..., 5:25].mean() < 0.5 * np.abs(noise)[..., 5:25].mean()
    assert away[..., 95:115].mean() < 6
