"""``synthetic-ct surface``: the bone surface of a CT or sCT, checked for print and against a CT."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.answers import answer_lines, print_lines
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.surface import SurfaceJob
from SyntheticCTLib.surface.make.open_marrow import open_marrow

if TYPE_CHECKING:
    from SyntheticCTLib.jobs.surface import CheckedSurface
    from SyntheticCTLib.surface.measure.vault import Vault


@job_command(
    SurfaceJob,
    summary="write the bone surface of a CT or sCT as STL, OBJ, PLY, VTP or 3MF",
    description="Contour the bone of a CT or sCT, write it in LPS millimetres, and check it "
    "for print. With --reference, also measure it against the bone of a real CT, as compare "
    "does.",
    answers=True,
)
def command(job: SurfaceJob, done: JobResult) -> Shown:
    """Make the surface, show what is known of it."""
    found, written = done.result, done.files["output"]
    answer = found.answer
    measured = None if answer is None else answer.surface
    verdict = None if answer is None else answer.verdict
    result = {
        "surface": written,
        "provenance": done.files["provenance"],
        "expected": found.expected,
        "print_checks": found.checks,
        "repair": found.repair,
        "vault": found.vault,
        "verdict": verdict,
        "registration": None if answer is None else answer.placement.told,
        "accuracy": None if measured is None else measured.figures,
    }
    return Shown(result, _text(written, found), verdict)


def _text(written: Path, found: CheckedSurface) -> str:
    checks, answer, surface = found.checks, found.answer, found.surface
    rows = [
        ["triangles", f"{checks.triangles}"],
        ["volume", f"{checks.volume_mm3 / 1000:.2f} cm³"],
        ["watertight", f"{_yes(checks.watertight)} ({checks.open_edges} open edges)"],
        ["manifold", f"{_yes(checks.manifold)} ({checks.non_manifold_edges} edges)"],
        ["oriented", f"{_yes(checks.oriented)} ({checks.misoriented_edges} edges)"],
        ["self-intersections", f"{checks.self_intersections}"],
        ["separate shells", f"{checks.shells}"],
    ]
    if checks.thickness is not None:
        thin = checks.thickness
        text = f"{thin.thinnest_mm:.2f} mm; 5 % of the surface below {thin.percentile_5_mm:.2f} mm"
        rows.append(["thinnest wall", text])
    if surface.deviation_mm:
        rows.append(["moved by smoothing and decimation", f"{surface.deviation_mm:.2f} mm at most"])
    lines = [f"Wrote {written} (LPS, millimetres)", console.table(rows), *print_lines(checks)]
    lines += surface.cut_faces
    if found.repair is not None:
        lines.append(found.repair.sentence)
    if answer is None:  # else it stands beside that
        lines += open_marrow(surface, "image")
    if found.words is not None:
        lines.append(f"Raised on it in letters of {found.words.letter_mm:g} mm: {found.words.text}")
    if found.vault is not None:
        lines += ["", *_vault_lines(found.vault)]
    if found.expected is not None:
        lines = [*found.expected.lines, "", *lines]
    if answer is not None:
        lines = [*answer_lines(answer.verdict, answer.placement.told, answer.surface), "", *lines]
    return "\n".join(lines)


def _vault_lines(vault: Vault) -> list[str]:
    hole = (
        "no hole" if not vault.largest_hole_mm else f"largest hole {vault.largest_hole_mm:.0f} mm"
    )
    header = ["thickness of the vault, mm", "median", "5 %", "95 %", "usual"]
    rows = [
        [name, f"{one.median_mm:.1f}", f"{one.low_mm:.1f}", f"{one.high_mm:.1f}", _yes(one.usual)]
        for name, one in vault.regions.items()
    ]
    told = (
        f"Vault closed in {vault.closed_share:.1%} of all directions upwards, {hole}; "
        f"{vault.brain_bone_ml:.1f} ml of bone within the brain."
    )
    return [console.table(rows, header=header), told]


def _yes(answer: bool) -> str:
    return "yes" if answer else "NO"
