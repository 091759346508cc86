"""A patient who breathes while the gantry turns."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float64Array, IntArray
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters

#: Breathing is drawn as this many still images, from breathed out to breathed in.
_PHASES = 5

#: The front of the body moves forward by this share of the travel up and down (Seppenwoolde et al.,
#: IJROBP 53:822, 2002: lung tumours move mostly along the body).
_FORWARD_SHARE = 0.3


def phases_of_views(parameters: ConeBeamParameters) -> np.ndarray:
    """Which still image each view sees; all the same for one who does not breathe."""
    views = np.arange(parameters.views)
    if parameters.breathing_mm <= 0:
        return np.zeros(parameters.views, int)
    turn: Float64Array = 2 * np.pi * parameters.breaths * views / parameters.views + parameters.seed
    phase: IntArray = ((1 - np.cos(turn)) / 2 * _PHASES).astype(int)
    return np.minimum(phase, _PHASES - 1)


def moved(volume: Volume, phase: int, parameters: ConeBeamParameters) -> Volume:
    """The body at one phase of the breath: its front travels, its back lies on the couch.

    The mean over the phases is the body of ``volume``.

    Args:
        volume: HU, axes along left, back and up, array ``[k, j, i]``.
        phase: see ``phases_of_views``.
    """
    if parameters.breathing_mm <= 0:
        return volume
    travel = parameters.breathing_mm * (phase / (_PHASES - 1) - 0.5)
    # 1 at the front of the image, 0 at its back, smoothly.
    front = np.cos(np.linspace(0, np.pi, volume.array.shape[1])) / 2 + 0.5
    field = np.zeros((*volume.array.shape, 3))
    field[..., 2] = travel * front[None, :, None]
    field[..., 1] = -_FORWARD_SHARE * travel * front[None, :, None]
    image = sitk.GetImageFromArray(field, isVector=True)
    image.SetOrigin(volume.origin)
    image.SetSpacing(volume.spacing)
    transform = sitk.DisplacementFieldTransform(image)
    source = volume.to_sitk()
    empty = float(volume.array.min())
    # Of whole numbers ITK would cut off what follows the point.
    result = sitk.Resample(source, source, transform, sitk.sitkLinear, empty, sitk.sitkFloat32)
    return volume.with_array(sitk.GetArrayFromImage(result))
