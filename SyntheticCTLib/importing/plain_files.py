"""YAML and JSON files of other programs as plain values, and the licence beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import ModelError, ResourceError
from SyntheticCTLib.files.plain_json import read_json

_MOST_BYTES = 1 << 24

#: The files whose text is a licence.
_LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")


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


def read_object(path: Path) -> dict[str, Any]:
    """The object that a JSON or YAML file holds.

    Raises:
        ModelError: it cannot be read, or holds no object.
        ResourceError: PyYAML is needed and not installed.
    """
    try:
        content = read_json(path) if path.suffix == ".json" else read_yaml(path)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error}).") from error
    if not isinstance(content, dict):
        raise ModelError(f"{path} must hold an object.")
    return content


def licence_text(folder: Path) -> str:
    """The licence that lies with a model, "" without one."""
    for name in _LICENCES:
        if (path := folder / name).is_file():
            return path.read_text(encoding="utf-8", errors="replace")
    return ""


def licence_named(folder: Path) -> str | None:
    """The first line of that text that says something."""
    lines = [line.strip(" #") for line in licence_text(folder).splitlines()]
    return next((line for line in lines if line), None)
