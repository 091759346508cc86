"""The tissues of the limb phantom: labels, Hounsfield units and MR properties at 1.5 T."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from SyntheticCTLib import hounsfield


class Tissue(IntEnum):
    """Label values of the phantom."""

    AIR = 0
    SKIN = 1
    FAT = 2
    MUSCLE = 3
    FASCIA = 4
    VESSEL = 5
    CARTILAGE = 6
    CORTICAL_BONE = 7
    SPONGY_BONE = 8
    MARROW = 9


@dataclass(frozen=True)
class TissueProperties:
    """What a tissue looks like.

    Attributes:
        hu: CT value, HU.
        t1_ms, t2_ms: relaxation times at 1.5 T, ms.
        proton_density: MR-visible protons relative to water.
        is_fat: whether fat saturation takes its signal away.
        flowing: whether it leaves the slice between the pulses of a spin echo (flow void).
    """

    hu: float
    t1_ms: float
    t2_ms: float
    proton_density: float
    is_fat: bool = False
    flowing: bool = False


#: Relaxation times at 1.5 T. Muscle, cartilage, subcutaneous fat and marrow: Gold et al., AJR 2004;
#: 183:343. Blood: Stanisz et al., Magn Reson Med 2005; 54:507. Cortical bone: Reichert et al., Magn
#: Reson Imaging 2005; 23:611 (T1 140 to 260 ms, T2* about 0.4 ms; a fifth of its volume is water).
#: Fascia as tendon: Robson et al., J Comput Assist Tomogr 2003; 27:825 (T2* 1 to 2 ms). Skin:
#: Richard et al., J Invest Dermatol 1991; 97:120 (the short T2 of the dermis). Proton densities are
#: rounded contents of water and fat. Spongy bone is marrow here: its trabeculae are mixed in where
#: they are.
PROPERTIES: dict[Tissue, TissueProperties] = {
    Tissue.AIR: TissueProperties(hounsfield.AIR_HU, 1000.0, 1.0, 0.0),
    Tissue.SKIN: TissueProperties(hounsfield.TYPICAL_SKIN_HU, 870.0, 30.0, 0.70),
    Tissue.FAT: TissueProperties(hounsfield.TYPICAL_FAT_HU, 288.0, 165.0, 0.95, is_fat=True),
    Tissue.MUSCLE: TissueProperties(hounsfield.TYPICAL_MUSCLE_HU, 1130.0, 35.3, 0.80),
    Tissue.FASCIA: TissueProperties(hounsfield.TYPICAL_FASCIA_HU, 600.0, 4.0, 0.60),
    Tissue.VESSEL: TissueProperties(hounsfield.TYPICAL_BLOOD_HU, 1441.0, 290.0, 0.85, flowing=True),
    Tissue.CARTILAGE: TissueProperties(hounsfield.TYPICAL_CARTILAGE_HU, 1060.0, 42.1, 0.75),
    Tissue.CORTICAL_BONE: TissueProperties(hounsfield.TYPICAL_CORTICAL_HU, 200.0, 0.4, 0.20),
    Tissue.SPONGY_BONE: TissueProperties(
        hounsfield.TYPICAL_YELLOW_MARROW_HU, 288.0, 165.0, 0.90, is_fat=True
    ),
    Tissue.MARROW: TissueProperties(
        hounsfield.TYPICAL_YELLOW_MARROW_HU, 288.0, 165.0, 0.90, is_fat=True
    ),
}

#: The tissue that is interspersed, as finer structure than a voxel, in another: fat between muscle
#: fibres, connective tissue between fat lobules, trabeculae in marrow.
INTERSPERSED: dict[Tissue, Tissue] = {
    Tissue.MUSCLE: Tissue.FAT,
    Tissue.FAT: Tissue.MUSCLE,
    Tissue.SPONGY_BONE: Tissue.CORTICAL_BONE,
    Tissue.MARROW: Tissue.CORTICAL_BONE,
}
