"""Is an MR one of a head: whole, without its face, or a brain whose skull was taken out?

What is said of it stands in ``words``; ``mr`` decides when.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.image.resampling import no_finer_than, to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.distances import signed_distance
from SyntheticCTLib.preprocessing.kinds import MR

#: Everything is looked at on voxels of this size, mm.
_VOXEL_MM = 2.0

#: A head's width and length, mm, 40 to 90 mm below its top, and how round it is there: the share of
#: its box that it fills (an ellipse fills 0.79).
_LEVEL_MM = (40.0, 90.0)
_WIDTH_MM, _LENGTH_MM = (115.0, 205.0), (140.0, 245.0)
_FILLED = (0.66, 0.92)

#: The image's uppermost slice shows no more of a body than this share of the largest one: a head
#: ends there, or nearly.
_TAPERED = 0.6

#: A brain alone is smaller; in mm.
_BRAIN_WIDTH_MM, _BRAIN_LENGTH_MM = (100.0, 160.0), (130.0, 200.0)

#: The vault reaches so far below the top, mm. There the skull lies between these depths below the
#: skin and the brain between those, mm.
_VAULT_MM, _SKULL_DEPTH_MM, _BRAIN_DEPTH_MM = 90.0, (3.0, 18.0), (22.0, 45.0)

#: Bone is darker than this share of the brain. Under the skin it takes 0.06 to 0.58 in T1 and FLAIR
#: of five real heads and 0.10 to 0.49 in simulated ones; with the skull taken out, 0 to 0.04. Of 42
#: legs, hips and shoulders three are as wide, long and round as a head: 0 to 0.02.
_DARK, _LEAST_DARK = 0.35, 0.05

#: Round a brain that was cut out voxels are exactly 0, within so many mm, at least in this share.
_ROUND_MM, _EMPTY = 6.0, 0.4

#: The forehead lies between the first depths below the top, nose and mouth between the second, mm;
#: without a face these lie farther back than the forehead by more than the last.
_FOREHEAD_MM, _FACE_MM, _GONE_MM = (40.0, 75.0), (115.0, 140.0), 18.0


class Head(Enum):
    """What of a head an image shows."""

    NONE = "no head"
    WHOLE = "a head"
    FACELESS = "a head without its face"
    BRAIN = "a brain without its skull"


@dataclass(frozen=True, eq=False)
class _Seen:
    """An MR along LPS, its body, and slices by their depth below the body's top, mm."""

    array: Float32Array
    body: Mask
    spacing: tuple[float, float, float]
    below_top: np.ndarray

    def at(self, limits: tuple[float, float]) -> np.ndarray:
        return np.flatnonzero((self.below_top >= limits[0]) & (self.below_top < limits[1]))


def head_in(volume: Volume) -> Head:
    """What of a head an MR shows. Only one whose top, or nearly, is in the image is known.

    Raises:
        InputError: no body stands out from air.
    """
    small = no_finer_than(to_orientation(volume, "LPS"), _VOXEL_MM, outside=0.0)
    body = MR.body(small)
    levels = np.flatnonzero(body.any(axis=(1, 2)))
    areas = body.sum(axis=(1, 2))
    if areas[-1] > _TAPERED * areas.max():
        return Head.NONE
    below = (levels[-1] - np.arange(len(body))) * small.spacing[2]
    seen = _Seen(small.array.astype(np.float32), body, small.spacing, below)
    depth = signed_distance(body, small.spacing)
    if _shaped(seen, _BRAIN_WIDTH_MM, _BRAIN_LENGTH_MM) and _cut_out(seen, depth):
        return Head.BRAIN
    if not (_shaped(seen, _WIDTH_MM, _LENGTH_MM) and _has_skull(seen, depth)):
        return Head.NONE
    return Head.FACELESS if _without_face(seen) else Head.WHOLE


def _shaped(seen: _Seen, width: tuple[float, float], length: tuple[float, float]) -> bool:
    """Whether the part below the top is as wide, long and round as a head."""
    levels = seen.at(_LEVEL_MM)
    if len(levels) * seen.spacing[2] < (_LEVEL_MM[1] - _LEVEL_MM[0]) / 2:
        return False
    outline = seen.body[levels].any(axis=0)
    rows, columns = np.flatnonzero(outline.any(axis=1)), np.flatnonzero(outline.any(axis=0))
    i, j = len(columns) and np.ptp(columns) + 1, len(rows) and np.ptp(rows) + 1
    filled = outline.sum() / max(i * j, 1)
    return bool(
        width[0] <= i * seen.spacing[0] <= width[1]
        and length[0] <= j * seen.spacing[1] <= length[1]
        and _FILLED[0] <= filled <= _FILLED[1]
    )


def _cut_out(seen: _Seen, depth: Float32Array) -> bool:
    """Whether what lies round a brain was set to nothing, and none of it is bone."""
    round_it = _vault(seen) & ~seen.body & (depth < _ROUND_MM)
    if not round_it.any() or (seen.array[round_it] == 0).mean() < _EMPTY:
        return False
    return not _has_skull(seen, depth)


def _has_skull(seen: _Seen, depth: Float32Array) -> bool:
    """Whether a dark shell lies between skin and brain; True where the brain is not in view."""
    brain = _vault(seen) & _between(-depth, _BRAIN_DEPTH_MM)
    skull = _vault(seen) & _between(-depth, _SKULL_DEPTH_MM)
    if not brain.any():
        return True
    dark = seen.array[skull] < _DARK * float(np.median(seen.array[brain]))
    return bool(dark.mean() >= _LEAST_DARK)


def _vault(seen: _Seen) -> Mask:
    vault: Mask = (seen.below_top < _VAULT_MM)[:, None, None]
    return vault


def _between(depth: Float32Array, limits: tuple[float, float]) -> Mask:
    found: Mask = (depth >= limits[0]) & (depth < limits[1])
    return found


def _without_face(seen: _Seen) -> bool:
    """Whether the front goes back where nose and mouth should be; False where the image ends."""
    fronts = [_front(seen, limits) for limits in (_FOREHEAD_MM, _FACE_MM)]
    if fronts[0] is None or fronts[1] is None:
        return False
    return fronts[1] - fronts[0] > _GONE_MM


def _front(seen: _Seen, limits: tuple[float, float]) -> float | None:
    """The foremost place of some slices, mm from the image's front; None without those slices."""
    levels = seen.at(limits)
    if len(levels) * seen.spacing[2] < (limits[1] - limits[0]) / 2:
        return None
    rows = np.flatnonzero(seen.body[levels].any(axis=(0, 2)))
    return float(rows[0] * seen.spacing[1]) if rows.size else None
