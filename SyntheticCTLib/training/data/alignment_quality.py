"""The figures by which an alignment is judged, and the grade that they give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

#: Grades by the distance between the cortices (median and 95th percentile of the patches of
#: ``cortex_offset``, mm) and by the share of the CT's cortex that the MR shows as a void. Set on
#: scans with pixels of 0.98 mm. A: below a pixel. B: about a pixel. C: usable with care. Beyond C a
#: pair is refused: its target would teach blur.
GRADES: tuple[tuple[str, float, float, float], ...] = (
    ("A", 0.7, 2.0, 0.7),
    ("B", 1.1, 3.5, 0.55),
    ("C", 1.6, 6.5, 0.45),
)
REFUSED = "refused"

#: Fewer measured cortex points say nothing about a pair.
FEWEST_POINTS = 40

#: Largest share of folded voxels that passes.
MOST_FOLDED = 0.001


@dataclass(frozen=True)
class AlignmentQuality:
    """What was done to a pair and how well it fits. Distances in mm; None where not measurable.

    Attributes:
        nmi_before, nmi_after: normalised mutual information (1 to 2) inside the MR's body.
        bone_nmi_before, bone_nmi_after: the same in and round the CT's bone.
        rigid_shift_mm: by how much the rigid transform moves the bone's centre.
        rigid_turn_deg: its rotation.
        deformation_median_mm, deformation_p95_mm, deformation_max_mm: length of the spline's
            displacement in the MR's body.
        smallest_jacobian: smallest local volume ratio of the spline in the body.
        folded: share of the body's voxels whose local volume ratio is not positive.
        bone_volume_change: 95th percentile of how far the volume ratio is from 1 in bone.
        cortex_before_mm, cortex_seen_before: median distance and share seen as the pair was given.
        cortex_median_mm, cortex_p95_mm: distance of the cortices after alignment.
        cortex_bias_mm: median of the signed distance, outward positive.
        cortex_seen: share of the CT's cortex at which the MR shows a void.
        cortex_points: how many points that is.
        shaft_open_mm: how far the CT can be shifted along its bone before the fit gets worse; None
            where no axis stands out.
        body_dice: overlap of both bodies inside both fields of view.
        covered: share of the MR's body with a CT under it.
        contrast_medium_ml: bowel, bladder and vessels full of contrast medium, left out of the
            mask.
    """

    nmi_before: float
    nmi_after: float
    bone_nmi_before: float | None
    bone_nmi_after: float | None
    rigid_shift_mm: float
    rigid_turn_deg: float
    deformation_median_mm: float
    deformation_p95_mm: float
    deformation_max_mm: float
    smallest_jacobian: float
    folded: float
    bone_volume_change: float | None
    cortex_before_mm: float | None
    cortex_seen_before: float | None
    cortex_median_mm: float | None
    cortex_p95_mm: float | None
    cortex_bias_mm: float | None
    cortex_seen: float | None
    cortex_points: int
    shaft_open_mm: float | None
    body_dice: float
    covered: float
    contrast_medium_ml: float = 0.0


def grade(quality: AlignmentQuality) -> tuple[str, str]:
    """Grade "A", "B", "C" or "refused", and the reason of a refusal ("" otherwise)."""
    median, p95, seen = quality.cortex_median_mm, quality.cortex_p95_mm, quality.cortex_seen
    if quality.folded > MOST_FOLDED:
        return REFUSED, f"{quality.folded:.1%} of the voxels are folded"
    if median is None or p95 is None or seen is None or quality.cortex_points < FEWEST_POINTS:
        return REFUSED, f"only {quality.cortex_points} points of cortex seen in both images"
    for name, most_median, most_p95, least_seen in GRADES:
        if median <= most_median and p95 <= most_p95 and seen >= least_seen:
            return name, ""
    return REFUSED, (
        f"the cortices lie {median:.1f} mm apart (median; 95th percentile {p95:.1f} mm), and the "
        f"MR shows {seen:.0%} of the CT's cortex"
    )


@dataclass(frozen=True)
class Deformation:
    """Length of the displacement (mm) and local volume ratio on a grid, arrays [k, j, i]."""

    length_mm: np.ndarray
    jacobian: np.ndarray


def deformation(transform: sitk.Transform, grid: sitk.Image) -> Deformation:
    """Displacement and volume ratio of a transform at the voxels of a grid."""
    field = sitk.TransformToDisplacementField(
        transform,
        sitk.sitkVectorFloat64,
        grid.GetSize(),
        grid.GetOrigin(),
        grid.GetSpacing(),
        grid.GetDirection(),
    )
    jacobian = sitk.GetArrayFromImage(sitk.DisplacementFieldJacobianDeterminant(field))
    return Deformation(np.linalg.norm(sitk.GetArrayFromImage(field), axis=-1), jacobian)
