"""What becomes of what the guards say: refused, or told and recorded."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.guards.input_guard import GuardWarning
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.record import RecordedWarning

_log = logging.getLogger(__name__)


def let_pass(warnings: list[GuardWarning], options: SynthesisOptions) -> list[GuardWarning]:
    """Refuse what cannot be used; warn of, or refuse if ``strict``, what does not suit.

    Raises:
        InputError: a warning refuses and nobody forced it, or ``options.strict``.
    """
    if not options.force and (refused := [warning for warning in warnings if warning.refuses]):
        raise InputError(" ".join(warning.sentence for warning in refused))
    if options.strict and warnings:
        reasons = " ".join(warning.sentence for warning in warnings)
        raise InputError(f"Refused (strict): {reasons}")
    return told(warnings)


def told(warnings: list[GuardWarning]) -> list[GuardWarning]:
    """The warnings, once they are in the log."""
    for warning in warnings:
        _log.warning("%s", warning.sentence)
    return warnings


def doubts_of(
    volume: Volume,
    warnings: list[GuardWarning],
    forced: Iterable[str] = (),
    of_method: Iterable[str] = (),
) -> list[RecordedWarning]:
    """What the file, the guards and the method leave unsure, and what was forced."""
    return [
        *(RecordedWarning("file", sentence) for sentence in volume.warnings),
        *(RecordedWarning(w.code, w.sentence) for w in warnings),
        *(RecordedWarning("forced", sentence) for sentence in forced),
        *(RecordedWarning("method", sentence) for sentence in of_method),
    ]
