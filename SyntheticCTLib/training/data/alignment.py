"""Align the CT of a pair with its MR: rigid by bone and body, then a B-spline that spares bone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU, OUTSIDE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import dilate
from SyntheticCTLib.preprocessing.body_mask import ct_body, mr_body
from SyntheticCTLib.preprocessing.contrast_medium import enhanced
from SyntheticCTLib.preprocessing.field_of_view import mr_field_of_view
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.bone.compared import Scan, compared
from SyntheticCTLib.registration.bone.control_grid import ControlGrid
from SyntheticCTLib.registration.bone.fit import SPLINE, BoneGuidedFit, one_torch_thread
from SyntheticCTLib.registration.bone.search import search_rigid
from SyntheticCTLib.registration.transforms import move
from SyntheticCTLib.training.data.alignment_measure import measure
from SyntheticCTLib.training.data.alignment_quality import AlignmentQuality, grade

#: Distance between the control points of the spline, mm: soft tissue slides over some centimetres.
CONTROL_SPACING_MM = 32.0

#: Margin round contrast medium that is left out, mm: its blurred border.
_CONTRAST_MARGIN_MM = 4.0

#: Margin round the bodies that still counts, mm: the skin belongs to the picture.
_MASK_MARGIN_MM = 4.0


@dataclass(frozen=True, eq=False)
class AlignedPair:
    """A CT on its MR's grid.

    Attributes:
        ct: HU, int16, on the MR's grid; -1024 where the CT says nothing.
        mask: uint8 on that grid: inside the MR's field of view, under the CT, in both bodies, and
            without bowel, bladder and vessels full of contrast medium, which no MR tells of.
        transform: from MR to CT points, LPS mm.
        quality: the figures.
        grade: "A", "B", "C" or "refused".
        reason: why it is refused, or "".
    """

    ct: Volume
    mask: Volume
    transform: sitk.CompositeTransform
    quality: AlignmentQuality
    grade: str
    reason: str


@one_torch_thread()
def align_pair(
    mr: Volume,
    ct: Volume,
    *,
    seed: int = 0,
    watch: Watch = UNWATCHED,
) -> AlignedPair:
    """Align one pair. The CT is interpolated once, with everything composed.

    Cubic B-spline interpolation: linear interpolation between slices some millimetres thick takes a
    third off thin cortex, and a network would learn that; the overshoot is cut at the CT's range.

    Args:
        mr: the MR; voxels of exactly 0 at its border lie outside its field of view.
        ct: HU, on any grid in the same room coordinates, up to about 3 cm off.
        seed: of the choice of points. One seed gives one result on one machine.

    Raises:
        InputError: an image without a body.
    """
    watch.report("preparing", 0.0)
    mr_scan = Scan(_float_image(mr), mr_body(mr), mr_field_of_view(mr), is_ct=False)
    everywhere = np.ones(ct.array.shape, bool)
    ct_scan = Scan(_float_image(ct), ct_body(ct), everywhere, is_ct=True)
    fit = BoneGuidedFit(compared(mr_scan, ct_scan), seed=seed, watch=watch.quiet)
    pose = search_rigid(fit, watch=watch.part(0.1, 0.5)).pose
    grid = ControlGrid(mr_scan.image, CONTROL_SPACING_MM)
    for n, effort in enumerate(SPLINE):
        report = watch.part(0.5 + 0.15 * n, 0.65 + 0.15 * n)
        pose, _ = fit.deformable(pose, grid, effort, report)
    watch.report("measuring", 0.8)
    transform = sitk.CompositeTransform([pose.rigid_transform(), pose.spline_transform(grid)])
    moved = _moved_ct(mr, ct, transform)
    covered = _covered(mr, ct, transform)
    moved_body = move(
        ct.with_array(ct_scan.body), mr, transform, interpolation="nearest", outside=0
    )
    both = mr_scan.seen_body & (moved_body.array > 0)
    mask = dilate(both, mr.spacing, _MASK_MARGIN_MM) & mr_scan.field & covered
    contrast = _moved_contrast(mr, ct, transform)
    quality = measure(mr, ct, moved, mr_scan, fit, pose, grid, covered, moved_body.array > 0)
    left_out = float(np.count_nonzero(contrast & mask) * np.prod(mr.spacing) / 1000)
    quality = replace(quality, contrast_medium_ml=left_out)
    mask &= ~dilate(contrast, mr.spacing, _CONTRAST_MARGIN_MM)
    name, reason = grade(quality)
    watch.report("measured", 1.0)
    return AlignedPair(
        moved, mr.with_array(mask.astype(np.uint8)), transform, quality, name, reason
    )


def _moved_ct(mr: Volume, ct: Volume, transform: sitk.Transform) -> Volume:
    source = ct.with_array(ct.array.astype(np.float32))
    moved = move(source, mr, transform, interpolation="bspline", outside=OUTSIDE_HU)
    low, high = max(LOWEST_HU, float(ct.array.min())), min(HIGHEST_HU, float(ct.array.max()))
    values = np.clip(np.rint(moved.array), min(low, OUTSIDE_HU), high)
    return replace(mr, array=values.astype(np.int16), metadata=ct.metadata)


def _moved_contrast(mr: Volume, ct: Volume, transform: sitk.Transform) -> np.ndarray:
    """The CT's contrast medium, bool [k, j, i] on the MR's grid.

    Found in the CT as it was given, where its pieces are whole.
    """
    places = ct.with_array(enhanced(ct).astype(np.uint8))
    return move(places, mr, transform, interpolation="nearest", outside=0).array > 0


def _float_image(volume: Volume) -> sitk.Image:
    image: sitk.Image = sitk.Cast(volume.to_sitk(), sitk.sitkFloat32)
    return image


def _covered(mr: Volume, ct: Volume, transform: sitk.Transform) -> np.ndarray:
    """Where the moved CT has values, bool [k, j, i] on the MR's grid."""
    everywhere = ct.with_array(np.ones(ct.array.shape, np.uint8))
    return move(everywhere, mr, transform, interpolation="nearest", outside=0).array > 0
