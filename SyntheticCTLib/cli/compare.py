"""``synthetic-ct compare``: a synthetic CT against the real one, with surfaces and report."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console

if TYPE_CHECKING:
    from SyntheticCTLib.comparison.compare import Comparison


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "compare",
        help="report how far a synthetic CT is from the real CT, bone surface included",
        description="Register if asked, compare values and bone surfaces, and write a report, the "
        "surfaces with their distances, the difference map and every figure into a folder.",
    )
    parser.add_argument("sct", metavar="SCT", help="synthetic CT: a file or a DICOM folder")
    parser.add_argument("ct", metavar="CT", help="real CT of the same patient")
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", type=Path, required=True, help="where the results go"
    )
    _add_inputs(parser)
    _add_surface_options(parser)
    parser.add_argument("--title", default="", help="name of the case, for the report's heading")


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--registration",
        default="none",
        metavar="KIND",
        help="how CT comes onto SCT's grid: none (it is there), identity (trust the places in the "
        "files), rigid, affine, deformable, or a transform file (default: %(default)s)",
    )
    parser.add_argument(
        "--source",
        metavar="IMAGE",
        help="the image that SCT was made from: only its field of view counts, CT is registered to "
        "it, and the report shows it",
    )
    console.add_source_modality(parser)
    parser.add_argument(
        "--mask",
        help="voxels that count, on SCT's grid (default: the CT's body in the field of view)",
    )
    parser.add_argument(
        "--labels", help="bones of CT, one number each, on CT's grid: each is measured on its own"
    )
    parser.add_argument(
        "--sct-labels", metavar="LABELS", help="the same of SCT, on its grid, for Dice and HD95"
    )
    parser.add_argument(
        "--record",
        type=Path,
        metavar="JSON",
        help="how SCT was made (default: the .json beside SCT, if there is one)",
    )


def _add_surface_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tolerance",
        type=float,
        default=2.0,
        metavar="MM",
        help="how far the bone surface may be off, mm (default: %(default)g)",
    )
    parser.add_argument(
        "--required",
        type=float,
        default=95.0,
        metavar="PERCENT",
        help="how much of it must be within the tolerance, %% (default: %(default)g)",
    )
    parser.add_argument(
        "--threshold", type=float, metavar="HU", help="bone begins here, HU (default: 200)"
    )
    parser.add_argument(
        "--smoothing", type=int, default=0, metavar="N", help="smoothing iterations (default: none)"
    )
    parser.add_argument(
        "--align",
        action="store_true",
        help="move SCT's surface rigidly onto CT's before measuring, and report by how much",
    )
    parser.add_argument(
        "--no-sensitivity",
        action="store_true",
        help="do not measure by other thresholds and smoothing: about a quarter of the time",
    )


def run(arguments: argparse.Namespace) -> int:
    """Read, compare, write the folder."""
    from SyntheticCTLib.jobs.job_runs import run_job
    from SyntheticCTLib.jobs.jobs import CompareJob

    job = CompareJob(
        sct=arguments.sct,
        ct=arguments.ct,
        output=str(arguments.output),
        registration=arguments.registration,
        source=arguments.source,
        source_modality=arguments.source_modality,
        mask=arguments.mask,
        labels=arguments.labels,
        sct_labels=arguments.sct_labels,
        record=None if arguments.record is None else str(arguments.record),
        tolerance_mm=arguments.tolerance,
        required_share=arguments.required / 100,
        threshold_hu=arguments.threshold,
        smoothing_iterations=arguments.smoothing,
        align=arguments.align,
        sensitivity=not arguments.no_sensitivity,
        title=arguments.title,
    )
    with console.working(arguments) as work:
        done = run_job(job, progress=work.progress, cancel=work.cancel)
    written = {"files": done.files, **done.result.to_dict()}
    console.write_result(arguments, written, _page(done.result, done.files))
    return 0


def _page(found: Comparison, files: dict[str, Path]) -> str:
    from SyntheticCTLib.cli.evaluate import page
    from SyntheticCTLib.cli.surface import bone_lines

    surface = found.surface
    answer = found.surface_problem if surface is None else surface.verdict.sentence
    registration = found.placement.registration
    warnings = [] if registration is None else list(registration.warnings)
    return "\n".join(
        [
            page(found.evaluation),
            "",
            found.placement.description,
            *(f"Warning: {sentence}" for sentence in warnings),
            "",
            answer,
            *([] if surface is None else bone_lines(surface)),
            f"Report: {files['report.html']}",
            "Not for clinical use.",
        ]
    )
