"""``synthetic-ct doctor``: one page about this machine, to paste into a bug report."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.errors import ModelError

if TYPE_CHECKING:
    from SyntheticCTLib.models import ModelInfo


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    subparsers.add_parser(
        "doctor",
        help="versions, devices, memory and models of this machine, for a bug report",
        description="Show what this runs on, and check every model's weights against its hash.",
    )


def run(arguments: argparse.Namespace) -> int:
    """Examine the machine. What is missing is part of the answer, so the exit code is 0."""
    from SyntheticCTLib.versions import versions

    findings = {
        "versions": versions(),
        "machine": _machine(),
        "devices": _devices(),
        "models": _models(),
    }
    console.write_result(arguments, findings, _page(findings))
    return 0


def _machine() -> dict[str, Any]:
    from SyntheticCTLib.memory import available_memory

    return {
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "free_memory_bytes": available_memory(),
        "free_disk_bytes": shutil.disk_usage(Path.cwd()).free,
        "python": sys.executable,
        "library": str(Path(__file__).resolve().parents[1]),
    }


def _devices() -> list[dict[str, Any]]:
    """Every device that ``--device`` may name; an empty list without torch."""
    try:
        from SyntheticCTLib.inference.device import devices
    except ImportError:
        return []
    return devices()


def _models() -> list[dict[str, Any]]:
    from SyntheticCTLib.models import list_models

    return [_model(info) for info in list_models()]


def _model(info: ModelInfo) -> dict[str, Any]:
    from SyntheticCTLib.models import verify

    try:
        verify(info.id)
        state = "verified"
    except ModelError as error:
        state = str(error)
    return {"id": info.id, "version": info.version, "sha256": info.sha256, "state": state}


def _page(findings: dict[str, Any]) -> str:
    parts = [
        ("Versions", [[k, v or "not installed"] for k, v in findings["versions"].items()]),
        ("Machine", [[_label(k), _value(k, v)] for k, v in findings["machine"].items()]),
        ("Devices", [[_value(k, v) for k, v in device.items()] for device in findings["devices"]]),
        ("Models", [list(model.values()) for model in findings["models"]]),
    ]
    return "\n\n".join(
        f"{title}\n{console.table(rows) if rows else 'none found'}" for title, rows in parts
    )


def _label(name: str) -> str:
    return name.removesuffix("_bytes").replace("_", " ")


def _value(name: str, value: Any) -> str:
    if not name.endswith("_bytes"):
        return f"{value} {name}" if name == "threads" else str(value)
    return "unknown" if value is None else f"{value / 2**30:.1f} GiB free"
