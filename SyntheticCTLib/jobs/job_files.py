"""A job as a file that can be sent to another process.

It is one JSON object: ``"task"`` names the job, every other key is one of its options. Options with
a default may be left out. ::

    {"task": "synthesize", "input": "leg_mr.nrrd", "output": "leg_sct.nrrd", "device": "cuda"}
"""

from __future__ import annotations

import dataclasses
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import json_text, json_value
from SyntheticCTLib.fitting import fits
from SyntheticCTLib.jobs.job import Job
from SyntheticCTLib.jobs.place import PlaceJob
from SyntheticCTLib.jobs.register import RegisterJob
from SyntheticCTLib.jobs.registry import kind_of_job
from SyntheticCTLib.options import built, declared, values_of


def job_to_json(job: Job) -> str:
    """The job as the text of its file."""
    return json_text({"task": job.name, **values_of(job)}, indent=None)


def job_from_json(text: str | bytes) -> Job:
    """The job of such a text.

    Raises:
        InputError: it is no JSON object, or a task, key or value that no job has.
    """
    try:
        content = json_value(text, ours=True)
    except ValueError as error:
        raise InputError(f"The job is not JSON ({error}).") from error
    task = content.pop("task", None) if isinstance(content, dict) else None
    if task == RegisterJob.name and "sct" in content:
        task = PlaceJob.name  # what its files said before version 0.2
    kind = kind_of_job(task)
    return built(kind, _checked(kind, content))


def _checked(kind: type[Job], content: dict[str, Any]) -> dict[str, Any]:
    """Options of one kind of job. A misspelt one would otherwise be ignored in silence."""
    known = {one.name: one for one in declared(kind)}
    given = {}
    for name, value in content.items():
        if name not in known:
            raise InputError(f"The job has an unknown key {name!r}; known are {', '.join(known)}.")
        one = known[name]
        if value is None and one.default is not dataclasses.MISSING:
            continue  # as if it were left out
        if not fits(value, one.kind):
            raise InputError(f"The job's {name!r} cannot be {value!r}.")
        given[name] = tuple(value) if isinstance(value, list) else value
    for name, one in known.items():
        if name not in given and one.default is dataclasses.MISSING:
            raise InputError(f"The job has no {name!r}.")
    return given
