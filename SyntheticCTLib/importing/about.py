"""What has to be known of somebody else's network before it can be used, as a small JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.files.plain_json import Record, read_json
from SyntheticCTLib.guards.input_guard import UNKNOWN_REGION
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU
from SyntheticCTLib.importing.plain_files import licence_named
from SyntheticCTLib.models.metadata import (
    NOT_STATED,
    Blending,
    Block,
    Frame,
    ImportedFrom,
    ModelMetadata,
    Shape,
    Shown,
    TileSteps,
    Tiling,
)
from SyntheticCTLib.preprocessing.intensity import HU
from SyntheticCTLib.preprocessing.kinds import KINDS
from SyntheticCTLib.preprocessing.mr_scale import MR_SIGNAL
from SyntheticCTLib.preprocessing.scale_steps import STEPS, check_steps

#: Without these nothing can be computed, and no default would be right.
_NEEDED = ("input", "patch_size", "input_scale", "output_scale")

#: In plans and fingerprints of nnU-Net's data sets: mean and standard deviation of each channel.
DATA_SET_NUMBERS = "foreground_intensity_properties_per_channel"


@dataclass(frozen=True)
class About(Record):
    """Frame, scales and tiles of a network, and what its makers say of it.

    Attributes:
        name, version: for people.
        input, output: "MR", "CT" or "CBCT"; "CT" or "MR".
        regions: of the body that it learnt from.
        licence, training_data, citation: as its makers say.
        orientation: axis code of the grid that it sees.
        spacing_mm: of that grid (i, j, k); None for voxels as large as the input's.
        axes: the order in which it sees them, "kji" (as SimpleITK's arrays), "ijk" (as nibabel's)
            or another.
        dimensions: 3, or 2 for one slice along k at a time.
        neighbours: slices on each side that it sees as further channels.
        patch_size, size_divisor: of a tile, (k, j, i).
        overlap, blending, steps, mirror_axes: how tiles lie and are joined, see ``Tiling``.
        input_scale: steps of ``preprocessing.scale_steps``.
        padding: value round an image smaller than a tile, on that scale; None for "no signal".
        output_scale: ``mean`` and ``sd``: HU = answer * sd + mean; ``clip``: lowest and highest HU.
        outside_value: of the output where nothing is predicted.
        shown: "image", or "body": what lies outside the body gets ``outside_value``.
        channel, activation: see ``networks.Adapted``.
    """

    name: str = ""
    version: str = "1"
    input: str = ""
    output: str = "CT"
    regions: tuple[str, ...] = ()
    licence: str = NOT_STATED
    training_data: str = NOT_STATED
    citation: str = ""
    orientation: str = "LPS"
    spacing_mm: tuple[float, float, float] | None = None
    axes: str = "kji"
    dimensions: int = 3
    neighbours: int = 0
    patch_size: Shape | None = None
    size_divisor: Shape = (1, 1, 1)
    overlap: float = 0.5
    blending: Blending = "gaussian"
    steps: TileSteps = "even"
    mirror_axes: tuple[int, ...] = ()
    input_scale: tuple[dict[str, Any], ...] = ()
    padding: float | None = None
    output_scale: dict[str, Any] | None = None
    outside_value: float = LOWEST_HU
    shown: Shown = "image"
    channel: int | None = None
    activation: str = "none"


def about_file(path: Path) -> dict[str, Any]:
    """The object in a file of such JSON, as its keys and values.

    Plans or a fingerprint of nnU-Net's, of the data set of the CTs, say the scale of the output.

    Raises:
        ModelError: it cannot be read, or has a key that nobody knows.
    """
    try:
        content = read_json(path)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error}): it must be a JSON object.") from error
    if isinstance(content, dict) and (scale := scale_of_data_set(content)) is not None:
        return {"output_scale": scale}
    known = [field.name for field in fields(About)]
    if not isinstance(content, dict) or not content.keys() <= set(known):
        unknown = sorted(set(content) - set(known)) if isinstance(content, dict) else content
        raise ModelError(
            f"{path} has the keys {unknown}, which nobody knows; known are {', '.join(known)}."
        )
    return content


def scale_of_data_set(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """The scale of nnU-Net's data set of CTs; None where its plans or fingerprint have none.

    Args:
        content: of ``plans.json``, ``gt_<plans>.json`` or ``dataset_fingerprint.json``.
    """
    channels = content.get(DATA_SET_NUMBERS)
    numbers = channels.get("0") if isinstance(channels, Mapping) else None
    if not isinstance(numbers, Mapping):
        return None
    mean, sd = numbers.get("mean"), numbers.get("std")
    if not all(isinstance(number, (int, float)) for number in (mean, sd)):
        return None
    return {"mean": mean, "sd": sd, "clip": [LOWEST_HU, HIGHEST_HU]}


def complete(found: Mapping[str, Any], given: Mapping[str, Any]) -> About:
    """What a model's own files say, and what a person says instead or beyond that.

    Raises:
        ModelError: something is missing or wrong.
    """
    told = {**found, **given}
    if isinstance(told.get("output_scale"), Mapping):
        told["output_scale"] = {"clip": [LOWEST_HU, HIGHEST_HU], **told["output_scale"]}
    missing = [key for key in _NEEDED if not told.get(key)]
    if missing:
        raise ModelError(
            f"The model's files do not say its {', '.join(missing)}: write them into a JSON file "
            "and give it as --about FILE (docs/how-to/other-models.md has the keys)."
        )
    try:
        about = About.from_dict(told)
    except ValueError as error:
        raise ModelError(f"What is said of the model cannot be used: {error}.") from error
    _check(about)
    return about


def about_network(path: Path, given: Mapping[str, Any]) -> About:
    """Of a network in one file, what the JSON file beside it under its name says, likewise."""
    beside = path.with_suffix(".json")
    told = about_file(beside) if beside.is_file() else {}
    licence = {"licence": named} if (named := licence_named(path.parent)) else {}
    return complete({"name": path.stem, **licence, **told}, given)


def _check(about: About) -> None:
    check_steps(about.input_scale)
    for modality in (about.input, about.output):
        if modality not in KINDS:
            raise ModelError(f"The kind of image {modality!r} is none of {', '.join(KINDS)}.")
    scale = about.output_scale or {}
    numbers = [scale.get("mean"), scale.get("sd"), *(scale.get("clip") or ())]
    if len(numbers) != 4 or not all(isinstance(n, (int, float)) for n in numbers):
        raise ModelError(f"output_scale needs mean, sd and two numbers of clip, not {scale!r}.")
    body_needed = any(
        step.get("over") == "body" or step["do"] == "outside" for step in about.input_scale
    )
    if body_needed and about.shown == "image":
        raise ModelError('Its input_scale looks at the body: then shown must be "body".')
    if sorted(about.axes) != sorted("kji"):
        raise ModelError(f'Its axes must be "kji" in some order, not {about.axes!r}.')
    if about.dimensions not in (2, 3) or (about.neighbours and about.dimensions == 3):
        raise ModelError(
            f"A network of {about.dimensions} dimensions with {about.neighbours} neighbours on "
            "each side is not known: neighbours are the channels of one of 2."
        )


def metadata_of(about: About, imported: ImportedFrom) -> ModelMetadata:
    """The same as a model folder says it."""
    spacing = about.spacing_mm or (1.0, 1.0, 1.0)
    assert about.patch_size is not None
    kind = HU if KINDS[about.output].in_hounsfield else MR_SIGNAL
    scale: dict[str, Any] = {"kind": STEPS, "steps": list(about.input_scale)}
    if about.padding is not None:
        scale["padding"] = about.padding
    return ModelMetadata(
        name=about.name or imported.source.rstrip("/").rpartition("/")[2],
        version=about.version,
        task=f"{about.input} to {about.output}",
        description=f"A model of the family {imported.family}, converted. Not for clinical use.",
        authors=about.citation or NOT_STATED,
        copyright=about.licence,
        data_source=about.training_data,
        intended_use="Research. Its makers may allow less; not for diagnosis or treatment.",
        synthetic_ct=Block(
            input_modality=about.input,
            output_modality=about.output,
            body_regions=about.regions or (UNKNOWN_REGION,),
            frame=Frame(about.orientation, spacing, about.spacing_mm is None),
            input_normalisation=scale,
            output_normalisation={"kind": kind, **(about.output_scale or {})},
            outside_value=about.outside_value,
            patch_size=about.patch_size,
            size_divisor=about.size_divisor,
            blending=Tiling(about.blending, about.overlap, about.steps),
            mirror_axes=about.mirror_axes,
            shown=about.shown,
            neighbours=about.neighbours,
            imported=imported,
        ),
    )


def adapted(definition: dict[str, Any], about: About) -> dict[str, Any]:
    """The definition of a network, shown its images as it learnt them."""
    return {
        "_target_": "SyntheticCTLib.networks.Adapted",
        "network": definition,
        "axes": about.axes,
        "dimensions": about.dimensions,
        "channel": about.channel,
        "activation": about.activation,
    }
