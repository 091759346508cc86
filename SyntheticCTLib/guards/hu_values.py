"""Whether the values of an image are HU, whatever header and record say of it.

``guards.gate`` asks it of every CT that is measured, and the guard of models that take a CT. The
sentences stand in ``gate_words``; each follows the image's name.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from SyntheticCTLib.guards import gate_words
from SyntheticCTLib.guards.scale import Scaling, scaling_of
from SyntheticCTLib.hounsfield import WATER_HU
from SyntheticCTLib.image.modality import guess_modality
from SyntheticCTLib.image.once import once_a_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import CT, KINDS, Kind

#: Fat, air and bone of a CT are farther from 0 than this. Smaller values are another unit, a
#: standardised image, or a mask.
_SMALLEST_HU = 50.0

#: What negative numbers become when 16 bits are read without their sign; the extended CT scale
#: ends at 30710 HU. A share this small may be padding or a damaged voxel.
_WRAPPED_HU, _WRAPPED_SHARE = 32767.0, 0.001

#: What makes signed 16 bits unsigned. Where it was added, nothing is below this: the lowest HU are
#: those of padding.
_OFFSET = 1 << 15
_OFFSET_HU = _OFFSET - 4096.0

#: A value above the usual CT scale that so many voxels have is no metal but fills what was not
#: scanned.
_FILLED_HU, _FILLED_SHARE = 4095.0, 0.01

#: Air with an intercept of -1024 applied twice lies here. So does padding outside a round field of
#: view, but then what is inside has tissue at its place.
_TWICE_HU, _TWICE_SHARE = (-2500.0, -1300.0), 0.01

#: Where so much of an image lies between these, HU, and less than half of what is above the other
#: is near water, it shows nothing but air, or its intercept was applied twice. Of 1,872 whole CTs
#: and pieces of them, 97 of air alone and 11 others are like that.
_AIR_HU, _AIR_SHARE, _NO_AIR_HU, _NEAR_WATER_HU = (-1500.0, -500.0), 0.8, -600.0, 160.0


@once_a_volume
def _scaling_of(volume: Volume) -> Scaling | None:
    """Asked for twice: by what refuses, and by what only doubts."""
    return scaling_of(volume.array)


def value_fault(volume: Volume) -> str | None:
    """Why values are no HU, and what to do, to follow the image's name; None where they may be."""
    low, high = range_of(volume)
    if low == high:
        return gate_words.one_value(low)
    if low > _OFFSET_HU:
        return gate_words.with_offset(low, high, _OFFSET)
    if high > _WRAPPED_HU and np.mean(volume.array > _WRAPPED_HU) > _WRAPPED_SHARE:
        return gate_words.without_sign(low, high, _WRAPPED_HU)
    filled = float(np.mean(volume.array == high)) if high > _FILLED_HU else 0.0
    if filled > _FILLED_SHARE:
        return gate_words.filled(low, high, filled)
    if max(abs(low), abs(high)) < _SMALLEST_HU:
        return gate_words.scaled(low, high)
    if not is_in_hounsfield(volume):
        return gate_words.without_air(low, high)
    scaling = _scaling_of(volume)
    if scaling is not None and scaling.sure:
        return gate_words.not_as_hu(low, high, scaling)
    lowest, air = _TWICE_HU
    if lowest < low < air and kind_by_values(volume) is not CT:
        below = float(np.mean(volume.array < air))
        if below > _TWICE_SHARE:
            return gate_words.twice(low, high, below)
    return None


def value_doubt(volume: Volume) -> str | None:
    """Why it is doubtful that values are HU, to follow the image's name; None where it is not."""
    low, high = range_of(volume)
    if low == high:
        return None
    if _is_all_air(volume):
        return gate_words.hardly_tissue(low, high)
    if (scaling := _scaling_of(volume)) is not None:
        return gate_words.perhaps_not_as_hu(low, high, scaling)
    return None


def _is_all_air(volume: Volume) -> bool:
    lowest, highest = _AIR_HU
    if np.mean((volume.array > lowest) & (volume.array < highest)) < _AIR_SHARE:
        return False
    rest = volume.array[volume.array > _NO_AIR_HU]
    return not rest.size or bool(np.mean(np.abs(rest) < _NEAR_WATER_HU) < 0.5)


def is_in_hounsfield(volume: Volume) -> bool:
    """Whether something lies below water, as fat and air do in every CT."""
    return float(np.percentile(volume.array, 1)) < WATER_HU


def range_of(volume: Volume) -> tuple[float, float]:
    """The lowest and the highest value."""
    return float(volume.array.min()), float(volume.array.max())


def kind_by_values(volume: Volume) -> Kind | None:
    """What values alone look like; None where nobody can say."""
    return KINDS.get(guess_modality(replace(volume, metadata={})))
