"""HU of a head from a PETRA: in the skull a published line of the signal, one value elsewhere.

After the linear relation of Miscouridou et al., arXiv 2508.01050, 2025 (github.com/ucl-bug/
petra-to-ct, from PETRA and low-dose CT of three people; Siemens Prisma, echo time 0.07 ms, flip
angle 1 degree), which goes back to Wiesinger et al., Magn Reson Med 2016; 75:107 and 2018; 80:1440.
There the skull is found by
SPM12; here by what is darker than soft tissue, grown together over marrow. Inner air, which they
leave out, is what is darker than the line's densest bone. As there, N4 sees the whole head: it
takes some of the skull's grey for shading, which the line was fitted with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.hounsfield import AIR_HU, HIGHEST_HU, LOWEST_HU
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import large_parts
from SyntheticCTLib.masks.morphology import closed, erode
from SyntheticCTLib.preprocessing.bias_field import correct_bias_field
from SyntheticCTLib.progress import Watch

#: The published line over the signal whose peak of soft tissue is 1, HU; and the head besides, HU.
SLOPE_HU, INTERCEPT_HU = -2929.6, 3274.9
HEAD_HU = 42.0

#: Darker than this is bone or air: by the line 700 HU, and 13 % below soft tissue, whose noise and
#: differences are half of that.
_BELOW_TISSUE = 0.88

#: Darker than this is air: by the line 2700 HU, which no skull has.
_AIR = 0.2

#: Marrow up to twice as wide as this is bone between its tables, mm.
_MARROW_MM = 3.5

#: Voxels so near the skin share it with air, mm.
_SKIN_MM = 2.0

#: Bins of the histogram in which the peak of soft tissue is looked for.
_BINS = 200


@dataclass(frozen=True)
class RelationUsed(Record):
    """How HU were read from the signal, for the record.

    Attributes:
        name: "petra".
        slope_hu, intercept_hu: of the line.
        head_hu: of the head outside the skull.
        soft_tissue: the image's value that was taken for soft tissue, after the bias correction.
        bone_ml: volume of the skull that was found.
        source: where the line is from.
    """

    name: str
    slope_hu: float
    intercept_hu: float
    head_hu: float
    soft_tissue: float
    bone_ml: float
    source: str


@dataclass(frozen=True, eq=False)
class RelatedHU:
    """What the relation makes of an image.

    Attributes:
        hu: float32 [k, j, i].
        used: for the record.
        bone_share: how much of the head the skull takes, 0 to 1.
    """

    hu: Float32Array
    used: RelationUsed
    bone_share: float


def related_hu(image: Volume, head: Mask, watch: Watch) -> RelatedHU:
    """HU of a PETRA.

    Args:
        image: as it was read, array [k, j, i].
        head: inside the skin, bool [k, j, i].

    Raises:
        InputError: nothing inside the head is darker than soft tissue.
    """
    even = correct_bias_field(image, head, watch=watch.part(0.0, 0.8)).array
    soft = soft_tissue_peak(even[head])
    signal = np.asarray(even / soft, np.float32)
    watch.report("finding the skull", 0.85)
    bone, air = _bone_and_air(signal, head, image.spacing)
    if not bone.any():
        raise InputError(
            "Nothing inside this head is darker than soft tissue: there is no skull to find."
        )
    line = np.float32(SLOPE_HU) * signal + np.float32(INTERCEPT_HU)
    hu = np.full(signal.shape, AIR_HU, np.float32)
    hu[head] = HEAD_HU
    hu[air] = AIR_HU
    hu[bone] = line[bone].clip(LOWEST_HU, HIGHEST_HU)
    millilitres = float(bone.sum() * np.prod(image.spacing)) / 1000
    used = RelationUsed(
        "petra",
        SLOPE_HU,
        INTERCEPT_HU,
        HEAD_HU,
        round(soft, 3),
        round(millilitres, 1),
        "github.com/ucl-bug/petra-to-ct",
    )
    return RelatedHU(hu, used, float(bone.sum() / head.sum()))


def soft_tissue_peak(values: np.ndarray) -> float:
    """The most frequent value of a head's tissue, which is mostly brain and muscle.

    Args:
        values: within the head, (n,).
    """
    high = float(np.percentile(values, 99.5))
    counts, edges = np.histogram(values, _BINS, (0.3 * high, high))
    smooth = np.convolve(counts, np.hanning(9) / np.hanning(9).sum(), mode="same")
    best = int(smooth.argmax())
    return float(edges[best] + edges[best + 1]) / 2


def _bone_and_air(signal: Float32Array, head: Mask, spacing: Vector) -> tuple[Mask, Mask]:
    """Skull and inner air, bool [k, j, i]."""
    inner = erode(head, spacing, _SKIN_MM)
    dark = inner & (signal < _BELOW_TISSUE)
    air = dark & (signal < _AIR)
    grey = large_parts(dark & ~air, 1.0)
    bone = np.zeros_like(grey)
    around = box_of(grey, (8, 8, 8))
    bone[around] = closed(grey[around], spacing, _MARROW_MM)
    return bone & inner & ~air, air
