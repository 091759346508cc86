"""How a result was made, kept in the node itself, so that it is saved with the scene."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import json_text, json_value

#: Node attributes: the whole record as JSON, and the model's id for people who look at a node.
RECORD = "SyntheticCT.Record"
MODEL = "SyntheticCT.Model"


def attach_record(node: Any, record: Mapping[str, Any]) -> None:
    """Keep a record in a node.

    Args:
        node: any node.
        record: what ``json`` can hold, for example ``SynthesisRecord.to_dict()``.
    """
    node.SetAttribute(RECORD, json_text(record, indent=None))
    model = record.get("model")
    if isinstance(model, Mapping):
        node.SetAttribute(MODEL, f"{model.get('id')} {model.get('version')}")


def record_of(node: Any) -> dict[str, Any] | None:
    """The record in a node, or None.

    Raises:
        InputError: it is damaged.
    """
    text = node.GetAttribute(RECORD)
    if text is None:
        return None
    try:
        found = json_value(text)
    except ValueError as error:
        raise _damaged(node, error) from error
    if not isinstance(found, dict):
        raise _damaged(node, "it is no object")
    return found


def made_by(node: Any) -> str | None:
    """Id of the model that made the image of a node, by its record; None where nobody can say."""
    try:
        record = record_of(node) or {}
    except InputError:
        return None
    model = record.get("model")
    return str(model.get("id", "a model")) if isinstance(model, Mapping) else None


def is_synthetic_image(node: Any) -> bool:
    """Whether a model made the image of a node; False where nobody can say."""
    return made_by(node) is not None


def _damaged(node: Any, reason: object) -> InputError:
    return InputError(f"The record of {node.GetName()!r} is damaged ({reason}): make it again.")
