"""The MR signal of a drawn head: tissues by their sequence, with texture and the coil's shading."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.simulation.head.anatomy import HeadAnatomy
from SyntheticCTLib.simulation.head.fields import grains
from SyntheticCTLib.simulation.head.sequences import draw_signals
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T

#: Grains of fine, middle and coarse texture, mm.
_GRAINS_MM = (0.9, 2.5, 10.0)

#: Largest SD of each of these textures as a share of a tissue's signal.
_TEXTURE: dict[T, tuple[float, float, float]] = {
    T.CSF: (0.05, 0.08, 0.08),
    T.GREY: (0.06, 0.05, 0.08),
    T.WHITE: (0.04, 0.05, 0.08),
    T.FAT: (0.12, 0.12, 0.15),
    T.SKIN: (0.15, 0.15, 0.15),
    T.COMPACT: (0.3, 0.3, 0.3),
    T.SPONGY: (0.25, 0.3, 0.35),
    T.VESSEL: (0.2, 0.25, 0.3),
    T.DURA: (0.2, 0.2, 0.2),
    T.MUCOSA: (0.15, 0.2, 0.3),
    T.EYE: (0.03, 0.05, 0.1),
    T.MUSCLE: (0.12, 0.15, 0.2),
}

#: Fat lies apart from water along the readout by up to this, mm; how often at all.
_FAT_SHIFT_MM, _FAT_SHIFTED = 2.0, 0.5

#: Grain of the shading, mm; depth over which the coils' gain falls, mm, its largest excess at the
#: skin, and how often it is left in the image.
_SHADING_MM = 55.0
_COIL_DEPTH_MM, _COIL_GAIN, _COIL_SEEN = (20.0, 60.0), 1.2, 0.4


def draw_signal(
    anatomy: HeadAnatomy,
    drawn: Mapping[T, Float32Array],
    sequence: str,
    shading: float,
    rng: np.random.Generator,
) -> Float32Array:
    """Signal without the scan's resolution and noise, about 0 to 1, [k, j, i].

    Args:
        anatomy: the head.
        drawn: shares of the tissues that were drawn (``soft_tissue``, ``skull``).
        sequence: one of ``sequences.NAMES``.
        shading: SD of the logarithm of the shading.
        rng: where the randomness comes from.
    """
    signals = draw_signals(sequence, rng).by_tissue
    textures = [grains(anatomy.grid, grain, rng) for grain in _GRAINS_MM]
    water = np.zeros(anatomy.depth.shape, np.float32)
    fat = np.zeros_like(water)
    for tissue, most in _TEXTURE.items():
        place, share = anatomy.where(tissue, drawn)
        texture = np.ones(share.shape, np.float32)
        for sd, field in zip(most, textures, strict=True):
            texture += np.float32(sd * rng.uniform(0.2, 1.0) * rng.choice((-1, 1))) * field[place]
        total = fat if tissue in (T.FAT, T.SPONGY) else water
        total[place] += np.float32(signals[tissue]) * share * np.maximum(texture, 0.0)
    return (water + _fat_shifted(fat, anatomy, rng)) * _gain(anatomy, shading, rng)


def _fat_shifted(fat: Float32Array, anatomy: HeadAnatomy, rng: np.random.Generator) -> Float32Array:
    """Fat's signal moved along a random axis of the slice, as its frequency moves it."""
    if rng.random() >= _FAT_SHIFTED:
        return fat
    axis = int(rng.integers(3))
    voxels = float(rng.uniform(-1, 1)) * _FAT_SHIFT_MM / anatomy.grid.spacing[2 - axis]
    whole = int(np.floor(voxels))
    part = np.float32(voxels - whole)
    return (1 - part) * np.roll(fat, whole, axis) + part * np.roll(fat, whole + 1, axis)


def _gain(anatomy: HeadAnatomy, shading: float, rng: np.random.Generator) -> Float32Array:
    gain: Float32Array = np.exp(np.float32(shading) * grains(anatomy.grid, _SHADING_MM, rng))
    if rng.random() < _COIL_SEEN:
        fall = np.exp(-np.maximum(anatomy.depth, 0) / np.float32(rng.uniform(*_COIL_DEPTH_MM)))
        gain *= 1 + np.float32(rng.uniform(0, _COIL_GAIN)) * fall
    return gain
