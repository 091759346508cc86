"""Transforms: composing, saving, reading back, and moving an image once.

A transform takes a point of the fixed image, in LPS mm, to the matching point of the moving image.
That is ITK's way round, the one that resampling needs, and what ``.tfm`` and ``.h5`` files hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import InputError, is_out_of_memory
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.itk_writing import itk_writing
from SyntheticCTLib.files.names import check_is_file
from SyntheticCTLib.files.trial import read_in_trial
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.registration.transform_text import check_transform_text

#: File types that ITK and Slicer both read and write.
SUFFIXES = (".tfm", ".txt", ".h5")
#: What ITK, ANTs and MINC write besides.
_ALSO_READ = (".hdf5", ".hdf", ".mat", ".xfm")

#: More than a B-spline of usual spacing takes.
_LARGEST_TRANSFORM_BYTES = 1_000_000

#: What makes volumes smaller than by this factor has no way back.
_FLATTEST = 1e-6

_NEWTON_STEPS = 50
_NEWTON_TOLERANCE_MM = 1e-6

_INTERPOLATION = {
    "linear": sitk.sitkLinear,
    "bspline": sitk.sitkBSpline,
    "nearest": sitk.sitkNearestNeighbor,
}


def compose(transforms: Iterable[sitk.Transform]) -> sitk.CompositeTransform:
    """One flat composite; the last given is applied to the point first (ITK's order).

    Raises:
        InputError: one is not three-dimensional, or has a parameter that is no number.
    """
    composite = sitk.CompositeTransform(3)
    for transform in transforms:
        if (dimensions := transform.GetDimension()) != 3:
            raise InputError(f"A 3D transform is needed; this one has {dimensions} dimensions.")
        if not np.isfinite(transform.GetParameters()).all():
            raise InputError("A parameter of the transform is no number: read or find it again.")
        composite.AddTransform(transform)
    composite.FlattenTransform()
    return composite


def point_before(
    transform: sitk.Transform, point: tuple[float, float, float]
) -> tuple[float, float, float]:
    """The point that ``transform`` takes to ``point``, LPS mm; by Newton, so B-splines too.

    Raises:
        InputError: there is no such point, or the transform is too wild to find it.
    """
    here = np.asarray(point, dtype=float)
    for _ in range(_NEWTON_STEPS):
        missing = np.asarray(point) - np.asarray(transform.TransformPoint(here.tolist()))
        if np.linalg.norm(missing) < _NEWTON_TOLERANCE_MM:
            return float(here[0]), float(here[1]), float(here[2])
        slopes = _slopes(transform, here)
        if not np.isfinite(slopes).all() or abs(np.linalg.det(slopes)) < 1e-9:
            break
        here = here + np.linalg.solve(slopes, missing)
    raise InputError(f"The transform cannot be inverted at {tuple(point)} mm; check the transform.")


def check_way_round(transform: sitk.Transform, fixed: Grid) -> bool:
    """Refuse a transform that presses an image flat, and tell one that mirrors it.

    Args:
        transform: from fixed to moving points, LPS mm.
        fixed: where it is looked at: in the middle.

    Returns:
        Whether left and right are exchanged.

    Raises:
        InputError: there is no way back.
    """
    middle = (fixed.affine @ [*((np.asarray(fixed.size) - 1) / 2), 1.0])[:3]
    grown = float(np.linalg.det(_slopes(transform, middle)))
    if not abs(grown) > _FLATTEST:
        raise InputError(
            f"The transform presses the image flat (volumes grow {abs(grown):.2g}-fold): check it."
        )
    return grown < 0


def _slopes(transform: sitk.Transform, point: np.ndarray) -> np.ndarray:
    """How far points move with one of x, y and z, as columns, mm a mm."""
    moved = [
        np.subtract(
            transform.TransformPoint((point + step).tolist()),
            transform.TransformPoint((point - step).tolist()),
        )
        for step in 0.5 * np.eye(3)
    ]
    return np.stack(moved, axis=1)


def read_transform(path: str | Path) -> sitk.CompositeTransform:
    """Read a transform from fixed to moving points, LPS mm.

    Args:
        path: ``.tfm``, ``.txt`` or ``.h5``, from this package, ITK, ANTs or Slicer.

    Raises:
        InputError: the file is missing, is no transform, or is not three-dimensional.
    """
    path = Path(path)
    check_is_file(path)
    if path.suffix.lower() not in (*SUFFIXES, *_ALSO_READ):
        raise InputError(f"{path} is no transform by its name: give one as {', '.join(SUFFIXES)}.")
    if path.suffix.lower() in (".tfm", ".txt"):
        check_transform_text(path)
    else:
        read_in_trial("SimpleITK", "ReadTransform", path)
    try:
        transform = sitk.ReadTransform(str(path))
    except RuntimeError as error:
        if is_out_of_memory(error):
            raise
        raise InputError(
            f"{path} could not be read as a transform; give an ITK transform "
            f"({', '.join(SUFFIXES)})."
        ) from error
    if not np.isfinite(transform.GetParameters()).all():
        raise InputError(f"{path} is damaged: a parameter of its transform is no number.")
    if transform.GetDimension() != 3:
        raise InputError(
            f"A 3D transform is needed; {path} holds one of {transform.GetDimension()} dimensions."
        )
    return compose([transform])


def write_transform(transform: sitk.Transform, path: str | Path) -> None:
    """Write a transform; the file appears whole or not at all.

    Raises:
        InputError: the suffix is none of ``SUFFIXES``, or the folder does not exist.
        OSError: the file cannot be written.
    """
    path = Path(path)
    if path.suffix not in SUFFIXES:
        raise InputError(f"A transform is written to {', '.join(SUFFIXES)}; got {path.name!r}.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent} to write {path.name} into.")
    with atomic_path(path) as temporary, itk_writing(temporary, _LARGEST_TRANSFORM_BYTES):
        sitk.WriteTransform(transform, str(temporary))


@typed
def move(
    moving: Volume,
    fixed: Volume,
    transform: sitk.Transform,
    *,
    interpolation: str = "linear",
    outside: float | None = None,
) -> Volume:
    """The moving volume on the fixed grid, resampled once.

    Args:
        moving: what is moved; its metadata is kept.
        fixed: gives the grid.
        transform: from fixed to moving points, LPS mm; a composite is applied as a whole.
        interpolation: "linear", "bspline" or "nearest" (for labels).
        outside: value where the moving image says nothing; None for its lowest value.

    Raises:
        InputError: the interpolation is unknown.

    Example:
        >>> move(ct, mr, sitk.TranslationTransform(3, (4.0, 0.0, 0.0))).grid == mr.grid
        True
    """
    if interpolation not in _INTERPOLATION:
        raise InputError(
            f"Interpolation is one of {', '.join(_INTERPOLATION)}; got {interpolation!r}."
        )
    value = float(moving.array.min()) if outside is None else outside
    way = compose([transform])
    image, method = moving.to_sitk(), _INTERPOLATION[interpolation]
    if moving.array.dtype.kind not in "iu" or interpolation == "nearest":
        found = sitk.Resample(image, fixed.to_sitk(), way, method, value)
        return Volume.from_sitk(found, moving.metadata)
    # ITK cuts off what follows the point, which takes half a unit from each value on average.
    exact = sitk.sitkFloat32 if moving.array.dtype.itemsize <= 2 else sitk.sitkFloat64
    found = sitk.Resample(image, fixed.to_sitk(), way, method, value, exact)
    moved = Volume.from_sitk(found, moving.metadata)
    return moved.with_array(_rounded(moved.array, moving.array.dtype))


def _rounded(values: np.ndarray, kind: np.dtype) -> np.ndarray:
    """Values as the nearest whole numbers that a type holds."""
    limits = np.iinfo(kind)
    return np.asarray(np.clip(np.rint(values), limits.min, limits.max).astype(kind))
