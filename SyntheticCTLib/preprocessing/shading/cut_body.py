"""A body that fills the field of view: told apart, and what a network is shown of its scan."""

from __future__ import annotations

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.cone_beam import calibrate, grey_scale
from SyntheticCTLib.preprocessing.shading.correction import Unshaded, without_shading
from SyntheticCTLib.preprocessing.shading.cylinder import depth_below_rim

#: The rim of truncation does not reach deeper than this share of the deepest place.
_INNER_SHARE = 0.25


def body_is_cut(volume: Volume, field: Mask, unshaded: Unshaded, depth: Float32Array) -> bool:
    """No air in view by which a network's scale could be found: the body goes on.

    Gas in the bowel is no such air: it must lie around the body, too.

    Args:
        volume: the scan as it was read, array ``[k, j, i]``.
        field: the field of view in which the network's scale is looked for, bool.
        unshaded: the scan without its shading.
        depth: below the rim of ``unshaded.field_of_view``, mm.
    """
    if not unshaded.scale.has_air:
        return True
    inner = unshaded.field_of_view & (depth > _INNER_SHARE * depth.max())
    # A rim makes tissue look like air beside it, so air must be found away from it too.
    return not all(grey_scale(volume.array[where]).has_air for where in (field, inner))


def shown_to_network(volume: Volume) -> Volume:
    """A cone-beam CT in HU as a synthesis by the method auto shows it to the network first.

    Args:
        volume: the scan as it was read, array ``[k, j, i]``.
    """
    calibrated = calibrate(volume)
    try:
        unshaded = without_shading(volume)
    except InputError:  # too little tissue to tell shading by, so none that fills the field
        return calibrated.volume
    depth = depth_below_rim(volume.with_array(unshaded.field_of_view))
    cut = body_is_cut(volume, calibrated.field_of_view, unshaded, depth)
    return unshaded.volume if cut else calibrated.volume
