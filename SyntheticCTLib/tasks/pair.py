"""Aligned pairs, and the cases that a network learns from; arrays are ``[k, j, i]``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import CT, MR, Kind

#: Voxels kept as possible patch centres for each case; plenty, and small in memory.
_MOST_CENTRES = 20_000


@dataclass(frozen=True)
class HUStatistics:
    """Mean and SD of the training CTs inside the scored region, HU."""

    mean: float
    sd: float


@dataclass(frozen=True)
class Pair:
    """An image with the CT aligned to it, on one grid.

    Attributes:
        name: the pair's id.
        image: MR, or CBCT; in a model's frame it is on its kind's scale.
        ct: HU.
        mask: where the CT may be believed, bool.
        kind: of ``image``.
    """

    name: str
    image: Volume
    ct: Volume
    mask: Mask
    kind: Kind = MR


@dataclass(frozen=True)
class TrainingCase:
    """A pair in network units.

    Attributes:
        name: the pair's id.
        signal: what the network sees, without ``offset``: of an MR over its body's SD, 0 where
            there is no body; of HU see ``hu_signal`` (float32).
        offset: ``signal - offset`` is what the network sees.
        target: what it learns, normalised (float32).
        weight: how much a voxel counts in the loss, 0 where it must not (uint8).
        bone_centres, body_centres: voxel indices (n, 3) from which patch centres are drawn.
        bone: cortex and marrow as one mask (uint8), None unless the recipe asks for it.
        body: where the MR shows the body (bool), the same.
        contents: further centres by what lies there (``patch_contents``).
    """

    name: str
    signal: np.ndarray
    offset: float
    target: np.ndarray
    weight: np.ndarray
    bone_centres: np.ndarray
    body_centres: np.ndarray
    bone: np.ndarray | None = None
    body: np.ndarray | None = None
    contents: Mapping[str, np.ndarray] = field(default_factory=dict)


def hu_statistics(pairs: Iterable[Pair]) -> HUStatistics:
    """Mean and SD of HU over the masks of all pairs."""
    # Pair by pair: the voxels of a large folder, all at once, would be its largest use of memory.
    parts = []
    for pair in pairs:
        values = np.clip(pair.ct.array[pair.mask].astype(np.float64), LOWEST_HU, HIGHEST_HU)
        parts.append((values.size, values.mean(), values.var()))
    counts, means, variances = np.array(parts).T
    mean = np.average(means, weights=counts)
    variance = np.average(variances + (means - mean) ** 2, weights=counts)
    return HUStatistics(float(mean), float(np.sqrt(variance)))


def hu_signal(hu: np.ndarray, statistics: HUStatistics) -> tuple[np.ndarray, float]:
    """Signal and offset of a case whose input is in HU.

    The signal is HU above the lowest, over the SD, so that the network sees (HU - mean) / SD.
    """
    clipped = np.clip(hu, LOWEST_HU, HIGHEST_HU).astype(np.float32)
    offset = (statistics.mean - LOWEST_HU) / statistics.sd
    return (clipped - np.float32(LOWEST_HU)) / np.float32(statistics.sd), offset


def check_mask(pair: Pair) -> None:
    """Refuse a pair of which nothing may be believed.

    Raises:
        InputError: its mask is empty.
    """
    if not pair.mask.any():
        raise InputError(f"Pair {pair.name}: its mask is empty, there is nothing to learn from.")


def both_bodies(pair: Pair) -> Mask:
    """Where an MR and its CT both show the body, inside the region that the alignment vouches for.

    Raises:
        InputError: nowhere.
    """
    mask: Mask = pair.mask & MR.body(pair.image) & CT.body(pair.ct)
    if not mask.any():
        raise InputError(f"Pair {pair.name}: the bodies of the two scans do not meet.")
    return mask


def patch_centres(mask: Mask) -> np.ndarray:
    """Indices (n, 3) of a mask's voxels, evenly thinned to what a run needs."""
    indices = np.argwhere(mask).astype(np.int32)
    if len(indices) > _MOST_CENTRES:
        indices = indices[:: len(indices) // _MOST_CENTRES + 1]
    return indices
