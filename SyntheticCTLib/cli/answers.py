"""The answer about the bone surface on the terminal: its lines, and its exit code for scripts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from SyntheticCTLib.cli.pages import bone_lines
from SyntheticCTLib.errors import EXIT_CANNOT_TELL, EXIT_NOT_PASSED

if TYPE_CHECKING:
    from SyntheticCTLib.comparison.document import PlacedCT
    from SyntheticCTLib.surface.measure.accuracy import SurfaceCheck
    from SyntheticCTLib.surface.measure.verdict import Verdict
    from SyntheticCTLib.surface.print.checks import PrintChecks


def add_exit_code(parser: argparse.ArgumentParser) -> None:
    """Declare what makes the answer an exit code."""
    parser.add_argument(
        "--exit-code",
        action="store_true",
        help="end with 0 if the bone surface passed, 3 if not, 4 if nobody can tell, as without a "
        "CT; without this option the exit code says only whether the work was done",
    )


def exit_code_of(arguments: argparse.Namespace, verdict: Verdict | None) -> int:
    """What a command ends with; without a verdict nobody can tell."""
    if not arguments.exit_code:
        return 0
    if verdict is None:
        return EXIT_CANNOT_TELL
    return {"passed": 0, "not passed": EXIT_NOT_PASSED}.get(verdict.answer, EXIT_CANNOT_TELL)


def answer_lines(
    verdict: Verdict, registration: PlacedCT, surface: SurfaceCheck | None
) -> list[str]:
    """The answer, what was registered and how, what speaks against that, and each bone."""
    return [
        verdict.sentence,
        *verdict.notes,
        registration.description,
        *(f"Warning: {sentence}" for sentence in registration.warnings),
        *([] if surface is None else bone_lines(surface)),
    ]


def print_lines(checks: PrintChecks) -> list[str]:
    """Whether a surface can be printed, and where its walls and gaps are too narrow."""
    verdict = checks.verdict
    return [] if verdict is None else [verdict.sentence, *(f"  {one}" for one in verdict.shown)]
