"""``synthetic-ct demo``: the whole way once, on a simulated limb or on your own MR."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.case_text import case_data, case_text
from SyntheticCTLib.cli.job_command import tell_what_is_replaced
from SyntheticCTLib.jobs.case import CaseJob, CaseOptions
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.options import SynthesisOptions

#: A thigh on a grid like that of the bundled model's training data, so that the demo is quick.
PHANTOM_SIZE = (192, 192, 48)
PHANTOM_SPACING = (0.977, 0.977, 3.27)


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "demo",
        help="the whole way once, on a simulated thigh or on your MR",
        description="Make the synthetic CT of a simulated thigh, or of your MR, compare it with "
        "the true CT if there is one, and write its bone: the command case, with nothing to "
        "choose.",
    )
    parser.add_argument("mr", nargs="?", type=Path, help="an MR; without one, a simulated thigh")
    parser.add_argument("ct", nargs="?", type=Path, help="a CT of the patient, to compare with")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("demo-output"),
        help="folder for the results, made if missing (default: %(default)s)",
    )
    parser.add_argument(
        "--model", default=DEFAULT_MODEL, help="model id or model folder (default: %(default)s)"
    )
    parser.add_argument(
        "--device", default="auto", help="auto, cuda, cuda:N, mps or cpu (default: %(default)s)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Simulate if there is no MR, and carry the case out."""
    arguments.output.absolute().parent.mkdir(parents=True, exist_ok=True)
    with console.working(arguments) as watch:
        job = _job(arguments, watch.part(0.0, 0.2))
        tell_what_is_replaced(job)
        done = run_job(job, watch.part(0.2, 1.0))
    console.write_result(
        arguments, case_data(done.result, done.files), case_text(done.result, done.files)
    )
    return 0


def _job(arguments: argparse.Namespace, watch: Watch) -> CaseJob:
    """The case of what was given, or of a phantom, whose CT lies on its MR."""
    mr, ct, registration = arguments.mr, arguments.ct, "rigid"
    if mr is None:
        mr, ct = _simulated(arguments.output / "phantom", watch)
        registration = "none"
    return CaseJob(
        mr=str(mr),
        ct=None if ct is None else str(ct),
        output=str(arguments.output),
        how=CaseOptions(
            model=arguments.model,
            synthesis=SynthesisOptions(device=arguments.device),
            registration=registration,
            accuracy=AccuracyOptions(sensitivity=False),
        ),
        title="Simulated thigh" if arguments.mr is None else "",
    )


def _simulated(folder: Path, watch: Watch) -> tuple[Path, Path]:
    """The files of a phantom's MR and CT."""
    from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
    from SyntheticCTLib.simulation.phantom.options import PhantomOptions

    options = PhantomOptions(size=PHANTOM_SIZE, spacing=PHANTOM_SPACING)
    phantom = make_limb_phantom(options, watch=watch)
    files = phantom.write(folder)
    return files["mr"], files["ct"]
