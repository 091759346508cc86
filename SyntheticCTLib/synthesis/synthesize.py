"""From an image to a synthetic image: the call behind every interface."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.guards.input_guard import GuardWarning
from SyntheticCTLib.image.checks import check_volume
from SyntheticCTLib.image.resampling import onto_grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.inference.device import choose_device, describe_device
from SyntheticCTLib.inference.overlap import check_overlap
from SyntheticCTLib.inference.prediction import predict
from SyntheticCTLib.models import DEFAULT_MODEL, Model, ModelInfo, load_model
from SyntheticCTLib.models.loading import running
from SyntheticCTLib.models.surface_calibration import SurfaceCalibration
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.preprocessing.bias_field import correct_bias_field
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.synthesis.doubt import doubt_of
from SyntheticCTLib.synthesis.model_frame import (
    ModelInput,
    check_fits_memory,
    from_model_output,
    outside_of_network,
    spread_from_model_output,
    to_model_input,
    uncovered,
)
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.record import (
    NOT_FOR_CLINICAL_USE,
    SAMPLED_TEXTURE,
    Doubt,
    ModelUsed,
    SynthesisRecord,
    describe_image,
)
from SyntheticCTLib.synthesis.refinement import (
    Refined,
    RefinementChoice,
    choose_refinement,
    refine_prediction,
)
from SyntheticCTLib.tasks.registry import task_of
from SyntheticCTLib.tasks.task import Task
from SyntheticCTLib.versions import versions

#: Axes k, j and i of a tile.
ALL_AXES = (0, 1, 2)

#: Axes of an array of one channel.
_VOLUME_AXES = 3

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Synthesis:
    """A synthetic image and how it was made.

    Attributes:
        volume: the synthetic image on exactly the input's grid, int16: HU of a synthetic CT,
            arbitrary units of a synthetic MR (``preprocessing.mr_scale``).
        record: how it was made, and the reasons to doubt it.
        field_of_view: where the image was made from the input, same grid, bool. Elsewhere it has
            the model's outside value, or what the prior CT shows there.
        mean, spread: mean and standard deviation of several samples of a second stage, on the same
            grid and scale; None without them.
        lower, upper: bounds that hold most of the truth, on the same grid and scale; None for a
            model that gives none.
        bone_probability: that a voxel lies in bone, marrow included, 0 to 1; None likewise.
        expected_error: mean absolute error to expect in each voxel, in the image's units; None for
            a model whose bounds are not calibrated.
        surface_calibration: what the bounds let expect of the bone surface, see
            ``surface.measure.expected``; None where nobody knows.
    """

    volume: Volume
    record: SynthesisRecord
    field_of_view: Volume
    mean: Volume | None = None
    spread: Volume | None = None
    lower: Volume | None = None
    upper: Volume | None = None
    bone_probability: Volume | None = None
    expected_error: Volume | None = None
    surface_calibration: SurfaceCalibration | None = None


@takes_keywords
def synthesize(
    image: Volume | str | Path,
    model: str | Path | Model = DEFAULT_MODEL,
    options: SynthesisOptions = SynthesisOptions(),
    *,
    prior: Volume | str | Path | None = None,
    watch: Watch = UNWATCHED,
) -> Synthesis:
    """Make a synthetic image with a trained model.

    Same input, seed and device give the same output; on the CPU bit for bit.

    Args:
        image: a volume, a file (NIfTI, NRRD, MHA, MHD), or a folder with a DICOM series.
        model: id of a catalogued model, path of a model folder, or a loaded model.
        options: how it is made; each may also be given by its name.
        prior: an earlier CT of the patient in the same place (``synthetic-ct register`` brings it
            there), in HU: fills what a cone beam's field of view cuts off.
        watch: told where the work is; stops it within a second.

    Returns:
        The image on exactly the input's grid, and the record.

    Raises:
        InputError: the input cannot be used, or ``options.strict`` and it does not suit the model.
        ModelError: the model is unknown, damaged or incomplete.
        ResourceError: the device is not there, or memory does not suffice.
        Cancelled: a stop was asked for.

    Example:
        >>> from SyntheticCTLib import SynthesisOptions, synthesize
        >>> made = synthesize(mr, model, SynthesisOptions(device="cpu"))
        >>> made.volume.grid == mr.grid, int(made.volume.array.min())
        (True, -1024)
    """
    watch = watch.part(0.0, 1.0)
    chosen_device = choose_device(options.device)
    if options.overlap is not None:
        check_overlap(options.overlap)
    with watch.stage("loading the model", 0.0, 0.02):
        loaded = model if isinstance(model, Model) else load_model(model)
    info = loaded.info
    choice = choose_refinement(info, options)
    with watch.stage("reading", 0.02, 0.05):
        volume = image if isinstance(image, Volume) else read_volume(image)
    with watch.stage("checking", 0.05, 0.08):
        task = task_of(info)
        warnings = _checked(volume, task, info, choice, options)
    with watch.stage("finding the body", 0.08, 0.14):
        corrected, mask = task.observed(volume)
        filling, forced = _filling(prior, volume, task, info, force=options.force)
    if options.bias_correction:
        with watch.stage("correcting the bias field", 0.14, 0.2) as part:
            corrected = correct_bias_field(corrected, mask, watch=part)
    with watch.stage("bringing into the model's frame", 0.2, 0.24):
        seen = to_model_input(corrected, mask, info)
    tiling: dict[str, Any] = {
        "overlap": info.overlap if options.overlap is None else options.overlap,
        "blending": options.blending or info.blending,
        "device": chosen_device,
        "unit": float(info.output_normalisation["sd"]),
    }
    first_end = 0.96 - 0.72 * _share_of_refinement(choice)
    with watch.stage("predicting", 0.24, first_end) as part, running(info):
        prediction = predict(
            loaded.network(),
            seen.image.array,
            seen.mask,
            patch_size=info.patch_size,
            size_divisor=info.size_divisor,
            padding=None if task.body_goes_on else seen.padding,
            outputs=len(info.outputs),
            uncovered=uncovered(info),
            mirror_axes=ALL_AXES if options.mirror else info.mirror_axes,
            watch=part,
            **tiling,
        )
    answer = prediction.array
    value = answer if answer.ndim == _VOLUME_AXES else answer[0]
    refined = None
    if choice.kind != "none":
        with watch.stage("refining", first_end, 0.96) as part:
            refined = refine_prediction(
                loaded,
                seen.image.array,
                value,
                seen.mask,
                choice,
                padding=(seen.padding, outside_of_network(info)),
                watch=part,
                **tiling,
            )
    with watch.stage("bringing back onto the input's grid", 0.96, 1.0):
        best = value if refined is None else refined.array
        result = from_model_output(best, seen, info, volume, mask)
        if filling is not None:
            result = result.with_array(np.where(mask, result.array, filling))
        result = result.with_array(result.array, **_metadata(volume, info, choice))
        warnings += _told(task.doubts_of_result(result, mask, info))
        mean, spread = _of_samples(refined, seen, info, volume, mask)
        doubt = None
        if answer.ndim > _VOLUME_AXES:
            doubt = doubt_of(answer, seen, info, volume, mask)
    parameters = {
        "mirror": options.mirror,
        "bias_correction": options.bias_correction,
        "prior": _name_of(prior),
        "strict": options.strict,
        "force": options.force,
        "refine": choice.kind,
    }
    drawn = choice.kind == "texture"
    record = SynthesisRecord(
        model=_identified(info),
        input=describe_image(volume),
        parameters=parameters,
        device=describe_device(chosen_device),
        prediction=prediction.record,
        versions=versions(),
        seconds=watch.seconds,
        warnings=_doubts(volume, warnings, forced),
        scale={
            "modality": info.output_modality,
            "unit": str(info.output_normalisation.get("unit", "HU")),
        },
        refinement=None if refined is None else refined.record,
        statement=f"{NOT_FOR_CLINICAL_USE} {SAMPLED_TEXTURE}" if drawn else NOT_FOR_CLINICAL_USE,
    )
    return Synthesis(
        result,
        record,
        volume.with_array(mask),
        mean,
        spread,
        **({} if doubt is None else vars(doubt)),
        surface_calibration=None if info.interval is None else info.interval.surface,
    )


def _doubts(volume: Volume, warnings: list[GuardWarning], forced: list[str]) -> list[Doubt]:
    """What the file leaves unsure, what the guards say, and what was forced."""
    return [
        *(Doubt("file", sentence) for sentence in volume.warnings),
        *(Doubt(w.code, w.sentence) for w in warnings),
        *(Doubt("forced", sentence) for sentence in forced),
    ]


def _share_of_refinement(choice: RefinementChoice) -> float:
    """Share of the time of both stages: a step of the second takes about as long as the first."""
    steps = choice.steps * choice.samples
    return steps / (steps + 1)


def _of_samples(
    refined: Refined | None, seen: ModelInput, info: ModelInfo, volume: Volume, mask: np.ndarray
) -> tuple[Volume | None, Volume | None]:
    """Mean and spread of the samples on the input's grid, None without several."""
    if refined is None or refined.mean is None or refined.spread is None:
        return None, None
    named = f"Synthetic {info.output_modality}, not for clinical use; {{}} of samples"
    mean = from_model_output(refined.mean, seen, info, volume, mask)
    spread = spread_from_model_output(refined.spread, seen, info, volume, mask)
    about = {**volume.metadata, "modality": info.output_modality}
    return (
        mean.with_array(mean.array, **about, description=named.format("mean")),
        spread.with_array(spread.array, **about, description=named.format("SD")),
    )


def _identified(info: ModelInfo) -> ModelUsed:
    first, *second = (weights.sha256 for weights in info.weights)
    return ModelUsed(info.id, info.version, first, info.input_modality, *second)


def _filling(
    prior: Volume | str | Path | None, volume: Volume, task: Task, info: ModelInfo, *, force: bool
) -> tuple[np.ndarray | None, list[str]]:
    """HU of the prior CT on the input's grid, the model's outside value where it ends.

    And what was forced of it.
    """
    if prior is None:
        return None, []
    if not task.target.in_hounsfield:
        raise InputError(
            f"A prior CT fills synthetic CTs only; {info.id} makes {info.output_modality}."
        )
    ct = prior if isinstance(prior, Volume) else read_volume(prior)
    forced = check_ct(ct, "prior CT", force=force)
    onto = onto_grid(ct, volume, interpolation="linear", outside=info.outside_value)
    return np.asarray(np.rint(onto.array), np.int16), forced


def _name_of(image: Volume | str | Path | None) -> str | None:
    if isinstance(image, Volume):
        return str(image.metadata.get("source") or "a volume")
    return None if image is None else str(image)


def _checked(
    volume: Volume, task: Task, info: ModelInfo, choice: RefinementChoice, options: SynthesisOptions
) -> list[GuardWarning]:
    """Refuse what cannot be used; warn of, or refuse if ``strict``, what does not suit."""
    check_volume(volume)
    check_fits_memory(volume, info, refined=choice.kind != "none")
    warnings = task.doubts(volume, info)
    if not options.force and (refused := [warning for warning in warnings if warning.refuses]):
        raise InputError(" ".join(warning.sentence for warning in refused))
    if options.strict and warnings:
        reasons = " ".join(warning.sentence for warning in warnings)
        raise InputError(f"Refused (strict): {reasons}")
    return _told(warnings)


def _told(warnings: list[GuardWarning]) -> list[GuardWarning]:
    for warning in warnings:
        _log.warning("%s", warning.sentence)
    return warnings


def _metadata(volume: Volume, info: ModelInfo, choice: RefinementChoice) -> dict[str, Any]:
    """What the output says about itself; patient and study come from the input."""
    kind = "sampled texture, " if choice.kind == "texture" else ""
    return {
        **volume.metadata,
        "modality": info.output_modality,
        # Short, for NIfTI keeps only 79 characters of it.
        "description": f"Synthetic {info.output_modality}, {kind}not for clinical use; "
        f"model {info.id}",
    }
