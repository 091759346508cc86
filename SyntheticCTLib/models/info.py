"""What a model folder says about itself, read from its metadata and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from SyntheticCTLib.errors import ModelError, sentence_of
from SyntheticCTLib.files import plain_json
from SyntheticCTLib.models.metadata import (
    Block,
    ModelMetadata,
    Refinement,
    Shape,
    Shown,
    Tiling,
    Training,
    WeightsFile,
)
from SyntheticCTLib.models.outputs import OUTPUTS, Interval, check_outputs

if TYPE_CHECKING:
    from SyntheticCTLib.image.grid import Vector

METADATA_FILE = "configs/metadata.json"
CONFIGURATION_FILE = "configs/inference.json"
CARD_FILE = "docs/README.md"
LICENCE_FILE = "LICENSE"

#: Where ``inference.json`` defines the networks of the first and the second stage.
NETWORK_KEYS = ("network_def", "refinement_def")

#: The block of ``metadata.json`` that is ours; everything else there is MONAI's.
BLOCK = "synthetic_ct"

#: What a second stage may add; "mean" is deterministic, "texture" is drawn.
Refine = Literal["none", "mean", "texture"]

#: How the noise of a second stage goes, by the names that people give (``inference.diffusion``).
SCHEDULERS = ("ddim",)
DEFAULT_SCHEDULER = SCHEDULERS[0]


@dataclass(frozen=True)
class ModelInfo:
    """A model of the catalogue: what it is for and how it wants its input. Holds no weights.

    Attributes:
        id: name of the folder, by which the model is asked for.
        folder: where it lies.
        name: a title for people.
        version: version of the model.
        input_modality: what goes in ("MR", "CT", "CBCT").
        output_modality: what comes out ("CT", "MR").
        body_regions: anatomy that it was trained on.
        orientation: axis code of the grid that the network sees, as SimpleITK writes it ("LPS").
        spacing: spacing of that grid along i, j, k, mm.
        input_normalisation: kind and numbers of the input's intensity scale.
        output_normalisation: kind and numbers of the output's intensity scale.
        outside_value: value of the output outside the body and the field of view.
        patch_size: shape of a tile, (k, j, i), voxels.
        size_divisor: what each side of a tile must be a multiple of, (k, j, i).
        tiling: how far tiles overlap, how they are joined, and where they lie.
        mirror_axes: axes of a tile (0 is k, 1 j, 2 i) over whose mirror images the prediction is
            averaged; empty for none.
        weights_file: the weights, relative to the folder.
        sha256: SHA-256 of that file, lower-case hexadecimal.
        bytes: its size.
        parameters: number of values in it.
        metadata: the whole of ``metadata.json``.
        refinement: the second stage, None for a model of one.
        training: the run that made the weights, None where it is not known.
        outputs: channels of the network's answer (``outputs.OUTPUTS``).
        interval: what its bounds mean, None for a network without them.
        members: weights of further networks of an ensemble.
        keeps_spacing, shown, neighbours: see ``metadata.Frame`` and ``metadata.Block``.
    """

    id: str
    folder: Path
    name: str
    version: str
    input_modality: str
    output_modality: str
    body_regions: tuple[str, ...]
    orientation: str
    spacing: Vector
    input_normalisation: dict[str, Any]
    output_normalisation: dict[str, Any]
    outside_value: float
    patch_size: Shape
    size_divisor: Shape
    tiling: Tiling
    mirror_axes: tuple[int, ...]
    weights_file: str
    sha256: str
    bytes: int
    parameters: int
    metadata: ModelMetadata
    refinement: Refinement | None = None
    training: Training | None = None
    outputs: tuple[str, ...] = OUTPUTS[:1]
    interval: Interval | None = None
    members: tuple[WeightsFile, ...] = ()
    keeps_spacing: bool = False
    shown: Shown = "body"
    neighbours: int = 0

    def __repr__(self) -> str:
        return (
            f"<ModelInfo {self.id} {self.version}: {self.input_modality} to {self.output_modality}>"
        )

    @property
    def patients(self) -> tuple[str, ...]:
        """Ids of those that the weights learnt from; empty where that is not known."""
        return () if self.training is None else self.training.patients

    @property
    def frame(self) -> dict[str, Any]:
        """Orientation and spacing of the network's grid, as a recipe has them."""
        return {"orientation": self.orientation, "spacing_mm": list(self.spacing)}

    @property
    def weights(self) -> list[WeightsFile]:
        """Every weights file: the first stage's, the second one's, further members'."""
        told = self.metadata.synthetic_ct.weights
        stored = "float16" if told is None else told.dtype
        first = WeightsFile(self.weights_file, self.sha256, self.bytes, self.parameters, stored)
        second = None if self.refinement is None else self.refinement.weights
        return [first, *([] if second is None else [second]), *self.members]

    @property
    def card(self) -> str:
        """The model card, Markdown; "" when the folder has none."""
        path = self.folder / CARD_FILE
        return path.read_text(encoding="utf-8") if path.is_file() else ""


#: No tile has more voxels along an axis.
_LARGEST_PATCH = 1024

#: No network is shown more slices on each side.
_MOST_NEIGHBOURS = 16


def read_info(folder: str | Path) -> ModelInfo:
    """Read and check the metadata of a model folder. Does not look at the weights.

    Raises:
        ModelError: the folder or its metadata is missing, is not JSON, or lacks or misuses a field.
    """
    folder = Path(folder)
    path = folder / METADATA_FILE
    metadata = read_json(path)
    try:
        return info_from_metadata(metadata, folder)
    except ValueError as error:
        raise ModelError(f"The model metadata {path} cannot be used: {error}.") from error


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file of a model folder.

    Raises:
        ModelError: the file is missing, unreadable, or does not hold a JSON object.
    """
    try:
        content = plain_json.read_json(path)
    except FileNotFoundError as error:
        raise ModelError(f"{path.parents[1]} is not a model folder: it has no {path}.") from error
    except OSError as error:
        raise ModelError(sentence_of(error)) from error
    except ValueError as error:
        raise ModelError(f"The model file {path} cannot be read: {error}.") from error
    if not isinstance(content, dict):
        raise ModelError(f"The model file {path} must hold a JSON object.")
    return content


def info_from_metadata(metadata: dict[str, Any], folder: Path) -> ModelInfo:
    """The typed form of a model's metadata.

    Args:
        metadata: content of ``metadata.json``.
        folder: the folder that it belongs to; its name is the model's id.

    Raises:
        ValueError: a field is missing, or has a wrong type or value.
    """
    told = ModelMetadata.from_dict(metadata)
    block = told.synthetic_ct
    weights = _weights(folder, block.weights, "weights")
    _check(block)
    if block.refinement is not None:
        _weights(folder, block.refinement.weights, "refinement.weights")
        _check_refinement(block.refinement)
    for number, member in enumerate(block.members):
        _weights(folder, member, f"members[{number}]")
    return ModelInfo(
        id=folder.resolve().name,
        folder=folder,
        name=told.name,
        version=told.version,
        input_modality=block.input_modality,
        output_modality=block.output_modality,
        body_regions=block.body_regions,
        orientation=block.frame.orientation,
        spacing=block.frame.spacing_mm,
        input_normalisation=block.input_normalisation,
        output_normalisation=block.output_normalisation,
        outside_value=block.outside_value,
        patch_size=block.patch_size,
        size_divisor=block.size_divisor,
        tiling=block.blending,
        mirror_axes=tuple(sorted(block.mirror_axes)),
        weights_file=weights.file,
        sha256=weights.sha256,
        bytes=weights.bytes,
        parameters=weights.parameters,
        metadata=told,
        refinement=block.refinement,
        training=block.training,
        outputs=block.outputs or OUTPUTS[:1],
        interval=block.interval,
        members=block.members,
        keeps_spacing=block.frame.keeps_spacing,
        shown=block.shown,
        neighbours=block.neighbours,
    )


def _check(block: Block) -> None:
    check_outputs(block.outputs or OUTPUTS[:1])
    _check_positive("spacing_mm", block.frame.spacing_mm)
    _check_positive("patch_size", block.patch_size)
    _check_positive("size_divisor", block.size_divisor)
    _check_within("spacing_mm", block.frame.spacing_mm, 0.01, 100.0)
    _check_within("patch_size", block.patch_size, 1, _LARGEST_PATCH)
    _check_within("size_divisor", block.size_divisor, 1, _LARGEST_PATCH)
    if block.blending.longest is not None:
        _check_within("longest", block.blending.longest, 1, _LARGEST_PATCH)
    if not 0 <= block.blending.overlap < 1:
        raise ValueError(
            f"overlap must be at least 0 and less than 1, not {block.blending.overlap}"
        )
    if not 0 <= block.neighbours <= _MOST_NEIGHBOURS:
        raise ValueError(f"neighbours must be 0 to {_MOST_NEIGHBOURS}, not {block.neighbours}")
    learnt = None if block.training is None else block.training.flip_axes
    for name, axes in (("mirror_axes", block.mirror_axes), ("training.flip_axes", learnt or ())):
        if len(set(axes)) != len(axes) or not set(axes) <= {0, 1, 2}:
            raise ValueError(f"{name} must be some of 0, 1 and 2, not {list(axes)}")


def _check_refinement(second: Refinement) -> None:
    _check_positive("patch_size", second.patch_size)
    _check_positive("size_divisor", second.size_divisor)
    if second.residual_sd <= 0 or second.clip <= 0 or second.steps < 1:
        raise ValueError(
            "residual_sd, clip and steps of the refinement must be positive, not "
            f"{second.residual_sd}, {second.clip} and {second.steps}"
        )


def _check_positive(name: str, values: Sequence[float]) -> None:
    if min(values) <= 0:
        raise ValueError(f"{name} must be positive, not {list(values)}")


def _check_within(name: str, values: Sequence[float], least: float, most: float) -> None:
    if not all(least <= value <= most for value in values):
        raise ValueError(
            f"{name} must be {least:g} to {most:g} along each axis, not {list(values)}"
        )


def _weights(folder: Path, weights: WeightsFile | None, name: str) -> WeightsFile:
    if weights is None:
        raise ValueError(f"it lacks {BLOCK}.{name}")
    # A model folder is data from anywhere: it must not name files outside itself.
    if not (folder / weights.file).resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"the weights file {weights.file!r} lies outside the model folder")
    return weights
