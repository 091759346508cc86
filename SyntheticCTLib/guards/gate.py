"""The gate before whatever measures HU: is it a CT, in HU, and where it has to be, a real one?

Every door passes it: commands, the panel's worker and scripts call the same functions, and these
ask here before any work. What it says stands in ``gate_words``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

from SyntheticCTLib.errors import NoAnswerError
from SyntheticCTLib.files.origin import Origin, origin_of
from SyntheticCTLib.guards import gate_words
from SyntheticCTLib.guards.hu_values import kind_by_values, range_of, value_doubt, value_fault
from SyntheticCTLib.image.checks import check_finite, unsound, wrong_values
from SyntheticCTLib.image.modality import IN_HOUNSFIELD
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import CT, MR

_log = logging.getLogger(__name__)


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
        if named and kind_by_values(source) is CT:
            raise NoAnswerError(gate_words.swapped_with_mr(source.called("MR"), ct.called("CT")))
    return check_ct(ct, real=True, force=force)


def _passed(volume: Volume, name: str, *, real: bool, force: bool) -> list[str]:
    numbers = _numbers_of(volume)
    reasons = list(_reasons(numbers, real=real))
    said = _forced(volume.called(name), reasons, force=force)
    if reasons or not (doubt := value_doubt(numbers)):
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
        yield gate_words.named_otherwise(origin.told_by, origin.modality, *range_of(volume))


def _kind_reasons(volume: Volume, origin: Origin) -> Iterator[str]:
    if named := list(_named_reasons(volume, origin)):
        yield from named
    elif fault := value_fault(volume):
        yield fault
    elif origin.modality is None and kind_by_values(volume) is MR:
        yield gate_words.like_an_mr(*range_of(volume))


def _numbers_of(volume: Volume) -> Volume:
    """The volume without values that are not numbers, in any order."""
    if wrong_values(volume.array) is None:
        return volume
    numbers = volume.array[~unsound(volume.array)]
    return replace(volume, array=numbers.reshape(1, 1, -1)) if numbers.size else volume
