"""The commands that measure, convert or plan and write what they found."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from interruption.command import Command, Inputs, quiet_line
from pydicom import dcmread

from SyntheticCTLib import write_volume
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.jobs.segment import SegmentJob
from SyntheticCTLib.simulation.head.analytic import analytic_head
from SyntheticCTLib.simulation.head.tissues import HeadTissue

#: BrainWeb's numbers of the tissues that a head without a patient has.
_BRAINWEB = {
    HeadTissue.CSF: 1,
    HeadTissue.GREY: 2,
    HeadTissue.WHITE: 3,
    HeadTissue.FAT: 4,
    HeadTissue.MUSCLE: 5,
    HeadTissue.SOFT: 6,
    HeadTissue.SKIN: 6,
    HeadTissue.MUCOSA: 6,
    HeadTissue.COMPACT: 7,
    HeadTissue.VESSEL: 8,
    HeadTissue.DURA: 10,
    HeadTissue.SPONGY: 11,
}


def further_commands(inputs: Inputs, recipe: Path) -> list[Command]:
    """All but those of ``commands``.

    Args:
        inputs: what they read.
        recipe: of a tiny training.
    """
    return [*_of_dicom(inputs), *_of_models(inputs, recipe), *_of_studies(inputs)]


def _of_dicom(inputs: Inputs) -> list[Command]:
    series = inputs.series

    def tilted(seed: int) -> Path:
        """The same as a tilted gantry makes it: each slice a little higher than the last."""
        folder = inputs.folder / f"tilted{seed}"
        if not folder.is_dir():
            shutil.copytree(series(seed), folder)
            for number, path in enumerate(sorted(folder.iterdir())):
                header = dcmread(path)
                header.ImagePositionPatient[1] = float(header.ImagePositionPatient[1]) + number
                header.save_as(path)
        return folder

    def tissues(seed: int) -> Path:
        labels = inputs.folder / f"tissues{seed}.nii.gz"
        if not labels.is_file():
            run_job(SegmentJob(inputs.file("ct", seed), str(labels)))
        return labels

    def straighten(folder: Path, seed: int) -> None:
        quiet_line("straighten", tilted(seed), "-o", folder / "straight.nrrd")

    def labels(folder: Path, seed: int) -> None:
        quiet_line("dicom", tissues(seed), "-o", folder / "seg.dcm", "--like", series(seed))

    def verdict(folder: Path, seed: int) -> None:
        place = inputs.comparison(seed)
        quiet_line("dicom", place, "-o", folder / "answer.dcm", "--like", series(seed))

    def inbox(folder: Path, seed: int) -> None:
        words = (series(0), "-o", folder / "results", "--settle-seconds", 0, "--once")
        quiet_line("inbox", *words, "--model", inputs.model(0), "--device", "cpu", "--force")

    return [
        Command("straighten", straighten, tilted),
        Command("dicom, segmentation", labels, lambda seed: (series(seed), tissues(seed))),
        Command("dicom, answer", verdict, lambda seed: (series(seed), inputs.comparison(seed))),
        Command("inbox", inbox, lambda _: (series(0), inputs.model(0)), "empty", grows=True),
    ]


def _of_models(inputs: Inputs, recipe: Path) -> list[Command]:
    pairs = inputs.aligned_pairs

    def evaluate(folder: Path, seed: int) -> None:
        images = inputs.file("ct", seed), inputs.file("ct", seed)
        quiet_line("evaluate", *images, "-o", folder / "figures.json", "--force")

    def score(folder: Path, seed: int) -> None:
        words = (inputs.model(seed), pairs(), "-o", folder / "scores.csv")
        quiet_line("score", *words, "--keep", folder / "images", "--device", "cpu")

    def plan(folder: Path, seed: int) -> None:
        words = (recipe, pairs(), "-o", folder / "plan.json", "--memory", 1)
        quiet_line("plan", *words, "--epochs", 1 + seed, "--device", "cpu")

    def calibrate(folder: Path, seed: int) -> None:
        place = folder / "tiny"
        if not place.is_dir():
            shutil.copytree(inputs.model(0), place)
        words = ("--coverage", (0.9, 0.8)[seed], "--device", "cpu")
        quiet_line("calibrate-interval", place, pairs(), *words)

    def rank(folder: Path, seed: int) -> None:
        images = inputs.file("mr", seed), inputs.file("ct", seed)
        words = ("--model", inputs.model(seed), "--registration", "none", "--device", "cpu")
        quiet_line("models", "compare", *images, *words, "-o", folder / "ranking.json", "--force")

    def trained(seed: int) -> Path:
        folder = inputs.folder / f"run{seed}"
        if not folder.is_dir():
            words = (recipe, pairs(), "-o", folder, "--fold", 1, "--steps", 20 + 10 * seed)
            quiet_line("train", *words, "--device", "cpu", "--loader-processes", 0)
        return folder

    def curves(folder: Path, seed: int) -> None:
        quiet_line("curves", trained(seed), "-o", folder / "curves.svg")

    def cross_validate(folder: Path, seed: int) -> None:
        words = (recipe, pairs(), "-o", folder / "cross", "--folds", 2, "--steps", 2)
        quiet_line("cross-validate", *words, "--device", "cpu", "--loader-processes", 0)

    def heads(folder: Path, seed: int) -> None:
        words = (_head_labels(inputs), folder / "heads", "--count", 1, "--spacing", 5)
        quiet_line("prepare-heads", *words)

    def ready(seed: int) -> None:
        pairs(), inputs.model(seed)

    return [
        Command("evaluate", evaluate),
        Command("score", score, ready, "empty", grows=True),
        Command("plan", plan, ready),
        Command("calibrate-interval", calibrate, ready),
        Command("models compare", rank, ready),
        Command("prepare-heads", heads, lambda _: _head_labels(inputs), "empty", grows=True),
        Command("curves", curves, trained),
        Command("cross-validate", cross_validate, ready, "empty", grows=True),
    ]


def _head_labels(inputs: Inputs) -> Path:
    """The map of a head, in BrainWeb's numbers, so coarse that it is drawn in a second."""
    folder = inputs.folder / "labels"
    if not folder.is_dir():
        folder.mkdir()
        head = analytic_head(1, 5.0)
        numbers = np.zeros(len(HeadTissue), np.uint8)
        for tissue, number in _BRAINWEB.items():
            numbers[tissue] = number
        write_volume(head.with_array(numbers[head.array]), folder / "own_01_labels.nii.gz")
    return folder


def _of_studies(inputs: Inputs) -> list[Command]:
    def study(seed: int) -> Path:
        folder = inputs.folder / f"study{seed}"
        if not folder.is_dir():
            words = ("--model", inputs.model(seed), "--registration", "none", "--no-sensitivity")
            source = (inputs.cases(seed), "-o", folder, *words)
            quiet_line("cohort", *source, "--device", "cpu", "--workers", 1)
        return folder

    def compare(folder: Path, seed: int) -> None:
        quiet_line("compare-studies", study(seed), study(0), "-o", folder / "both")

    def large(_: int) -> Path:
        """A study of as many patients as a commissioning asks for."""
        folder = inputs.folder / "large"
        if not folder.is_dir():
            words = ("--model", inputs.model(0), "--registration", "none", "--no-sensitivity")
            source = (inputs.cases(0, tuple("abcde")), "-o", folder, *words)
            quiet_line("cohort", *source, "--device", "cpu", "--workers", 1)
        return folder

    def commission(folder: Path, seed: int) -> None:
        """Into the study itself; what differs is the time, to the second."""
        if not (folder / "study").is_dir():
            shutil.copytree(large(0), folder / "study")
        quiet_line("commission", folder / "study")

    return [
        Command("compare-studies", compare, study, beside=("paired.csv",)),
        Command("commission", commission, large, beside=("certificate.html",)),
    ]
