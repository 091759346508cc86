"""What an MR's header says of its echo time: is bone black, or grey as in PETRA, UTE and ZTE?"""

from __future__ import annotations

import re

from SyntheticCTLib.guards import words
from SyntheticCTLib.guards.input_guard import GuardWarning, InputGuard
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


MR_GUARD = InputGuard(MR, doubts=_doubts)
