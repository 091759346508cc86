"""SyntheticCT: synthetic CT from MR or cone-beam CT, and how far to trust it. Not for clinical use.

Importing this package is cheap: torch and MONAI are imported by the calls that need them.

Example:
    >>> import SyntheticCTLib as sct
    >>> result = sct.synthesize("mr.nii.gz")  # doctest: +SKIP
    >>> sct.write_volume(result.volume, "synthetic_ct.nii.gz")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from SyntheticCTLib.comparison.compare import compare
    from SyntheticCTLib.evaluation.evaluate import evaluate
    from SyntheticCTLib.files.volumes import read_volume, write_volume
    from SyntheticCTLib.image.volume import Volume
    from SyntheticCTLib.models import list_models, load_model
    from SyntheticCTLib.progress import CancelToken
    from SyntheticCTLib.synthesis.synthesize import synthesize

#: The one place of the version: pyproject.toml reads it, CITATION.cff and CHANGELOG.md are tested.
__version__ = "0.4.0"

__all__ = [
    "CancelToken",
    "Volume",
    "compare",
    "evaluate",
    "list_models",
    "load_model",
    "read_volume",
    "synthesize",
    "write_volume",
]

_MODULES = {
    "CancelToken": "progress",
    "Volume": "image.volume",
    "compare": "comparison.compare",
    "evaluate": "evaluation.evaluate",
    "list_models": "models",
    "load_model": "models",
    "read_volume": "files.volumes",
    "synthesize": "synthesis.synthesize",
    "write_volume": "files.volumes",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
