"""What came of a case, as the terminal shows it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli.answers import answer_lines, print_lines
from SyntheticCTLib.cli.pages import evaluation_page
from SyntheticCTLib.surface.make.open_marrow import open_marrow

if TYPE_CHECKING:
    from SyntheticCTLib.jobs.case import Case
    from SyntheticCTLib.surface.measure.verdict import Verdict


def case_verdict(found: Case) -> Verdict | None:
    """The answer about the bone; None without a CT."""
    return None if found.comparison is None else found.comparison.document.verdict


def case_data(found: Case, files: Mapping[str, Path]) -> dict[str, Any]:
    """Every figure, for machines."""
    return {
        "files": files,
        "record": found.synthesis.record,
        "verdict": case_verdict(found),
        "comparison": None if found.comparison is None else found.comparison.document,
        "print_checks": found.surface.checks,
    }


def case_text(found: Case, files: Mapping[str, Path]) -> str:
    """The answer, the figures, the bone, and where to look."""
    lines = []
    if found.comparison is not None:
        document = found.comparison.document
        answer = answer_lines(document.verdict, document.registration, found.comparison.surface)
        lines += [*answer, "", evaluation_page(document.evaluation), ""]
    bones = [name for name in files if name.startswith("bone.") and not name.endswith(".json")]
    expected = found.synthesis.record.expected
    lines += [
        *([] if expected is None else expected.lines),
        *(f"Warning: {doubt.sentence}" for doubt in found.synthesis.record.warnings),
        *print_lines(found.surface.checks),
        *([] if found.surface.repair is None else [found.surface.repair.sentence]),
        found.surface.surface.deviation,
        *found.surface.surface.cut_faces,
        *(open_marrow(found.surface.surface, "synthetic CT") if found.comparison is None else []),
        f"Bone of the synthetic CT, LPS millimetres: {', '.join(str(files[b]) for b in bones)}",
        f"Look at {files['index.html']} first: it says what is there.",
        "Not for clinical use.",
    ]
    return "\n".join(lines)
