"""How a result was made, kept in the node itself, so that it is saved with the scene."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from SyntheticCTLib.files.plain_json import json_text

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
    """The record in a node, or None."""
    text = node.GetAttribute(RECORD)
    return None if text is None else json.loads(text)
