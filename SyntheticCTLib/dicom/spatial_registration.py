"""A rigid registration as a DICOM Spatial Registration object."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes
from pydicom.uid import SpatialRegistrationStorage

from SyntheticCTLib.dicom.new_object import new_object, referenced_series
from SyntheticCTLib.dicom.objects import coded, decimal
from SyntheticCTLib.dicom.options import UUID_ROOT
from SyntheticCTLib.dicom.patient_modules import complete_laterality, copied
from SyntheticCTLib.dicom.statement import say_synthetic
from SyntheticCTLib.dicom.study_context import StudyContext
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.grid import Grid

#: A map that bends no more than this over the fixed image, mm, and keeps lengths to a millionth, is
#: rigid.
_STRAIGHT_MM, _SAME_LENGTH = 1e-3, 1e-6


def spatial_registration(
    transform: sitk.Transform,
    fixed: StudyContext,
    moving: StudyContext,
    *,
    uid_root: str = UUID_ROOT,
) -> Dataset:
    """The registration of one series to another, in the study of the fixed one.

    DICOM's matrices take points of each series into the frame of reference of the registration,
    which is the fixed series': ours take fixed points to moving ones, so the moving series gets the
    inverse.

    Args:
        transform: from fixed to moving points, LPS mm, as ``synthetic-ct register`` writes it.
        fixed, moving: of the two series.
        uid_root: what new UIDs begin with.

    Raises:
        InputError: the transform is not rigid, or one of the series is none.
    """
    if fixed.is_new or moving.is_new:
        raise InputError("A registration in DICOM is between two series: name both of them.")
    matrix = rigid_matrix(transform, fixed.grid)
    dataset = new_object(fixed, SpatialRegistrationStorage, "REG", "Registration", uid_root)
    dataset.update(copied(fixed.series, ("BodyPartExamined", "Laterality")))
    complete_laterality(dataset)
    if moving.is_synthetic:
        say_synthetic(dataset)
    dataset.ContentLabel = "REGISTRATION"
    dataset.ContentDescription = "Rigid registration by SyntheticCT"
    dataset.ContentCreatorName = ""
    dataset.RegistrationSequence = Sequence(
        [_item(fixed, np.eye(4)), _item(moving, np.linalg.inv(matrix))]
    )
    dataset.ReferencedSeriesSequence = Sequence([referenced_series(fixed)])
    if moving.study.StudyInstanceUID == fixed.study.StudyInstanceUID:
        dataset.ReferencedSeriesSequence.append(referenced_series(moving))
    else:
        study = Dataset()
        study.StudyInstanceUID = moving.study.StudyInstanceUID
        study.ReferencedSeriesSequence = Sequence([referenced_series(moving)])
        dataset.StudiesContainingOtherReferencedInstancesSequence = Sequence([study])
    return dataset


def rigid_matrix(transform: sitk.Transform, grid: Grid) -> np.ndarray:
    """The 4 x 4 matrix of a rigid transform, LPS mm.

    Args:
        transform: any; also a composite of several.
        grid: where it has to be rigid.

    Raises:
        InputError: it bends or scales.
    """
    corners = grid.corners
    centre = corners.mean(axis=0)

    def moved(point: np.ndarray) -> np.ndarray:
        return np.asarray(transform.TransformPoint(point.tolist()))

    base = moved(centre)
    reach = 100.0  # mm, so that rounding does not matter
    linear = np.stack([(moved(centre + reach * axis) - base) / reach for axis in np.eye(3)], axis=1)
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = linear, base - linear @ centre
    inner = [centre + (corner - centre) * share for corner in corners for share in (0.3, 0.7, 1.0)]
    bent = max(
        float(np.linalg.norm(moved(point) - linear @ point - matrix[:3, 3])) for point in inner
    )
    stretched = float(np.abs(linear.T @ linear - np.eye(3)).max())
    if bent > _STRAIGHT_MM or stretched > _SAME_LENGTH or np.linalg.det(linear) < 0:
        raise InputError(
            f"The transform is not rigid (it bends by up to {bent:.3g} mm and changes lengths by "
            f"{100 * stretched:.2g} %): DICOM's Spatial Registration holds rigid ones; register "
            "with --steps rigid."
        )
    return matrix


def _item(context: StudyContext, matrix: np.ndarray) -> Dataset:
    step = Dataset()
    step.FrameOfReferenceTransformationMatrix = [decimal(n) for n in matrix.ravel().tolist()]
    step.FrameOfReferenceTransformationMatrixType = "RIGID"
    registration = Dataset()
    registration.MatrixSequence = Sequence([step])
    registration.RegistrationTypeCodeSequence = coded(codes.DCM.ImageContentBasedAlignment)
    item = Dataset()
    item.FrameOfReferenceUID = context.study.FrameOfReferenceUID
    item.ReferencedImageSequence = referenced_series(context).ReferencedInstanceSequence
    item.MatrixRegistrationSequence = Sequence([registration])
    return item
