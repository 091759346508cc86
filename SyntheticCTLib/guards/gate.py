"""The gate before whatever measures HU: is it a CT, in HU, and where it has to be, a real one?

Every door passes it: commands, the panel's worker and scripts call the same functions, and these
ask here before any work. What it says stands in ``gate_words``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from SyntheticCTLib.errors import NoAnswerError
from SyntheticCTLib.files.origin import Origin, origin_of
from SyntheticCTLib.guards import gate_words
from SyntheticCTLib.guards.ct import is_in_hounsfield
from SyntheticCTLib.guards.scale import Scaling, scaling_of
from SyntheticCTLib.image.checks import check_finite
from SyntheticCTLib.image.modality import IN_HOUNSFIELD, guess_modality
from SyntheticCTLib.image.once import once_a_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import CT, KINDS, MR, Kind

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

_log = logging.getLogger(__name__)


@once_a_volume
def _scaling_of(volume: Volume) -> Scaling | None:
    """Asked for twice: by what refuses, and by what only doubts."""
    return scaling_of(volume.array)


def check_ct(
    volume: Volume, name: str = "CT", *, real: bool = False, force: bool = False
) -> list[str]:
    """Refuse what is no CT in HU.

    Header and record decide on the kind of image where they name it; the values have to be HU
    whatever these say.

    Args:
        volume: a CT or synthetic CT as it was read, array ``[k, j, i]``.
        name: what to call it in a sentence: "CT", "sCT".
        real: it has to be a scan, not a synthetic image.
        force: pass it all the same, with a warning. Values that are not numbers never pass.

    Returns:
        What was overruled, and what is doubtful and no reason to refuse, a sentence each, for the
        record.

    Raises:
        InputError: one sentence with the range of values and what to do.
    """
    check_finite(volume.array, volume.called(name))
    return _passed(volume, name, real=real, force=force)


def check_cone_beam(volume: Volume, *, force: bool = False) -> list[str]:
    """Refuse what is no cone-beam CT by header or record; its values may be off any scale.

    Returns:
        What was overruled, see ``check_ct``.

    Raises:
        InputError: one sentence with what says so, and what to do.
    """
    check_finite(volume.array, volume.called("CBCT"))
    origin = origin_of(volume)
    reasons = [*_named_reasons(volume, origin), *_synthetic_reasons(origin)]
    return _forced(volume.called("CBCT"), reasons, force=force)


def check_ct_pair(sct: Volume, ct: Volume, *, force: bool = False) -> list[str]:
    """Refuse a pair whose first is no synthetic CT in HU, or whose second no real one.

    Values that are not numbers are left to whoever knows which voxels count.

    Returns:
        What was overruled, see ``check_ct``.

    Raises:
        InputError: see ``check_ct``; also where the two are swapped.
    """
    if origin_of(ct).made_by is not None and origin_of(sct).made_by is None and not force:
        raise NoAnswerError(gate_words.swapped(ct.called("CT"), sct.called("sCT")))
    return [
        *_passed(sct, "sCT", real=False, force=force),
        *_passed(ct, "CT", real=True, force=force),
    ]


def check_source_and_ct(source: Volume, ct: Volume, *, force: bool = False) -> list[str]:
    """Refuse a CT that is none, as ``check_ct`` does, and say so where the two are swapped.

    Args:
        source: what a synthetic CT is to be made of: an MR.
        ct: the real CT.
        force: see ``check_ct``.

    Returns:
        What was overruled, see ``check_ct``.

    Raises:
        InputError: see ``check_ct``.
    """
    if not force and any(_reasons(_numbers_of(ct), real=True)):
        origin = origin_of(source)
        named = origin.modality is None or origin.modality in IN_HOUNSFIELD
        if named and _by_values(source) is CT:
            raise NoAnswerError(gate_words.swapped_with_mr(source.called("MR"), ct.called("CT")))
    return check_ct(ct, real=True, force=force)


def _passed(volume: Volume, name: str, *, real: bool, force: bool) -> list[str]:
    numbers = _numbers_of(volume)
    reasons = list(_reasons(numbers, real=real))
    said = _forced(volume.called(name), reasons, force=force)
    if reasons or not (doubt := _value_doubt(numbers)):
        return said
    sentence = gate_words.doubted(volume.called(name), doubt)
    _log.warning("%s", sentence)
    return [sentence]


def _forced(called: str, reasons: list[str], *, force: bool) -> list[str]:
    if reasons and not force:
        raise NoAnswerError(gate_words.refused(called, reasons[0]))
    sentences = [gate_words.forced(called, reason) for reason in reasons]
    for sentence in sentences:
        _log.warning("%s", sentence)
    return sentences


def value_fault(volume: Volume) -> str | None:
    """Why values are no HU, and what to do, to follow the image's name; None where they may be."""
    low, high = _range(volume)
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
    if lowest < low < air and _by_values(volume) is not CT:
        below = float(np.mean(volume.array < air))
        if below > _TWICE_SHARE:
            return gate_words.twice(low, high, below)
    return None


def _value_doubt(volume: Volume) -> str | None:
    """Why it is doubtful that values are HU, to follow the image's name; None where it is not."""
    low, high = _range(volume)
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


def _reasons(volume: Volume, *, real: bool) -> Iterator[str]:
    """What speaks against a volume as a CT in HU, to follow its name; the surest first."""
    origin = origin_of(volume)
    yield from _kind_reasons(volume, origin)
    if real:
        yield from _synthetic_reasons(origin)


def _synthetic_reasons(origin: Origin) -> Iterator[str]:
    if origin.made_by is not None:
        yield gate_words.synthetic(origin.made_by)


def _named_reasons(volume: Volume, origin: Origin) -> Iterator[str]:
    """What header or record say against it."""
    if origin.modality is not None and origin.modality not in IN_HOUNSFIELD:
        yield gate_words.named_otherwise(origin.told_by, origin.modality, *_range(volume))


def _kind_reasons(volume: Volume, origin: Origin) -> Iterator[str]:
    if named := list(_named_reasons(volume, origin)):
        yield from named
    elif fault := value_fault(volume):
        yield fault
    elif origin.modality is None and _by_values(volume) is MR:
        yield gate_words.like_an_mr(*_range(volume))


def _range(volume: Volume) -> tuple[float, float]:
    return float(volume.array.min()), float(volume.array.max())


def _numbers_of(volume: Volume) -> Volume:
    """The volume without values that are not numbers, in any order."""
    if volume.array.dtype.kind != "f" or np.isfinite(volume.array.sum(dtype=np.float64)):
        return volume
    numbers = volume.array[np.isfinite(volume.array)]
    return replace(volume, array=numbers.reshape(1, 1, -1)) if numbers.size else volume


def _by_values(volume: Volume) -> Kind | None:
    return KINDS.get(guess_modality(replace(volume, metadata={})))
