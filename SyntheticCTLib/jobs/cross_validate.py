"""The job ``cross-validate``: a recipe's figures on patients that it did not learn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from SyntheticCTLib.files.locks import only_one_in
from SyntheticCTLib.jobs.folder_job import FolderJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.training_options import (
    PAIRS_HELP,
    RECIPE_HELP,
    MachineOptions,
    RecipeChanges,
)
from SyntheticCTLib.options import option
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    from SyntheticCTLib.training.run.cross_validation import CrossScore, CrossSummary


@dataclass(frozen=True, eq=False)
class CrossValidation:
    """What came of it.

    Attributes:
        scores: of each patient by each network that did not see it.
        summary: means with intervals, a setting each.
        columns: the figures of the recipe's task, keys with titles.
    """

    scores: list[CrossScore]
    summary: list[CrossSummary]
    columns: Mapping[str, str]


@dataclass(frozen=True)
class CrossValidateJob(FolderJob):
    """Train once without each fold, and score every patient by the network that did not see it."""

    name: ClassVar[str] = "cross-validate"

    recipe: str = field(metadata=option(RECIPE_HELP, positional=True))
    pairs: str = field(metadata=option(PAIRS_HELP, positional=True))
    output: str = field(metadata=option("folder, made if missing", "-o", "--output", writes=True))
    folds: int = field(default=4, metadata=option("number of folds", limits=(2, 1000)))
    repeats: int = field(default=1, metadata=option("repeats with other seeds", limits=(1, 1000)))
    groups: str | None = field(
        default=None,
        metadata=option(
            "column of PAIRS/alignment.csv, as region: train also on each group alone and on all "
            "others, and score group by group",
            metavar="COLUMN",
        ),
    )
    grades: str = field(default="", metadata=option("grades in the summary (default: all)"))
    changes: RecipeChanges = field(default_factory=RecipeChanges)
    machine: MachineOptions = field(default_factory=MachineOptions)

    def run(self, watch: Watch) -> JobResult:
        """Train, score, write the table; alone in the folder."""
        from SyntheticCTLib.files.atomic import atomic_path
        from SyntheticCTLib.training.run.cross_table import cross_markdown

        table = Path(self.output) / "summary.md"
        with only_one_in(table.parent, "cross-validation"):
            found = self._found(watch)
            with atomic_path(table) as temporary:
                text = cross_markdown(found.summary, found.columns)
                temporary.write_text(text, encoding="utf-8")
        return JobResult({"summary": table}, found)

    def _found(self, watch: Watch) -> CrossValidation:
        from SyntheticCTLib.inference.device import choose_device
        from SyntheticCTLib.training.data.aligned_pairs import find_pairs
        from SyntheticCTLib.training.run.cross_validation import cross_validate, summarise
        from SyntheticCTLib.training.run.experiments import groups_of, plan_experiments

        self.machine.set_threads()
        pairs, groups = Path(self.pairs), None
        if self.groups:
            groups = groups_of(pairs, find_pairs(pairs), self.groups)
        experiments = plan_experiments(pairs, folds=self.folds, groups=groups)
        recipe = self.changes.of_recipe(self.recipe)
        scores = cross_validate(
            recipe,
            pairs,
            Path(self.output),
            experiments,
            repeats=self.repeats,
            groups=groups,
            device=choose_device(self.machine.device),
            loader_processes=self.machine.loader_processes,
            weights=self.changes.start_weights(recipe),
            watch=watch,
        )
        columns = recipe.image_task.table_columns
        return CrossValidation(scores, summarise(scores, self.grades), columns)
