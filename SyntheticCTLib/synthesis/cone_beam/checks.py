"""Whether a synthetic CT is what it claims: HU where tissue lies, edges where the scan has some.

Nothing of this needs the truth. Soft tissue is looked for region by region, for a picture that is
too dark in the middle and too bright at the rim is right on average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.hounsfield import BONE_HU, TYPICAL_FAT_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.shading.tissue_mixture import SOFT_HU
from SyntheticCTLib.preprocessing.tissue_peak import FEWEST, tissue_peak
from SyntheticCTLib.registration.merit import normalised_mutual_information
from SyntheticCTLib.sentences import Sentence

#: Where a peak of fat and one of soft tissue are looked for, HU, in steps of this width.
_FAT_RANGE_HU, _SOFT_RANGE_HU, _STEP_HU = (-220.0, -50.0), (-50.0, 180.0), 10.0

#: Depths below the rim, mm, at which regions meet; each is a quarter of a ring and a part of the
#: height.
_DEPTHS_MM = (0.0, 12.0, 35.0, 70.0, np.inf)
_QUARTERS, _HEIGHTS = 4, 3

#: Shapes in which the three axes of an array meet each other.
_OPEN = ((-1, 1, 1), (1, -1, 1), (1, 1, -1))

#: No peak, where there is tissue, counts as one so far away, HU.
_FARTHEST_HU = 150.0

#: Tissue in the sense of the last line: not gas, lung or bone by any scale.
_ANY_TISSUE_HU = (-450.0, 450.0)

#: Between these HU lies no tissue, but what edges share; and where more than this share of a region
#: is as dense as bone, it is a rim, not bone.
_NO_TISSUE_HU = (-650.0, -160.0)
_MOST_BONE = 0.35

#: A picture is doubted whose peaks lie farther off than this, HU, that has more than this share of
#: its voxels where no tissue lies, or that is less like the scan than this.
_DOUBTED_HU, _DOUBTED_SHARE, _DOUBTED_LIKENESS = 45.0, 0.15, 1.02

#: More than this against a picture, HU, is told though nothing better is to be had. Of
#: 26 simulated trunks that are cut nine had more with cbct-to-ct 1.1.0: MAE 65 to 106 HU, the
#: others at most 69.
_TOLD_HU = 50.0

#: What a share of misplaced voxels weighs beside a distance in HU: about how far they are off.
_MISPLACED_HU = 300.0


@dataclass(frozen=True)
class TissueCheck(Record):
    """What a synthetic CT shows of itself.

    Attributes:
        soft_hu, fat_hu: medians over the regions of where the peaks lie; None without one.
        off_hu: mean distance over the regions of their peaks from where they belong.
        misplaced: share of the voxels with HU of no tissue, or of bone where a whole region has it.
        likeness: normalised mutual information with the scan, away from the rim.
    """

    soft_hu: float | None
    fat_hu: float | None
    off_hu: float
    misplaced: float
    likeness: float

    @property
    def passed(self) -> bool:
        """Whether it is taken without looking for another way."""
        return (
            self.off_hu <= _DOUBTED_HU
            and self.misplaced <= _DOUBTED_SHARE
            and self.likeness >= _DOUBTED_LIKENESS
        )

    @property
    def doubted(self) -> bool:
        """Whether a person has to be told, even if nothing better is to be had."""
        return not self.passed or self.penalty > _TOLD_HU

    @property
    def penalty(self) -> float:
        """The lower, the better: about how many HU it is off."""
        return self.off_hu + _MISPLACED_HU * self.misplaced

    @property
    def in_words(self) -> str:
        """Its values, for a sentence."""
        soft, fat = (
            Sentence("none") if peak is None else f"{peak:.0f} HU"
            for peak in (self.soft_hu, self.fat_hu)
        )
        return Sentence(
            "soft tissue at {soft}, fat at {fat}, peaks {off} HU off on average, {misplaced} of "
            "the voxels where no tissue lies, likeness to the scan {likeness}",
            soft=soft,
            fat=fat,
            off=f"{self.off_hu:.0f}",
            misplaced=f"{self.misplaced:.0%}",
            likeness=f"{self.likeness:.3f}",
        )


def check_tissues(hu: Float32Array, scan: Volume, seen: Mask, depth: Float32Array) -> TissueCheck:
    """Look at the peaks of a synthetic CT, and hold it against the scan.

    Args:
        hu: the synthetic CT, [k, j, i].
        scan: what it was made from, its shading taken off.
        seen: field of view.
        depth: below its rim, mm.
    """
    regions = _regions(seen, depth)
    order = np.argsort(regions[seen], kind="stable")
    values, names = hu[seen][order], regions[seen][order]
    starts = np.flatnonzero(np.diff(names, prepend=-1))
    soft: list[float] = []
    fat: list[float] = []
    off, sizes = [], []
    misplaced = 0.0
    for region in np.split(values, starts[1:]):
        between = (region > _NO_TISSUE_HU[0]) & (region < _NO_TISSUE_HU[1])
        bone = float((region > BONE_HU).mean())
        misplaced += float(between.sum()) + max(bone - _MOST_BONE, 0) * region.size
        tissue = (region > _ANY_TISSUE_HU[0]) & (region < _ANY_TISSUE_HU[1])
        if tissue.sum() < 2 * FEWEST:
            continue
        found = (
            tissue_peak(region, _SOFT_RANGE_HU, _STEP_HU),
            tissue_peak(region, _FAT_RANGE_HU, _STEP_HU),
        )
        for peaks, peak in zip((soft, fat), found, strict=True):
            peaks += [] if peak is None else [peak]
        away = [
            abs(peak - typical)
            for peak, typical in zip(found, (SOFT_HU, TYPICAL_FAT_HU), strict=True)
            if peak is not None
        ]
        off.append(min(away) if away else _FARTHEST_HU)
        sizes.append(int(tissue.sum()))
    inner = seen & (depth > _DEPTHS_MM[1])
    inner = inner if inner.any() else seen
    likeness = normalised_mutual_information(scan.array[inner], hu[inner])
    return TissueCheck(
        _rounded(np.median(soft)) if soft else None,
        _rounded(np.median(fat)) if fat else None,
        _rounded(np.average(off, weights=sizes)) if off else _FARTHEST_HU,
        round(misplaced / values.size, 4),
        round(float(likeness), 4),
    )


def _rounded(value: np.floating | float) -> float:
    return round(float(value), 1)


def _regions(seen: Mask, depth: Float32Array) -> np.ndarray:
    """A number for each voxel: ring, quarter and part of the height, on the image's own axes."""
    k, j, i = (np.arange(n).reshape(s) for n, s in zip(seen.shape, _OPEN, strict=True))
    found = np.nonzero(np.asarray(seen.any(axis=0)))
    middle = [(axis.min() + axis.max()) / 2 for axis in found]
    quarter = 2 * (j > middle[0]) + (i > middle[1])
    part = (k * _HEIGHTS) // seen.shape[0]
    ring = np.digitize(depth, _DEPTHS_MM[1:-1])
    return np.asarray((ring * _QUARTERS + quarter) * _HEIGHTS + part)
