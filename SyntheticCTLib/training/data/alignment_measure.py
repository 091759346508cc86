"""Fill in the figures of one alignment."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import dilate
from SyntheticCTLib.registration.bone.clean import clean_bone
from SyntheticCTLib.registration.bone.compared import Scan
from SyntheticCTLib.registration.bone.control_grid import ControlGrid
from SyntheticCTLib.registration.bone.fit import BoneGuidedFit, Effort
from SyntheticCTLib.registration.bone.margins import BONE_MARGIN_MM
from SyntheticCTLib.registration.bone.pose import Pose
from SyntheticCTLib.registration.certainty import bone_axis
from SyntheticCTLib.registration.cortex_offset import CortexOffsets, cortex_offsets
from SyntheticCTLib.registration.itk.images import image_pair
from SyntheticCTLib.registration.itk.rigid import AS_GOOD
from SyntheticCTLib.registration.merit import normalised_mutual_information
from SyntheticCTLib.registration.transforms import move
from SyntheticCTLib.training.data.alignment_quality import AlignmentQuality, deformation

#: Shifts along the bone that are tried, mm to each side.
_SHAFT_SHIFTS_MM = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)

_PROBE = Effort(1.0, 0, 20_000, 0.0)


def measure(
    mr: Volume,
    ct: Volume,
    moved: Volume,
    mr_scan: Scan,
    fit: BoneGuidedFit,
    pose: Pose,
    grid: ControlGrid,
    covered: np.ndarray,
    ct_body: np.ndarray,
) -> AlignmentQuality:
    """Measure an alignment.

    Args:
        mr, ct: the pair as given.
        moved: the CT on the MR's grid.
        mr_scan: the MR's body and field of view.
        fit: what found the pose.
        pose, grid: what it found.
        covered: where the moved CT has values, bool [k, j, i] on the MR's grid.
        ct_body: the moved CT's body, the same.
    """
    mr_field, mr_body = mr_scan.field, mr_scan.seen_body
    given = move(ct, mr, sitk.Transform(3, sitk.sitkIdentity))
    given_bone, bone = (_bone(volume) for volume in (given, moved))
    valid = mr_field & covered
    body = mr_body & valid
    ring = dilate(bone, mr.spacing, BONE_MARGIN_MM) & body
    before = cortex_offsets(mr, given, given_bone, mr_field)
    after = cortex_offsets(mr, moved, bone, valid)
    spread = deformation(pose.spline_transform(grid), mr_scan.image)
    length, jacobian = spread.length_mm[mr_body], spread.jacobian[mr_body]
    seen_bodies = int((mr_body & covered).sum() + (ct_body & mr_field).sum())
    return AlignmentQuality(
        nmi_before=normalised_mutual_information(mr.array[body], given.array[body]),
        nmi_after=normalised_mutual_information(mr.array[body], moved.array[body]),
        bone_nmi_before=_nmi(mr, given, ring),
        bone_nmi_after=_nmi(mr, moved, ring),
        rigid_shift_mm=float(pose.shift.norm()),
        rigid_turn_deg=math.degrees(float(pose.turn.norm())),
        deformation_median_mm=float(np.median(length)),
        deformation_p95_mm=float(np.percentile(length, 95)),
        deformation_max_mm=float(length.max()),
        smallest_jacobian=float(jacobian.min()),
        folded=float((jacobian <= 0).mean()),
        bone_volume_change=_p95(np.abs(spread.jacobian[bone & mr_body] - 1)),
        cortex_before_mm=before.percentile(50),
        cortex_seen_before=before.seen,
        cortex_median_mm=after.percentile(50),
        cortex_p95_mm=after.percentile(95),
        cortex_bias_mm=_bias(after),
        cortex_seen=after.seen,
        cortex_points=len(after.offsets_mm),
        shaft_open_mm=_shaft_open(mr, ct, fit, pose, grid),
        body_dice=2 * int((ct_body & body).sum()) / max(seen_bodies, 1),
        covered=float(covered[mr_body].mean()),
    )


def _bone(ct: Volume) -> np.ndarray:
    return sitk.GetArrayFromImage(clean_bone(ct.to_sitk())) > 0


def _nmi(mr: Volume, ct: Volume, mask: np.ndarray) -> float | None:
    return normalised_mutual_information(mr.array[mask], ct.array[mask]) if mask.any() else None


def _p95(values: np.ndarray) -> float | None:
    return float(np.percentile(values, 95)) if values.size else None


def _bias(found: CortexOffsets) -> float | None:
    return float(np.median(found.offsets_mm)) if len(found.offsets_mm) else None


def _shaft_open(
    mr: Volume, ct: Volume, fit: BoneGuidedFit, pose: Pose, grid: ControlGrid
) -> float | None:
    """How far the CT slides along its bone until ``AS_GOOD`` of the mutual information is lost, mm.

    The larger of both directions, up to the last step tried; None without a long bone.
    """
    rigid = pose.rigid_transform()
    axis = bone_axis(image_pair(mr, ct), rigid)
    if axis is None:
        return None
    along = pose.shift.new_tensor(np.asarray(rigid.GetMatrix()).reshape(3, 3) @ axis)
    best = fit.information(pose, grid, _PROBE)
    reach = 0.0
    for sign in (-1.0, 1.0):
        for step in _SHAFT_SHIFTS_MM:
            shift = pose.shift + sign * step * along
            shifted = replace(pose, shift=shift)
            if fit.information(shifted, grid, _PROBE) < (1 - AS_GOOD) * best:
                break
            reach = max(reach, step)
    return reach
