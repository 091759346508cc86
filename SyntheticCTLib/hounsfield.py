"""Hounsfield units in one place: limits, air, and the tissue thresholds with their sources."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Lowest and highest CT value that this package writes, HU. The range of a 12-bit CT, and the one
#: to which SynthRAD2025 clips its released data and its ``evaluation`` code its metrics.
LOWEST_HU = -1024.0
HIGHEST_HU = 3071.0

#: Value outside the scanned field of view, HU. The lowest CT value, never mistaken for tissue.
OUTSIDE_HU = LOWEST_HU

#: Air by definition of the unit, and water.
AIR_HU = -1000.0
WATER_HU = 0.0

#: Median of all that is not air, between fat and muscle, HU: 16 over limbs and pelves of the
#: Soft-tissue-Sarcoma collection, 6 over OpenKBP's heads and necks; one patient's from -50 to 50.
SOFT_TISSUE_HU = 10.0

#: Above this a voxel counts as bone for "Dice of bone above 200 HU", and the surface is the contour
#: of this value: a voxel of exactly 200 HU lies on it, and for the surface inside. A convention.
#: The models' metadata keep the value that their expected accuracy was measured at
#: (``threshold_hu``): whoever changes it measures them again.
BONE_HU = 200.0

#: Cortical bone begins here by convention; between ``BONE_HU`` and this lies spongy bone.
CORTICAL_HU = 600.0

# Typical values of healthy tissue at 120 kV, HU: what simulations fill their tissues with. Fat,
# muscle, blood and cartilage from the ranges of Bushberg et al., The Essential Physics of Medical
# Imaging (3rd ed., 2012, ch. 10) and ICRU Report 44 compositions; cortical bone as the diaphysis of
# the femur is seen in clinical CT, and yellow marrow near fat.
TYPICAL_SKIN_HU = 20.0
TYPICAL_FAT_HU = -100.0
TYPICAL_MUSCLE_HU = 55.0
TYPICAL_FASCIA_HU = 80.0
TYPICAL_BLOOD_HU = 45.0
TYPICAL_CARTILAGE_HU = 95.0
TYPICAL_CORTICAL_HU = 1400.0
TYPICAL_YELLOW_MARROW_HU = -50.0

#: Upper end of the dynamic range in the SynthRAD2023 metrics, HU (the lower is ``LOWEST_HU``).
SYNTHRAD2023_HIGHEST_HU = 3000.0

#: The bone window of radiology, level and width in HU: -500 is black, 1500 is white.
BONE_WINDOW_LEVEL_HU = 500.0
BONE_WINDOW_WIDTH_HU = 2000.0

#: The soft tissue window of radiology, level and width in HU: -160 is black, 240 is white.
SOFT_TISSUE_WINDOW_LEVEL_HU = 40.0
SOFT_TISSUE_WINDOW_WIDTH_HU = 400.0

#: Adipose tissue is -190 to -30 HU, muscle starts above it (Aubrey et al. 2014, Acta Physiologica
#: 210:489, after Mitsiopoulos et al. 1998). Below fat lie air, lung, and voxels that air shares.
FAT_LOWEST_HU = -190.0
FAT_HIGHEST_HU = -30.0

#: Aerated lung: -950 HU parts it from emphysema and free gas (Gevenois et al. 1996, AJRCCM
#: 154:187), -500 HU from poorly aerated lung (Gattinoni et al. 2001, AJRCCM 164:1701).
LUNG_LOWEST_HU = -950.0
LUNG_HIGHEST_HU = -500.0


@dataclass(frozen=True)
class TissueRange:
    """A tissue by its CT value: ``lowest < HU <= highest``."""

    name: str
    lowest: float
    highest: float


#: Tissues by CT value, without gap or overlap from minus to plus infinity.
TISSUES: tuple[TissueRange, ...] = (
    TissueRange("air", -math.inf, FAT_LOWEST_HU),
    TissueRange("fat", FAT_LOWEST_HU, FAT_HIGHEST_HU),
    TissueRange("soft tissue", FAT_HIGHEST_HU, BONE_HU),
    TissueRange("spongy bone", BONE_HU, CORTICAL_HU),
    TissueRange("cortical bone", CORTICAL_HU, math.inf),
)
