"""The CT of a drawn head, in HU."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.simulation.head.anatomy import HeadAnatomy
from SyntheticCTLib.simulation.head.fields import between, grains
from SyntheticCTLib.simulation.head.tissues import COMPACT_HU, HEAD_PROPERTIES, SPONGY_HU
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T

#: How bone differs from head to head (SD, HU), and from place to place in one head (range, HU).
_COMPACT_SD, _COMPACT_RANGE = 130.0, (-250.0, 200.0)
_SPONGY_SD, _SPONGY_RANGE = 110.0, (-220.0, 300.0)

#: Grains of that along the skull, of trabeculae, mm, and SD of trabeculae, HU.
_ALONG_MM, _TRABECULAE_MM, _TRABECULAE_HU = 14.0, 1.6, 110.0

#: SD of soft tissue from head to head, HU.
_SOFT_SD = 5.0

#: Resolution of a head CT, SD of a Gaussian, mm.
_RESOLUTION_MM = (0.35, 0.7)


def draw_hu(
    anatomy: HeadAnatomy, drawn: Mapping[T, Float32Array], rng: np.random.Generator
) -> Float32Array:
    """HU of a head before the scanner's resolution and noise, [k, j, i].

    Args:
        anatomy: the head.
        drawn: shares of the tissues that were drawn (``soft_tissue``, ``skull``).
        rng: where the randomness comes from.
    """
    grid = anatomy.grid
    total = np.zeros(anatomy.depth.shape, np.float32)
    for tissue in T:
        if tissue in (T.COMPACT, T.SPONGY, T.SOFT):
            continue
        hu = HEAD_PROPERTIES[tissue].hu
        if tissue > T.AIR:
            hu += rng.normal(0.0, _SOFT_SD)
        place, share = anatomy.where(tissue, drawn)
        total[place] += np.float32(hu) * share
    along = grains(grid, _ALONG_MM, rng)
    place, share = anatomy.where(T.COMPACT, drawn)
    total[place] += share * np.float32(rng.normal(COMPACT_HU, _COMPACT_SD))
    total[place] += share * between(along[place], *_COMPACT_RANGE)
    other, trabeculae = grains(grid, _ALONG_MM, rng), grains(grid, _TRABECULAE_MM, rng)
    place, share = anatomy.where(T.SPONGY, drawn)
    spongy = between(0.5 * along[place] + 0.85 * other[place], *_SPONGY_RANGE)
    spongy += np.float32(rng.normal(SPONGY_HU, _SPONGY_SD))
    spongy += np.float32(_TRABECULAE_HU) * trabeculae[place]
    total[place] += share * np.maximum(spongy, 0.0)
    return total


def at_ct_resolution(
    hu: Float32Array, grid: Grid, noise_hu: float, rng: np.random.Generator
) -> Float32Array:
    """HU with a scanner's blur and noise, within the range of a CT, [k, j, i]."""
    image = sitk.GetImageFromArray(hu)
    image.SetSpacing(grid.spacing)
    width = float(rng.uniform(*_RESOLUTION_MM))
    blurred = sitk.GetArrayFromImage(sitk.DiscreteGaussian(image, [width**2] * 3, 15, 0.01, True))
    if noise_hu:
        blurred += np.float32(noise_hu) * rng.standard_normal(hu.shape, dtype=np.float32)
    limited: Float32Array = np.clip(blurred, LOWEST_HU, HIGHEST_HU)
    return limited
