"""The record of a synthesis: what was done to what with what, ready for JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

#: Goes into every record and every written file.
NOT_FOR_CLINICAL_USE = "Synthetic image made by a neural network. Not for clinical use."

#: Goes behind it where the picture is one of many that could have been drawn.
SAMPLED_TEXTURE = "Its fine texture is drawn at random and shows nothing of the patient."


@dataclass(frozen=True)
class SynthesisRecord:
    """How a synthetic image was made.

    Attributes:
        model: id, version and SHA-256 of the weights.
        input: source, modality and grid of the input.
        parameters: what the caller chose beyond what ``prediction`` holds.
        device: where the network ran, and what there was of it.
        prediction: how the tiles were worked off (see ``inference.Prediction``).
        scale: modality and unit of the synthetic image, in words.
        versions: versions of this package and the libraries under it.
        seconds: time by stage.
        warnings: reasons to doubt the result, each with ``code`` and ``sentence``.
        refinement: how a second stage went on (see ``refinement.Refined``); None without one.
        statement: that the image is not for clinical use, and that its texture was drawn, if so.
    """

    model: dict[str, Any]
    input: dict[str, Any]
    parameters: dict[str, Any]
    device: dict[str, Any]
    prediction: dict[str, Any]
    versions: dict[str, str | None]
    seconds: dict[str, float]
    warnings: list[dict[str, str]] = field(default_factory=list)
    scale: dict[str, str] = field(default_factory=dict)
    refinement: dict[str, Any] | None = None
    statement: str = NOT_FOR_CLINICAL_USE

    def to_dict(self) -> dict[str, Any]:
        """The record in JSON's own types."""
        return asdict(self)
