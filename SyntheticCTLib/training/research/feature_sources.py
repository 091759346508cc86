"""Feature networks on disk: a run of our own that learnt tissues, or an nnU-Net checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.text_files import read_object
from SyntheticCTLib.tasks.ct_to_tissues import CTToTissues
from SyntheticCTLib.training.research.feature_network import (
    FeatureFrame,
    FeatureNetwork,
    zoom_between,
)
from SyntheticCTLib.training.research.nnunet_checkpoint import PLANS_FILE, read_nnunet_folder
from SyntheticCTLib.training.run.checkpoint import RUN_RECORD, restored_run
from SyntheticCTLib.training.run.recipe import recipe_from


def load_feature_network(folder: str | Path, frame: dict[str, Any]) -> FeatureNetwork:
    """Load a network whose feature maps a loss compares. Nothing in its files is executed.

    Args:
        folder: a run folder of a recipe that learns tissues (``ct-tissues``), or the folder of a
            trained nnU-Net configuration, as TotalSegmentator keeps them (``plans.json`` and
            ``fold_0/checkpoint_final.pth``).
        frame: orientation ("LPS") and spacing (i, j, k) of the images that it will be given.

    Raises:
        InputError: the folder is neither, or its network is of a kind that is not known here.
    """
    folder = Path(folder)
    if (folder / RUN_RECORD).is_file():
        return _from_run(folder, frame)
    if (folder / PLANS_FILE).is_file():
        return read_nnunet_folder(folder, frame)
    raise InputError(
        f"{folder} is no feature network: give the folder of a run that learnt tissues (with "
        f"{RUN_RECORD}) or of a trained nnU-Net configuration (with {PLANS_FILE})."
    )


def _from_run(folder: Path, frame: dict[str, Any]) -> FeatureNetwork:
    record = read_object(folder / RUN_RECORD, "recipe", "hu_statistics")
    recipe = recipe_from(record["recipe"], RUN_RECORD)
    if not isinstance(recipe.task, CTToTissues):
        raise InputError(
            f"The run {folder} learnt {recipe.target}, not tissues: train the recipe ct-tissues "
            "for a feature network."
        )
    state = restored_run(folder, recipe)
    statistics = record["hu_statistics"]
    spacing, wanted = frame["spacing_mm"][::-1], recipe.frame["spacing_mm"][::-1]
    return FeatureNetwork(
        state.average.module,  # type: ignore[arg-type]
        recipe.network["strides"],
        FeatureFrame(statistics["mean"], statistics["sd"], zoom=zoom_between(spacing, wanted)),
    )
