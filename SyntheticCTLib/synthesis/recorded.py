"""What the record of a synthesis by a model says: gathered from the run and the image made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from SyntheticCTLib.guards.input_guard import GuardWarning
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.inference.device import describe_device
from SyntheticCTLib.models import ModelInfo
from SyntheticCTLib.synthesis.cone_beam.ways import MethodUsed
from SyntheticCTLib.synthesis.image_made import ImageMade
from SyntheticCTLib.synthesis.let_pass import doubts_of
from SyntheticCTLib.synthesis.network_run import NetworkRun
from SyntheticCTLib.synthesis.record import (
    CORRECTED_SCAN,
    NOT_FOR_CLINICAL_USE,
    SAMPLED_TEXTURE,
    ModelUsed,
    SynthesisRecord,
    describe_image,
)
from SyntheticCTLib.versions import versions


def recorded(
    run: NetworkRun,
    made: ImageMade,
    prior: Volume | str | Path | None,
    warnings: list[GuardWarning],
    seconds: Mapping[str, float],
) -> SynthesisRecord:
    """The record of an image.

    Args:
        run: the model on the input.
        made: the image, and the way that was taken to it.
        prior: the planning CT as it was given.
        warnings: the guards' doubts of input and result.
        seconds: time by stage.
    """
    info = run.info
    return SynthesisRecord(
        model=_identified(info),
        input=describe_image(run.volume),
        parameters=_parameters(run, prior),
        device=describe_device(run.device),
        prediction=run.record,
        versions=versions(),
        seconds=dict(seconds),
        warnings=doubts_of(run.volume, warnings, made.forced, made.doubts),
        scale={
            "modality": info.output_modality,
            "unit": str(info.output_normalisation.get("unit", "HU")),
        },
        refinement=None if run.refined is None else run.refined.record,
        method=None if made.used is None else made.used.to_dict(),
        statement=_statement(run, made.used),
    )


def _parameters(run: NetworkRun, prior: Volume | str | Path | None) -> dict[str, Any]:
    """What was chosen."""
    options = run.options
    return {
        "method": options.method,
        "prior_registration": options.prior_registration,
        "mirror": options.mirror,
        "spread": options.spread,
        "bias_correction": options.bias_correction,
        "prior": _name_of(prior),
        "strict": options.strict,
        "force": options.force,
        "refine": run.choice.kind,
        "commissioned": _name_of(options.commissioned),
    }


def _statement(run: NetworkRun, used: MethodUsed | None) -> str:
    if used is not None and "network" not in used.name:
        return CORRECTED_SCAN
    drawn = run.choice.kind == "texture"
    return f"{NOT_FOR_CLINICAL_USE} {SAMPLED_TEXTURE}" if drawn else NOT_FOR_CLINICAL_USE


def _identified(info: ModelInfo) -> ModelUsed:
    second = None if info.refinement is None else info.refinement.weights
    return ModelUsed(
        info.id,
        info.version,
        info.sha256,
        info.input_modality,
        None if second is None else second.sha256,
        tuple(member.sha256 for member in info.members),
    )


def _name_of(image: Volume | str | Path | None) -> str | None:
    """Without its folder, which often names the patient."""
    if isinstance(image, Volume):
        image = str(image.metadata.get("source") or "a volume")
    return None if image is None else Path(image).name
