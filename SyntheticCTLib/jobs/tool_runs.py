"""Carry out the jobs of ``tool_jobs``: files in, one call of the engine, files out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.jobs.tool_jobs import (
    DevicesJob,
    InspectJob,
    PhantomJob,
    RegisterJob,
    SegmentJob,
    SurfaceJob,
    ToolJob,
)
from SyntheticCTLib.progress import CancelToken, Progress, ProgressCallback, part_of
from SyntheticCTLib.synthesis.record_files import find_record, record_path

#: What ``repair`` does to a surface: the command line's defaults.
_FILL_HOLES_MM = 10.0
_SMALLEST_SHELL_MM3 = 500.0

Files = dict[str, Path]


def run_tool(job: ToolJob, progress: ProgressCallback, cancel: CancelToken) -> tuple[Files, Any]:
    """Carry out a job of any of these kinds.

    Returns:
        The files by what they are, and the engine's result.

    Raises:
        SyntheticCTError: see the engine's call for the job.
        OSError: a file cannot be read or written.
    """
    return _RUNS[type(job)](job, progress, cancel)


def _inspect(job: InspectJob, progress: ProgressCallback, cancel: CancelToken) -> tuple[Files, Any]:
    from SyntheticCTLib.files.volumes import read_volume
    from SyntheticCTLib.guards.inspection import inspect
    from SyntheticCTLib.image.checks import check_volume
    from SyntheticCTLib.image.modality import guess_modality
    from SyntheticCTLib.models import find_model_folder, read_info

    volume = read_volume(job.input)
    if job.modality is not None:
        volume = volume.with_array(volume.array, modality=job.modality)
    check_volume(volume)
    progress(Progress("looking at the image", 0.3))
    metadata = read_info(find_model_folder(job.model)).metadata
    found = {
        "modality": guess_modality(volume),
        "warnings": [{"code": w.code, "sentence": w.sentence} for w in inspect(volume, metadata)],
    }
    cancel.raise_if_cancelled()
    output = Path(job.output)
    write_json(found, output)
    return {"output": output}, found


def _devices(job: DevicesJob, progress: ProgressCallback, cancel: CancelToken) -> tuple[Files, Any]:
    import torch

    from SyntheticCTLib.inference.device import describe_device

    names = [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    names += ["mps"] if torch.backends.mps.is_available() else []
    found = [describe_device(torch.device(name)) for name in (*names, "cpu")]
    output = Path(job.output)
    write_json(found, output)
    return {"output": output}, found


def _register(
    job: RegisterJob, progress: ProgressCallback, cancel: CancelToken
) -> tuple[Files, Any]:
    from SyntheticCTLib.comparison.placement import place
    from SyntheticCTLib.evaluation.source_image import source_image
    from SyntheticCTLib.files.volumes import read_volume, write_volume

    output = Path(job.output)
    beside = record_path(output)
    source = None
    if job.source is not None:
        source = source_image(read_volume(job.source), record=find_record(job.sct))
    placed = place(
        read_volume(job.sct),
        read_volume(job.ct),
        registration=job.registration,
        source=source,
        progress=part_of(progress, 0.05, 0.95),
        cancel=cancel,
    )
    cancel.raise_if_cancelled()
    found = placed.registration
    words = {
        "kind": placed.kind,
        "description": placed.description,
        "warnings": [] if found is None else list(found.warnings),
    }
    write_volume(placed.ct, output)
    write_json(words, beside)
    return {"output": output, "description": beside}, placed


def _segment(job: SegmentJob, progress: ProgressCallback, cancel: CancelToken) -> tuple[Files, Any]:
    from SyntheticCTLib.files.volumes import read_volume
    from SyntheticCTLib.segmentation.hu_tissues import segment_tissues
    from SyntheticCTLib.segmentation.labels import write_segmentation
    from SyntheticCTLib.segmentation.totalsegmentator import segment_with_totalsegmentator

    volume = read_volume(job.input)
    if job.guest_task is None:
        found = segment_tissues(volume, progress=part_of(progress, 0.02, 0.95), cancel=cancel)
    else:
        found = segment_with_totalsegmentator(
            volume,
            task=job.guest_task,
            speed=job.speed,
            device=job.device,
            interpreter=job.interpreter,
            progress=part_of(progress, 0.02, 0.95),
            cancel=cancel,
        )
    cancel.raise_if_cancelled()
    output = Path(job.output)
    return {"output": output, "table": write_segmentation(found, output)}, found


def _surface(job: SurfaceJob, progress: ProgressCallback, cancel: CancelToken) -> tuple[Files, Any]:
    from SyntheticCTLib.files.volumes import read_volume
    from SyntheticCTLib.surface.files.export import export_surface
    from SyntheticCTLib.surface.files.record import SurfaceOrigin
    from SyntheticCTLib.surface.make.extraction import extract_surface
    from SyntheticCTLib.surface.make.recipe import SurfaceRecipe
    from SyntheticCTLib.surface.print.checks import check_for_print
    from SyntheticCTLib.surface.print.repair import repaired

    record = find_record(job.input, job.record)
    surface = extract_surface(
        read_volume(job.input),
        SurfaceRecipe(threshold_hu=job.threshold_hu, smoothing_iterations=job.smoothing_iterations),
        progress=part_of(progress, 0.02, 0.5),
        cancel=cancel,
    )
    report = None
    if job.repair:
        surface, report = repaired(
            surface, fill_holes_mm=_FILL_HOLES_MM, smallest_shell_mm3=_SMALLEST_SHELL_MM3
        )
    checks = check_for_print(surface.mesh, progress=part_of(progress, 0.5, 0.95), cancel=cancel)
    cancel.raise_if_cancelled()
    origin = SurfaceOrigin(
        source=Path(job.input).name,
        model=None if record is None else record.model,
        print_checks=checks,
        repair=report,
    )
    written, beside = export_surface(surface, job.output, origin)
    return {"output": written, "provenance": beside}, surface


def _phantom(job: PhantomJob, progress: ProgressCallback, cancel: CancelToken) -> tuple[Files, Any]:
    from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

    phantom = make_limb_phantom(
        limb=job.limb, seed=job.seed, progress=part_of(progress, 0.0, 0.95), cancel=cancel
    )
    cancel.raise_if_cancelled()
    return phantom.write(job.output, "mhd"), phantom


_RUNS: dict[type[Any], Callable[..., tuple[Files, Any]]] = {
    InspectJob: _inspect,
    DevicesJob: _devices,
    RegisterJob: _register,
    SegmentJob: _segment,
    SurfaceJob: _surface,
    PhantomJob: _phantom,
}
