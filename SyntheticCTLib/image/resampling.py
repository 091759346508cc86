"""Volumes on other grids: turned without interpolation, resampled with as little of it as possible.

Which interpolation, and why:

* MR intensities into the model's frame: cubic B-spline. It keeps fine detail (a cortical wall of
  one or two voxels) that linear interpolation blurs; its slight overshoot means nothing in
  arbitrary units and is clipped to the input's range.
* Hounsfield units out: linear. Cubic kernels overshoot at the steep rim of cortical bone by up to
  hundreds of HU, which is bone that nobody predicted; a linear result stays between its neighbours.
* Masks: linear, then a threshold at one half, which is smoother than the nearest neighbour. Labels
  with more than two values: nearest.
* To a coarser grid, each axis is first smoothed so that fine texture does not alias: the Gaussian
  whose squared width (FWHM) is the difference of the squared spacings (Cardoso et al., MICCAI 2015,
  "Scale factor point spread function matching").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.axis_by_axis import part_by_axes, sampled, weightings
from SyntheticCTLib.image.blurring import blurred
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.volume import GEOMETRY_KEY, Volume

Interpolation = Literal["nearest", "linear", "bspline"]

#: Spacings that differ by less than this share count as equal: no network sees a difference of 1 %,
#: and every interpolation costs sharpness.
SPACING_TOLERANCE = 0.01

#: Which axis of "LPS" a direction letter names.
_AXIS_OF = {"R": "i", "L": "i", "A": "j", "P": "j", "S": "k", "I": "k"}
_ORDERS: dict[int, Interpolation] = {0: "nearest", 1: "linear", 3: "bspline"}
_FWHM_PER_SIGMA = 2.0 * math.sqrt(2.0 * math.log(2.0))
#: ITK's cubic B-spline coefficients need this many voxels along each axis.
_FEWEST_FOR_BSPLINE = 4


def to_orientation(volume: Volume, letters: str) -> Volume:
    """Swap and flip axes so that they run as close as possible to the given directions.

    Values are moved, never interpolated; every voxel keeps its place in the patient. An
    oblique volume stays oblique.

    Args:
        volume: any volume.
        letters: directions in which i, j and k are to grow, such as "LPS" (left, back, up).

    Raises:
        InputError: the letters name no orientation.
    """
    if sorted(_AXIS_OF.get(letter, "") for letter in letters) != ["i", "j", "k"]:
        raise InputError(f'"{letters}" is no orientation: use one of R/L, A/P and S/I each.')
    if volume.grid.orientation == letters:
        return volume
    turned = sitk.DICOMOrient(volume.to_sitk(), letters)
    result = Volume.from_sitk(turned, volume.metadata)
    return replace(result, array=result.array.astype(volume.array.dtype, copy=False))


def to_spacing(volume: Volume, spacing: Sequence[float], *, order: int, outside: float) -> Volume:
    """The same box of the patient with other voxel sizes; the directions stay.

    The new grid shares the old one's centre and covers all of it. An axis whose spacing is within
    ``SPACING_TOLERANCE`` of the wanted one keeps its spacing; when all are, the volume itself comes
    back.

    Args:
        volume: any volume.
        spacing: wanted spacing along i, j, k, mm.
        order: 0 nearest, 1 linear, 3 cubic B-spline.
        outside: value where the old grid has none.

    Raises:
        InputError: a spacing is not positive, or the order is none of these.
    """
    if order not in _ORDERS:
        raise InputError(f"Interpolation order {order} is unknown: use 0, 1 or 3.")
    if len(spacing) != 3 or not all(math.isfinite(s) and s > 0 for s in spacing):
        raise InputError(f"A spacing needs three positive numbers; got {tuple(spacing)} mm.")
    old = np.asarray(volume.spacing)
    wanted = np.asarray(spacing, dtype=float)
    wanted = np.where(np.abs(old / wanted - 1.0) <= SPACING_TOLERANCE, old, wanted)
    if np.array_equal(wanted, old):
        return volume
    i, j, k = wanted.tolist()
    grid = volume.grid.covering((i, j, k))
    return onto_grid(volume, grid, interpolation=_ORDERS[order], outside=outside)


def no_finer_than(volume: Volume, mm: float, *, outside: float) -> Volume:
    """The same with voxels of at least so many mm along each axis; those that are coarser stay."""
    wanted = [max(step, mm) for step in volume.spacing]
    return to_spacing(volume, wanted, order=1, outside=outside)


def onto_grid(
    volume: Volume,
    reference: Volume | Grid,
    *,
    interpolation: Interpolation,
    outside: float,
    into: np.ndarray | None = None,
) -> Volume:
    """The volume's values on exactly the reference's grid: origin, spacing, direction and size.

    Where the two grids have the same voxels in another order, values are copied, not interpolated.

    Args:
        volume: what to sample.
        reference: the grid, or a volume that has it; its values are not looked at.
        interpolation: see the module's text. A volume with fewer than 4 voxels along an axis gets
            "linear" in place of "bspline".
        outside: value where the volume has none.
        into: where the values are written, of the new grid's shape, by "linear" or "bspline";
            int16 takes them rounded. Of a large volume there is no room for a copy.

    Returns:
        float32 (float64 stays) for "linear" and "bspline", the volume's type for "nearest" and
        for bool; ``into`` where it is given. The metadata are the volume's.
    """
    metadata = dict(volume.metadata)
    metadata.pop(GEOMETRY_KEY, None)
    if isinstance(reference, Volume):
        grid = reference.grid
        if GEOMETRY_KEY in reference.metadata:
            metadata[GEOMETRY_KEY] = reference.metadata[GEOMETRY_KEY]
    else:
        grid = reference
    turned = to_orientation(volume, grid.orientation)
    if turned.grid.same(grid):
        array = turned.array
        if into is not None:
            into[...] = _as_in(into, array)
            array = into
    else:
        array = _sampled(turned, grid, interpolation, outside, into)
    return Volume.on(grid, array, metadata)


def _as_in(into: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Values in the type of an array that takes them; whole numbers are rounded."""
    fitting = np.rint(values) if into.dtype.kind == "i" else values
    return np.asarray(fitting.astype(into.dtype))


def _sampled(
    volume: Volume,
    grid: Grid,
    interpolation: Interpolation,
    outside: float,
    into: np.ndarray | None,
) -> np.ndarray:
    dtype = volume.array.dtype
    if interpolation == "nearest":
        nearest = _resample(volume.to_sitk(), grid, sitk.sitkNearestNeighbor, outside)
        return nearest.astype(dtype)
    working = np.float64 if dtype == np.float64 else np.float32
    spline = interpolation == "bspline" and min(volume.size) >= _FEWEST_FOR_BSPLINE
    variances = _variances(volume.grid, grid)
    low, high = -np.inf, np.inf
    if spline:
        low, high = float(volume.array.min()), float(volume.array.max())
        low, high = min(low, outside), max(high, outside)

    def finished(values: np.ndarray) -> np.ndarray:
        within = np.clip(values, low, high, out=values) if spline else values
        if np.issubdtype(dtype, np.bool_):
            return within >= 0.5
        return within if into is None else _as_in(into, within)

    if part_by_axes(volume.grid, grid):
        along = weightings(volume.grid, grid, variances, spline=spline)
        return sampled(volume.array, along, outside, finished, into)
    wide = volume.array.astype(working)
    if any(variances):
        wide = blurred(wide, variances)
    kind = sitk.sitkBSpline if spline else sitk.sitkLinear
    found = finished(_resample(replace(volume, array=wide).to_sitk(), grid, kind, outside))
    if into is None:
        return found
    into[...] = found
    return into


def _resample(image: sitk.Image, grid: Grid, interpolator: int, outside: float) -> np.ndarray:
    resampler = sitk.ResampleImageFilter()
    resampler.SetSize(grid.size)
    resampler.SetOutputOrigin(grid.origin)
    resampler.SetOutputSpacing(grid.spacing)
    resampler.SetOutputDirection(grid.direction)
    resampler.SetInterpolator(interpolator)
    resampler.SetDefaultPixelValue(float(outside))
    return sitk.GetArrayFromImage(resampler.Execute(image))


def _variances(old: Grid, new: Grid) -> list[float]:
    """Of the blur along k, j and i, voxels squared: as far as the new grid's voxels are wider."""
    cosines = old.direction_matrix.T @ new.direction_matrix
    wanted = (cosines**2) @ (np.asarray(new.spacing) ** 2)
    own = np.asarray(old.spacing) ** 2
    coarser = wanted > own * (1.0 + SPACING_TOLERANCE) ** 2
    variances = np.where(coarser, (wanted - own) / own, 0.0) / _FWHM_PER_SIGMA**2
    return [float(variance) for variance in variances[::-1]]
