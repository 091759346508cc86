"""A head without any patient: ellipsoids one inside the other, no face."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.head.tissues import HeadTissue as T

#: Half axes of the skull's inner surface along (left, back, up), mm, as adults have them.
_INNER_MM = (70.0, 88.0, 72.0)

#: Thickness of the tables, and mean and change of the whole vault's thickness, mm.
_TABLE_MM, _VAULT_MM, _CHANGE_MM = 1.7, 6.5, 1.5

#: Thickness of scalp and skin over the bone, mm; and how far fluid and cortex reach inwards, mm.
_SCALP_MM, _SKIN_MM = 6.5, 2.0
_FLUID_MM, _CORTEX_MM, _DURA_MM = 3.0, 6.5, 0.8

#: Where the image ends below the skull's middle, mm; the neck's half axes; vertebra and airway.
_END_MM, _NECK_MM = 100.0, (55.0, 62.0)
_VERTEBRA_MM, _CANAL_MM, _AIRWAY_MM = 19.0, 9.0, 8.0


def analytic_head(seed: int = 0, spacing_mm: float = 1.0) -> Volume:
    """Labels of ``HeadTissue``, uint8 [k, j, i], axes along LPS, the skull's middle at LPS 0.

    Args:
        seed: another seed is another head.
        spacing_mm: of the voxels; tables of 1.7 mm want 1 mm or finer.
    """
    rng = np.random.default_rng(seed)
    inner = np.array(_INNER_MM) * rng.uniform(0.93, 1.07, 3)
    reach = inner + _VAULT_MM + _CHANGE_MM + _SCALP_MM + 8.0
    low, high = np.array([-reach[0], -reach[1], -_END_MM]), reach
    i, j, k = (int(n) for n in np.ceil((high - low) / spacing_mm))
    x, y, z = np.meshgrid(
        low[0] + spacing_mm * np.arange(i, dtype=np.float32),
        low[1] + spacing_mm * np.arange(j, dtype=np.float32),
        low[2] + spacing_mm * np.arange(k, dtype=np.float32),
        indexing="ij",
        sparse=True,
    )
    x, y, z = (np.float32(1) * part.transpose(2, 1, 0) for part in (x, y, z))
    labels = _skull_and_scalp(x, y, z, inner, rng)
    _brain(labels, x, y, z, inner)
    _below(labels, x, y, z, inner)
    origin = (float(low[0]), float(low[1]), float(low[2]))
    return Volume(labels, origin, (spacing_mm,) * 3, metadata={"modality": "labels"})


def _from_ellipsoid(
    x: Float32Array, y: Float32Array, z: Float32Array, half: np.ndarray
) -> Float32Array:
    """Distance to an ellipsoid about 0 to first order, mm, negative inside."""
    a, b, c = (np.float32(n) for n in half)
    radius = np.sqrt((x / a) ** 2 + (y / b) ** 2 + (z / c) ** 2)
    slope = np.sqrt((x / a**2) ** 2 + (y / b**2) ** 2 + (z / c**2) ** 2)
    distance: Float32Array = radius * (radius - 1) / np.maximum(slope, np.float32(1e-6))
    return distance


def _skull_and_scalp(
    x: Float32Array, y: Float32Array, z: Float32Array, inner: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    depth = _from_ellipsoid(x, y, z, inner)
    phase = rng.uniform(0, 2 * np.pi, 2)
    angle = np.arctan2(y, x)
    vault = _VAULT_MM + _CHANGE_MM * np.sin(2 * angle + phase[0]) * np.cos(z / 40 + phase[1])
    labels = np.full(depth.shape, T.OUTSIDE, np.uint8)
    labels[depth < vault + _SCALP_MM] = T.SKIN
    labels[depth < vault + _SCALP_MM - _SKIN_MM] = T.SOFT
    labels[depth < vault] = T.COMPACT
    labels[(depth < vault - _TABLE_MM) & (depth > _TABLE_MM)] = T.SPONGY
    labels[depth < 0] = T.DURA
    labels[depth < -_DURA_MM] = T.CSF
    # A sinus in the frontal bone, with bone round it.
    front = _from_ellipsoid(x, y + np.float32(inner[1] + 6), z + 28, np.array([18.0, 7.0, 11.0]))
    labels[(front < _TABLE_MM) & (depth > 0)] = T.COMPACT
    labels[(front < 0) & (depth > _TABLE_MM)] = T.AIR
    return labels


def _brain(
    labels: np.ndarray, x: Float32Array, y: Float32Array, z: Float32Array, inner: np.ndarray
) -> None:
    # Folds: the cortex's surface goes in and out.
    folds = 2.0 * np.sin(x / 4.0) * np.cos(y / 5.0) * np.cos(z / 4.5)
    depth = -_from_ellipsoid(x, y, z, inner) + folds
    brain = labels == T.CSF
    labels[brain & (depth > _FLUID_MM)] = T.GREY
    labels[brain & (depth > _CORTEX_MM)] = T.WHITE
    for side in (-1, 1):
        ventricle = _from_ellipsoid(x - side * 12, y, z - 5, np.array([6.0, 28.0, 9.0]))
        labels[brain & (ventricle < 0)] = T.CSF
    upper = brain & (np.abs(x) < 1.5) & (z > 20) & (depth < 25)
    labels[upper] = T.CSF
    sinus = np.hypot(x, y - np.float32(inner[1] - 4) + 0 * z)
    labels[brain & (sinus < 4)] = T.VESSEL


def _below(
    labels: np.ndarray, x: Float32Array, y: Float32Array, z: Float32Array, inner: np.ndarray
) -> None:
    """Neck, spine with its cord, and airway, down to the image's end."""
    lower = (labels == T.OUTSIDE) & (z < -40)
    neck = np.hypot(x / _NECK_MM[0], (y - 10) / _NECK_MM[1]) + 0 * z
    labels[lower & (neck < 1)] = T.SKIN
    soft = lower & (neck < 1 - _SKIN_MM / _NECK_MM[0])
    labels[soft] = T.SOFT
    spine = np.hypot(x, y - 28) + 0 * z
    labels[soft & (spine < _VERTEBRA_MM)] = T.SPONGY
    rim = (spine > _VERTEBRA_MM - 2) | (spine < _CANAL_MM + 2)
    labels[soft & (spine < _VERTEBRA_MM) & rim] = T.COMPACT
    labels[soft & (spine < _CANAL_MM)] = T.CSF
    labels[soft & (spine < _CANAL_MM - 3)] = T.WHITE
    airway = np.hypot(x, y + 12) + 0 * z
    labels[soft & (airway < _AIRWAY_MM + 1.5)] = T.MUCOSA
    labels[soft & (airway < _AIRWAY_MM)] = T.AIR
