"""What speaks against an MR: a header that names PETRA, UTE or ZTE, or another body part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from SyntheticCTLib.guards import words
from SyntheticCTLib.guards.head import Head, head_in
from SyntheticCTLib.guards.head_objects import HeadObject, head_objects
from SyntheticCTLib.guards.input_guard import HEAD, UNKNOWN_REGION, GuardWarning, InputGuard
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import MR, Kind, kind_of

#: Names of such sequences, in the fields that hold names.
_NAMED = re.compile(r"(?<![a-z])(petra|ute|zte)(?![a-z])", re.IGNORECASE)
_FIELDS = ("SeriesDescription", "ProtocolName", "SequenceName")

#: Signal of compact bone decays with about 0.4 ms; after this echo time, ms, nothing is left.
_LATEST_ECHO_MS = 0.5

#: Flip angle of the scans by which the relation of the method petra was found, degrees, and how far
#: another's may lie from it.
_FLIP_DEGREES, _FLIP_ROOM = 1.0, 1.0

_FOREIGN = {HeadObject.FRAME: words.FRAME, HeadObject.ELECTRODE: words.ELECTRODE}


def is_ultra_short(volume: Volume) -> bool:
    """Whether the header names a sequence in which bone gives signal."""
    text = " ".join(str(volume.metadata.get(f"dicom:{name}", "")) for name in _FIELDS)
    return _NAMED.search(text) is not None


def ultra_short_doubts(volume: Volume) -> list[GuardWarning]:
    """What speaks against an image for the method petra; only kind and header tell."""
    found = kind_of(volume)
    if found not in (None, MR):
        sentence = words.other_kind(volume, found, MR)
        return [GuardWarning("modality", sentence, refuses=True)]
    doubts = []
    echo, flip = _number(volume, "EchoTime"), _number(volume, "FlipAngle")
    if echo is not None and echo > _LATEST_ECHO_MS:
        doubts.append(GuardWarning("contrast", words.bone_gives_no_signal(echo), refuses=True))
    if flip is not None and abs(flip - _FLIP_DEGREES) > _FLIP_ROOM:
        doubts.append(GuardWarning("contrast", words.other_flip_angle(flip, _FLIP_DEGREES)))
    return doubts


def _number(volume: Volume, keyword: str) -> float | None:
    try:
        return float(volume.metadata[f"dicom:{keyword}"])
    except (KeyError, ValueError):
        return None


def _doubts(volume: Volume, _found: Kind | None) -> list[GuardWarning]:
    if not is_ultra_short(volume):
        return []
    return [GuardWarning("contrast", words.bone_gives_signal())]


def _region(volume: Volume, regions: Sequence[str]) -> list[GuardWarning]:
    """A head where the model learnt from other parts, or no whole head where it learnt from heads.

    * A brain without its skull is refused: there is no skull to find.
    * A head without its face is only told: the rest is as good. So are a frame and an electrode.
    """
    if not regions or UNKNOWN_REGION in regions:
        return []
    seen, knows_heads = head_in(volume), HEAD in regions
    if not knows_heads:
        is_head = seen is not Head.NONE
        return [GuardWarning("anatomy", words.a_head(regions))] if is_head else []
    if seen is Head.BRAIN:
        return [GuardWarning("anatomy", words.SKULL_TAKEN_OUT, refuses=True)]
    if seen is Head.NONE:
        return [GuardWarning("anatomy", words.NO_HEAD)] if len(regions) == 1 else []
    faceless = [GuardWarning("no-face", words.FACE_TAKEN_OUT)] if seen is Head.FACELESS else []
    return faceless + [GuardWarning("foreign", _FOREIGN[item]) for item in head_objects(volume)]


MR_GUARD = InputGuard(MR, doubts=_doubts, region=_region)
