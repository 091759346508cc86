"""``synthetic-ct compare``: a synthetic CT against the real one, with surfaces and report."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.answers import add_exit_code, answer_lines, exit_code_of
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.cli.pages import evaluation_page
from SyntheticCTLib.jobs.compare import CompareJob

if TYPE_CHECKING:
    from SyntheticCTLib.comparison.compare import Comparison


add_parser = job_parser(
    CompareJob,
    summary="report how far a synthetic CT is from the real CT, bone surface included",
    description="Register if asked, compare values and bone surfaces, and write a report, the "
    "surfaces with their distances, the difference map and every figure into a folder.",
    more=add_exit_code,
)


def run(arguments: argparse.Namespace) -> int:
    """Compare, show the figures."""
    _, done = carry_out(arguments, CompareJob)
    written = {"files": done.files, **done.result.to_dict()}
    console.write_result(arguments, written, _page(done.result, done.files))
    return exit_code_of(arguments, done.result.document.verdict)


def _page(found: Comparison, files: dict[str, Path]) -> str:
    return "\n".join(
        [
            *answer_lines(found.document.verdict, found.document.registration, found.surface),
            "",
            evaluation_page(found.evaluation),
            "",
            f"Report: {files['report.html']}",
            "Not for clinical use.",
        ]
    )
