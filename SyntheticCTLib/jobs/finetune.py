"""The job ``finetune``: a model trained on with one's own pairs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.locks import only_one_in
from SyntheticCTLib.jobs.folder_job import FolderJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.training_options import (
    MODEL_HELP,
    PAIRS_HELP,
    MachineOptions,
    StatementOptions,
)
from SyntheticCTLib.options import FOLDS, STEPS, holds_options, option, written
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    from SyntheticCTLib.models import ModelInfo
    from SyntheticCTLib.tasks.trained_task import Figures


@dataclass(frozen=True, eq=False)
class FinetunedModel:
    """A model that was trained on.

    Attributes:
        info: of the new model.
        parent: the model that it was.
        figures: of the held-out patients.
    """

    info: ModelInfo
    parent: ModelInfo
    figures: list[Figures]


@holds_options
class FinetuneJob(FolderJob):
    """Train on from a model's weights, and write a new model folder."""

    name: ClassVar[str] = "finetune"

    model: str = option(f"the parent: {MODEL_HELP}", positional=True)
    pairs: str = option(PAIRS_HELP)
    output: str = written("the new model folder")
    run_folder: str | None = option(
        "(default: OUTPUT-run)", "--run", default=None, metavar="FOLDER"
    )
    fold: int | None = option(
        "fold (0 to 3) to judge by (default: none)", default=None, limits=FOLDS
    )
    steps: int = option("optimiser steps", default=1000, limits=STEPS)
    learning_rate: float = option("of the optimiser", default=1e-4, limits=(1e-12, 10))
    second_stage: bool = option(
        "train on the second stage of a model of two, instead of the first", default=False
    )
    said: StatementOptions = field(default_factory=StatementOptions)
    machine: MachineOptions = field(default_factory=MachineOptions)

    @property
    def _run_folder(self) -> Path:
        output = Path(self.output)
        asked = self.run_folder
        return output.with_name(f"{output.name}-run") if asked is None else Path(asked)

    def check(self) -> None:
        """Refuse a model and a run of which one would lie in the other, too."""
        super().check()
        model, run = Path(self.output).resolve(), self._run_folder.resolve()
        if model.is_relative_to(run) or run.is_relative_to(model):
            raise InputError(
                f"The new model ({self.output}) and its run ({self._run_folder}) cannot lie in one "
                "another: choose folders of their own."
            )

    def run(self, watch: Watch) -> JobResult:
        """Train on, alone in the run's folder, and write the model."""
        output, folder = Path(self.output), self._run_folder
        with only_one_in(folder, "training"):
            made = self._made(folder, watch)
        return JobResult({"output": output, "run": folder}, made)

    def _made(self, folder: Path, watch: Watch) -> FinetunedModel:
        from SyntheticCTLib.inference.device import choose_device
        from SyntheticCTLib.models import load_model
        from SyntheticCTLib.training.run.finetune import finetune, finetune_recipe

        self.machine.set_threads()
        model = load_model(self.model)
        recipe = finetune_recipe(
            model,
            steps=self.steps,
            learning_rate=self.learning_rate,
            second_stage=self.second_stage,
        )
        info, figures = finetune(
            model,
            Path(self.pairs),
            Path(self.output),
            recipe,
            statement=self.said.statement(),
            run=folder,
            fold=self.fold,
            device=choose_device(self.machine.device),
            loader_processes=self.machine.loader_processes,
            watch=watch,
        )
        return FinetunedModel(info, model.info, figures)
