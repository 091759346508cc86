"""The voxels of a SimpleITK image as an array that may outlive the image's name."""

from __future__ import annotations

from typing import Any

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses


class _Held:
    """Has an array keep the image whose memory it looks at: SimpleITK's own views do not."""

    def __init__(self, image: sitk.Image) -> None:
        self._image = image
        view = sitk.GetArrayViewFromImage(image)
        self.__array_interface__ = view.__array_interface__


def voxels_of(image: sitk.Image) -> np.ndarray[Any, Any]:
    """An image's voxels without a copy, not to be written to.

    ``sitk.GetArrayViewFromImage`` of an image that nothing else holds looks at memory that is
    free: mostly the voxels are still there, and else the process dies.

    Args:
        image: scalar, of any size.

    Returns:
        Its voxels [k, j, i], which keep the image alive.
    """
    voxels = np.asarray(_Held(image))
    voxels.flags.writeable = False
    return voxels
