"""What the record of a synthetic image says against it, the gravest first."""

from __future__ import annotations

from collections.abc import Collection

from SyntheticCTLib.guards.missing_bone import NO_BONE
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.synthesis.record import SynthesisRecord, recorded_synthesis
from SyntheticCTPanel.inspector import SERIOUS
from SyntheticCTPanel.protocols import VolumeNode

#: Kinds of warning that only the result can have: what was forced, the checks of a way from a
#: cone-beam CT, bone that is missing. The others are told of the input before anything is made.
OF_RESULT = ("forced", "method", NO_BONE)

_GRAVEST_FIRST = ("forced", *SERIOUS, "method", NO_BONE)


def record_in(node: VolumeNode | None) -> SynthesisRecord | None:
    """The record of a synthesis that a node carries; None where it is another one, or damaged."""
    if node is None:
        return None
    try:
        kept = record_of(node)
        return None if kept is None else recorded_synthesis(kept)
    except ValueError:  # an InputError is one: what is unreadable says nothing
        return None


def doubts_in(
    record: SynthesisRecord | None,
    kinds: Collection[str] | None = None,
    told: Collection[str] = (),
) -> list[str]:
    """The sentences of a record's warnings, each once, the gravest first.

    Args:
        record: of a synthetic image; None has none.
        kinds: of warnings that are wanted; None for all.
        told: sentences that stand elsewhere already.
    """
    if record is None:
        return []
    asked = [w for w in record.warnings if kinds is None or w.code in kinds]
    asked.sort(key=lambda warning: _rank(warning.code))
    return list(dict.fromkeys(w.sentence for w in asked if w.sentence not in told))


def _rank(code: str) -> int:
    return _GRAVEST_FIRST.index(code) if code in _GRAVEST_FIRST else len(_GRAVEST_FIRST)
