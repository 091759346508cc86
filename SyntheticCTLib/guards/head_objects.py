"""What does not belong to a head but was scanned with it: the rods of a frame, an electrode.

Rods of 4 and 7 mm drawn beside three real heads with room for them, and a gap of 5 mm drawn
from the vault of five real heads to beside their middle, are all found; in the five as they were
scanned nothing is. No scan with a real frame or electrode was at hand.
"""

from __future__ import annotations

from enum import Enum

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Float64Array, Mask
from SyntheticCTLib.image.resampling import no_finer_than, to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.components import parts_of
from SyntheticCTLib.masks.distances import signed_distance
from SyntheticCTLib.masks.morphology import opened
from SyntheticCTLib.preprocessing.kinds import MR

#: Everything is looked at on voxels of this size, mm: an electrode's gap in the signal is 3 to 5
#: mm wide.
_VOXEL_MM = 1.5

#: The brain lies so far below the skin, mm; its median is what signals are measured by.
_BRAIN_DEPTH_MM = (22.0, 60.0)

#: Fluid in the rods of a frame's box (4 to 8 mm wide, three to a side in an N) is brighter than
#: this share of the brain, farther than so many mm off the skin; a piece is so long, mm, and no
#: thicker than this over its length, mm2. Rods that touch in their corners are one piece.
_ROD, _OFF_SKIN_MM, _ROD_MM, _ROD_MM2 = 0.3, 6.0, 50.0, 500.0

#: So many pieces are a frame; one alone may be a ghost or a tube.
_RODS = 2

#: An electrode is darker than this share of the brain, so long at least, mm, and so straight: root
#: mean square off its line, mm. What is wider than so many mm is no electrode: a ventricle, fluid.
_VOID, _VOID_MM, _STRAIGHT_MM, _WIDE_MM = 0.2, 30.0, 1.5, 8.0

#: What lies nearer to the skin than the first, mm, is skull and not looked at; it begins no deeper
#: than the second, ends at least so deep, and there so far from the middle, mm, where the vessels
#: lie that are as dark and straight: straight sinus, basilar artery.
_BELOW_MM, _BEGINS_MM, _ENDS_MM, _OFF_MIDDLE_MM = 24.0, 30.0, 38.0, 6.0

#: A part with fewer mm3 is noise.
_SMALLEST_MM3 = 60.0


class HeadObject(Enum):
    """Something foreign that lies in or round a head."""

    FRAME = "the rods of a frame"
    ELECTRODE = "an electrode"


def head_objects(volume: Volume) -> list[HeadObject]:
    """What foreign things an MR of a head shows; only those with a plain shape are known.

    Args:
        volume: an MR of a head, any orientation.

    Raises:
        InputError: no body stands out from air.
    """
    small = no_finer_than(to_orientation(volume, "LPS"), _VOXEL_MM, outside=0.0)
    body = MR.body(small)
    depth = -signed_distance(body, small.spacing)
    brain = (depth >= _BRAIN_DEPTH_MM[0]) & (depth < _BRAIN_DEPTH_MM[1])
    if not brain.any():
        return []
    signal = small.array.astype(np.float32) / max(float(np.median(small.array[brain])), 1e-6)
    found = []
    if _rods(signal, depth, small.spacing) >= _RODS:
        found.append(HeadObject.FRAME)
    if _has_electrode(signal, depth, small.spacing):
        found.append(HeadObject.ELECTRODE)
    return found


def _rods(signal: Float32Array, depth: Float32Array, spacing: tuple[float, float, float]) -> int:
    """How many thin, long pieces lie off the skin."""
    outside = (signal > _ROD) & (depth < -_OFF_SKIN_MM)
    pieces = parts_of(outside, spacing, _SMALLEST_MM3)
    return sum(_is_rod(piece, spacing) for piece in pieces)


def _is_rod(piece: Mask, spacing: tuple[float, float, float]) -> bool:
    points = _places(piece, spacing)
    length = float(np.linalg.norm(np.ptp(points, axis=0)))
    return length >= _ROD_MM and len(points) * float(np.prod(spacing)) / length <= _ROD_MM2


def _has_electrode(
    signal: Float32Array, depth: Float32Array, spacing: tuple[float, float, float]
) -> bool:
    """Whether a thin, straight gap in the signal leads from the skull deep into the brain."""
    dark = (signal < _VOID) & (depth >= _BELOW_MM)
    thin = dark & ~opened(dark, spacing, _WIDE_MM / 2)
    middle = _middle(depth, spacing)
    return any(
        _is_electrode(part, depth, spacing, middle)
        for part in parts_of(thin, spacing, _SMALLEST_MM3)
    )


def _middle(depth: Float32Array, spacing: tuple[float, float, float]) -> float:
    """Where the head's middle lies from right to left, mm."""
    return float(np.flatnonzero((depth > 0).any(axis=(0, 1))).mean() * spacing[0])


def _is_electrode(
    part: Mask, depth: Float32Array, spacing: tuple[float, float, float], middle: float
) -> bool:
    depths = depth[part]
    if depths.min() > _BEGINS_MM or depths.max() < _ENDS_MM:
        return False
    points = _places(part, spacing)
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    along = centred @ axes[0]
    off_line = np.sqrt(((centred - along[:, None] * axes[0]) ** 2).sum(axis=1).mean())
    tip = points[depths.argmax()]
    return bool(
        np.ptp(along) >= _VOID_MM
        and off_line <= _STRAIGHT_MM + max(spacing) / 2
        and abs(tip[0] - middle) >= _OFF_MIDDLE_MM
    )


def _places(mask: Mask, spacing: tuple[float, float, float]) -> Float64Array:
    """Places of a mask's voxels, (n, 3), mm along i, j, k."""
    places: Float64Array = np.argwhere(mask)[:, ::-1] * np.asarray(spacing)
    return places
