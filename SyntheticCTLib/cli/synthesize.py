"""``synthetic-ct synthesize``: an image in, the synthetic image on the same grid out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from SyntheticCTLib.cli import console
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.models.info import DEFAULT_SCHEDULER, Refine

if TYPE_CHECKING:
    from SyntheticCTLib.synthesis.synthesize import SynthesisRecord


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "synthesize",
        help="make a synthetic CT of an MR or a cone-beam CT, or a synthetic MR of a CT",
        description="Make a synthetic image on exactly the input's grid. Not for clinical use. "
        "How it was made is written beside it, as OUTPUT with the suffix .json.",
    )
    parser.add_argument(
        "input", type=Path, help="NIfTI, NRRD, MHA or MHD file, or a folder with one DICOM series"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, help=".nii, .nii.gz, .nrrd, .mha or .mhd file"
    )
    parser.add_argument(
        "--model", default=DEFAULT_MODEL, help="model id or model folder (default: %(default)s)"
    )
    parser.add_argument(
        "--device", default="auto", help="auto, cuda, cuda:N, mps or cpu (default: %(default)s)"
    )
    parser.add_argument(
        "--overlap",
        type=float,
        help="share of a tile that its neighbour covers too, from 0 to 0.9 (default: the model's)",
    )
    parser.add_argument(
        "--blending",
        choices=("gaussian", "uniform"),
        help="how overlapping tiles are joined (default: the model's)",
    )
    parser.add_argument(
        "--mirror", action="store_true", help="mean over mirrored tiles: 8 times the work"
    )
    parser.add_argument(
        "--n4", action="store_true", help="even out the shading of the MR's coil first (N4)"
    )
    parser.add_argument(
        "--prior",
        metavar="CT",
        help="an earlier CT in the same place: fills what a CBCT's field of view cuts off",
    )
    _add_refinement(parser)
    parser.add_argument(
        "--field-of-view",
        metavar="FILE",
        help="also write where OUTPUT was made from the input, as 0 or 1",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="refuse an input that does not look like what the model was made for",
    )
    parser.add_argument("--no-record", action="store_true", help="write no .json beside OUTPUT")


def run(arguments: argparse.Namespace) -> int:
    """Synthesize, write the image and its record."""
    from SyntheticCTLib.jobs.job_runs import run_job
    from SyntheticCTLib.jobs.jobs import SynthesizeJob

    job = SynthesizeJob(
        input=str(arguments.input),
        output=str(arguments.output),
        model=arguments.model,
        device=arguments.device,
        overlap=arguments.overlap,
        blending=arguments.blending,
        mirror=arguments.mirror,
        bias_correction=arguments.n4,
        strict=arguments.strict,
        prior=arguments.prior,
        field_of_view=arguments.field_of_view,
        write_record=not arguments.no_record,
        refine=arguments.refine,
        steps=arguments.steps,
        samples=arguments.samples,
        seed=arguments.seed,
        scheduler=arguments.scheduler,
    )
    with console.working(arguments) as work:
        done = run_job(job, progress=work.progress, cancel=work.cancel)
    record = done.result.record
    further = {name: str(path) for name, path in done.files.items() if name in ("mean", "spread")}
    written = {"output": str(arguments.output), **further, **record.to_dict()}
    console.write_result(arguments, written, _summary(arguments.output, record))
    return 0


def _add_refinement(parser: argparse.ArgumentParser) -> None:
    """Options of models with a second stage."""
    group = parser.add_argument_group("second stage (models that refine by diffusion)")
    group.add_argument(
        "--refine",
        choices=get_args(Refine),
        help="none: the first stage alone; mean: deterministic, the truthful picture (default); "
        "texture: a picture that is drawn",
    )
    group.add_argument(
        "--steps", type=int, help="steps of each sample, 1 to 25 are plenty (default: the model's)"
    )
    group.add_argument(
        "--samples",
        type=int,
        default=1,
        help="how many to draw; of several, OUTPUT_spread is their standard deviation, and the "
        "result of mean is their mean (default: %(default)s)",
    )
    group.add_argument("--seed", type=int, default=0, help="of the noise (default: %(default)s)")
    group.add_argument(
        "--scheduler", default=DEFAULT_SCHEDULER, help="ddim is the only one (default: %(default)s)"
    )


def _summary(output: Path, record: SynthesisRecord) -> str:
    seconds = sum(record.seconds.values())
    refined = f" ({record.refinement['kind']})" if record.refinement else ""
    return (
        f"Wrote {output}: model {record.model.id} {record.model.version}{refined} on "
        f"{record.prediction['device']}, {seconds:.0f} s. {record.statement}"
    )
