"""Where model folders are looked for, and which there are."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.models.info import METADATA_FILE, ModelInfo, read_info
from SyntheticCTLib.resources import resources, user_folder

#: The model that is used when none is named.
DEFAULT_MODEL = "mr-to-ct-limb"

#: Further folders that hold model folders, separated like ``PATH``. They come before the bundled
#: ones.
PATHS_VARIABLE = "SYNTHETICCT_MODELS"

#: The models that come with the library.
BUNDLED_MODELS = resources() / "models"

_log = logging.getLogger(__name__)


def model_paths(paths: Sequence[str | Path] = ()) -> list[Path]:
    """Folders that are searched for model folders, in this order.

    Args:
        paths: further folders, searched first; then those in the environment variable
            ``SYNTHETICCT_MODELS``, then those that ``synthetic-ct models add`` installed, then the
            bundled models.
    """
    named = [Path(path) for path in paths]
    variable = os.environ.get(PATHS_VARIABLE, "")
    told = [Path(part) for part in variable.split(os.pathsep) if part]
    return [*named, *told, added_models(), BUNDLED_MODELS]


def added_models() -> Path:
    """Where ``synthetic-ct models add`` installs models unless told otherwise."""
    return user_folder() / "models"


@typed
def list_models(paths: Sequence[str | Path] = ()) -> list[ModelInfo]:
    """The usable models, sorted by id. A folder earlier in the search hides a later one of its
    name.

    A folder whose metadata cannot be read is logged as a warning and left out, so that one damaged
    model does not hide the others.

    Args:
        paths: further folders to search (see ``model_paths``).

    Example:
        >>> [info.id for info in list_models() if info.input_modality == "MR"]
        ['mr-to-ct-head', 'mr-to-ct-limb']
    """
    found: dict[str, ModelInfo] = {}
    for folder in _model_folders(paths):
        if folder.name in found:
            continue
        try:
            found[folder.name] = read_info(folder)
        except ModelError as error:
            _log.warning("%s", error)
    return sorted(found.values(), key=lambda info: info.id)


def find_model_folder(id_or_folder: str | Path, paths: Sequence[str | Path] = ()) -> Path:
    """The folder of a model.

    Args:
        id_or_folder: the id of a catalogued model, or the path of a model folder.
        paths: further folders to search (see ``model_paths``).

    Raises:
        ModelError: there is no such model; the message names the known ones.
    """
    for folder in _model_folders(paths):
        if folder.name == str(id_or_folder):
            return folder
    folder = Path(id_or_folder)
    if (folder / METADATA_FILE).is_file():
        return folder
    known = ", ".join(sorted({folder.name for folder in _model_folders(paths)})) or "none"
    raise ModelError(
        f"There is no model {str(id_or_folder)!r}; known models: {known}. "
        "Give one of these or the path of a model folder."
    )


def _model_folders(paths: Sequence[str | Path]) -> Iterator[Path]:
    for path in model_paths(paths):
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if (p / METADATA_FILE).is_file())
