"""From an image to a synthetic image: the call behind every interface."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.origin import MADE_BY_KEY
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.guards.commissioned import drift, read_commissioned
from SyntheticCTLib.guards.input_guard import GuardWarning
from SyntheticCTLib.image.checks import check_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.inference.device import choose_device
from SyntheticCTLib.models import DEFAULT_MODEL, Model, ModelInfo, load_model
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.preprocessing.bias_field import correct_bias_field
from SyntheticCTLib.preprocessing.scale_steps import STEPS
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.synthesis.described import described
from SyntheticCTLib.synthesis.doubt import even_doubt
from SyntheticCTLib.synthesis.image_made import by_method, by_network
from SyntheticCTLib.synthesis.let_pass import let_pass, told
from SyntheticCTLib.synthesis.made import Synthesis
from SyntheticCTLib.synthesis.mirror_images import mirrored_axes
from SyntheticCTLib.synthesis.model_frame import check_fits_memory
from SyntheticCTLib.synthesis.network_run import NetworkRun
from SyntheticCTLib.synthesis.options import NEEDS_PRIOR, SynthesisOptions
from SyntheticCTLib.synthesis.petra import PETRA, synthesize_petra
from SyntheticCTLib.synthesis.recorded import recorded
from SyntheticCTLib.synthesis.refinement import RefinementChoice, choose_refinement
from SyntheticCTLib.tasks.registry import task_of
from SyntheticCTLib.tasks.task import Task


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
        model: id of a catalogued model, path of a model folder, or a loaded model; the method petra
            has none.
        options: how it is made; each may also be given by its name.
        prior: an earlier CT of the patient, in HU: corrects a cone-beam CT unless the method is
            "network", and fills what its field of view cuts off. Near its place at least
            (``synthetic-ct register`` brings it there); to correct it is registered further.
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
    if options.method == PETRA:
        return synthesize_petra(image, options, prior=prior, watch=watch)
    chosen_device = choose_device(options.device)
    with watch.stage("loading the model", 0.0, 0.02):
        loaded = model if isinstance(model, Model) else load_model(model)
    info = loaded.info
    choice = choose_refinement(info, options)
    with watch.stage("reading", 0.02, 0.05):
        volume = image if isinstance(image, Volume) else read_volume(image)
    with watch.stage("checking", 0.05, 0.08):
        task = task_of(info)
        _check_method(options, task, prior, info, choice)
        warnings = _checked(volume, task, info, choice, options)
    with watch.stage("finding the body", 0.08, 0.14):
        corrected, mask = _observed(task, volume, info)
        ct = _prior_ct(prior, task, info)
    if options.bias_correction:
        with watch.stage("correcting the bias field", 0.14, 0.2) as part:
            corrected = correct_bias_field(corrected, mask, watch=part)
    run = NetworkRun(loaded, task, options, choice, volume, chosen_device)
    make = by_method if task.has_methods and options.method != "network" else by_network
    made = make(run, (corrected, mask), ct, watch)
    result = _described(made.image, info, choice)
    warnings += told([*_caution(info), *task.doubts_of_result(result, made.mask, info)])
    mean, spread = run.of_samples(made.mask)
    doubt = run.doubt(made.mask) if made.used is None else None
    if doubt is None and options.method == SynthesisOptions.method:
        doubt = even_doubt(result, made.mask, info)
    return Synthesis(
        result,
        recorded(run, made, prior, warnings, watch.seconds),
        volume.with_array(made.mask),
        made.came_from,
        mean,
        spread,
        doubt,
        surface_calibration=None if info.interval is None else info.interval.surface,
    )


def _observed(task: Task, volume: Volume, info: ModelInfo) -> tuple[Volume, np.ndarray]:
    """What the network is shown, and where its answer stands."""
    if info.shown == "image":
        return volume, np.ones(volume.array.shape, dtype=bool)
    seen, body = task.observed(volume)
    # Models of other programs have scales of their own for the numbers as they were read.
    return (volume if info.input_normalisation.get("kind") == STEPS else seen), body


def _check_method(
    options: SynthesisOptions, task: Task, prior: Any, info: ModelInfo, choice: RefinementChoice
) -> None:
    """Refuse a way that there is not, before the work."""
    if not task.has_methods and options.method not in ("auto", "network"):
        raise InputError(
            f"The method {options.method} is one for cone-beam CTs; this model makes "
            f"{task.target.name} of {task.source.name}: leave it out."
        )
    several = mirrored_axes(info, asked=options.mirror) or info.members
    if options.spread and choice.kind != "none":
        raise InputError(
            f"The model {info.id} has two stages, and its spread is that of samples: give "
            "--samples in place of --spread, or --refine none with --mirror for its first stage."
        )
    if options.spread and not several:
        raise InputError(
            f"The model {info.id} gives one answer, which has no spread: give --mirror, too."
        )
    if options.method == "prior" and prior is None:
        raise InputError(NEEDS_PRIOR)


def _prior_ct(prior: Volume | str | Path | None, task: Task, info: ModelInfo) -> Volume | None:
    """The prior CT, read."""
    if prior is None:
        return None
    if not task.target.in_hounsfield:
        raise InputError(
            f"A prior CT fills synthetic CTs only; {info.id} makes {info.output_modality}."
        )
    return prior if isinstance(prior, Volume) else read_volume(prior)


def _checked(
    volume: Volume, task: Task, info: ModelInfo, choice: RefinementChoice, options: SynthesisOptions
) -> list[GuardWarning]:
    """Refuse what cannot be used; warn of, or refuse if ``strict``, what does not suit."""
    check_volume(volume)
    check_fits_memory(volume, info, refined=choice.kind != "none")
    warnings = task.doubts(volume, info)
    if options.commissioned is not None:
        known = read_commissioned(options.commissioned)
        warnings = [*drift(volume, task.source, info.sha256, known), *warnings]
    return let_pass(warnings, options)


def _caution(info: ModelInfo) -> list[GuardWarning]:
    """What a model says of all that it makes."""
    caution = info.metadata.synthetic_ct.caution
    return [GuardWarning("model", caution)] if caution else []


def _described(image: Volume, info: ModelInfo, choice: RefinementChoice) -> Volume:
    kind = "sampled texture, " if choice.kind == "texture" else ""
    made = described(image, info.output_modality, f"model {info.id}", kind=kind)
    return made.with_array(made.array, **{**made.metadata, MADE_BY_KEY: info.id})
