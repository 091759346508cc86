"""The record of a synthesis: what was done to what with what, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Count, Size, check_rising
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.synthesis.expected_accuracy import ExpectedAccuracy

#: Goes into every record and every written file.
NOT_FOR_CLINICAL_USE = "Synthetic image made by a neural network. Not for clinical use."

#: Instead of it where no network took part.
NOT_BY_A_NETWORK = "Synthetic image made by a formula. Not for clinical use."
CORRECTED_SCAN = "Cone-beam CT corrected without a network. Not for clinical use."

#: Goes behind it where the picture is one of many that could have been drawn.
SAMPLED_TEXTURE = "Its fine texture is drawn at random and shows nothing of the patient."


@dataclass(frozen=True)
class ModelUsed(Record):
    """Which weights made an image.

    Attributes:
        id, version: of the model.
        sha256: of its weights, "" where that is not known.
        input_modality: what it takes.
        refinement_sha256: of the weights of its second stage; None without one.
        members_sha256: of the weights of an ensemble's further members.
    """

    id: str
    version: str = ""
    sha256: str = ""
    input_modality: str | None = None
    refinement_sha256: str | None = None
    members_sha256: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImageDescription(Record):
    """Where an image came from, and its grid.

    Attributes:
        source: name of its file, folder or node, never the path, which often names the patient;
            None for an image that was given in memory.
        modality: as its header says, or whoever gave it.
        size, spacing_mm, origin_mm, direction: its grid, see ``Grid.to_dict``.
        range: lowest and highest value.
        warnings: what its file leaves unsure, a sentence each.
    """

    source: str | None = None
    modality: str | None = None
    size: list[Count] = field(default_factory=list)
    spacing_mm: list[Size] = field(default_factory=list)
    origin_mm: list[float] = field(default_factory=list)
    direction: list[float] = field(default_factory=list)
    range: list[float] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def from_dict(cls, content: Any, where: str = "") -> ImageDescription:
        """Back from ``to_dict``."""
        found = super().from_dict(content, where)
        if not all(found.spacing_mm):
            raise ValueError(f"{where}.spacing_mm cannot be 0")
        check_rising(where, **dict(zip(("lowest", "highest"), found.range, strict=False)))
        return found


def describe_image(volume: Volume) -> ImageDescription:
    """The description of a volume, for a record."""
    source = volume.metadata.get("source")
    return ImageDescription(
        None if source is None else Path(str(source)).name,
        volume.metadata.get("modality"),
        **volume.grid.to_dict(),
        range=[float(volume.array.min()), float(volume.array.max())],
        warnings=volume.warnings,
    )


@dataclass(frozen=True)
class RecordedWarning(Record):
    """A reason to doubt a result: its kind, and a sentence for people."""

    code: str
    sentence: str


@dataclass(frozen=True)
class SynthesisRecord(Record):
    """How a synthetic image was made.

    Attributes:
        model: which weights.
        input: the image that it was made from.
        parameters: what the caller chose beyond what ``prediction`` holds.
        device: where the network ran, and what there was of it.
        prediction: how the tiles were worked off (see ``inference.prediction.Prediction``).
        versions: versions of this package and the libraries under it.
        seconds: time by stage.
        warnings: reasons to doubt the result.
        scale: modality and unit of the synthetic image, in words.
        refinement: how a second stage went on (see ``refinement.Refined``); None without one.
        expected: how accurate its bone surface is expected to be; None where nobody can tell.
        method: the way to a CT from a cone-beam CT (see ``cone_beam.ways.MethodUsed``) or a PETRA
            (see ``petra_relation.RelationUsed``); None for the network alone.
        output: name of the file that was written; None for an image in memory or in a scene.
        statement: that the image is not for clinical use, and that its texture was drawn, if so.
    """

    FORMAT = 1

    model: ModelUsed
    input: ImageDescription = field(default_factory=ImageDescription)
    parameters: dict[str, Any] = field(default_factory=dict)
    device: dict[str, Any] = field(default_factory=dict)
    prediction: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str | None] = field(default_factory=dict)
    seconds: dict[str, Size] = field(default_factory=dict)
    warnings: list[RecordedWarning] = field(default_factory=list)
    scale: dict[str, str] = field(default_factory=dict)
    refinement: dict[str, Any] | None = None
    expected: ExpectedAccuracy | None = None
    method: dict[str, Any] | None = None
    output: str | None = None
    statement: str = NOT_FOR_CLINICAL_USE

    @property
    def is_drawn(self) -> bool:
        """Whether the fine texture is one of many that could have been drawn."""
        return self.parameters.get("refine") == "texture"


def recorded_synthesis(content: Any) -> SynthesisRecord | None:
    """The record of a synthesis in JSON types; None where it is a record of something else.

    Raises:
        ValueError: it is damaged.
    """
    is_synthesis = isinstance(content, dict) and "model" in content
    return SynthesisRecord.from_dict(content) if is_synthesis else None


def recorded_source(record: SynthesisRecord | None) -> str | None:
    """The modality that the model of a synthesis takes; None where that is not known."""
    return None if record is None else record.model.input_modality
