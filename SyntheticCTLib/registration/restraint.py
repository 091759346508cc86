"""Not inventing a position: along an open direction the moving image stays where it was given."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.registration.certainty import LikenessSampler
from SyntheticCTLib.registration.itk.rigid import AS_GOOD
from SyntheticCTLib.registration.transforms import point_before

#: Shares of the way back that are tried, the whole way first.
_SHARES = (1.0, 0.75, 0.5, 0.25)


def way_back(
    sampler: LikenessSampler,
    start: sitk.Transform,
    found: sitk.Transform,
    direction: np.ndarray,
    centre: np.ndarray,
) -> np.ndarray:
    """Shift that undoes what ``found`` moved along an open direction, as far as it costs nothing.

    Args:
        sampler: likeness around ``found``.
        start: transform before the intensity steps, from fixed to moving points.
        found: transform after them.
        direction: the open direction, LPS unit vector on the fixed image.
        centre: point whose movement counts, LPS mm on the fixed image.

    Returns:
        Shift of the fixed points, LPS mm, to be applied before ``found``; zero if every part of the
        way back costs ``AS_GOOD`` of the mutual information.
    """
    held = start.TransformPoint(centre.tolist())
    came_from = np.asarray(point_before(found, held)) - centre
    whole = float(direction @ came_from) * direction
    for share in _SHARES:
        if sampler.loss(share * whole) < AS_GOOD:
            return share * whole
    return np.zeros(3)
