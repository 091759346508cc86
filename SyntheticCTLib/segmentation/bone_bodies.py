"""The bones of a CT or sCT one by one, by shape alone: no network, no download."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import IntArray, Mask
from SyntheticCTLib.errors import InputError, NoBoneError
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import components
from SyntheticCTLib.masks.distances import distance_to
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.segmentation.hu_tissues import bone_mask
from SyntheticCTLib.segmentation.labels import Label, Segmentation
from SyntheticCTLib.segmentation.options import BodyOptions

#: A label volume of bytes holds no more.
_MOST = 255

#: Colours of neighbours in the list differ: the hue goes on by the golden angle, degrees.
_GOLDEN_ANGLE = 137.508


@takes_keywords
def bone_bodies(
    ct: Volume,
    options: BodyOptions = BodyOptions(),
    *,
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> Segmentation:
    """Label the bones of a CT or sCT by shape: parts that only a narrow bridge joins are two.

    Where cartilage is thin, threshold and slice thickness join the bones of a joint. What is left
    of each when so much is taken off all round is a seed, and from the seeds the bones grow back
    along the valleys of the distance to the surface (watershed). Two that are joined more broadly,
    as an ankylosis, stay one; TotalSegmentator knows bones by what they are.

    Args:
        ct: CT or sCT in HU, array ``[k, j, i]``.
        options: names, the widest bridge, and the smallest bone.
        force: take the CT as HU although it does not look it, see ``guards.gate``.
        watch: told about each step.

    Returns:
        A label a bone, largest first.

    Raises:
        NoBoneError: there is none of that size.
        InputError: no CT in HU, more names than bones, or too many bones.
        Cancelled: a stop was asked for.

    Example:
        >>> found = bone_bodies(ct)
        >>> found.table[0].name
        'bone 1'
    """
    forced = check_ct(ct, force=force)
    watch.report("finding bone", 0.0)
    smallest_mm3 = 1000 * options.smallest_ml
    bone = bone_mask(ct, smallest_mm3=smallest_mm3)
    watch.report("parting bones", 0.4)
    numbers = np.zeros(bone.shape, np.int64)
    box = box_of(bone, (1, 1, 1))
    numbers[box] = _parted(bone[box], ct.spacing, options.bridge_mm)
    watch.report("labelling", 0.9)
    counts = np.bincount(numbers.ravel())
    counts[0] = 0
    order = np.argsort(-counts, kind="stable")
    fewest = max(smallest_mm3 / float(np.prod(ct.spacing)), 1)
    kept = [part for part in order.tolist() if counts[part] >= fewest]
    _check_number(len(kept), options)
    new = np.zeros(len(counts), np.uint8)
    new[kept] = np.arange(1, len(kept) + 1)
    labels = ct.in_place(new[numbers])
    names = [*options.names, *(f"bone {n + 1}" for n in range(len(options.names), len(kept)))]
    table = tuple(Label(n + 1, name, _colour(n)) for n, name in enumerate(names))
    record = {
        "method": "bone by HU, parted by shape",
        "bone_HU": BONE_HU,
        "bridge_mm": options.bridge_mm,
        "smallest_ml": options.smallest_ml,
        "centres_mm": {label.name: _centre(labels, label.value) for label in table},
        "warnings": [*ct.warnings, *forced],
    }
    return Segmentation(labels, table, "bones by shape", record)


def _parted(bone: Mask, spacing: Vector, bridge_mm: float) -> IntArray:
    """The number of each voxel's bone, 0 outside."""
    if bridge_mm == 0 or not bone.any():
        return components(bone)[0]
    inside = distance_to(~bone, spacing)
    seeds, _ = components(inside > bridge_mm / 2)
    whole, _ = components(bone)
    # A bone that is thin everywhere has no seed of its own: it is one.
    seedless = bone & ~np.isin(whole, np.unique(whole[seeds > 0]))
    seeds = np.where(seedless, seeds.max() + whole, seeds).astype(np.uint32)
    height, start = sitk.GetImageFromArray(-inside), sitk.GetImageFromArray(seeds)
    grown = sitk.MorphologicalWatershedFromMarkers(height, start, markWatershedLine=False)
    numbers: IntArray = sitk.GetArrayFromImage(
        sitk.Mask(grown, sitk.GetImageFromArray(bone.astype(np.uint8)))
    )
    return numbers


def _check_number(found: int, options: BodyOptions) -> None:
    if not found:
        raise NoBoneError(
            f"No bone of {options.smallest_ml:g} ml or more above {BONE_HU:g} HU was found."
        )
    if len(options.names) > found:
        raise InputError(
            f"{len(options.names)} names are given, and {found} bones were found: leave names out "
            "or lower --bridge-mm or --smallest-ml."
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
    """A bright colour unlike those before."""
    hue = (number * _GOLDEN_ANGLE) % 360 / 60
    rising = 255 - round(155 * abs(hue % 2 - 1))
    order = [(255, rising, 100), (rising, 255, 100), (100, 255, rising)]
    order += [(100, rising, 255), (rising, 100, 255), (255, 100, rising)]
    return order[int(hue)]
