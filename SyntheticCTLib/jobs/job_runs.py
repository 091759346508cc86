"""Carry out a job: files in, one call of the engine, files out. Command line and worker do this."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.plain_json import json_text
from SyntheticCTLib.jobs.jobs import CompareJob, Job, SynthesizeJob
from SyntheticCTLib.jobs.tool_runs import run_tool
from SyntheticCTLib.progress import (
    CancelToken,
    Progress,
    ProgressCallback,
    ignore_progress,
    part_of,
)
from SyntheticCTLib.synthesis.record_files import beside, find_record, record_path

if TYPE_CHECKING:
    from SyntheticCTLib.image.volume import Volume
    from SyntheticCTLib.synthesis.synthesize import Synthesis


@dataclass(frozen=True, eq=False)
class JobResult:
    """What a job made.

    Attributes:
        files: what was written, by what it is.
        result: what the engine's call gave: a ``Synthesis``, a ``Comparison``, ...
    """

    files: dict[str, Path]
    result: Any


def run_job(
    job: Job,
    *,
    progress: ProgressCallback = ignore_progress,
    cancel: CancelToken | None = None,
) -> JobResult:
    """Carry out a job of any kind. Either all of its files are written, or none.

    Raises:
        SyntheticCTError: see ``synthesis.synthesize`` and ``comparison.compare.compare``.
        OSError: a file cannot be read or written.
    """
    token = cancel or CancelToken()
    if isinstance(job, SynthesizeJob):
        return _synthesize(job, progress, token)
    if isinstance(job, CompareJob):
        return _compare(job, progress, token)
    return JobResult(*run_tool(job, progress, token))


def _synthesize(job: SynthesizeJob, progress: ProgressCallback, cancel: CancelToken) -> JobResult:
    output = Path(job.output)
    record_file = _record_file(Path(job.input), output)
    # Only now: loading torch takes seconds.
    import numpy as np

    from SyntheticCTLib.files.volumes import read_volume, write_volume
    from SyntheticCTLib.synthesis.synthesize import synthesize

    image: Any = job.input
    if job.modality is not None:
        volume = read_volume(job.input)
        image = volume.with_array(volume.array, modality=job.modality)
    made = synthesize(
        image,
        model=job.model,
        device=job.device,
        overlap=job.overlap,
        blending=job.blending,
        mirror=job.mirror,
        bias_correction=job.bias_correction,
        prior=job.prior,
        strict=job.strict,
        refine=job.refine,
        steps=job.steps,
        samples=job.samples,
        seed=job.seed,
        scheduler=job.scheduler,
        progress=part_of(progress, 0.0, 0.98),
        cancel=cancel,
    )
    cancel.raise_if_cancelled()
    progress(Progress("writing", 0.98))
    files = {"output": output}
    if job.field_of_view is not None:
        field = made.field_of_view
        files["field_of_view"] = Path(job.field_of_view)
        write_volume(field.with_array(field.array.astype(np.uint8)), files["field_of_view"])
    with ExitStack() as undo:  # none of the files without the others
        for name, image in _of_samples(made).items():
            files[name] = beside(output, name)
            undo.callback(files[name].unlink, missing_ok=True)
            write_volume(image, files[name])
        if job.write_record:
            files["record"] = record_file
            with atomic_path(record_file) as temporary:
                record = json_text(replace(made.record, output=str(output)))
                temporary.write_text(record + "\n", encoding="utf-8")
                write_volume(made.volume, output)
        else:
            write_volume(made.volume, output)
        undo.pop_all()
    return JobResult(files, made)


def _of_samples(made: Synthesis) -> dict[str, Volume]:
    """What several samples give beside the result, by what it is."""
    images = {"mean": made.mean if made.record.is_drawn else None, "spread": made.spread}
    return {name: image for name, image in images.items() if image is not None}


def _record_file(source: Path, output: Path) -> Path:
    """Where the record goes. Refuses, before the work, an output that could not be written."""
    path = record_path(output)
    if not output.parent.is_dir():
        raise InputError(f"The folder {output.parent} does not exist: make it first.")
    if output.exists() and source.exists() and output.samefile(source):
        raise InputError(f"{output} is the input: choose another name for the output.")
    return path


def _compare(job: CompareJob, progress: ProgressCallback, cancel: CancelToken) -> JobResult:
    from SyntheticCTLib.comparison.compare import compare
    from SyntheticCTLib.files.volumes import read_volume
    from SyntheticCTLib.report.folder import check_folder, write_comparison
    from SyntheticCTLib.segmentation.label_tables import label_names
    from SyntheticCTLib.surface.make.recipe import SurfaceRecipe

    check_folder(job.output)
    provenance = find_record(job.sct, job.record)
    recipe = SurfaceRecipe(smoothing_iterations=job.smoothing_iterations)
    if job.threshold_hu is not None:
        recipe = recipe.with_changes(threshold_hu=job.threshold_hu)
    progress(Progress("reading", 0.0))
    given: dict[str, Any] = {
        name: read_volume(path)
        for name in ("mask", "source", "labels", "sct_labels")
        if (path := getattr(job, name))
    }
    found = compare(
        read_volume(job.sct),
        read_volume(job.ct),
        **given,
        source_modality=job.source_modality,
        names=None if job.labels is None else label_names(job.labels),
        registration=job.registration,
        recipe=recipe,
        tolerance_mm=job.tolerance_mm,
        required_share=job.required_share,
        align=job.align,
        sensitivity=job.sensitivity,
        provenance=provenance,
        progress=part_of(progress, 0.02, 0.85),
        cancel=cancel,
    )
    files = write_comparison(
        found, job.output, title=job.title, progress=part_of(progress, 0.85, 1.0), cancel=cancel
    )
    return JobResult(files, found)
