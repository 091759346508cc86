"""Diploe where a label map has only compact bone, as people's skulls differ."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.simulation.head.anatomy import HeadAnatomy
from SyntheticCTLib.simulation.head.fields import grains
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T

#: Thickness of the tables, mm, and how far a border between them and the diploe spreads, mm.
_TABLE_MM, _BORDER_MM = (0.9, 2.2), 0.8

#: Grain of where there is diploe at all, mm; and from which value of that field, SDs.
_ALONG_MM, _FROM = 12.0, (-1.0, 1.5)


def draw_skull(anatomy: HeadAnatomy, rng: np.random.Generator) -> dict[T, Float32Array]:
    """Shares of compact and spongy bone, 0 to 1, [k, j, i]: more diploe than the map has.

    Air cells and what is not believed stay as they are.
    """
    compact, spongy = anatomy.share(T.COMPACT), anatomy.share(T.SPONGY)
    deep = np.clip((-anatomy.from_bone - rng.uniform(*_TABLE_MM)) / _BORDER_MM, 0.0, 1.0)
    somewhere = np.clip(grains(anatomy.grid, _ALONG_MM, rng) - rng.uniform(*_FROM), 0.0, 1.0)
    moved = (compact * deep * somewhere * anatomy.believed).astype(np.float32)
    return {T.COMPACT: compact - moved, T.SPONGY: spongy + moved}
