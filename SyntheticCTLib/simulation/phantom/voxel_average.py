"""Voxel values as averages over the voxel, so that partial volume and iso-contours are truthful.

A voxel whose centre is farther from every tissue boundary than its own corners holds one tissue and
is looked at once. The others are looked at in many points, spread evenly over the voxel.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from SyntheticCTLib.arrays import Float64Array, FloatArray
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.simulation.phantom.limb_anatomy import LimbAnatomy
from SyntheticCTLib.simulation.phantom.tissues import INTERSPERSED, Tissue

#: Points looked at together: small enough for the processor's cache and for any memory.
CHUNK_POINTS = 1 << 14

#: Soft tissues differ by a tenth of what bone does from them in HU: fewer points do.
SOFT_TISSUE_SAVING = 4


def draw_on_grid(
    anatomy: LimbAnatomy,
    grid: Volume,
    signal: np.ndarray,
    hu: np.ndarray,
    samples: int,
    watch: Watch,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels at voxel centres, and MR signal and HU averaged over voxels.

    Args:
        anatomy: the limb.
        grid: where to draw; its values are not used.
        signal, hu: value of each tissue, shape (tissues,).
        samples: points per voxel at the boundaries of bone; others get a quarter of them.

    Returns:
        Labels (uint8), MR (float32) and CT in HU (float32), each (k, j, i).
    """
    shape = grid.array.shape
    labels = np.empty(shape, np.uint8)
    mr, ct = np.empty(shape, np.float32), np.empty(shape, np.float32)
    steps = grid.affine[:3, :3].T
    corners = np.array(list(product((-0.5, 0.5), repeat=3))) @ steps
    reach = float(np.linalg.norm(corners, axis=1).max())
    many = even_offsets(samples) @ steps
    few = even_offsets(max(1, samples // SOFT_TISSUE_SAVING)) @ steps
    for slab in slabs(grid):
        watch.check()
        watch.report("drawing the phantom", slab[0].start / shape[0])
        points = slab_points(grid, slab)
        centre_labels, margin = anatomy.classify(points, corners)
        fractions = np.zeros((len(points), len(Tissue)), np.float32)
        fractions[np.arange(len(points)), centre_labels] = 1.0
        mixed = np.flatnonzero(margin < 1.0)
        of_bone = anatomy.signed_distance_to_bone(points[mixed]) < reach
        for chosen, offsets in ((mixed[~of_bone], few), (mixed[of_bone], many)):
            fractions[chosen] = _tissue_fractions(anatomy, points[chosen], offsets)
        shares = anatomy.interspersed_shares(points, fractions > 0)
        labels[slab] = centre_labels.reshape(labels[slab].shape)
        mr[slab] = _mean_value(fractions, shares, signal).reshape(mr[slab].shape)
        ct[slab] = _mean_value(fractions, shares, hu).reshape(ct[slab].shape)
    return labels, mr, ct


def slabs(grid: Volume) -> Iterator[tuple[slice, slice]]:
    """Pieces of the grid, as slices of k and j, of about ``CHUNK_POINTS`` voxels."""
    k, j, i = grid.array.shape
    rows = max(1, CHUNK_POINTS // i)
    for slice_number in range(k):
        for row in range(0, j, rows):
            yield slice(slice_number, slice_number + 1), slice(row, min(row + rows, j))


def slab_points(grid: Volume, slab: tuple[slice, slice]) -> Float64Array:
    """Centres of the voxels of a slab, (n, 3), LPS mm, in the order of the array."""
    index = np.mgrid[slab[0], slab[1], : grid.size[0]].reshape(3, -1)[::-1]
    affine: Float64Array = grid.affine
    return index.T @ affine[:3, :3].T + affine[:3, 3]


def even_offsets(count: int) -> Float64Array:
    """Points (count, 3) that fill the unit cube around 0 evenly, all at different depths per axis.

    The additive recurrence of M. Roberts, "The unreasonable effectiveness of quasirandom sequences"
    (2018), moved so that its mean is 0.
    """
    root = 1.2207440846057596  # x**4 = x + 1
    steps = root ** -np.arange(1.0, 4.0)
    offsets: Float64Array = (0.5 + np.arange(count)[:, None] * steps) % 1.0
    middle: Float64Array = offsets.mean(axis=0)
    return offsets - middle


def _tissue_fractions(anatomy: LimbAnatomy, centres: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Share of each tissue in voxels with these centres: (voxels, tissues), float32."""
    fractions = np.empty((len(centres), len(Tissue)), np.float32)
    step = max(1, CHUNK_POINTS // len(offsets))
    for start in range(0, len(centres), step):
        part = centres[start : start + step]
        points = (part[:, None] + offsets).reshape(-1, 3)
        labels, _ = anatomy.classify(points)
        voxel = np.repeat(np.arange(len(part)), len(offsets))
        counts = np.bincount(voxel * len(Tissue) + labels, minlength=len(part) * len(Tissue))
        fractions[start : start + step] = counts.reshape(len(part), -1) / len(offsets)
    return fractions


def _mean_value(fractions: FloatArray, shares: FloatArray, values: FloatArray) -> FloatArray:
    """Mean over the tissues of a voxel, each mixed with what is interspersed in it."""
    other = values.copy()
    for host, guest in INTERSPERSED.items():
        other[host] = values[guest]
    return fractions @ values + (fractions * shares) @ (other - values)
