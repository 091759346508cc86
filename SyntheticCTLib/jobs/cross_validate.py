"""The job ``cross-validate``: a recipe's figures on patients that it did not learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    from SyntheticCTLib.training.run.cross_validation import CrossNetwork, CrossScore, CrossSummary
    from SyntheticCTLib.training.run.recipe import Recipe


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


@dataclass(frozen=True, eq=False)
class CrossPlan:
    """What a cross-validation trains.

    Attributes:
        recipe: what is learnt, and how.
        groups: group of each patient, if asked for.
        networks: every one.
    """

    recipe: Recipe
    groups: Mapping[str, str] | None
    networks: list[CrossNetwork]

    def named(self, name: str) -> CrossNetwork:
        """A network by its name.

        Raises:
            InputError: there is none.
        """
        for network in self.networks:
            if network.name == name:
                return network
        known = ", ".join(network.name for network in self.networks)
        raise InputError(f"There is no network {name!r}; this cross-validation has {known}.")


@holds_options
class CrossValidateJob(FolderJob):
    """Train once without each fold, and score every patient by the network that did not see it."""

    name: ClassVar[str] = "cross-validate"

    recipe: str = option(RECIPE_HELP, positional=True)
    pairs: str = option(PAIRS_HELP, positional=True)
    output: str = written("folder, made if missing")
    folds: int = option("number of folds", default=4, limits=(2, 1000))
    repeats: int = option("repeats with other seeds", default=1, limits=(1, 1000))
    groups: str | None = option(
        "column of PAIRS/alignment.csv, as region: train also on each group alone and on all "
        "others, and score group by group",
        default=None,
        metavar="COLUMN",
    )
    grades: str = option("grades in the summary (default: all)", default="")
    network: str = option(
        "train and score this network alone, as seed_0/fold_2_all, for a scheduler of your "
        "own; the same command without it puts all of them together",
        default="",
        metavar="SEED/NETWORK",
    )
    changes: RecipeChanges = field(default_factory=RecipeChanges)
    machine: MachineOptions = field(default_factory=MachineOptions)

    def run(self, watch: Watch) -> JobResult:
        """Train and score; alone in the folder, or in that of the one network."""
        if not self.network:
            with only_one_in(Path(self.output), "cross-validation"):
                return self._together(self._plan(), watch)
        plan = self._plan()
        one = plan.named(self.network)
        with only_one_in(Path(self.output) / one.name, "training"):
            found = self._found(plan, [one], watch)
        return JobResult({"scores": one.table(Path(self.output))}, found)

    def _together(self, plan: CrossPlan, watch: Watch) -> JobResult:
        """Train and score every network that is left, and write the tables of all."""
        from SyntheticCTLib.files.atomic import write_whole
        from SyntheticCTLib.training.run.cross_table import cross_markdown
        from SyntheticCTLib.training.run.cross_validation import write_all_scores

        found = self._found(plan, plan.networks, watch)
        scores = write_all_scores(found.scores, Path(self.output))
        table = Path(self.output) / "summary.md"
        write_whole(table, cross_markdown(found.summary, found.columns))
        return JobResult({"scores": scores, "summary": table}, found)

    def _plan(self) -> CrossPlan:
        from SyntheticCTLib.training.data.aligned_pairs import find_pairs
        from SyntheticCTLib.training.run.cross_validation import networks_of
        from SyntheticCTLib.training.run.experiments import groups_of, plan_experiments

        pairs, groups = Path(self.pairs), None
        if self.groups:
            groups = groups_of(pairs, find_pairs(pairs), self.groups)
        recipe = self.changes.of_recipe(self.recipe)
        experiments = plan_experiments(pairs, folds=self.folds, groups=groups)
        return CrossPlan(recipe, groups, networks_of(recipe, experiments, self.repeats))

    def _found(
        self, plan: CrossPlan, networks: Sequence[CrossNetwork], watch: Watch
    ) -> CrossValidation:
        from SyntheticCTLib.inference.device import choose_device
        from SyntheticCTLib.training.run.cross_validation import cross_validate, summarise
        from SyntheticCTLib.training.run.starting_point import StartingPoint

        self.machine.set_threads()
        scores = cross_validate(
            plan.recipe,
            Path(self.pairs),
            Path(self.output),
            networks,
            groups=plan.groups,
            device=choose_device(self.machine.device),
            loader_processes=self.machine.loader_processes,
            start=StartingPoint(self.changes.start_weights(plan.recipe)),
            watch=watch,
        )
        columns = plan.recipe.image_task.table_columns
        return CrossValidation(scores, summarise(scores, self.grades), columns)
