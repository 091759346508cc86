"""YAML files, as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import ModelError, ResourceError

_MOST_BYTES = 1 << 24


def read_yaml(path: Path) -> Any:
    """What a YAML file holds: texts, numbers, lists and mappings, never objects of a class.

    Raises:
        ModelError: it is no such file.
        ResourceError: PyYAML is not installed.
    """
    try:
        import yaml
    except ImportError as error:
        raise ResourceError(
            "This model's files are YAML: pip install 'synthetic-ct[models]'."
        ) from error
    if path.stat().st_size > _MOST_BYTES:
        raise ModelError(f"{path} is too large for a configuration.")
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        words = str(error).splitlines()[0]
        raise ModelError(f"{path} cannot be read as YAML: {words}.") from error
