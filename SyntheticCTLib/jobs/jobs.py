"""Jobs: what a person asks for, as data that can be sent to another process.

A job's file is one JSON object: ``"task"`` names it, every other key is an attribute of its class.
Attributes with a default may be left out. ::

    {"task": "synthesize", "input": "leg_mr.nrrd", "output": "leg_sct.nrrd", "device": "cuda"}
"""

from __future__ import annotations

import dataclasses
import glob
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.tool_jobs import TOOLS, ToolJob
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.models.info import DEFAULT_SCHEDULER, Blending, Refine


@dataclass(frozen=True)
class SynthesizeJob:
    """Make a synthetic image and write it, with its record beside it.

    Attributes:
        input: volume file, or folder with one DICOM series.
        output: volume file to write; the record has its name with the suffix .json.
        model, device, overlap, blending, mirror, bias_correction, strict, refine, steps, samples,
            seed, scheduler: see ``synthesis.synthesize``. Of several samples the spread, and of a
            texture their mean too, are written beside ``output``, as <name>_spread and <name>_mean.
        write_record: whether to write the record.
        modality: what the input is ("MR", "CT", "CBCT") where its file does not say and the caller
            knows; None to look.
        prior: CT that fills what a cone beam's field of view cuts off, see ``synthesize``.
        field_of_view: volume file to write: 1 where the output was made from the input.
    """

    input: str
    output: str
    model: str = DEFAULT_MODEL
    device: str = "auto"
    overlap: float | None = None
    blending: Blending | None = None
    mirror: bool = False
    bias_correction: bool = False
    strict: bool = False
    write_record: bool = True
    modality: str | None = None
    prior: str | None = None
    field_of_view: str | None = None
    refine: Refine | None = None
    steps: int | None = None
    samples: int = 1
    seed: int = 0
    scheduler: str = DEFAULT_SCHEDULER


@dataclass(frozen=True)
class CompareJob:
    """Compare a synthetic CT with the real one and write the folder of results.

    Attributes:
        sct, ct: volume files or folders with one DICOM series.
        output: folder to write.
        registration: "none", "identity", "rigid", "affine", "deformable" or a transform file.
        source, mask, labels, sct_labels: volume files, see ``comparison.compare.compare``.
        source_modality: what the source is ("MR", "CT", "CBCT"); None to look.
        record: how the sCT was made; None takes the .json beside it, if there is one.
        tolerance_mm: how far the bone surface may be off, mm.
        required_share: how much of it must be within the tolerance, 0 to 1.
        threshold_hu: bone begins here, HU; None for the default.
        smoothing_iterations: of the surfaces.
        align: move the sCT's surface rigidly onto the CT's before measuring.
        sensitivity: also measure by other recipes.
        title: of the report.
    """

    sct: str
    ct: str
    output: str
    registration: str = "none"
    source: str | None = None
    source_modality: str | None = None
    mask: str | None = None
    labels: str | None = None
    sct_labels: str | None = None
    record: str | None = None
    tolerance_mm: float = 2.0
    required_share: float = 0.95
    threshold_hu: float | None = None
    smoothing_iterations: int = 0
    align: bool = False
    sensitivity: bool = True
    title: str = ""


Job = SynthesizeJob | CompareJob | ToolJob

TASKS: dict[str, type[Job]] = {"synthesize": SynthesizeJob, "compare": CompareJob, **TOOLS}


def job_to_json(job: Job) -> str:
    """The job as the text of its file."""
    task = next(name for name, kind in TASKS.items() if isinstance(job, kind))
    return json.dumps({"task": task, **dataclasses.asdict(job)}, ensure_ascii=False)


def job_from_json(text: str) -> Job:
    """The job of such a text.

    Raises:
        InputError: it is no JSON object, or a task, key or value that no job has.
    """
    try:
        content = json.loads(text)
    except ValueError as error:
        raise InputError(f"The job is not JSON ({error}).") from error
    task = content.pop("task", None) if isinstance(content, dict) else None
    if task not in TASKS:
        raise InputError(f"The job's task is {task!r}; it must be one of {', '.join(TASKS)}.")
    return _checked(TASKS[task], content)


def _checked(kind: type[Job], content: dict[str, Any]) -> Job:
    """A job of one kind. A misspelt option would otherwise be ignored in silence."""
    fields = {field.name: field for field in dataclasses.fields(kind)}
    types = get_type_hints(kind)
    for name, value in content.items():
        if name not in fields:
            raise InputError(f"The job has an unknown key {name!r}; known are {', '.join(fields)}.")
        if not _fits(value, types[name]):
            raise InputError(f"The job's {name!r} cannot be {value!r}.")
    for name, field in fields.items():
        if name not in content and field.default is dataclasses.MISSING:
            raise InputError(f"The job has no {name!r}.")
    return kind(**content)


def _fits(value: Any, expected: Any) -> bool:
    """Whether a JSON value is of an attribute's type."""
    if alternatives := get_args(expected):
        if isinstance(alternatives[0], str):  # a literal
            return value in alternatives
        return any(_fits(value, alternative) for alternative in alternatives)
    if expected is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if expected is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, expected)


class Leftovers:
    """Temporary files that a killed process would leave beside a job's output.

    What the output's folder held before is never touched, nor is anything of another name.
    """

    def __init__(self, job: Job) -> None:
        """Look, before the work, at what is there."""
        output = Path(job.output)
        self._folder = output.absolute().parent
        if isinstance(job, CompareJob):
            self._patterns = [".compare-*"]
        else:
            # The pattern of ``atomic.atomic_path``, of the image and its record.
            stem = output.name.split(".")[0]
            self._patterns = [
                f".????????-{glob.escape(stem)}{part}.*" for part in ("", "_mean", "_spread")
            ]
        self._before = set(self._found())

    def remove(self) -> None:
        """Remove what has come since."""
        for path in set(self._found()) - self._before:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def _found(self) -> Iterable[Path]:
        for pattern in self._patterns:
            yield from self._folder.glob(pattern)
