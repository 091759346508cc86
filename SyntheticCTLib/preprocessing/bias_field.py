"""The slow shading of an MR from its coils, estimated by N4 and divided out.

Tustison et al., "N4ITK: improved N3 bias correction", IEEE TMI 29 (2010). ITK's filter cannot be
stopped once it runs, so it is called for a few iterations at a time, each call on the image that
the calls before it have corrected, with the spline's mesh doubled from level to level as the
filter itself would.
"""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.resampling import no_finer_than, onto_grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, Watch

#: The field is smooth over centimetres, so it is estimated on voxels no smaller than this, mm.
_ESTIMATION_SPACING_MM = 4.0

#: Mesh elements of the spline along each axis, level by level, and calls of the filter at each.
_MESH = (1, 2, 4, 8)
_CALLS = 10
_ITERATIONS_PER_CALL = 5

#: A level ends when an iteration changes the field by less than this (the filter's own measure).
_CONVERGENCE = 1e-3
_SPLINE_ORDER = 3


def correct_bias_field(
    volume: Volume,
    mask: np.ndarray,
    *,
    watch: Watch = UNWATCHED,
) -> Volume:
    """Divide an MR by its bias field (N4).

    Args:
        volume: an MR, array ``[k, j, i]``.
        mask: the body, bool, same shape.

    Returns:
        float32 on the same grid; the field is scaled to a mean of 1 over the mask, so that the
        overall brightness stays.

    Raises:
        InputError: the mask is empty or of another shape.
    """
    if mask.shape != volume.array.shape:
        raise InputError(
            f"A mask of shape {mask.shape} does not fit an image of {volume.array.shape}."
        )
    if not mask.any():
        raise InputError("The body mask is empty: there is nothing to estimate a bias field from.")
    coarse, coarse_mask = (
        no_finer_than(one, _ESTIMATION_SPACING_MM, outside=0.0)
        for one in (volume, volume.with_array(mask))
    )
    log_field = _log_field(coarse, coarse_mask, watch)
    field = np.exp(onto_grid(log_field, volume, interpolation="bspline", outside=0.0).array)
    field /= field[mask].mean()
    return volume.with_array((volume.array / field).astype(np.float32))


def _log_field(volume: Volume, mask: Volume, watch: Watch) -> Volume:
    """The natural logarithm of the bias field on the volume's grid."""
    # N4 works on logarithms: voxels without signal tell nothing.
    usable = sitk.Cast(mask.with_array(mask.array & (volume.array > 0)).to_sitk(), sitk.sitkUInt8)
    values = volume.array.astype(np.float32)
    log_field = np.zeros(values.shape, np.float32)
    for level, elements in enumerate(_MESH):
        for call in range(_CALLS):
            watch.check()
            done = (level + call / _CALLS) / len(_MESH)
            watch.report("correcting the bias field", done)
            n4 = _filter(elements)
            image = volume.with_array(values / np.exp(log_field)).to_sitk()
            n4.Execute(image, usable)
            log_field += sitk.GetArrayFromImage(n4.GetLogBiasFieldAsImage(image))
            if n4.GetCurrentConvergenceMeasurement() < _CONVERGENCE:
                break
    return volume.with_array(log_field)


def _filter(elements: int) -> sitk.N4BiasFieldCorrectionImageFilter:
    n4 = sitk.N4BiasFieldCorrectionImageFilter()
    n4.SetMaximumNumberOfIterations([_ITERATIONS_PER_CALL])
    n4.SetNumberOfControlPoints([elements + _SPLINE_ORDER] * 3)
    n4.SetSplineOrder(_SPLINE_ORDER)
    n4.SetConvergenceThreshold(_CONVERGENCE)
    return n4
