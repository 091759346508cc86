"""Where patches are worth drawing: what a mean over voxels hardly notices and a surgeon asks for.

Most bone voxels are shaft, which networks learn first. Joints are few voxels: thin cortex round
spongy bone, two bones a few mm apart. So are the dark things that are no bone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.hounsfield import CORTICAL_HU
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import closed, dilate, erode

#: Spongy bone of ends and pelvis, smoothed, HU: above the fatty marrow of shafts, below cortex.
_SPONGY_HU = (80.0, 450.0)

#: Smoothing before that, sigma in mm, and what is left out below the bone's surface, mm.
_SMOOTHING_MM, _RIM_MM = 1.5, 2.0

#: How far round a point of the surface its cortex's peak is looked for, mm.
_PEAK_MM = 3.0

#: Bones that are nearer than twice this have a joint between them, mm.
_JOINT_MM = 4.0

#: Flow voids and tendons: darker than this, in units of the body's SD above no signal, and so far
#: from bone that they are none of its cortex, mm.
_VOID_SIGNAL, _VOID_DISTANCE_MM = 0.45, 5.0


def spongy_bone(ct: Volume, bone: np.ndarray) -> np.ndarray:
    """Bone inside its cortex that is denser than fatty marrow, bool [k, j, i]."""
    image = sitk.Cast(ct.to_sitk(), sitk.sitkFloat32)
    smooth = sitk.GetArrayFromImage(sitk.SmoothingRecursiveGaussian(image, _SMOOTHING_MM))
    inner = erode(bone, ct.spacing, _RIM_MM)
    found: np.ndarray = inner & (smooth > _SPONGY_HU[0]) & (smooth < _SPONGY_HU[1])
    return found


def thin_cortex(ct: Volume, bone: np.ndarray) -> np.ndarray:
    """Surface of bone near which no voxel is as dense as the cortex of a shaft, bool [k, j, i]."""
    rim = bone & ~erode(bone, ct.spacing, min(ct.spacing))
    return rim & ~dilate(ct.array > CORTICAL_HU, ct.spacing, _PEAK_MM)


def joint_gap(bone: np.ndarray, spacing: Vector) -> np.ndarray:
    """What lies between two bones, or two parts of one, that nearly touch, bool [k, j, i]."""
    gap: np.ndarray = closed(bone, spacing, _JOINT_MM) & ~bone
    return gap


def signal_void(
    signal: np.ndarray, body: np.ndarray, bone: np.ndarray, spacing: Vector
) -> np.ndarray:
    """Body that is as dark as cortex and is none, bool [k, j, i].

    Args:
        signal: MR in units of its body's SD, 0 for no signal.
        body: bool, where the MR shows the body.
        bone: bool, cortex and marrow.
        spacing: mm along (i, j, k).
    """
    inside = erode(body, spacing, _RIM_MM)
    return inside & (signal < _VOID_SIGNAL) & ~dilate(bone, spacing, _VOID_DISTANCE_MM)


#: Names that a recipe's sampling may give shares to.
CONTENTS = ("spongy bone", "thin cortex", "joint gap", "signal void")


def masks_of_contents(
    ct: Volume, bone: np.ndarray, signal: np.ndarray, body: np.ndarray
) -> dict[str, np.ndarray]:
    """The mask of each of ``CONTENTS``, bool [k, j, i]; arguments as above."""
    makers: tuple[Callable[[], np.ndarray], ...] = (
        lambda: spongy_bone(ct, bone),
        lambda: thin_cortex(ct, bone),
        lambda: joint_gap(bone, ct.spacing),
        lambda: signal_void(signal, body, bone, ct.spacing),
    )
    return {name: make() for name, make in zip(CONTENTS, makers, strict=True)}
