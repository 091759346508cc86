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
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.surface.recipe import SurfaceRecipe
from SyntheticCTLib.volume import Vector, Volume

#: Values this near to the threshold are moved this far from it, HU. Otherwise whole numbers that
#: equal the threshold put several vertices in one place, and half a HU moves bone by less than 0.01
#: mm.
CLEARANCE_HU = 0.5

#: Voxels added around the bone, to close the surface.
_PADDING = 1

#: Cavities are looked for on voxels of about this size, mm: finer ones take time and show no more.
_CAVITY_VOXEL_MM = 1.5

#: Scales at which gaps in bone are closed, as shares of the recipe's largest.
_LEAK_SCALES = (0.0, 0.25, 0.5, 1.0)


@dataclass(frozen=True, eq=False)
class GreyBox:
    """One bone's neighbourhood, ready to contour.

    Attributes:
        name: of the bone, "" when there are no labels.
        values: float32 (k, j, i), HU; above the threshold exactly inside the bone.
        corner: index (i, j, k) of the box's first voxel in the volume; negative in the padding.
        replaced: bool (k, j, i), bone that does not belong: a contour beside it is no bone surface.
    """

    name: str
    values: np.ndarray
    corner: tuple[int, int, int]
    replaced: np.ndarray


def grey_boxes(
    volume: Volume,
    recipe: SurfaceRecipe,
    *,
    region: np.ndarray | None = None,
    mask: np.ndarray | None = None,
    labels: Volume | None = None,
    names: dict[int, str] | None = None,
) -> Iterator[GreyBox]:
    """One box for all bone, or one for each label.

    Args:
        volume: CT values, HU.
        recipe: threshold and rules.
        region: bool (k, j, i), where bone may be, give or take the recipe's margin.
        mask: bool (k, j, i), the field of view: no bone outside.
        labels: 0 for background; the grid of ``volume``.
        names: of the labels; missing ones are called "label N".

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
    bone = volume.array >= recipe.threshold_hu
    if mask is not None:
        bone &= mask.astype(bool)
    if region is not None:
        bone &= _grown(region.astype(bool), volume.spacing, recipe.region_margin_mm)
    if labels is None:
        box = _box(volume, bone, recipe, "")
        if box is not None:
            yield box
        return
    for value in np.unique(labels.array[labels.array != 0]):
        name = (names or {}).get(int(value), f"label {int(value)}")
        own = bone & _nearest_label(labels.array, value, volume.spacing, recipe.region_margin_mm)
        box = _box(volume, own, recipe, name)
        if box is not None:
            yield box


def _box(volume: Volume, bone: np.ndarray, recipe: SurfaceRecipe, name: str) -> GreyBox | None:
    """The grey box of the bone voxels (k, j, i), or None when nothing large enough is there."""
    around = bounding_slices(bone)
    if around is None:
        return None
    cropped = bone[around]
    corner = np.array([s.start for s in around])
    kept = large_parts(cropped, volume.spacing, recipe.smallest_part_mm3)
    around = bounding_slices(kept)
    if around is None:
        return None
    kept = np.pad(kept[around], _PADDING)
    corner = corner + [s.start - _PADDING for s in around]
    values = _padded_values(volume.array, corner, kept.shape)
    inside = interior(kept, values, corner, volume, recipe) if recipe.outer_surface_only else None
    values, replaced = _mirrored(values, kept, inside, recipe.threshold_hu)
    k, j, i = (int(c) for c in corner)
    return GreyBox(name, values, (i, j, k), replaced)


def bounding_slices(mask: np.ndarray) -> tuple[slice, slice, slice] | None:
    """Slices of the smallest box that holds the mask (k, j, i); None for an empty mask."""
    slices = []
    for axis in range(3):
        others = tuple(a for a in range(3) if a != axis)
        hit = np.flatnonzero(mask.any(axis=others))
        if not len(hit):
            return None
        slices.append(slice(int(hit[0]), int(hit[-1]) + 1))
    return slices[0], slices[1], slices[2]


def large_parts(mask: np.ndarray, spacing: Vector, smallest_mm3: float) -> np.ndarray:
    """The connected parts (26 neighbours) of the mask (k, j, i) of at least this volume, mm³."""
    fewest = int(np.ceil(smallest_mm3 / np.prod(spacing)))
    if fewest <= 1:
        return mask
    parts = sitk.ConnectedComponent(_image(mask), True)
    numbers = sitk.GetArrayViewFromImage(parts)
    enough = np.bincount(numbers.ravel()) >= fewest
    enough[0] = False
    return enough[numbers]


def interior(
    kept: np.ndarray, values: np.ndarray, corner: np.ndarray, volume: Volume, recipe: SurfaceRecipe
) -> np.ndarray:
    """Voxels (k, j, i) below the threshold that the bone encloses: marrow and gaps of spongy bone.

    Gaps in thin bone are closed first, to find what lies behind them. Then a voxel is enclosed when
    no way leads out of the bone, or none within its axial slice: scans cut long bones across, and
    near joints spongy bone leaks somewhere, so the first rule alone would find next to nothing.
    Closing is done at several scales, since one that bridges a wide gap also fills a narrow canal.
    """
    free = ~kept & (values < recipe.threshold_hu)
    free &= _within_volume(corner, kept.shape, volume.array.shape)
    pooling = [max(1, int(_CAVITY_VOXEL_MM / s)) for s in volume.spacing[::-1]]
    coarse = _pooled(kept, pooling)
    i, j, k = (s * p for s, p in zip(volume.spacing, pooling[::-1], strict=True))
    axis = axial_axis(volume)
    pixel_mm2 = i * j * k / (k, j, i)[axis]
    found = _cavities(
        coarse, (i, j, k), axis, recipe.largest_cavity_mm2 / pixel_mm2, recipe.leak_mm
    )
    for axis_, factor in enumerate(pooling):
        found = np.repeat(found, factor, axis_)
    found = found[tuple(slice(n) for n in kept.shape)] & free
    # A coarse voxel with any bone in it counted as bone: fill the rest of it.
    for _ in range(max(pooling) - 1):
        found = _dilated(found) & free
    return found


def _pooled(mask: np.ndarray, factors: list[int]) -> np.ndarray:
    """The mask (k, j, i) on voxels so many times as large: true where any of them is."""
    for axis, factor in enumerate(factors):
        if factor > 1:
            mask = np.logical_or.reduceat(mask, np.arange(0, mask.shape[axis], factor), axis)
    return mask


def _cavities(
    bone: np.ndarray, spacing: Vector, axis: int, largest: float, leak_mm: float
) -> np.ndarray:
    """What the bone (k, j, i) encloses, by the rules of ``interior``."""
    to_bone = distance_to(bone, spacing)
    found = np.zeros_like(bone)
    for radius in sorted({leak_mm * share for share in _LEAK_SCALES}):
        closed = bone if radius == 0 else distance_to(to_bone > radius, spacing) > radius
        cavity = _enclosed(closed, axis, largest)
        # Closing hid the rim of the cavity; grow back into it, but never across bone.
        for _ in range(int(np.ceil(radius / min(spacing)))):
            cavity = _dilated(cavity) & ~bone & (closed | cavity)
        found |= cavity
    return found


def _enclosed(closed: np.ndarray, axis: int, largest: float) -> np.ndarray:
    """What the closed bone (k, j, i) encloses in space, or within slices up to so many pixels."""
    found = _filled(closed) & ~closed
    for number in range(closed.shape[axis]):
        place = (slice(None),) * axis + (number,)
        if closed[place].any():
            found[place] |= _small_holes(closed[place], largest)
    return found


def axial_axis(volume: Volume) -> int:
    """The array axis nearest to the patient's long axis."""
    return 2 - int(np.abs(volume.direction_matrix[2]).argmax())


def _filled(mask: np.ndarray) -> np.ndarray:
    return sitk.GetArrayFromImage(sitk.BinaryFillhole(_image(mask))).astype(bool)


def _small_holes(mask: np.ndarray, largest: float) -> np.ndarray:
    """Holes of a slice of at most so many pixels: larger ones are the pelvic ring or the skull."""
    holes = _filled(mask) & ~mask
    if not holes.any():
        return holes
    numbers = sitk.GetArrayFromImage(sitk.ConnectedComponent(_image(holes)))
    small = np.bincount(numbers.ravel()) <= largest
    small[0] = False
    return small[numbers]


def _dilated(mask: np.ndarray) -> np.ndarray:
    """The mask (k, j, i) and its six neighbours; diagonal steps would cross thin bone."""
    grown = sitk.BinaryDilate(_image(mask), [1, 1, 1], sitk.sitkCross)
    return sitk.GetArrayFromImage(grown).astype(bool)


def _image(mask: np.ndarray) -> sitk.Image:
    return sitk.GetImageFromArray(np.ascontiguousarray(mask).view(np.uint8))


def _within_volume(
    corner: np.ndarray, shape: tuple[int, ...], volume_shape: tuple[int, ...]
) -> np.ndarray:
    """Where a box has voxels of the volume and not padding, to be broadcast to (k, j, i)."""
    inside = [
        (np.arange(c, c + n) >= 0) & (np.arange(c, c + n) < size)
        for c, n, size in zip(corner, shape, volume_shape, strict=True)
    ]
    k, j, i = inside
    return k[:, None, None] & j[:, None] & i


def _padded_values(array: np.ndarray, corner: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The box's values, float32; beyond the volume's border those of the border go on."""
    index = [
        np.clip(np.arange(c, c + n), 0, size - 1)
        for c, n, size in zip(corner, shape, array.shape, strict=True)
    ]
    return array[np.ix_(*index)].astype(np.float32)


def _mirrored(
    values: np.ndarray, kept: np.ndarray, inside: np.ndarray | None, threshold: float
) -> tuple[np.ndarray, np.ndarray]:
    """Values that are above the threshold inside the bone only, and the bone that was replaced."""
    above = values >= threshold
    replaced = above & ~kept
    should_be_above = kept if inside is None else kept | inside
    distance = np.maximum(np.abs(values - np.float32(threshold)), np.float32(CLEARANCE_HU))
    np.negative(distance, out=distance, where=~should_be_above)
    return distance + np.float32(threshold), replaced


def _grown(mask: np.ndarray, spacing: Vector, margin_mm: float) -> np.ndarray:
    """The mask (k, j, i) and what lies within the margin of it, mm."""
    return mask if margin_mm == 0 else distance_to(mask, spacing) <= margin_mm


def _nearest_label(labels: np.ndarray, value: int, spacing: Vector, margin_mm: float) -> np.ndarray:
    """Voxels of a label, and unlabelled ones within the margin, nearer to it than to others."""
    own = labels == value
    around = bounding_slices(own)
    if around is None or margin_mm == 0:
        return own
    grow = [int(np.ceil(margin_mm / s)) for s in spacing[::-1]]
    box = tuple(slice(max(s.start - g, 0), s.stop + g) for s, g in zip(around, grow, strict=True))
    others = (labels[box] != 0) & ~own[box]
    to_own = distance_to(own[box], spacing)
    near = (to_own <= margin_mm) & ~others
    if others.any():
        near &= to_own < distance_to(others, spacing)
    result = np.zeros_like(own)
    result[box] = near
    return result


def distance_to(mask: np.ndarray, spacing: Vector) -> np.ndarray:
    """Distance in mm from each voxel's centre to the nearest one of the mask; 0 within it.

    Args:
        mask: bool (k, j, i); infinite distances everywhere when it is empty.
        spacing: mm along i, j, k.
    """
    if not mask.any():
        return np.full(mask.shape, np.inf, np.float32)
    image = _image(mask)
    image.SetSpacing(spacing)
    squared = sitk.SignedMaurerDistanceMap(
        image, insideIsPositive=False, squaredDistance=False, useImageSpacing=True
    )
    return np.maximum(sitk.GetArrayFromImage(squared), 0.0)
