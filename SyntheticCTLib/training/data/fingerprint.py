"""What a folder of aligned pairs is like: voxels, sizes and how much there is to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.training.data.aligned_pairs import find_pairs

#: nnU-Net's rule for thick slices: an axis whose voxels are this many times longer than the others'
#: and that has this many times fewer of them is resampled to its fine end, not to its median
#: (Isensee et al., Nat Methods 2021; 18:203).
_ANISOTROPY = 3.0
_FINE_END_PERCENT = 10.0


@dataclass(frozen=True)
class Fingerprint:
    """Figures of a data set, axes (i, j, k) in the model's orientation.

    Attributes:
        patients: number of pairs.
        spacing_mm: spacing of each pair, shape (patients, 3).
        extent_mm: size of each pair's grid, shape (patients, 3).
        mask_ml: volume of all masks together.
    """

    patients: int
    spacing_mm: np.ndarray
    extent_mm: np.ndarray
    mask_ml: float


def take_fingerprint(folder: Path, orientation: str) -> Fingerprint:
    """Read the masks of a folder's pairs.

    Args:
        folder: aligned pairs.
        orientation: axis code of the model's frame ("LPS").

    Raises:
        InputError: there are no pairs, or a mask cannot be read.
    """
    names = find_pairs(folder)
    masks = (read_volume(folder / f"{name}_mask.nii.gz") for name in names)
    spacings, extents, millilitres = [], [], 0.0
    for mask in (to_orientation(mask, orientation) for mask in masks):
        spacings.append(mask.spacing)
        extents.append(np.asarray(mask.spacing) * mask.size)
        millilitres += float(np.count_nonzero(mask.array)) * float(np.prod(mask.spacing)) / 1000
    return Fingerprint(len(names), np.array(spacings), np.array(extents), millilitres)


def target_spacing(found: Fingerprint) -> list[float]:
    """Spacing (i, j, k) to train at, mm: the median; of thick slices the fine end of theirs."""
    median = np.median(found.spacing_mm, axis=0)
    size = np.median(found.extent_mm, axis=0) / median
    coarse = int(np.argmax(median))
    others = [axis for axis in range(3) if axis != coarse]
    thick = median[coarse] > _ANISOTROPY * max(median[others])
    few = size[coarse] * _ANISOTROPY < min(size[others])
    if thick and few:
        median[coarse] = np.percentile(found.spacing_mm[:, coarse], _FINE_END_PERCENT)
    return [round(float(value), 3) for value in median]
