"""The bones of a CT or sCT one by one, by shape alone: no network, no download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import IntArray, Mask
from SyntheticCTLib.errors import InputError, NoBoneError
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import numbered
from SyntheticCTLib.masks.distances import distance_to
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.segmentation.labels import CENTRES, Label, Segmentation
from SyntheticCTLib.segmentation.options import BodyOptions
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface.make.bone_points import bone_of, points_in_bone
from SyntheticCTLib.surface.make.region import solid_bone
from SyntheticCTLib.surface.make.settings import SurfaceSettings

#: A label volume of bytes holds no more.
_MOST = 255

#: A bridge is much narrower than what it joins if its depth is less than this share of theirs. By
#: the shared hips, knees and lower legs: at 0.5 fibula and tibia stay one, at 0.7 thin bones break.
_NARROW = 0.6

#: Colours of neighbours in the list differ: the hue goes on by the golden angle, degrees.
_GOLDEN_ANGLE = 137.508

#: Amber, degrees.
_FIRST_HUE = 45


@takes_keywords
def bone_bodies(
    ct: Volume,
    options: BodyOptions = BodyOptions(),
    *,
    points: Mapping[str, Sequence[float]] | None = None,
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> Segmentation:
    """Label the bones of a CT or sCT by shape: parts that only a narrow bridge joins are two.

    Where cartilage is thin, threshold and slice thickness join the bones of a joint. The solid
    bone, marrow filled as for its surface, is cut along the valleys of the depth below its surface
    (watershed), where it is narrower than the bridge, and much narrower than the thinner of the two
    that it joins. Two that are joined more broadly, as an ankylosis, or in a joint that the image
    cuts, stay one unless each has a point: then they are parted at the narrowest place between the
    points, and what touches and has none belongs to one that has. TotalSegmentator knows bones by
    what they are.

    Args:
        ct: CT or sCT in HU, array ``[k, j, i]``.
        options: names, the widest bridge, and the smallest bone.
        points: inside each bone, LPS mm, by the bone's name; near the joint, where the bone is
            thick, since a narrower place between two points is taken for their joint. A bone may
            have several, as its two condyles: "femur/1" and "femur/2".
        force: take the CT as HU although it does not look it, see ``guards.gate``.
        watch: told about each step.

    Returns:
        A label a bone, largest first.

    Raises:
        NoBoneError: there is none of that size.
        InputError: no CT in HU, more names than bones, names besides points, too many bones, or a
            point in no bone or in that of another.
        Cancelled: a stop was asked for.

    Example:
        >>> found = bone_bodies(ct)
        >>> found.table[0].name
        'bone 1'
    """
    forced = check_ct(ct, force=force)
    watch.report("finding bone", 0.0)
    smallest_mm3 = 1000 * options.smallest_ml
    bone = solid_bone(ct, SurfaceSettings())
    watch.report("parting bones", 0.4)
    if points and options.names:
        raise InputError("Points have the bones' names; leave other names out.")
    seeds = points_in_bone(ct, bone, points or {})
    numbers = np.zeros(bone.shape, np.int64)
    box = box_of(bone, (1, 1, 1))
    start = tuple(side.start for side in box)
    within = {name: tuple(np.subtract(at, start)) for name, at in seeds.items()}
    numbers[box] = _parted(bone[box], ct.spacing, options.bridge_mm, within)
    watch.report("labelling", 0.9)
    counts = np.bincount(numbers.ravel())
    counts[0] = 0
    order = np.argsort(-counts, kind="stable")
    fewest = max(smallest_mm3 / float(np.prod(ct.spacing)), 1)
    pointed = {int(numbers[at]): bone_of(name) for name, at in seeds.items()}
    kept = [part for part in order.tolist() if counts[part] >= fewest or part in pointed]
    _check_number(len(kept), options)
    new = np.zeros(len(counts), np.uint8)
    new[kept] = np.arange(1, len(kept) + 1)
    labels = ct.in_place(new[numbers])
    names = [*options.names, *(f"bone {n + 1}" for n in range(len(options.names), len(kept)))]
    names = [pointed.get(part, name) for part, name in zip(kept, names, strict=True)]
    table = tuple(Label(n + 1, name, _colour(n)) for n, name in enumerate(names))
    record = {
        "method": "bone by HU, parted by shape",
        "bone_HU": BONE_HU,
        "bridge_mm": options.bridge_mm,
        "smallest_ml": options.smallest_ml,
        "points_LPS_mm": {name: [float(c) for c in at] for name, at in (points or {}).items()},
        CENTRES: {label.name: _centre(labels, label.value) for label in table},
        "warnings": [*ct.warnings, *forced],
    }
    return Segmentation(labels, table, "bones by shape", record)


def _parted(
    bone: Mask, spacing: Vector, bridge_mm: float, seeds: Mapping[str, tuple[int, ...]]
) -> IntArray:
    """The number of each voxel's bone, 0 outside."""
    if (bridge_mm == 0 and not seeds) or not bone.any() or bone.all():
        return numbered(bone)[0]
    depth = distance_to(~bone, spacing)
    basins = _basins(bone, depth)
    peaks = np.zeros(int(basins.max()) + 1)
    np.maximum.at(peaks, basins.ravel(), depth.ravel())
    if seeds:
        return _between_points(_seeded(basins, seeds), *_passes(basins, depth))[basins]
    return _joined(peaks, *_passes(basins, depth), bridge_mm)[basins]


def _basins(bone: Mask, depth: np.ndarray) -> IntArray:
    """The watershed of the depth: a number for what lies around each of its peaks, 0 outside."""
    inside = sitk.GetImageFromArray(bone.astype(np.uint8))
    height = sitk.GetImageFromArray(depth.astype(np.float32))
    tops = sitk.RegionalMaxima(height, 0.0, 1.0, True, True)
    seeds = sitk.ConnectedComponent(sitk.Mask(sitk.Cast(tops, sitk.sitkUInt8), inside), True)
    start = sitk.Cast(seeds, sitk.sitkUInt32)
    grown = sitk.MorphologicalWatershedFromMarkers(-height, start, markWatershedLine=False)
    numbers: IntArray = sitk.GetArrayFromImage(sitk.Mask(grown, inside)).astype(np.int64)
    return numbers


def _passes(basins: IntArray, depth: np.ndarray) -> tuple[IntArray, np.ndarray]:
    """Which basins touch (n, 2), and the depth (n,) of the best way from one to the other, mm."""
    most, keys, depths = int(basins.max()) + 1, [], []
    for axis in range(3):
        one, other = (_shifted(basins, axis, at) for at in (0, 1))
        lower = np.minimum(*(_shifted(depth, axis, at) for at in (0, 1)))
        touch = (one != other) & (one > 0) & (other > 0)
        one, other = one[touch], other[touch]
        keys.append(np.minimum(one, other) * most + np.maximum(one, other))
        depths.append(lower[touch])
    pairs, which = np.unique(np.concatenate(keys), return_inverse=True)
    deepest = np.zeros(len(pairs))
    np.maximum.at(deepest, which, np.concatenate(depths))
    return np.column_stack([pairs // most, pairs % most]), deepest


def _shifted(array: np.ndarray, axis: int, at: int) -> np.ndarray:
    """The array without its last (0) or first (1) plane."""
    moved = np.moveaxis(array, axis, 0)
    return moved[1:] if at else moved[:-1]


def _joined(peaks: np.ndarray, pairs: IntArray, deepest: np.ndarray, bridge_mm: float) -> IntArray:
    """For each basin the number of the bone that it belongs to, by what joins it to others.

    Args:
        peaks: depth of each basin (n + 1,), mm.
        pairs, deepest: see ``_passes``.
        bridge_mm: what is as wide as this parts nothing.
    """
    owner, peaks = np.arange(len(peaks)), peaks.copy()
    for number in np.argsort(-deepest, kind="stable").tolist():
        one, other = (_root(owner, basin) for basin in pairs[number].tolist())
        narrow = deepest[number] < _NARROW * min(peaks[one], peaks[other])
        if one != other and not (narrow and 2 * deepest[number] < bridge_mm):
            owner[other] = one
            peaks[one] = max(peaks[one], peaks[other])
    return np.array([_root(owner, basin) for basin in range(len(owner))])


def _seeded(basins: IntArray, seeds: Mapping[str, tuple[int, ...]]) -> IntArray:
    """The number of the bone whose point lies in each basin (n + 1,), 0 without a point."""
    pointed = np.zeros(int(basins.max()) + 1, np.int64)
    bones = {bone: n + 1 for n, bone in enumerate(dict.fromkeys(map(bone_of, seeds)))}
    taken: dict[int, str] = {}
    for name, at in seeds.items():
        basin = int(basins[at])
        before = taken.setdefault(basin, name)
        if bone_of(before) != bone_of(name):
            raise InputError(
                f"The points {before!r} and {name!r} lie in one piece of bone that nothing "
                "narrows between them: put each into a bone of its own."
            )
        pointed[basin] = bones[bone_of(name)]
    return pointed


def _between_points(pointed: IntArray, pairs: IntArray, deepest: np.ndarray) -> IntArray:
    """For each basin the number of its bone: all that touch are one, but for bones with points."""
    owner, bone = np.arange(len(pointed)), pointed.copy()
    for number in np.argsort(-deepest, kind="stable").tolist():
        one, other = (_root(owner, basin) for basin in pairs[number].tolist())
        if one != other and (bone[one] == bone[other] or not bone[one] or not bone[other]):
            owner[other] = one
            bone[one] = max(bone[one], bone[other])
    roots = np.array([_root(owner, basin) for basin in range(len(owner))])
    first = {int(bone[root]): int(root) for root in roots[::-1]}  # pieces of a bone that lie apart
    return np.array([first[int(bone[root])] if bone[root] else root for root in roots.tolist()])


def _root(owner: IntArray, basin: int) -> int:
    while owner[basin] != basin:
        owner[basin] = owner[owner[basin]]
        basin = int(owner[basin])
    return basin


def _check_number(found: int, options: BodyOptions) -> None:
    if not found:
        raise NoBoneError(
            Sentence(
                "No bone of {size} ml or more above {threshold} HU was found.",
                size=f"{options.smallest_ml:g}",
                threshold=f"{BONE_HU:g}",
            )
        )
    if len(options.names) > found:
        raise InputError(
            f"There are more names ({len(options.names)}) than bones ({found}): leave names out or "
            "lower --bridge-mm or --smallest-ml."
        )
    if found > _MOST:
        raise InputError(
            f"{found} pieces of bone were found, more than {_MOST}: raise --smallest-ml."
        )


def _centre(labels: Volume, value: int) -> list[float]:
    """The middle of a label, LPS mm."""
    k, j, i = (float(axis.mean()) for axis in np.nonzero(labels.array == value))
    place = labels.to_sitk().TransformContinuousIndexToPhysicalPoint((i, j, k))
    return [round(float(c), 1) for c in place]


def _colour(number: int) -> tuple[int, int, int]:
    """A bright colour unlike those before; the first is amber, as red and blue mean differences."""
    hue = (_FIRST_HUE + number * _GOLDEN_ANGLE) % 360 / 60
    rising = 255 - round(155 * abs(hue % 2 - 1))
    order = [(255, rising, 100), (rising, 255, 100), (100, 255, rising)]
    order += [(100, rising, 255), (rising, 100, 255), (255, 100, rising)]
    return order[int(hue)]
