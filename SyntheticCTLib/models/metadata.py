"""``configs/metadata.json`` of a model folder: what it says, as it is written and read again.

``Resources/models/metadata.schema.json`` says the same for other programs; a test keeps them equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.models.outputs import Interval

Shape = tuple[int, int, int]
Blending = Literal["gaussian", "uniform"]

#: Where tiles lie along an axis: evenly spread (nnU-Net); at steps of one length with the last tile
#: moved back to the end (MONAI); or with the image filled up at its end, which is where images
#: smaller than a tile are filled up, too, and turned as a whole where mirrored (KonfAI).
TileSteps = Literal["even", "fixed", "end"]

#: What a network is shown, and where its answer stands: the body, or all of the image.
Shown = Literal["body", "image"]

#: What a model says of itself where nobody said anything.
NOT_STATED = "not stated"

#: The schema of ``metadata.json`` that MONAI's model zoo uses.
MONAI_SCHEMA = (
    "https://github.com/Project-MONAI/MONAI-extra-test-data/releases/download/0.8.1/"
    "meta_schema_20240725.json"
)


class _Sparse(Record):
    """A record whose file leaves out what is None."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return {name: value for name, value in super().to_dict().items() if value is not None}


@dataclass(frozen=True)
class WeightsFile(Record):
    """One file of weights.

    Attributes:
        file: relative to the model's folder.
        sha256: its SHA-256, lower-case hexadecimal.
        bytes: its size.
        parameters: number of values in it.
        dtype: how they are stored, "float16" or "int8" (``eight_bit``).
    """

    file: str
    sha256: str
    bytes: int
    parameters: int
    dtype: str = "float16"


@dataclass(frozen=True)
class Frame(Record):
    """The grid that a network sees: SimpleITK's axis code, and voxel size (i, j, k) in mm.

    Attributes:
        orientation, spacing_mm: of that grid.
        keeps_spacing: the network is shown voxels as large as the input's; ``spacing_mm`` are then
            those that it learnt from.
    """

    orientation: str
    spacing_mm: tuple[float, float, float]
    keeps_spacing: bool = False


@dataclass(frozen=True)
class Tiling(_Sparse):
    """How overlapping tiles are joined, and what share of a tile its neighbour covers too.

    ``inference/overlap.py`` has the default.

    Attributes:
        longest: sides (k, j, i) up to which a tile may be longer than ``patch_size`` where fewer
            voxels are then computed; None for a network whose answer nobody has measured so.
    """

    kind: Blending
    overlap: float
    steps: TileSteps = "even"
    longest: Shape | None = None


@dataclass(frozen=True)
class Refinement(_Sparse):
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
        weights: the second stage's; None until they are written.
    """

    patch_size: Shape
    size_divisor: Shape
    scheduler: dict[str, Any]
    residual_sd: float
    clip: float
    steps: int
    weights: WeightsFile | None = None


@dataclass(frozen=True)
class Origin(Record):
    """A model that weights came from: as a parent, or as a teacher."""

    id: str
    version: str
    weights_sha256: str


@dataclass(frozen=True)
class Training(_Sparse):
    """The run that made the weights.

    Attributes:
        recipe: its name.
        steps: of the optimiser.
        patients: ids of those that it learnt from.
        fold_held_out: the fold that was left out; None for none.
        parent: whose weights it started from.
        teacher: whose output it learnt, too.
        first_stage: the run of the first stage, of a model of two.
        flip_axes: axes of a patch (0 is k, 1 j, 2 i) over which it was mirrored; None where nobody
            knows.
    """

    recipe: str
    steps: int
    patients: tuple[str, ...] = ()
    fold_held_out: int | None = None
    parent: Origin | None = None
    teacher: Origin | None = None
    first_stage: Training | None = None
    flip_axes: tuple[int, ...] | None = None


@dataclass(frozen=True)
class ImportedFrom(Record):
    """Where a model of somebody else came from, as it was when it was added.

    Attributes:
        family: what kind of model it was ("nnU-Net", "TorchScript", ...).
        source: address or repository as it was given, or the name of a folder or file.
        revision: of a repository, its commit; "" elsewhere.
        sha256: of the file that came, or of the list of all files' hashes in a folder.
        licence: as its own files name it.
        remarks: what was not as the other program has it, and what nobody stated.
    """

    family: str
    source: str
    revision: str
    sha256: str
    licence: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block(_Sparse):
    """Our part of the file: what a synthesis and its guards need. Shapes are (k, j, i) in voxels.

    Attributes:
        input_modality, output_modality: what goes in ("MR", "CT", "CBCT") and comes out.
        body_regions: anatomy that it was trained on.
        frame: the grid that the network sees.
        input_normalisation, output_normalisation: kind and numbers of the intensity scales.
        outside_value: value of the output outside the body and the field of view.
        patch_size: of a tile.
        size_divisor: what each side of a tile must be a multiple of.
        blending: how tiles are joined.
        outputs: what each channel of the network's answer is (``outputs.OUTPUTS``); None for one
            channel, the value.
        interval: what its bounds mean, None for a network without them.
        mirror_axes: axes of a tile (0 is k, 1 j, 2 i) over whose mirror images the prediction is
            averaged; empty for none.
        weights: the network's; None until they are written.
        refinement: the second stage, None for a model of one.
        training: the run that made the weights, None where it is not known.
        training_statistics: ranges of the training images, for the guards.
        shown: what the network is shown, and where its answer stands.
        neighbours: slices on each side (along k) that it is shown as further channels.
        members: weights of further networks of the same definition, whose mean is the answer.
        imported: where a model of somebody else came from.
        caution: a sentence that goes with each of its results as a warning; None for none.
    """

    FORMAT = 1

    input_modality: str
    output_modality: str
    body_regions: tuple[str, ...]
    frame: Frame
    input_normalisation: dict[str, Any]
    output_normalisation: dict[str, Any]
    outside_value: float
    patch_size: Shape
    size_divisor: Shape
    blending: Tiling
    outputs: tuple[str, ...] | None = None
    interval: Interval | None = None
    mirror_axes: tuple[int, ...] = ()
    weights: WeightsFile | None = None
    refinement: Refinement | None = None
    training: Training | None = None
    training_statistics: dict[str, Any] = field(default_factory=dict)
    shown: Shown = "body"
    neighbours: int = 0
    members: tuple[WeightsFile, ...] = ()
    imported: ImportedFrom | None = None
    caution: str | None = None


@dataclass(frozen=True)
class ModelMetadata(_Sparse):
    """The whole file. Everything but our block is MONAI's, for people and for MONAI's own tools.

    Attributes:
        name: a title for people.
        version: of the model.
        synthetic_ct: our block.
        task, description: what it is for.
        authors, copyright, data_source: as whoever trained it says.
        intended_use: and what it is not for.
        changelog: what is new, by version.
        schema: of MONAI's part.
        monai_version, pytorch_version, numpy_version, required_packages_version: it was made with.
        network_data_format: what goes into the network and comes out.
    """

    name: str
    version: str
    synthetic_ct: Block
    task: str = ""
    description: str = ""
    authors: str = NOT_STATED
    copyright: str = NOT_STATED
    data_source: str = NOT_STATED
    intended_use: str = ""
    changelog: dict[str, str] = field(default_factory=dict)
    schema: str = MONAI_SCHEMA
    monai_version: str | None = None
    pytorch_version: str | None = None
    numpy_version: str | None = None
    required_packages_version: dict[str, str] = field(default_factory=dict)
    network_data_format: dict[str, Any] = field(default_factory=dict)
