"""Random MR contrasts: how bright each tissue of a CT is in a scan that never was.

Half of the draws follow the spin-echo equation with random times (T1, T2, PD, FLAIR, with or
without fat saturation), half are free, as SynthSeg draws them (Billot et al., Med Image Anal 2023;
86:102789). Cortical bone and gas give no signal in either: that is physics, and all that a network
has to find bone by.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.simulation.mr.ct_anatomy import Anatomy
from SyntheticCTLib.simulation.mr.signal import Contrast, spin_echo_signal
from SyntheticCTLib.simulation.phantom.tissues import PROPERTIES, Tissue, TissueProperties

#: Grey matter, white matter and liquor at 1.5 T, as BrainWeb simulates them (Kwan, Evans and Pike,
#: IEEE Trans Med Imaging 1999; 18:1085). HU is not used here.
GREY_MATTER = TissueProperties(40.0, 833.0, 83.0, 0.86)
WHITE_MATTER = TissueProperties(30.0, 500.0, 70.0, 0.77)
WATER = TissueProperties(0.0, 2569.0, 329.0, 1.0)

#: Liver, as the example of a perfused organ (de Bazelaire et al., Radiology 2004; 230:652).
ORGAN = TissueProperties(90.0, 586.0, 46.0, 0.80)

#: Share of free draws, and of spin echoes with fat saturation and with inversion.
_FREE = 0.5
_FAT_SATURATED = 0.35
_INVERTED = 0.2


@dataclass(frozen=True)
class DrawnContrast:
    """Signals relative to the brightest tissue, 0 to 1.

    Attributes:
        name: how it was drawn, for records.
        signal: by label of ``Anatomy``; of the brain that of grey matter.
        white_matter, liquor: the brain's other parts.
    """

    name: str
    signal: np.ndarray
    white_matter: float
    liquor: float


def draw_contrast(rng: np.random.Generator) -> DrawnContrast:
    """One random contrast."""
    if rng.random() < _FREE:
        return _free(rng)
    contrast = _random_echo(rng)
    of = {
        Anatomy.FAT: PROPERTIES[Tissue.FAT],
        Anatomy.MUSCLE: PROPERTIES[Tissue.MUSCLE],
        Anatomy.FLUID: WATER,
        Anatomy.ORGAN: ORGAN,
        Anatomy.BRAIN: GREY_MATTER,
        Anatomy.SPONGY_BONE: PROPERTIES[Tissue.SPONGY_BONE],
        Anatomy.CORTICAL_BONE: PROPERTIES[Tissue.CORTICAL_BONE],
        Anatomy.MARROW: PROPERTIES[Tissue.MARROW],
    }
    signal = np.zeros(len(Anatomy))
    for label, tissue in of.items():
        signal[label] = spin_echo_signal(tissue, contrast)
    white, liquor = (spin_echo_signal(tissue, contrast) for tissue in (WHITE_MATTER, WATER))
    top = max(float(signal.max()), white, liquor)
    signal /= top
    _set_dark(signal, rng)
    name = f"TR {contrast.repetition_ms:.0f} TE {contrast.echo_ms:.0f}"
    if contrast.inversion_ms is not None:
        name += f" TI {contrast.inversion_ms:.0f}"
    return DrawnContrast(
        name + (" fat-saturated" if contrast.fat_saturated else ""),
        signal,
        white / top,
        liquor / top,
    )


def _random_echo(rng: np.random.Generator) -> Contrast:
    fat_saturated = rng.random() < _FAT_SATURATED
    if rng.random() < _INVERTED:
        # FLAIR: water of this T1 gives nothing near 1700 ms at long repetition.
        return Contrast(
            rng.uniform(7000, 10000), rng.uniform(80, 130), fat_saturated, rng.uniform(1600, 1850)
        )
    if rng.random() < 0.5:
        return Contrast(rng.uniform(350, 900), rng.uniform(8, 20), fat_saturated)
    return Contrast(rng.uniform(1800, 5000), rng.uniform(12, 110), fat_saturated)


def _free(rng: np.random.Generator) -> DrawnContrast:
    signal = rng.uniform(0.1, 1.0, len(Anatomy))
    # Fatty marrow looks much like fat in any sequence.
    for label in (Anatomy.MARROW, Anatomy.SPONGY_BONE):
        signal[label] = np.clip(signal[Anatomy.FAT] + rng.normal(0.0, 0.12), 0.05, 1.0)
    _set_dark(signal, rng)
    white, liquor = rng.uniform(0.1, 1.0, 2).tolist()
    return DrawnContrast("free", signal, white, liquor)


def _set_dark(signal: np.ndarray, rng: np.random.Generator) -> None:
    signal[[Anatomy.OUTSIDE, Anatomy.AIR]] = 0.0
    signal[Anatomy.CORTICAL_BONE] = min(signal[Anatomy.CORTICAL_BONE], rng.uniform(0.0, 0.08))
    signal[Anatomy.LUNG] = rng.uniform(0.02, 0.2)
