"""The job ``calibrate-interval``: a model's bounds fitted to patients whom it never saw."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.training_options import PAIRS_HELP, DeviceOption
from SyntheticCTLib.options import FOLDS, holds_options, option
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    from SyntheticCTLib.training.score.calibrating import CalibratedModel

#: Each patient is drawn by the calibration of all the others, of whom two are needed.
_FEWEST_DRAWN = 3


@holds_options
class CalibrateIntervalJob(Job):
    """Find the factor with which a model's bounds hold, and store it in the model's folder."""

    name: ClassVar[str] = "calibrate-interval"

    model: str = option("a model's folder; it is changed", positional=True)
    pairs: str = option(PAIRS_HELP, positional=True)
    fold: int | None = option(
        "the held-out fold (default: all pairs of the folder)", default=None, limits=FOLDS
    )
    coverage: float = option("share of voxels to hold", default=0.9, limits=(0.01, 0.999))
    simulated: bool = option(
        "the pairs are simulated: give the bounds room for real images, and say so", default=False
    )
    where: DeviceOption = field(default_factory=DeviceOption)
    plot: str | None = option(
        "draw the calibration, patient by patient", default=None, metavar="FILE.svg", writes=True
    )

    def run(self, watch: Watch) -> JobResult:
        """Calibrate, store, draw. The result is a ``CalibratedModel``."""
        from SyntheticCTLib.training.run.run import split_pairs
        from SyntheticCTLib.training.score.calibrating import calibrate_model

        model, pairs = Path(self.model), Path(self.pairs)
        training, held_out = split_pairs(pairs, self.fold)
        names = training if self.fold is None else held_out
        if self.plot is not None and len(names) < _FEWEST_DRAWN:
            raise InputError(
                f"A calibration is drawn of {_FEWEST_DRAWN} patients or more, not of "
                f"{len(names)}: leave out --plot."
            )
        found = calibrate_model(
            model,
            pairs,
            names,
            coverage=self.coverage,
            simulated=self.simulated,
            device=self.where.device,
            watch=watch,
        )
        if self.plot is None:
            return JobResult({"model": model}, found)
        _draw(Path(self.plot), found, model.name)
        return JobResult({"model": model, "plot": Path(self.plot)}, found)


def _draw(path: Path, found: CalibratedModel, model: str) -> None:
    from SyntheticCTLib.files.atomic import write_whole
    from SyntheticCTLib.training.score.calibration_plot import calibration_svg

    title = f"Calibration of {model}, held-out patients"
    drawn = calibration_svg(found.left_out, found.calibration.coverage, found.surfaces, title)
    write_whole(path, drawn)
