"""Body, bone, fat, soft tissue, lung and air of a CT or sCT by its Hounsfield units.

Always there: no network, no download. The limits and their sources are in ``hounsfield``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.hounsfield import (
    BONE_HU,
    CORTICAL_HU,
    FAT_HIGHEST_HU,
    FAT_LOWEST_HU,
    LUNG_HIGHEST_HU,
    LUNG_LOWEST_HU,
)
from SyntheticCTLib.image.checks import checked_mask
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.components import parts_of, small_holes, without_small_parts
from SyntheticCTLib.masks.morphology import closed, dilate, without_holes
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.preprocessing.body_mask import ct_body
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.segmentation.labels import Segmentation, tissue_labels

#: Smaller parts of bone are calcifications, contrast agent and noise, mm3.
SMALLEST_BONE_MM3 = 100.0

#: Smaller pockets of gas are noise at tissue borders, mm3.
SMALLEST_AIR_MM3 = 50.0

#: A lung has more than this, bowel gas rarely, mm3.
SMALLEST_LUNG_MM3 = 100_000.0

#: Gaps in the cortex up to twice this (or two voxels) are bridged to find marrow, mm.
_CORTEX_GAP_MM = 1.5

#: A slice of marrow is no larger, mm2: a knee's condyles are about 80 x 40 mm. Skull and pelvic
#: ring enclose more. By HU alone the spinal canal cannot be told from marrow.
_LARGEST_MARROW_MM2 = 3000.0


@takes_keywords
def segment_tissues(
    ct: Volume,
    *,
    body: np.ndarray | None = None,
    smallest_bone_mm3: float = SMALLEST_BONE_MM3,
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> Segmentation:
    """Label the tissues of a CT or sCT. Outside the body is background.

    Args:
        ct: CT or sCT in HU, array ``[k, j, i]``.
        body: bool ``[k, j, i]``; None finds it.
        smallest_bone_mm3: smaller parts above the bone threshold count as soft tissue.
        force: take the CT as HU although it does not look it, see ``guards.gate``.
        watch: told about each step.

    Returns:
        Labels "air", "fat", "soft tissue", "spongy bone", "cortical bone", "bone marrow", "lung".
        The body is all of them.

    Raises:
        InputError: no CT in HU, no body stands out from air, or the body mask does not fit.
        Cancelled: the user asked to stop.

    Example:
        >>> found = segment_tissues(ct)
        >>> found.volumes_ml()["fat"] > 100
        True
    """
    forced = check_ct(ct, force=force)
    found = tissues_of(ct, body=body, smallest_bone_mm3=smallest_bone_mm3, watch=watch)
    return replace(found, record={**found.record, "warnings": [*ct.warnings, *forced]})


def tissues_of(
    ct: Volume,
    *,
    body: np.ndarray | None = None,
    smallest_bone_mm3: float = SMALLEST_BONE_MM3,
    watch: Watch = UNWATCHED,
) -> Segmentation:
    """The same of a CT that the gate has let in: see ``segment_tissues``."""
    table, context = tissue_labels()
    value = {label.name: label.value for label in table}
    watch.report("finding the body", 0.0)
    inside = ct_body(ct) if body is None else checked_mask(body, ct.array.shape, "body mask")
    watch.report("finding bone", 0.4)
    hu = ct.array
    dense = without_small_parts((hu > BONE_HU) & inside, ct.spacing, smallest_bone_mm3)
    bone = _with_marrow(dense, ct) & inside
    watch.report("finding lung and air", 0.7)
    gas = inside & ~bone & (hu <= FAT_LOWEST_HU)
    lung = _lung(ct, gas)
    air = without_small_parts(gas & ~lung, ct.spacing, SMALLEST_AIR_MM3)
    watch.report("labelling", 0.9)
    labels = np.zeros(hu.shape, np.uint8)
    labels[inside] = value["soft tissue"]
    labels[inside & (hu <= FAT_HIGHEST_HU)] = value["fat"]
    labels[air] = value["air"]
    labels[lung] = value["lung"]
    labels[bone] = value["bone marrow"]
    labels[bone & dense] = value["spongy bone"]
    labels[bone & dense & (hu > CORTICAL_HU)] = value["cortical bone"]
    watch.report("labelled", 1.0)
    record = {
        "method": "HU limits",
        "limits_HU": {
            "fat": [FAT_LOWEST_HU, FAT_HIGHEST_HU],
            "bone": BONE_HU,
            "cortical bone": CORTICAL_HU,
            "lung": [LUNG_LOWEST_HU, LUNG_HIGHEST_HU],
        },
        "smallest_mm3": {
            "bone": smallest_bone_mm3,
            "air": SMALLEST_AIR_MM3,
            "lung": SMALLEST_LUNG_MM3,
        },
    }
    return Segmentation(ct.in_place(labels), table, context, record)


def _with_marrow(dense: Mask, ct: Volume) -> Mask:
    """Bone with what it encloses in its slices along k, if that is small enough to be marrow.

    Gaps in the cortex are bridged to find the marrow only: bridges elsewhere would join the bones
    of a joint.
    """
    if not dense.any():
        return dense
    bridged = closed(dense, ct.spacing, max(_CORTEX_GAP_MM, *ct.spacing[:2]))
    marrow = small_holes(bridged, _LARGEST_MARROW_MM2 / (ct.spacing[0] * ct.spacing[1]))
    return dense | (dilate(marrow, ct.spacing, _CORTEX_GAP_MM) & (bridged | marrow))


def _lung(ct: Volume, gas: np.ndarray) -> np.ndarray:
    """Large parts of the gas with the typical value of aerated lung, and the vessels inside."""
    lung = np.zeros(gas.shape, bool)
    aerated = gas & (ct.array <= LUNG_HIGHEST_HU)
    for part in parts_of(aerated, ct.spacing, SMALLEST_LUNG_MM3):
        if float(np.median(ct.array[part])) >= LUNG_LOWEST_HU:
            lung |= without_holes(part)
    return lung
