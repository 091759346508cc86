"""Where a NIfTI file puts its image: ITK's reading of a checked header.

A header places the image up to three times: by voxel sizes (pixdim), a quaternion (qform) and a
matrix (sform). ITK's choice among them decides; what the others say is held against it.
"""

from __future__ import annotations

import math
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.axes import check_lengths, check_right_angles
from SyntheticCTLib.files.itk_warnings import without_itk_warnings
from SyntheticCTLib.files.nifti.header import FIRST_VALUE, NiftiHeader
from SyntheticCTLib.image.grid import Matrix, Vector

#: The byte of units, whose lowest bits are that of length: unknown, m, mm, um.
_UNITS, _LAST_UNIT = 123, 3

#: Of the units that are not mm: metres and micrometres.
_MILLIMETRES = {1: 1000.0, 3: 1e-3}

_PIXDIM, _CODES, _QUATERNION, _MATRIX = 76, 252, 256, 280

#: Voxel sizes of pixdim and sform differ by less than this share when they mean the same, ...
_SAME_SIZE = 1e-3
#: ... and both forms put no corner farther apart than this, mm.
_SAME_PLACE_MM = 0.1

#: Where a header has its quaternion with the offset, and the rows of its sform.
_QUATERNION, _ROWS = 256, 280


@dataclass(frozen=True)
class NiftiPlace:
    """Where the voxels lie.

    Attributes:
        origin, spacing, direction: as of a ``Volume``, LPS mm.
        warnings: contradictions in the header, a sentence each, and how they were resolved.
    """

    origin: Vector
    spacing: Vector
    direction: Matrix
    warnings: list[str]


def place_of(path: Path, header: NiftiHeader) -> NiftiPlace:
    """Where a file's voxels lie.

    Raises:
        InputError: numbers that place no image, axes not at right angles, or forms that
            contradict each other about left and right.
    """
    raw, warnings = bytearray(header.raw), []
    qform, sform = (int(code) for code in header.field("2h", _CODES))
    if sform > 0:
        warnings += _with_sizes_of_matrix(path, header, raw)
    if qform > 0:
        _check_quaternion(path, header)
    _check_pixdim(path, header, raw)
    if (unit := header.raw[_UNITS] & 7) > _LAST_UNIT:
        warnings.append(
            f"{path} gives lengths in a unit that NIfTI has not ({unit}): mm was taken."
        )
    if qform <= 0 and sform <= 0:
        warnings.append(
            f"{path} does not say how its image lies in the patient (no qform, no sform): left and "
            "right are a guess."
        )
    origin, spacing, direction = _by_itk(path, raw, header)
    check_lengths(path, spacing, origin)
    if qform > 0 and sform > 0:
        chosen = _affine(origin, spacing, direction)
        warnings += _other_form(path, raw, header, chosen)
    return NiftiPlace(origin, spacing, direction, warnings)


def _with_sizes_of_matrix(path: Path, header: NiftiHeader, raw: bytearray) -> list[str]:
    """Check the matrix; put its voxel sizes into pixdim where that says others."""
    matrix = np.array(header.field("12f", _MATRIX), float).reshape(3, 4)
    if not np.isfinite(matrix).all():
        raise InputError(f"{path} has a damaged header: its sform holds no numbers.")
    sizes = np.linalg.norm(matrix[:, :3], axis=0)
    if not (sizes > 0).all():
        raise InputError(f"{path} has a damaged header: its sform has an axis of no length.")
    direction = matrix[:, :3] / sizes
    unit = _MILLIMETRES.get(header.raw[_UNITS] & 7, 1.0)
    # ITK has no words for places out of all proportion.
    check_lengths(path, (sizes * unit).tolist(), (matrix[:, 3] * unit).tolist())
    check_right_angles(path, direction)
    _put_right_angles(raw, header.order, matrix, direction, sizes)
    pixdim = np.array(header.field("3f", _PIXDIM + 4), float)
    if np.allclose(pixdim, sizes, rtol=_SAME_SIZE):
        return []
    struct.pack_into(header.order + "3f", raw, _PIXDIM + 4, *sizes)
    return [
        f"{path} contradicts itself: voxels of {_steps(pixdim)} mm by pixdim, of "
        f"{_steps(sizes)} mm by its sform, which was taken."
    ]


def _put_right_angles(
    raw: bytearray, order: str, matrix: np.ndarray, direction: np.ndarray, sizes: np.ndarray
) -> None:
    """ITK refuses even axes that are off by less than a picture shows: give it right ones."""
    if np.abs(direction.T @ direction - np.eye(3)).max() < 1e-6:
        return
    left, _, right = np.linalg.svd(direction)
    exact = np.column_stack([left @ right * sizes, matrix[:, 3]])
    struct.pack_into(order + "12f", raw, _MATRIX, *exact.ravel())


def _check_quaternion(path: Path, header: NiftiHeader) -> None:
    numbers = np.array(header.field("6f", _QUATERNION), float)
    if not np.isfinite(numbers).all() or np.linalg.norm(numbers[:3]) > 1 + 1e-3:
        raise InputError(
            f"{path} has a damaged header: its qform is no rotation ({_listed(numbers[:3])})."
        )


def _check_pixdim(path: Path, header: NiftiHeader, raw: bytearray) -> None:
    sizes = struct.unpack_from(header.order + "3f", raw, _PIXDIM + 4)
    if not all(np.isfinite(s) and s != 0 for s in sizes):
        raise InputError(f"{path} has a damaged header: voxels of {_steps(sizes)} mm (pixdim).")


def _by_itk(path: Path, raw: bytearray, header: NiftiHeader) -> tuple[Vector, Vector, Matrix]:
    """ITK's reading of a header alone: no extension, no values, nothing else that could mislead."""
    clean = bytearray(raw)
    struct.pack_into(header.order + "f", clean, 108, FIRST_VALUE)
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder) / "header.nii"
        alone.write_bytes(bytes(clean) + bytes(FIRST_VALUE - len(clean)))
        reader = sitk.ImageFileReader()
        reader.SetFileName(str(alone))
        reader.SetImageIO("NiftiImageIO")
        try:
            with without_itk_warnings():
                reader.ReadImageInformation()
        except RuntimeError as error:
            reason = str(error).strip().splitlines()[-1].strip()
            raise InputError(f"{path} cannot be read as NIfTI: {reason}") from error
    origin, spacing, direction = reader.GetOrigin(), reader.GetSpacing(), reader.GetDirection()
    axes = len(spacing)
    matrix = np.array(direction).reshape(axes, axes)[:3, :3]
    # The turn from RAS to LPS makes zeros negative, which would be written into every record.
    return origin[:3], spacing[:3], tuple(float(c) + 0.0 for c in matrix.ravel())


def _other_form(path: Path, raw: bytearray, header: NiftiHeader, chosen: np.ndarray) -> list[str]:
    """What the form says that ITK did not take, where it is another place."""
    if _apart(*_both_forms(raw, header.order), header.size) <= _SAME_PLACE_MM / 10:
        return []  # the usual case, without ITK's reading both
    found = {}
    for name, other in (("qform", _CODES + 2), ("sform", _CODES)):
        alone = bytearray(raw)
        struct.pack_into(header.order + "h", alone, other, 0)
        found[name] = _affine(*_by_itk(path, alone, header))
    apart = {name: _apart(affine, chosen, header.size) for name, affine in found.items()}
    taken, left = sorted(apart, key=lambda name: apart[name])
    if apart[left] <= _SAME_PLACE_MM:
        return []
    if np.linalg.det(found[left][:3, :3]) * np.linalg.det(chosen[:3, :3]) < 0:
        raise InputError(
            f"{path} contradicts itself about left and right: its qform and its sform are mirror "
            "images of each other. Find out which is right, and export it again."
        )
    return [
        f"{path} contradicts itself: qform and sform put the image up to {apart[left]:.1f} mm "
        f"apart; the {taken} was taken."
    ]


def _both_forms(raw: bytearray, order: str) -> tuple[np.ndarray, np.ndarray]:
    """Affines of qform and sform, RAS, as NIfTI-1 defines them (nifti1.h, methods 2 and 3)."""
    qfac, *steps = struct.unpack_from(order + "4f", raw, _PIXDIM)
    b, c, d, *offset = struct.unpack_from(order + "6f", raw, _QUATERNION)
    a = math.sqrt(max(0.0, 1 - b * b - c * c - d * d))
    turn = [
        [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
        [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
        [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
    ]
    by_quaternion, by_rows = np.eye(4), np.eye(4)
    by_quaternion[:3, :3] = np.array(turn) * np.abs(steps)
    by_quaternion[:3, 2] *= -1 if qfac < 0 else 1
    by_quaternion[:3, 3] = offset
    by_rows[:3] = np.reshape(struct.unpack_from(order + "12f", raw, _ROWS), (3, 4))
    return by_quaternion, by_rows


def _affine(origin: Vector, spacing: Vector, direction: Matrix) -> np.ndarray:
    affine = np.eye(4)
    affine[:3, :3] = np.array(direction).reshape(3, 3) * np.array(spacing)
    affine[:3, 3] = origin
    return affine


def _apart(one: np.ndarray, other: np.ndarray, size: tuple[int, int, int]) -> float:
    """The largest distance between corresponding corners, mm."""
    corners = np.array([(i, j, k, 1) for i in (0, 1) for j in (0, 1) for k in (0, 1)], float)
    corners[:, :3] *= np.array(size) - 1
    return float(np.linalg.norm(((one - other) @ corners.T)[:3], axis=0).max())


def _steps(sizes: object) -> str:
    return " x ".join(f"{s:g}" for s in np.asarray(sizes, float))


def _listed(numbers: np.ndarray) -> str:
    return ", ".join(f"{n:g}" for n in numbers)
