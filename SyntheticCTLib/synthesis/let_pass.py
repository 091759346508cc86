"""What becomes of what the guards say: refused, or told and recorded."""

from __future__ import annotations

import logging

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.guards.input_guard import GuardWarning
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.record import Doubt

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


def doubts_of(volume: Volume, warnings: list[GuardWarning], forced: list[str]) -> list[Doubt]:
    """What the file leaves unsure, what the guards say, and what was forced."""
    return [
        *(Doubt("file", sentence) for sentence in volume.warnings),
        *(Doubt(w.code, w.sentence) for w in warnings),
        *(Doubt("forced", sentence) for sentence in forced),
    ]
