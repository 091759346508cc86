"""Every command that writes, on inputs that are small enough to be tried many times."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from damaged.tiny_model import TINY_RECIPE, write_tiny_model
from interruption.command import Command, Inputs, quiet_line
from interruption.from_elsewhere import commands_from_elsewhere
from interruption.further_commands import further_commands

from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.jobs.case import CaseJob, CaseOptions
from SyntheticCTLib.jobs.convert_hu import ConvertHUJob
from SyntheticCTLib.jobs.density import DensityJob
from SyntheticCTLib.jobs.dicom import DicomJob
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.jobs.place import PlaceJob
from SyntheticCTLib.jobs.register import RegisterJob
from SyntheticCTLib.jobs.report import ReportJob
from SyntheticCTLib.jobs.segment import SegmentJob
from SyntheticCTLib.jobs.surface import SurfaceJob
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.report.folder import write_comparison
from SyntheticCTLib.simulation.head.analytic import analytic_head
from SyntheticCTLib.simulation.head.anatomy import head_anatomy
from SyntheticCTLib.simulation.head.draw import HeadPhantom, draw_head
from SyntheticCTLib.simulation.head.options import HeadOptions
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.options import SynthesisOptions

#: Commands of the command line that are not among them, and why.
NOT_TRIED = {
    "calibration": "shows what it measured",
    "doctor": "shows what it found",
    "setup-totalsegmentator": "has pip write an environment, which is replaced unless it was ended",
}


def commands(folder: Path) -> list[Command]:
    """All of them.

    Args:
        folder: where their inputs go.
    """
    inputs = Inputs(folder)
    recipe = folder / "tiny.json"
    write_json(TINY_RECIPE | {"steps": 4, "validate_every": 2}, recipe)
    main = [*_of_images(inputs), *_of_folders(inputs), *_of_many(inputs, recipe)]
    return [*main, *further_commands(inputs, recipe), *commands_from_elsewhere(inputs)]


def _of_images(inputs: Inputs) -> list[Command]:
    """Those that write an image, a surface or a transform."""

    def job(kind: Callable[..., Any], source: str, output: str, **options: Any) -> Any:
        return lambda folder, seed: run_job(
            kind(inputs.file(source, seed), str(folder / output), **options)
        )

    def synthesize(output: str, **more: bool) -> Any:
        def run(folder: Path, seed: int) -> None:
            files = inputs.file("mr", seed), str(folder / output)
            run_job(SynthesizeJob(*files, model=str(inputs.model(seed)), **more))

        return run

    def register(folder: Path, seed: int) -> None:
        images = inputs.file("ct", seed), inputs.file("ct", seed)
        places = str(folder / "moved.nrrd"), str(folder / "pose.tfm")
        run_job(RegisterJob(*images, output=places[0], transform=places[1]))

    def place(folder: Path, seed: int) -> None:
        images = inputs.file("ct", seed), inputs.file("ct", seed)
        run_job(PlaceJob(*images, str(folder / "placed.nii.gz"), registration="identity"))

    def scan(folder: Path, seed: int) -> None:
        seen, ct = folder / "seen.nii.gz", inputs.file("ct", seed)
        written = ["-o", folder / "scan.nii.gz", "--field-of-view", seen]
        quiet_line("simulate-cbct", ct, *written, "--parameters", inputs.scan)

    table, bounds = str(inputs.table), synthesize("sct.nii.gz", bounds=True)
    beside = tuple(
        f"_{what}.nii.gz" for what in ("lower", "upper", "bone_probability", "expected_error")
    )
    return [
        Command("synthesize, .nii.gz", synthesize("sct.nii.gz"), inputs.model),
        Command("synthesize, .mhd", synthesize("sct.mhd"), inputs.model),
        Command("synthesize --bounds", bounds, inputs.model, beside=beside),
        Command("surface, .stl", job(SurfaceJob, "ct", "bone.stl")),
        Command("surface, .3mf", job(SurfaceJob, "ct", "bone.3mf")),
        Command("segment", job(SegmentJob, "ct", "tissues.nii.gz")),
        Command("convert-hu", job(ConvertHUJob, "ct", "density.mha", table=table)),
        Command("register", register, beside=("moved.nrrd",)),
        Command("place", place),
        Command("simulate-cbct", scan, beside=("seen.nii.gz",)),
    ]


def _of_folders(inputs: Inputs) -> list[Command]:
    """Those that write a folder."""

    @cache
    def head(seed: int) -> HeadPhantom:
        return draw_head(head_anatomy(analytic_head(seed, 6.0), 6.0), HeadOptions(seed=seed))

    def density(folder: Path, seed: int) -> None:
        ct, place = inputs.file("ct", seed), str(folder / "beams")
        run_job(DensityJob(ct, ct, str(inputs.table), place, beams=(0.0,)))

    def case(folder: Path, seed: int) -> None:
        images, place = (inputs.file("mr", seed), inputs.file("ct", seed)), str(folder / "case")
        run_job(CaseJob(*images, output=place, how=_how(inputs.model(seed))))

    def demo(folder: Path, seed: int) -> None:
        images = inputs.file("mr", seed), inputs.file("ct", seed)
        how = ("--model", inputs.model(seed), "--device", "cpu")
        quiet_line("demo", *images, "-o", folder / "demo", *how)

    def report(folder: Path, seed: int) -> None:
        page = str(folder / "report.html")
        run_job(ReportJob(str(inputs.comparison(seed)), page, title=str(seed), interactive=True))

    def model(folder: Path, seed: int) -> None:
        write_tiny_model(folder / "tiny", card=f"# Tiny {seed}\n", doubts=bool(seed))

    def dicom(folder: Path, seed: int) -> None:
        run_job(DicomJob(inputs.file("ct", seed), str(folder / "series"), modality="CT"))

    def compare(folder: Path, seed: int) -> None:
        write_comparison(inputs.compared(seed), folder / "out")

    return [
        Command("density", density, begins="empty"),
        Command("dicom, series", dicom, begins="empty"),
        Command("head-phantom", lambda folder, seed: head(seed).write(folder / "head"), head),
        Command("a model's folder", model, inputs.model),
        Command("phantom", lambda folder, seed: inputs.people[seed].write(folder / "person")),
        Command("compare", compare, inputs.compared),
        Command("report", report, inputs.comparison, beside=("bone-3d.html",)),
        Command("case", case, inputs.model),
        Command("demo", demo, inputs.model),
    ]


def _of_many(inputs: Inputs, recipe: Path) -> list[Command]:
    """Those that work for hours, and go on where they were stopped."""
    trained = inputs.folder / "trained"

    def train(folder: Path, seed: int) -> None:
        words = (recipe, inputs.aligned_pairs(), "-o", folder / "run", "--fold", 1)
        quiet_line("train", *words, "--device", "cpu", "--loader-processes", 0)

    def pretrained(seed: int) -> None:
        if not trained.is_dir():
            train(trained, seed)
            quiet_line("export", trained / "run", inputs.aligned_pairs(), "-o", trained / "parent")

    def finetune(folder: Path, seed: int) -> None:
        words = (trained / "parent", "--pairs", inputs.aligned_pairs(), "-o", folder / "child")
        quiet_line("finetune", *words, "--steps", 2, "--device", "cpu", "--loader-processes", 0)

    def export(folder: Path, seed: int) -> None:
        kind = ("float16", "int8")[seed]
        words = (trained / "run", inputs.aligned_pairs(), "-o", folder / "made")
        quiet_line("export", *words, "--weights", kind)

    def prepare(folder: Path, seed: int) -> None:
        quiet_line("prepare", inputs.raw_pairs(), folder / "aligned")

    def cone_beams(folder: Path, seed: int) -> None:
        words = (inputs.file("ct", 0), "-o", folder / "pairs", "--spacing", 4, 4, 8)
        quiet_line("prepare-cbct", *words, "--parameters", inputs.scan)

    def cohort(folder: Path, seed: int) -> None:
        model = ("--model", inputs.model(0), "--registration", "none", "--no-sensitivity")
        words = (inputs.cases(), "-o", folder / "study", *model, "--device", "cpu")
        quiet_line("cohort", *words, "--workers", 1)

    def ready(seed: int) -> None:
        inputs.aligned_pairs(), inputs.raw_pairs(), inputs.cases(), inputs.model(0)

    return [
        Command("export", export, pretrained),
        Command("train", train, ready, "empty", grows=True),
        Command("finetune", finetune, pretrained, "empty", grows=True),
        Command("prepare", prepare, ready, "empty", grows=True),
        Command("prepare-cbct", cone_beams, ready, "empty", grows=True),
        Command("cohort", cohort, ready, "empty", grows=True),
    ]


def _how(model: Path) -> CaseOptions:
    """A case as cheap as it can be."""
    return CaseOptions(
        model=str(model),
        synthesis=SynthesisOptions(device="cpu"),
        registration="none",
        accuracy=AccuracyOptions(sensitivity=False),
    )


def cleared(folder: Path) -> Path:
    """The folder, new and empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
