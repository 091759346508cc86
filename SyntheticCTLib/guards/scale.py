"""Whether a CT's values are HU times a factor, or with 1024 added: what makes them like a body's.

The values are held against the mixture that a body is (``image.hu_likelihood``) as they are,
divided by factors, and less 1024. Where one of these explains them much better, they are no HU. No
air need be in view. What that leaves open, ``guards.two_peaks`` may know.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import FloatArray
from SyntheticCTLib.guards.two_peaks import halved_or_doubled
from SyntheticCTLib.image.hu_likelihood import FEWEST, above_even, log_likelihood, some_values

#: Factors that are tried, close enough to meet any between; larger ones make tissue of whatever
#: spreads evenly. HU with the sign turned have about -1.
_TRIED = tuple(float(f"{factor:.2g}") for factor in 10.0 ** np.arange(-1.7, 1.31, 0.1))
_TURNED = (-1.2, -1.0, -0.85)

#: What makes HU positive for storage: with padding below, that it was left in does not show.
_ADDED_HU = 1024.0

#: With factors between these, values are HU: tissue differs that much from person to person.
_AS_HU = (0.7, 1.4)

#: How much likelier the voxels have to be on average with a factor than without, as the difference
#: of logarithms, to be surely multiplied, and to be told of. Of 2,283 pieces of real CTs, cut out,
#: masked and clipped in many ways, none was surely so by all of this, and 6 were told of.
_SURE, _DOUBTFUL = 0.8, 0.4

#: Some factor always brings values that were drawn, as a distance or a ramp, to where tissue is. A
#: body explains real ones no worse than this, as above, than an even spread does; drawn ones and
#: noise have -0.33 and less.
_EVEN_SURE, _EVEN_DOUBTFUL = -0.1, -0.3

#: Only what shows so much bone above this, HU, and at most half as much in the gap between fat and
#: air, or so much air, is surely multiplied.
_SHOWN_BONE, _SHOWN_BONE_HU, _GAP_HU = 0.005, 200.0, (-600.0, -200.0)
_SHOWN_AIR, _SHOWN_AIR_HU = 0.05, (-1100.0, -750.0)

#: Fewer values than this are not sure of anything.
_SURE_FROM = 2_000


@dataclass(frozen=True)
class Scaling:
    """What was made of HU.

    Attributes:
        factor: what they were multiplied by: about 0.1, 10, or -1 for the sign turned.
        added: what was added afterwards: 0 or 1024.
        sure: there is hardly another explanation.
    """

    factor: float
    added: float
    sure: bool


def scaling_of(array: np.ndarray) -> Scaling | None:
    """What was made of the HU of a CT, where that shows; None where these may be HU.

    Args:
        array: of a CT, in any shape and type; numbers only.
    """
    values = some_values(array)
    if values.size < FEWEST:
        return None
    factors = np.array((*_TRIED, *_TURNED, 1.0))
    added = np.append(np.zeros(factors.size - 1), _ADDED_HU)
    hu = (values - added[:, None]) / factors[:, None]
    found = log_likelihood(hu) - np.log(np.abs(factors))
    as_hu = (factors >= _AS_HU[0]) & (factors <= _AS_HU[1]) & (added == 0)
    gain = float(found.max() - found[as_hu].max())
    than_even = above_even(float(found.max()), values)
    if gain < _DOUBTFUL or than_even < _EVEN_DOUBTFUL:
        factor = halved_or_doubled(values) if values.size >= _SURE_FROM else None
        return None if factor is None else Scaling(factor, 0.0, sure=False)
    best = int(found.argmax())
    sure = gain > _SURE and than_even > _EVEN_SURE and values.size >= _SURE_FROM
    sure &= _shows_bone_or_air(hu[best])
    return Scaling(_rounded(float(factors[best])), float(added[best]), sure)


def _shows_bone_or_air(hu: FloatArray) -> bool:
    bone = float(np.mean(hu > _SHOWN_BONE_HU))
    gap = float(np.mean((hu > _GAP_HU[0]) & (hu < _GAP_HU[1])))
    air = float(np.mean((hu > _SHOWN_AIR_HU[0]) & (hu < _SHOWN_AIR_HU[1])))
    return bone > max(_SHOWN_BONE, 2 * gap) or air > _SHOWN_AIR


def _rounded(factor: float) -> float:
    """The factor; a power of ten where one is near."""
    power = float(np.sign(factor) * 10.0 ** np.rint(np.log10(abs(factor))))
    return power if _AS_HU[0] < factor / power < _AS_HU[1] else factor
