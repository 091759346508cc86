"""The job ``plan``: a recipe fitted to one's pairs and memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from SyntheticCTLib.image.grid import Size, Vector
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.training_options import PAIRS_HELP, RECIPE_HELP, DeviceOption
from SyntheticCTLib.options import COUNTS, holds_options, option, written
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    from SyntheticCTLib.training.run.recipe import Recipe

#: Share of the free memory that a plan uses when none is named.
_SHARE = 0.9

_GIB = 2**30


@dataclass(frozen=True, eq=False)
class PlannedRecipe:
    """A recipe, and what it was fitted to.

    Attributes:
        before: the recipe as it was.
        planned: as it is now.
        patients: how many pairs were looked at.
        memory: that it may take, bytes.
        needed: that it takes, bytes.
    """

    before: Recipe
    planned: Recipe
    patients: int
    memory: float
    needed: float


@holds_options
class PlanJob(Job):
    """Write a recipe with spacing, patch, batch and epochs that fit the pairs and the memory."""

    name: ClassVar[str] = "plan"

    recipe: str = option(RECIPE_HELP, positional=True)
    pairs: str = option(PAIRS_HELP, positional=True)
    output: str = written("the new recipe, JSON")
    memory: float | None = option(
        "(default: what is free now)", default=None, metavar="GIB", limits=(0.1, 1e6)
    )
    spacing: Vector | None = option("mm", default=None, metavar="I J K", limits=(0.01, 100))
    patch: Size | None = option("voxels", default=None, metavar="K J I", limits=(1, 4096))
    batch: int | None = option("patches a step", default=None, limits=COUNTS)
    epochs: int | None = option("epochs of 250 steps", default=None, limits=(1, 1_000_000))
    where: DeviceOption = field(default_factory=DeviceOption)

    def run(self, watch: Watch) -> JobResult:
        """Look at the pairs, plan, write."""
        from SyntheticCTLib.files.plain_json import write_json
        from SyntheticCTLib.inference.device import choose_device, free_memory
        from SyntheticCTLib.training.data.fingerprint import take_fingerprint
        from SyntheticCTLib.training.run.planning import plan_recipe, training_bytes
        from SyntheticCTLib.training.run.recipe import load_recipe

        recipe, output = load_recipe(self.recipe), Path(self.output)
        device = choose_device(self.where.device)
        free = free_memory(device) or 8 * _GIB
        memory = self.memory * _GIB if self.memory else _SHARE * free
        bytes_per_value = 2 if device.type == "cuda" else 4
        found = take_fingerprint(Path(self.pairs), recipe.frame["orientation"])
        watch.check()
        planned = plan_recipe(
            replace(recipe, name=output.stem),
            found,
            memory=memory,
            bytes_per_value=bytes_per_value,
            spacing=self.spacing,
            patch=self.patch,
            batch=self.batch,
            epochs=self.epochs,
        )
        write_json(planned.to_dict(), output)
        needed = training_bytes(planned, bytes_per_value=bytes_per_value)
        result = PlannedRecipe(recipe, planned, found.patients, memory, needed)
        return JobResult({"output": output}, result)
