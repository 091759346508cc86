"""The job ``score``: a model's figures on patients that it did not learn from."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.training_options import MODEL_HELP, PAIRS_HELP, DeviceOption
from SyntheticCTLib.options import FOLDS, SEEDS, holds_options, option, written
from SyntheticCTLib.progress import Watch


@holds_options
class ScoreJob(Job):
    """Score a model on the aligned pairs of a held-out fold, beside baselines."""

    name: ClassVar[str] = "score"

    model: str = option(MODEL_HELP, positional=True)
    pairs: str = option(PAIRS_HELP, positional=True)
    fold: int = option("the held-out fold", default=0, limits=FOLDS)
    grades: str = option(
        "grades in the summary (default: AB); pairs without a grade all count", default="AB"
    )
    where: DeviceOption = field(default_factory=DeviceOption)
    keep: str | None = option("folder in which to keep the images", default=None, metavar="FOLDER")
    steps: int | None = option(
        "of a sampled MR (default: the model's)", default=None, limits=(1, 1000)
    )
    seed: int = option("of a sampled MR", default=0, limits=SEEDS)
    pictures: str | None = option(
        "draw CBCT, synthetic CT, CT and their difference for every patient, <id>_axial.png",
        default=None,
        metavar="FOLDER",
    )
    output: str | None = written(
        "CSV file, one row a patient and method", default=None, metavar="FILE"
    )

    def run(self, watch: Watch) -> JobResult:
        """Score, write the table. The result is a list of ``Score``."""
        from SyntheticCTLib.models import load_model
        from SyntheticCTLib.tasks.registry import image_task_of
        from SyntheticCTLib.training.score.scores import write_scores
        from SyntheticCTLib.training.score.scoring import score_fold

        model = load_model(self.model)
        sampling = {"steps": self.steps, "seed": self.seed}
        scores = score_fold(
            model,
            Path(self.pairs),
            self.fold,
            device=self.where.device,
            keep=None if self.keep is None else Path(self.keep),
            pictures=None if self.pictures is None else Path(self.pictures),
            watch=watch,
            **image_task_of(model.info).options(**sampling),
        )
        if self.output is None:
            return JobResult({}, scores)
        write_scores(scores, Path(self.output))
        return JobResult({"output": Path(self.output)}, scores)
