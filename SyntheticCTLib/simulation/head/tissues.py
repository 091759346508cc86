"""The tissues of a head phantom: labels, Hounsfield units and MR properties at 1.5 T."""

from __future__ import annotations

from enum import IntEnum

from SyntheticCTLib import hounsfield
from SyntheticCTLib.simulation.mr.random_contrast import GREY_MATTER, WATER, WHITE_MATTER
from SyntheticCTLib.simulation.phantom.tissues import PROPERTIES, Tissue, TissueProperties


class HeadTissue(IntEnum):
    """Label values of a head; ``SOFT`` is fat and muscle that a label map does not tell apart."""

    OUTSIDE = 0
    AIR = 1
    CSF = 2
    GREY = 3
    WHITE = 4
    FAT = 5
    SOFT = 6
    SKIN = 7
    COMPACT = 8
    SPONGY = 9
    VESSEL = 10
    DURA = 11
    MUCOSA = 12
    EYE = 13
    MUSCLE = 14


#: Cortex and what it holds.
SKULL = (HeadTissue.COMPACT, HeadTissue.SPONGY)

#: Compact bone of the skull, pure, HU: dense voxels of two head CTs of 0.8 and 1 mm have 1370
#: (90th) and 1460 to 1540 (97th percentile above 800 HU), which their resolution has lowered.
COMPACT_HU = 1500.0

#: Diploe and spongy bone of the base with its marrow, HU: the same scans, inside the tables.
SPONGY_HU = 450.0

#: Relaxation times at 1.5 T. Brain as in ``random_contrast``; liquor: T1 of 4 s, as a FLAIR's
#: inversion time has to be set for (Hajnal et al., J Comput Assist Tomogr 1992; 16:841); skin, fat,
#: muscle and cortex as in the limb phantom, with their sources. Mucosa: as other tissue full of
#: water, near the brain's grey matter. Dura as fascia, with more water. Vitreous body: nearly
#: water.
HEAD_PROPERTIES: dict[HeadTissue, TissueProperties] = {
    HeadTissue.OUTSIDE: TissueProperties(hounsfield.AIR_HU, 1000.0, 1.0, 0.0),
    HeadTissue.AIR: TissueProperties(hounsfield.AIR_HU, 1000.0, 1.0, 0.0),
    HeadTissue.CSF: TissueProperties(8.0, 4000.0, WATER.t2_ms, 1.0),
    HeadTissue.GREY: TissueProperties(38.0, GREY_MATTER.t1_ms, GREY_MATTER.t2_ms, 0.86),
    HeadTissue.WHITE: TissueProperties(30.0, WHITE_MATTER.t1_ms, WHITE_MATTER.t2_ms, 0.77),
    HeadTissue.FAT: PROPERTIES[Tissue.FAT],
    HeadTissue.SOFT: PROPERTIES[Tissue.MUSCLE],
    HeadTissue.SKIN: PROPERTIES[Tissue.SKIN],
    HeadTissue.COMPACT: TissueProperties(COMPACT_HU, 200.0, 0.4, 0.20),
    HeadTissue.SPONGY: TissueProperties(SPONGY_HU, 330.0, 110.0, 0.75, is_fat=True),
    HeadTissue.VESSEL: PROPERTIES[Tissue.VESSEL],
    HeadTissue.DURA: TissueProperties(55.0, 700.0, 25.0, 0.65),
    HeadTissue.MUCOSA: TissueProperties(40.0, 1000.0, 70.0, 0.88),
    HeadTissue.EYE: TissueProperties(10.0, 2600.0, 300.0, 1.0),
    HeadTissue.MUSCLE: PROPERTIES[Tissue.MUSCLE],
}
