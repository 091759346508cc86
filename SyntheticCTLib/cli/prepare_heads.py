"""``synthetic-ct prepare-heads``: simulated heads as pairs for training."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.jobs.prepare_heads import PrepareHeadsJob

add_parser = job_parser(
    PrepareHeadsJob,
    summary="draw MRs and CTs of heads from label maps, as pairs for training",
    description="Draw pairs of MR and CT from each label map of a folder (BrainWeb or "
    "SynthSeg, <family>_<head>_labels.nii.gz, .nii.xz or .nrrd): sequences, people's tissues, "
    "shapes, slices and fields of view at random. Folds are by head, each family by itself.",
)


def run(arguments: argparse.Namespace) -> int:
    """Draw, and say how many pairs there are."""
    job, done = carry_out(arguments, PrepareHeadsJob)
    names = done.result
    text = f"{len(names)} pairs of heads in {job.output}"
    console.write_result(arguments, {"pairs": names}, text)
    return 0
