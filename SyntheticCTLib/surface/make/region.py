"""Which voxels a bone surface encloses, and the grey values that put it there.

The surface is contoured from grey values, so a region never cuts them with a step. Voxels below the
threshold stay as they are. A bone voxel that does not belong (another bone, a speck, the world
beyond the border) is mirrored to the other side of the threshold: the contour then passes half-way
between two bone voxels, and the same interface is found from either side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import IntArray, Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.checks import check_labels
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import without_small_parts
from SyntheticCTLib.masks.distances import distance_to
from SyntheticCTLib.surface.make.interior import interior, lid_room
from SyntheticCTLib.surface.make.settings import SurfaceSettings

#: Values this near to the threshold are moved this far from it, HU. Otherwise whole numbers that
#: equal the threshold put several vertices in one place. Where the value rises by 50 HU per mm or
#: more, half a HU moves the surface by 0.01 mm at most.
CLEARANCE_HU = 0.5

#: Voxels added around the bone, to close the surface; with marrow filled, room for lids as well.
_PADDING = 1


@dataclass(frozen=True, eq=False)
class GreyBox:
    """One bone's neighbourhood, ready to contour.

    Attributes:
        name: of the bone, "" when there are no labels.
        values: float32 (k, j, i), HU; above the threshold exactly inside the bone.
        corner: index (i, j, k) of the box's first voxel in the volume; negative in the padding.
        replaced: bool (k, j, i), bone that does not belong: a contour beside it is no bone surface.
        filled: bool (k, j, i), marrow: a contour beside it lies over a gap in the bone.
        open_mm3: marrow behind gaps that are too wide to be closed; 0 where nobody asked.
    """

    name: str
    values: np.ndarray
    corner: tuple[int, int, int]
    replaced: np.ndarray
    filled: np.ndarray
    open_mm3: float


def grey_boxes(
    volume: Volume,
    settings: SurfaceSettings,
    *,
    region: np.ndarray | None = None,
    mask: np.ndarray | None = None,
    labels: Volume | None = None,
    names: dict[int, str] | None = None,
    tell_open: bool = True,
) -> Iterator[GreyBox]:
    """One box for all bone, or one for each label.

    Args:
        volume: CT values, HU.
        settings: threshold and rules.
        region: bool (k, j, i), where bone may be, give or take the settings' margin.
        mask: bool (k, j, i), the field of view: no bone outside.
        labels: 0 for background; the grid of ``volume``.
        names: of the labels; missing ones are called "label N".
        tell_open: whether to look for marrow behind wide gaps, which moves no surface.

    Raises:
        InputError: region or labels are on another grid.
    """
    shape = volume.array.shape
    given = {"region": region, "mask": mask, "labels": labels.array if labels else None}
    for what, array in given.items():
        if array is not None and array.shape != shape:
            raise InputError(
                f"A {what} array of shape {array.shape} does not fit the grid {shape}."
            )
    if labels is not None:
        check_labels(labels.array, labels.called("label volume"))
    bone = volume.array >= settings.threshold_hu
    if mask is not None:
        bone &= np.asarray(mask, bool)
    if region is not None:
        bone &= _grown(region.astype(bool), volume.spacing, settings.region_margin_mm)
    if labels is None:
        corner, bone = _cropped(bone)  # of a large volume the rest would lie there all the while
        box = _box(volume, bone, corner, settings, mask=mask, tell_open=tell_open)
        if box is not None:
            yield box
        return
    for value in np.unique(labels.array[labels.array != 0]):
        name = (names or {}).get(int(value), f"label {int(value)}")
        own = bone & _nearest_label(labels.array, value, volume.spacing, settings.region_margin_mm)
        corner, own = _cropped(own)
        box = _box(volume, own, corner, settings, name, mask=mask, tell_open=tell_open)
        if box is not None:
            yield box


def solid_bone(volume: Volume, settings: SurfaceSettings) -> Mask:
    """Where the bone is that a surface encloses, marrow filled, bool [k, j, i].

    Args:
        volume: CT values, HU.
        settings: threshold and rules.
    """
    found = np.zeros(volume.array.shape, bool)
    for box in grey_boxes(volume, settings, tell_open=False):
        inside = box.values >= settings.threshold_hu
        places = [box.corner[2 - axis] + np.arange(n) for axis, n in enumerate(inside.shape)]
        within = [(place >= 0) & (place < found.shape[k]) for k, place in enumerate(places)]
        own = [place[use] for place, use in zip(places, within, strict=True)]
        found[np.ix_(*own)] |= inside[np.ix_(*within)]
    return found


def _cropped(bone: Mask) -> tuple[np.ndarray, Mask]:
    """First index (k, j, i) of the box around all bone, and that box alone; empty for no bone."""
    if not bone.any():
        return np.zeros(3, int), np.zeros((0, 0, 0), bool)
    around = box_of(bone)
    return np.array([s.start for s in around]), bone[around].copy()


def _box(
    volume: Volume,
    bone: Mask,
    corner: np.ndarray,
    settings: SurfaceSettings,
    name: str = "",
    *,
    mask: np.ndarray | None,
    tell_open: bool,
) -> GreyBox | None:
    """The grey box of a box of bone voxels, or None when nothing large enough is there."""
    kept = without_small_parts(bone, volume.spacing, settings.smallest_part_mm3, corners=True)
    if not kept.any():
        return None
    specks = bone & ~kept
    around = box_of(kept)
    room = [_PADDING] * 3
    if settings.outer_surface_only:
        room = [_PADDING + n for n in lid_room(volume.spacing)]
    kept, specks = (np.pad(m[around], [(n, n) for n in room]) for m in (kept, specks))
    corner = corner + [s.start - n for s, n in zip(around, room, strict=True)]
    values = _padded_values(volume.array, corner, kept.shape)
    inside = None
    if settings.outer_surface_only:
        inside = interior(
            kept, specks, values, corner, volume, settings, mask=mask, tell_open=tell_open
        )
    filled = np.zeros_like(kept) if inside is None else inside.array
    values, replaced = _mirrored(values, kept | filled, settings.threshold_hu)
    k, j, i = (int(c) for c in corner)
    open_mm3 = 0.0 if inside is None else inside.open_mm3
    return GreyBox(name, values, (i, j, k), replaced, filled, open_mm3)


def _padded_values(array: np.ndarray, corner: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The box's values, float32; beyond the volume's border those of the border go on."""
    index = [
        np.clip(np.arange(c, c + n), 0, size - 1)
        for c, n, size in zip(corner, shape, array.shape, strict=True)
    ]
    return np.asarray(array[np.ix_(*index)], np.float32)


def _mirrored(
    values: np.ndarray, solid: np.ndarray, threshold: float
) -> tuple[np.ndarray, np.ndarray]:
    """Values that are above the threshold inside the bone only, and the bone that was replaced.

    In place: each copy of a whole limb takes as much as the surface of it.
    """
    replaced = values >= threshold
    np.greater(replaced, solid, out=replaced)
    values -= np.float32(threshold)
    np.abs(values, out=values)
    np.maximum(values, np.float32(CLEARANCE_HU), out=values)
    np.negative(values, out=values, where=~solid)
    values += np.float32(threshold)
    return values, replaced


def _grown(mask: np.ndarray, spacing: Vector, margin_mm: float) -> np.ndarray:
    """The mask (k, j, i) and what lies within the margin of it, mm."""
    return mask if margin_mm == 0 else distance_to(mask, spacing) <= margin_mm


def _nearest_label(labels: IntArray, value: int, spacing: Vector, margin_mm: float) -> Mask:
    """Voxels of a label, and unlabelled ones within the margin, nearer to it than to others."""
    own: Mask = labels == value
    if margin_mm == 0:
        return own
    k, j, i = (int(np.ceil(margin_mm / s)) for s in spacing[::-1])
    box = box_of(own, (k, j, i))
    others = (labels[box] != 0) & ~own[box]
    to_own = distance_to(own[box], spacing)
    near = (to_own <= margin_mm) & ~others
    if others.any():
        near &= to_own < distance_to(others, spacing)
    result = np.zeros_like(own)
    result[box] = near
    return result
