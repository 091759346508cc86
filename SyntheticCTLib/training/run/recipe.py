"""A training recipe: everything that decides what a training run does, as data in one JSON file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import read_json
from SyntheticCTLib.preprocessing.intensity import Z_SCORE
from SyntheticCTLib.resources import resources
from SyntheticCTLib.tasks.image_task import ImageTask
from SyntheticCTLib.tasks.registry import task_learning, tasks
from SyntheticCTLib.tasks.trained_task import TrainedTask

RECIPE_FOLDER = resources() / "training"

Settings = dict[str, Any]


@dataclass(frozen=True)
class Recipe:
    """How one network is trained. Orders: patches are (k, j, i), spacings (i, j, k) in mm.

    Attributes:
        name: the recipe's id, which is its file's name.
        description: one sentence on what it is and where it comes from.
        model: what is true of every model that it trains: ``name``, ``task``, ``description``,
            ``input_modality``, ``output_modality``, ``body_regions``. What is true of one model
            alone says whoever exports it (``statement.Statement``).
        network: a definition for ``SyntheticCTLib.networks.build_network``.
        patch_size: voxels of a training patch and of an inference tile.
        size_divisor: multiples that the network's strides ask for.
        frame: orientation and spacing to which every pair is brought.
        steps: optimiser steps.
        batch_size: patches a step.
        optimizer: ``name`` ("AdamW" or "SGD") and the arguments of torch's class.
        schedule: ``exponent`` of the polynomial decay to 0, and ``warmup_steps``.
        loss: ``name`` and arguments of what is learnt for (``objectives.registry``).
        target: what the network learns, as a task calls it (``TrainedTask.learns``): "HU",
            "tissues" (labels of a CT, from that CT), or "MR" (signal from a CT, on the scale of
            ``preprocessing.mr_scale``).
        fine_tuning: a second phase with a fresh optimiser, empty for none: its ``steps``, and the
            entries of ``optimizer``, ``schedule`` and ``loss`` that differ.
        bone_weight: weight in the loss of voxels above ``BONE_HU``; the others have 1.
        sampling: ``bone_share`` of patches centred on bone, ``phantom_share`` of patches from
            what is simulated; see ``patches.Sampling``.
        input_scale: how an MR's intensities reach the network, see ``preprocessing.input_scales``.
        context: how images are cut before a patch is drawn, see ``context.Context``; empty for not.
        marrow: how bone's signal is changed, see ``augmentation.MarrowContrast``; empty for not.
        augmentation: arguments of ``augmentation.make_augmentation``; empty for none.
        phantoms: ``count`` of analytic limb phantoms added to the training cases.
        contrasts: ``count`` of MRs in random contrasts drawn from each training CT, and from each
            CT in ``folder`` if one is given. They count as phantoms in the sampling.
        norm_kept_from: share of the steps after which batch norm keeps its statistics; with 1 it
            keeps them in fine-tuning alone.
        average_decay: decay of the moving average of the weights, which is what is validated and
            shipped.
        gradient_clip: largest norm of the gradient.
        validate_every: steps between validations on the held-out patients.
        save_every: steps between checkpoints.
        seed: of weights, patches and augmentation.
    """

    name: str
    description: str
    model: Settings
    network: Settings
    patch_size: list[int]
    size_divisor: list[int]
    frame: Settings
    steps: int
    batch_size: int
    optimizer: Settings
    loss: Settings
    schedule: Settings = field(default_factory=lambda: {"exponent": 0.9, "warmup_steps": 0})
    sampling: Settings = field(default_factory=lambda: {"bone_share": 0.33, "phantom_share": 0.0})
    input_scale: str = Z_SCORE
    context: Settings = field(default_factory=dict)
    marrow: Settings = field(default_factory=dict)
    augmentation: Settings = field(default_factory=dict)
    phantoms: Settings = field(default_factory=lambda: {"count": 0})
    contrasts: Settings = field(default_factory=lambda: {"count": 0})
    target: str = "HU"
    fine_tuning: Settings = field(default_factory=dict)
    bone_weight: int = 1
    norm_kept_from: float = 1.0
    average_decay: float = 0.999
    gradient_clip: float = 12.0
    validate_every: int = 1000
    save_every: int = 200
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("steps", "batch_size", "validate_every", "save_every"):
            if getattr(self, name) < 1:
                raise InputError(
                    f"Recipe {self.name}: {name} must be at least 1, not {getattr(self, name)}."
                )
        known = list(dict.fromkeys(task.learns for task in tasks()))
        if self.target not in known:
            raise InputError(
                f"Recipe {self.name}: target must be {' or '.join(known)}, not {self.target!r}."
            )
        if self.fine_tuning and self.fine_tuning.get("steps", 0) < 1:
            raise InputError(f"Recipe {self.name}: fine_tuning must have at least 1 step.")
        for name in ("patch_size", "size_divisor"):
            sizes = getattr(self, name)
            if len(sizes) != 3 or not all(isinstance(n, int) and n > 0 for n in sizes):
                raise InputError(
                    f"Recipe {self.name}: {name} must be three whole numbers above 0, not {sizes}."
                )
        pairs = zip(self.patch_size, self.size_divisor, strict=True)
        if any(size % divisor for size, divisor in pairs):
            raise InputError(
                f"Recipe {self.name}: the patch {self.patch_size} is not a multiple of the size "
                f"divisor {self.size_divisor}."
            )

    @property
    def task(self) -> TrainedTask:
        """What it trains a network for.

        Raises:
            InputError: no task learns its target from its model's ``input_modality``, or none of
                its images has that ``input_scale``.
        """
        task = task_learning(self.target, self.model["input_modality"])
        return task.on_input_scale(self.input_scale)

    @property
    def image_task(self) -> ImageTask:
        """The same of a recipe whose networks make images.

        Raises:
            InputError: they do not: they are no models, and cannot be scored.
        """
        task = self.task
        if not isinstance(task, ImageTask):
            raise InputError(
                f"Recipe {self.name} learns {self.target}, not an image: its networks cannot be "
                "exported or scored."
            )
        return task

    def changed(self, **changes: Any) -> Recipe:
        """The recipe with some entries replaced; entries given as None stay."""
        return replace(self, **{k: v for k, v in changes.items() if v is not None})

    def to_dict(self) -> Settings:
        """The recipe as it would stand in its file."""
        return asdict(self)


def recipe_from(settings: Mapping[str, Any], source: str) -> Recipe:
    """A recipe from the entries of its file.

    Raises:
        InputError: an entry is missing, unknown or out of range.
    """
    known = {entry.name for entry in fields(Recipe)}
    unknown = sorted(set(settings) - known)
    if unknown:
        raise InputError(f"{source}: unknown recipe entries {', '.join(unknown)}.")
    try:
        return Recipe(**settings)
    except TypeError as error:
        raise InputError(f"{source}: the recipe is incomplete ({error}).") from error


def load_recipe(name_or_path: str | Path) -> Recipe:
    """Read a recipe by its name in ``Resources/training`` or by the path of a JSON file.

    Raises:
        InputError: there is no such recipe, or it does not hold what a recipe needs.
    """
    path = Path(name_or_path)
    if path.suffix != ".json":
        path = RECIPE_FOLDER / f"{name_or_path}.json"
    if not path.is_file():
        known = ", ".join(sorted(entry.stem for entry in RECIPE_FOLDER.glob("*.json")))
        raise InputError(f"There is no recipe {name_or_path!s}; known recipes: {known}.")
    try:
        settings = read_json(path)
    except ValueError as error:
        raise InputError(f"{path.name} is not valid JSON: {error}.") from error
    if not isinstance(settings, dict):
        raise InputError(f"{path.name} holds no recipe, which is a JSON object.")
    return recipe_from(settings, path.name)
