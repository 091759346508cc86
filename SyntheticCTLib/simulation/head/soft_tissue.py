"""Fat, muscle and skin where a label map says only "soft tissue"."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.simulation.head.anatomy import WHOLE, HeadAnatomy
from SyntheticCTLib.simulation.head.fields import between, grains
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T

#: Thickness of the skin and of the fat below it, mm, as they vary from head to head.
_SKIN_MM = (1.2, 2.6)
_FAT_MM = (0.5, 9.0)

#: Thickness of the aponeurosis and loose tissue between scalp fat and bone, mm.
_GALEA_MM = (0.0, 1.8)

#: Grains of what varies along the scalp, and of fat among muscles, mm; half the width of the sheets
#: of fat between muscles, SDs of that field.
_ALONG_MM, _AMONG_MM = 22.0, 2.8
_SHEETS = (0.01, 0.2)

#: A border of these layers is spread over this, mm: it passes through voxels.
_BORDER_MM = 1.0


def draw_soft_tissue(anatomy: HeadAnatomy, rng: np.random.Generator) -> dict[T, Float32Array]:
    """Shares of skin, fat and muscle with ``SOFT`` divided among them, 0 to 1, [k, j, i]."""
    grid, depth = anatomy.grid, anatomy.depth
    unknown = anatomy.share(T.SOFT)
    has_skin = bool((anatomy.shares[T.SKIN] > WHOLE // 2).any())
    skin_mm = 0.0 if has_skin else rng.uniform(*_SKIN_MM)
    known_mm = 2.0 if has_skin else skin_mm
    low = rng.uniform(_FAT_MM[0], 4.0)
    fat_mm = between(grains(grid, _ALONG_MM, rng), low, rng.uniform(low, _FAT_MM[1]))
    skin = _above(depth, np.float32(skin_mm))
    under_skin = _above(depth, known_mm + fat_mm)
    galea = _above(anatomy.from_bone, np.float32(rng.uniform(*_GALEA_MM)))
    width = rng.uniform(*_SHEETS)
    sheets = np.clip(1 - np.abs(grains(grid, _AMONG_MM, rng)) / width, 0.0, 1.0)
    fat = np.maximum(under_skin, sheets) * (1 - 0.8 * galea) * (1 - skin)
    return {
        T.SKIN: anatomy.share(T.SKIN) + unknown * skin,
        T.FAT: anatomy.share(T.FAT) + unknown * fat,
        T.MUSCLE: anatomy.share(T.MUSCLE) + unknown * np.maximum(1 - skin - fat, 0.0),
    }


def _above(depth: Float32Array, thickness: Float32Array | np.float32) -> Float32Array:
    """1 where a depth is less than a layer's thickness, falling to 0 over its border."""
    share: Float32Array = np.clip((thickness - depth) / np.float32(_BORDER_MM) + 0.5, 0.0, 1.0)
    return share
