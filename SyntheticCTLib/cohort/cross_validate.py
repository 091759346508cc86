"""The job ``cross-validate``, several networks at a time, on this machine or a cluster."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from SyntheticCTLib.cohort.dask_engine import DaskEngine
from SyntheticCTLib.cohort.engine import Control, Engine, GivenUp, Tasks
from SyntheticCTLib.cohort.job_process import run_in_process
from SyntheticCTLib.cohort.local_engine import LocalEngine
from SyntheticCTLib.cohort.options import NetworkRunnerOptions
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.locks import only_one_in
from SyntheticCTLib.jobs.cross_validate import CrossValidateJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.job_files import job_from_json, job_to_json
from SyntheticCTLib.options import holds_options
from SyntheticCTLib.progress import Watch

_STAGE = "training the networks"

#: Share of the work before the tables of all, for the progress bar.
_TRAINING_SHARE = 0.99


@holds_options
class CrossValidateOnEngineJob(CrossValidateJob):
    """Train once without each fold, and score every patient by the network that did not see it."""

    runner: NetworkRunnerOptions = field(default_factory=NetworkRunnerOptions)

    def run(self, watch: Watch) -> JobResult:
        """Train and score, on the engine if one was asked for; write the tables."""
        if self.network or (self.runner.dask is None and self.runner.workers == 1):
            return super().run(watch)
        engine = self._engine()
        folder = Path(self.output)
        with only_one_in(folder, "cross-validation"):
            plan = self._plan()
            left = [one.name for one in plan.networks if not one.table(folder).is_file()]
            self._train(engine, left, watch.part(0.0, _TRAINING_SHARE))
            return self._together(plan, watch.part(_TRAINING_SHARE, 1.0))

    def _engine(self) -> Engine:
        if self.runner.dask is not None:
            return DaskEngine(self.runner.dask)
        return LocalEngine(self.runner.workers)

    def _train(self, engine: Engine, names: Sequence[str], watch: Watch) -> None:
        """Train and score networks; all of them, though one may fail.

        Raises:
            InputError: one could not be trained.
        """
        failed: dict[str, str] = {}

        def ended(position: int, found: dict[str, Any] | GivenUp) -> None:
            sentence = found.sentence if isinstance(found, GivenUp) else str(found["sentence"])
            if sentence:
                failed[names[position]] = sentence

        tasks = [(name.replace("/", "-"), self._task(name)) for name in names]
        engine.each(Tasks(train_one, tasks, ended, _STAGE), watch)
        if failed:
            name, sentence = next(iter(failed.items()))
            raise InputError(
                f"{len(failed)} of {len(names)} networks could not be trained; the others are "
                f"kept, and the same command goes on. {name}: {sentence}"
            )

    def _task(self, name: str) -> dict[str, Any]:
        """One network as a job that any machine can carry out."""
        own = {one.name: getattr(self, one.name) for one in dataclasses.fields(CrossValidateJob)}
        paths = {one: str(Path(own[one]).absolute()) for one in ("pairs", "output")}
        paths |= _found_from_here(recipe=self.recipe)
        changes = dataclasses.replace(self.changes, **_found_from_here(**vars(self.changes)))
        job = CrossValidateJob(**own | paths | {"network": name, "changes": changes})
        return {"job": job_to_json(job), "threads": self.machine.threads or 1}


def _found_from_here(**values: Any) -> dict[str, Any]:
    """Values that are files or folders here, as absolute paths; elsewhere it is another folder."""
    paths = {name: Path(value) for name, value in values.items() if isinstance(value, str)}
    return {name: str(path.absolute()) for name, path in paths.items() if path.exists()}


def train_one(task: dict[str, Any], control: Control) -> dict[str, Any]:
    """Train and score one network, in a process of its own.

    Returns:
        Why it could not be, as ``sentence``; "" when done.

    Raises:
        Cancelled: it was to stop; it goes on from its last checkpoint.
    """
    job = job_from_json(task["job"])
    ending = run_in_process(job, control, threads=task["threads"])
    return {"sentence": ending.sentence}
