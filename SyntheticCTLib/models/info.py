"""What a model folder says about itself, read from its metadata and checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from SyntheticCTLib.errors import ModelError

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

BLENDINGS = ("gaussian", "uniform")

Shape = tuple[int, int, int]
Blending = Literal["gaussian", "uniform"]

#: What a second stage may add; "mean" is deterministic, "texture" is drawn.
Refine = Literal["none", "mean", "texture"]

#: How the noise of a second stage goes, by the names that people give (``inference.diffusion``).
SCHEDULERS = ("ddim",)
DEFAULT_SCHEDULER = SCHEDULERS[0]


@dataclass(frozen=True)
class WeightsFile:
    """One file of weights.

    Attributes:
        name: relative to the model's folder.
        sha256: its SHA-256, lower-case hexadecimal.
        bytes: its size.
        parameters: number of values in it.
    """

    name: str
    sha256: str
    bytes: int
    parameters: int


@dataclass(frozen=True)
class Refinement:
    """The second stage of a model: a diffusion network that adds what the first left out.

    It sees the noisy residual, the first stage's input and its answer, and gives the velocity v of
    the residual (v-prediction: Salimans and Ho 2022, arXiv 2202.00512).

    Attributes:
        patch_size, size_divisor: as the model's.
        scheduler: arguments of MONAI's schedulers: ``num_train_timesteps``, ``schedule`` and those
            of the schedule.
        residual_sd: SD of the residual on the training patients, in network units; the residual
            is divided by it.
        clip: largest residual, in units of ``residual_sd``.
        steps: steps of a sample when nobody says how many.
        weights: the second stage's.
    """

    patch_size: Shape
    size_divisor: Shape
    scheduler: dict[str, Any]
    residual_sd: float
    clip: float
    steps: int
    weights: WeightsFile


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
        blending: how overlapping tiles are joined.
        overlap: share of a tile that its neighbour along an axis covers too, 0 to less than 1.
        mirror_axes: axes of a tile (0 is k, 1 j, 2 i) over whose mirror images the prediction is
            averaged; empty for none.
        weights_file: the weights, relative to the folder.
        sha256: SHA-256 of that file, lower-case hexadecimal.
        bytes: its size.
        parameters: number of values in it.
        metadata: the whole of ``metadata.json``.
        refinement: the second stage, None for a model of one.
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
    blending: Blending
    overlap: float
    mirror_axes: tuple[int, ...]
    weights_file: str
    sha256: str
    bytes: int
    parameters: int
    metadata: dict[str, Any]
    refinement: Refinement | None = None

    @property
    def weights(self) -> list[WeightsFile]:
        """Every weights file, the first stage's first."""
        first = WeightsFile(self.weights_file, self.sha256, self.bytes, self.parameters)
        return [first] if self.refinement is None else [first, self.refinement.weights]

    @property
    def card(self) -> str:
        """The model card, Markdown; "" when the folder has none."""
        path = self.folder / CARD_FILE
        return path.read_text(encoding="utf-8") if path.is_file() else ""


def read_info(folder: str | Path) -> ModelInfo:
    """Read and check the metadata of a model folder. Does not look at the weights.

    Args:
        folder: a folder in MONAI-bundle form.

    Raises:
        ModelError: the folder or its metadata is missing, is not JSON, or lacks or misuses a field.
    """
    folder = Path(folder)
    path = folder / METADATA_FILE
    metadata = read_json(path)
    try:
        return info_from_metadata(metadata, folder)
    except KeyError as error:
        raise ModelError(f"The model metadata {path} lacks the field {error}.") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"The model metadata {path} has a wrong value: {error}.") from error


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file of a model folder.

    Raises:
        ModelError: the file is missing, unreadable, or does not hold a JSON object.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{path.parents[1]} is not a model folder: it has no {path}.") from error
    except (OSError, ValueError) as error:
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
        KeyError: a field is missing.
        TypeError: a field has a wrong type.
        ValueError: a field has a wrong value.
    """
    block = metadata[BLOCK]
    weights = _weights(folder, block["weights"])
    return ModelInfo(
        id=folder.resolve().name,
        folder=folder,
        name=str(metadata["name"]),
        version=str(metadata["version"]),
        input_modality=str(block["input_modality"]),
        output_modality=str(block["output_modality"]),
        body_regions=tuple(str(region) for region in block["body_regions"]),
        orientation=str(block["frame"]["orientation"]),
        spacing=_spacing(block["frame"]["spacing_mm"]),
        input_normalisation=dict(block["input_normalisation"]),
        output_normalisation=dict(block["output_normalisation"]),
        outside_value=float(block["outside_value"]),
        patch_size=_shape("patch_size", block["patch_size"]),
        size_divisor=_shape("size_divisor", block["size_divisor"]),
        blending=_blending(block["blending"]["kind"]),
        overlap=_overlap(block["blending"]["overlap"]),
        mirror_axes=_axes(block.get("mirror_axes", [])),
        weights_file=weights.name,
        sha256=weights.sha256,
        bytes=weights.bytes,
        parameters=weights.parameters,
        metadata=metadata,
        refinement=_refinement(folder, block["refinement"]) if "refinement" in block else None,
    )


def _weights(folder: Path, block: dict[str, Any]) -> WeightsFile:
    return WeightsFile(
        name=_inside(folder, str(block["file"])),
        sha256=str(block["sha256"]).lower(),
        bytes=int(block["bytes"]),
        parameters=int(block["parameters"]),
    )


def _refinement(folder: Path, block: dict[str, Any]) -> Refinement:
    residual_sd, clip, steps = float(block["residual_sd"]), float(block["clip"]), block["steps"]
    if residual_sd <= 0 or clip <= 0 or int(steps) < 1:
        raise ValueError(
            "residual_sd, clip and steps of the refinement must be positive, not "
            f"{residual_sd}, {clip} and {steps}"
        )
    return Refinement(
        patch_size=_shape("patch_size", block["patch_size"]),
        size_divisor=_shape("size_divisor", block["size_divisor"]),
        scheduler=dict(block["scheduler"]),
        residual_sd=residual_sd,
        clip=clip,
        steps=int(steps),
        weights=_weights(folder, block["weights"]),
    )


def _spacing(values: list[float]) -> Vector:
    i, j, k = (float(value) for value in values)
    if min(i, j, k) <= 0:
        raise ValueError(f"spacing_mm must be positive, not {values}")
    return i, j, k


def _shape(name: str, values: list[int]) -> Shape:
    k, j, i = (int(value) for value in values)
    if min(k, j, i) < 1:
        raise ValueError(f"{name} must be positive, not {values}")
    return k, j, i


def _blending(kind: str) -> Blending:
    if kind not in BLENDINGS:
        raise ValueError(f"blending must be one of {', '.join(BLENDINGS)}, not {kind!r}")
    return kind  # type: ignore[return-value]


def _overlap(value: float) -> float:
    if not 0 <= float(value) < 1:
        raise ValueError(f"overlap must be at least 0 and less than 1, not {value}")
    return float(value)


def _axes(values: list[int]) -> tuple[int, ...]:
    if len(set(values)) != len(values) or not set(values) <= {0, 1, 2}:
        raise ValueError(f"mirror_axes must be some of 0, 1 and 2, not {values}")
    return tuple(sorted(values))


def _inside(folder: Path, name: str) -> str:
    # A model folder is data from anywhere: it must not name files outside itself.
    if not (folder / name).resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"the weights file {name!r} lies outside the model folder")
    return name
