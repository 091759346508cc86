"""MR signal by the spin-echo equation, the coil's shading and the noise of a magnitude image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.simulation.phantom.tissues import Tissue, TissueProperties

#: Share of the fat signal that survives a good chemical-shift saturation pulse.
RESIDUAL_FAT = 0.08

#: Share of a flowing tissue's signal that is left in a spin echo: spins that got only one of both
#: pulses give none (Bradley and Waluch, Radiology 1985; 154:443).
RESIDUAL_FLOW = 0.12


@dataclass(frozen=True)
class Contrast:
    """A spin-echo protocol: repetition time and echo time in ms, with or without fat saturation.

    ``inversion_ms`` is the time after an inversion pulse (as FLAIR has one), None for none.
    """

    repetition_ms: float
    echo_ms: float
    fat_saturated: bool = False
    inversion_ms: float | None = None


#: Usual protocols of musculoskeletal imaging at 1.5 T.
CONTRASTS: dict[str, Contrast] = {
    "T1": Contrast(500.0, 12.0),
    "T2": Contrast(3500.0, 80.0),
    "PD": Contrast(2500.0, 25.0),
    "T1FS": Contrast(600.0, 12.0, fat_saturated=True),
    "T2FS": Contrast(3500.0, 60.0, fat_saturated=True),
    "PDFS": Contrast(2500.0, 30.0, fat_saturated=True),
}


def named_contrast(name: str) -> Contrast:
    """The protocol of a name in ``CONTRASTS``.

    Raises:
        InputError: the name is unknown.
    """
    if name not in CONTRASTS:
        raise InputError(f"Unknown MR contrast {name!r}: choose one of {', '.join(CONTRASTS)}.")
    return CONTRASTS[name]


def spin_echo_signal(tissue: TissueProperties, contrast: Contrast) -> float:
    """Signal of a tissue, relative to fully relaxed water: PD (1 - exp(-TR/T1)) exp(-TE/T2).

    After an inversion it is PD |1 - 2 exp(-TI/T1) + exp(-TR/T1)| exp(-TE/T2). Valid for TE much
    shorter than TR (Haacke et al., Magnetic Resonance Imaging, 1999, ch. 8).
    """
    recovered = 1.0 - exp(-contrast.repetition_ms / tissue.t1_ms)
    if contrast.inversion_ms is not None:
        recovered = abs(2.0 - 2.0 * exp(-contrast.inversion_ms / tissue.t1_ms) - recovered)
    signal = tissue.proton_density * recovered * exp(-contrast.echo_ms / tissue.t2_ms)
    if tissue.is_fat and contrast.fat_saturated:
        signal *= RESIDUAL_FAT
    if tissue.flowing:
        signal *= RESIDUAL_FLOW
    return signal


def signal_table(properties: Mapping[Tissue, TissueProperties], contrast: Contrast) -> np.ndarray:
    """Signals by label value: shape (largest label + 1,)."""
    table = np.zeros(max(properties) + 1)
    for label, tissue in properties.items():
        table[label] = spin_echo_signal(tissue, contrast)
    return table


def rician(signal: np.ndarray, sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Magnitude of the signal after Gaussian noise in both channels of the receiver.

    Source: Gudbjartsson and Patz, Magn Reson Med 1995; 34:910.

    Args:
        signal: noise-free signal, any shape.
        sigma: SD of the noise in each channel, in the signal's unit; 0 gives the signal back.
        rng: where the randomness comes from.
    """
    if sigma == 0:
        return signal
    real: np.ndarray = signal + sigma * rng.standard_normal(signal.shape, dtype=np.float32)
    imaginary = sigma * rng.standard_normal(signal.shape, dtype=np.float32)
    magnitude: np.ndarray = np.hypot(real, imaginary)
    return magnitude
