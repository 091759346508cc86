"""The job ``train``: a network trained on aligned pairs by a recipe, or a run continued."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.locks import only_one_in
from SyntheticCTLib.jobs.folder_job import FolderJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.training_options import (
    PAIRS_HELP,
    RECIPE_HELP,
    MachineOptions,
    RecipeChanges,
)
from SyntheticCTLib.options import FOLDS, holds_options, option, written
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    from SyntheticCTLib.training.run.processes import Processes
    from SyntheticCTLib.training.run.recipe import Recipe
    from SyntheticCTLib.training.run.trainer import Trainer


@holds_options
class TrainJob(FolderJob):
    """Train a network; a run that was stopped goes on at its last checkpoint."""

    name: ClassVar[str] = "train"

    recipe: str = option(RECIPE_HELP, positional=True)
    pairs: str = option(PAIRS_HELP, positional=True)
    output: str = written("folder of the run")
    start: str | None = option(
        "start from the weights of a model (its id or folder) of the recipe's network",
        default=None,
        metavar="MODEL",
    )
    fold: int | None = option(
        "fold (0 to 3) to validate on (default: none)", default=None, limits=FOLDS
    )
    folds: tuple[int, ...] = option(
        "one run for each of these folds, in OUTPUT/fold_<n>, instead",
        default=(),
        metavar="FOLD",
        limits=FOLDS,
    )
    changes: RecipeChanges = field(default_factory=RecipeChanges)
    machine: MachineOptions = field(default_factory=MachineOptions)

    def check(self) -> None:
        """Refuse what contradicts itself."""
        if self.fold is not None and self.folds:
            raise InputError("Give --fold or --folds, not both: one run, or one for each fold.")
        if self.start is not None and self.changes.encoder_weights is not None:
            raise InputError("Give --start or --encoder-weights, not both: each sets the weights.")
        super().check()

    def run(self, watch: Watch) -> JobResult:
        """Train. The result is the last validation, a patient each."""
        from SyntheticCTLib.training.run.processes import joined_processes

        self.machine.set_threads()
        recipe = self.changes.of_recipe(self.recipe)
        runs, figures = list(self._runs()), []
        with joined_processes(self.machine.device) as (processes, device):
            for index, (fold, folder) in enumerate(runs):
                part = watch.part(index / len(runs), (index + 1) / len(runs))
                # Of processes that train together, the first holds the folder for all.
                held = only_one_in(folder, "training") if processes.is_first else nullcontext()
                with held:
                    trainer = self._trainer(recipe, fold, folder, processes, device)
                    figures += trainer.run(part)
        return JobResult({"output": Path(self.output)}, figures)

    def _runs(self) -> Iterator[tuple[int | None, Path]]:
        """The fold of each run, and its folder."""
        if not self.folds:
            yield self.fold, Path(self.output)
        for fold in self.folds:
            yield fold, Path(self.output) / f"fold_{fold}"

    def _trainer(
        self, recipe: Recipe, fold: int | None, folder: Path, processes: Processes, device: str
    ) -> Trainer:
        from SyntheticCTLib.inference.device import choose_device
        from SyntheticCTLib.training.run.run import start_run
        from SyntheticCTLib.training.run.starting_point import StartingPoint, starting_point

        if self.start is None:
            start = StartingPoint(self.changes.start_weights(recipe))
        else:
            start = starting_point(self.start, recipe)
        return start_run(
            recipe,
            Path(self.pairs),
            folder,
            fold=fold,
            device=choose_device(device),
            loader_processes=self.machine.loader_processes,
            start=start,
            processes=processes,
        )
