"""``synthetic-ct prepare-heads``: simulated heads as pairs for training."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.prepare_heads import PrepareHeadsJob


@job_command(
    PrepareHeadsJob,
    summary="draw MRs and CTs of heads from label maps, as pairs for training",
    description="Draw pairs of MR and CT from each label map of a folder (BrainWeb or "
    "SynthSeg, <family>_<head>_labels.nii.gz, .nii.xz or .nrrd): sequences, people's tissues, "
    "shapes, slices and fields of view at random. Folds are by head, each family by itself.",
)
def command(job: PrepareHeadsJob, done: JobResult) -> Shown:
    """Draw, and say how many pairs there are."""
    names = done.result
    text = f"{len(names)} pairs of heads in {job.output}"
    return Shown({"pairs": names}, text)
