"""Spin-echo signal and the noise of magnitude images."""

from math import exp, pi, sqrt

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.simulation.mr.signal import (
    CONTRASTS,
    Contrast,
    named_contrast,
    rician,
    signal_table,
    spin_echo_signal,
)
from SyntheticCTLib.simulation.phantom.tissues import PROPERTIES, Tissue, TissueProperties


def test_signal_is_the_spin_echo_equation():
    tissue = TissueProperties(hu=0.0, t1_ms=800.0, t2_ms=50.0, proton_density=0.7)
    expected = 0.7 * (1 - exp(-600 / 800)) * exp(-15 / 50)
    assert spin_echo_signal(tissue, Contrast(600.0, 15.0)) == pytest.approx(expected, rel=1e-15)


def test_t1_order_is_fat_marrow_muscle_cortex_air():
    table = signal_table(PROPERTIES, CONTRASTS["T1"])
    order = [Tissue.FAT, Tissue.MARROW, Tissue.MUSCLE, Tissue.VESSEL, Tissue.CORTICAL_BONE]
    assert np.all(np.diff(table[order]) < 0)
    assert table[Tissue.AIR] == 0.0
    assert 0.25 < table[Tissue.MUSCLE] / table[Tissue.FAT] < 0.5


@pytest.mark.parametrize("name", ["T1FS", "T2FS", "PDFS"])
def test_fat_saturation_makes_fat_darker_than_muscle(name):
    table = signal_table(PROPERTIES, CONTRASTS[name])
    assert table[Tissue.FAT] < table[Tissue.MUSCLE]


def test_an_unknown_contrast_is_named_with_the_known_ones():
    with pytest.raises(InputError, match=r"'FLAIR'.*T1, T2"):
        named_contrast("FLAIR")


def test_rician_noise_has_rayleigh_background_and_gaussian_tissue():
    rng = np.random.default_rng(0)
    background = rician(np.zeros(200_000, np.float32), 5.0, rng)
    assert background.mean() == pytest.approx(5.0 * sqrt(pi / 2), rel=0.01)
    tissue = rician(np.full(200_000, 500.0, np.float32), 5.0, rng)
    assert tissue.std() == pytest.approx(5.0, rel=0.01)
