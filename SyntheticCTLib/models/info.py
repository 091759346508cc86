"""What a model folder says about itself, read from its metadata and checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from SyntheticCTLib.errors import ModelError

if TYPE_CHECKING:
    from SyntheticCTLib.volume import Vector

METADATA_FILE = "configs/metadata.json"
CONFIGURATION_FILE = "configs/inference.json"
CARD_FILE = "docs/README.md"
LICENCE_FILE = "LICENSE"

#: The block of ``metadata.json`` that is ours; everything else there is MONAI's.
BLOCK = "synthetic_ct"

BLENDINGS = ("gaussian", "uniform")

Shape = tuple[int, int, int]
Blending = Literal["gaussian", "uniform"]


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
    weights = block["weights"]
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
        weights_file=_inside(folder, str(weights["file"])),
        sha256=str(weights["sha256"]).lower(),
        bytes=int(weights["bytes"]),
        parameters=int(weights["parameters"]),
        metadata=metadata,
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
