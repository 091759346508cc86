"""Analytic limb phantoms as additional training pairs."""

from __future__ import annotations

from itertools import cycle

import numpy as np

from SyntheticCTLib.simulation.phantom.limb_anatomy import LIMBS
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.simulation.phantom.options import PhantomOptions
from SyntheticCTLib.tasks.pair import Pair

#: Voxels (i, j, k) of a training phantom: a limb's width, and slices enough for any patch.
_SIZE = (160, 160, 40)

#: First seed; the demonstration and the tests use small numbers, which training must not have seen.
_FIRST_SEED = 10_000


def make_phantom_pairs(count: int, spacing: tuple[float, float, float]) -> list[Pair]:
    """Thighs, lower legs and knees of different anatomy in T1, the CT believed everywhere.

    Args:
        count: how many.
        spacing: voxel size (i, j, k), mm.
    """
    pairs = []
    for seed, limb in zip(range(_FIRST_SEED, _FIRST_SEED + count), cycle(LIMBS), strict=False):
        options = PhantomOptions(size=_SIZE, spacing=spacing, seed=seed, limb=limb)
        phantom = make_limb_phantom(options)
        everywhere = np.ones(phantom.ct.array.shape, dtype=bool)
        pairs.append(Pair(f"phantom_{seed}", phantom.mr, phantom.ct, everywhere))
    return pairs
