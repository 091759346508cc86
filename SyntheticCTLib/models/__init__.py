"""The model catalogue: folders of data in MONAI-bundle form, found, checked and loaded.

Importing this package loads no torch; ``load_model`` does.
"""

from SyntheticCTLib.models.catalogue import (
    DEFAULT_MODEL,
    find_model_folder,
    list_models,
    model_paths,
)
from SyntheticCTLib.models.info import ModelInfo, read_info
from SyntheticCTLib.models.loading import Model, load_model, verify

__all__ = [
    "DEFAULT_MODEL",
    "Model",
    "ModelInfo",
    "find_model_folder",
    "list_models",
    "load_model",
    "model_paths",
    "read_info",
    "verify",
]
