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

#: What ``--benchmark`` tells of each model, device and precision, in this order.
BENCHMARK_COLUMNS = (
    "model",
    "device",
    "precision",
    "seconds",
    "memory MiB",
    "mean difference",
    "99.9 % below",
)


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "doctor",
        help="versions, devices, memory and models of this machine, for a bug report",
        description="Show what this runs on, and check every model's weights against its hash.",
    )
    parser.add_argument(
        "--benchmark",
        action="store_true",
        help="also predict one tile of the phantom with every model, device and precision: time, "
        "memory, and difference from the CPU in float32",
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
    if arguments.benchmark:
        from SyntheticCTLib.cli.device_benchmark import benchmark

        findings["benchmark"] = benchmark()
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
    if "benchmark" in findings:
        rows = [_benchmark_row(row) for row in findings["benchmark"]]
        parts.append(("One tile of the phantom", [list(BENCHMARK_COLUMNS), *rows]))
    return "\n\n".join(
        f"{title}\n{console.table(rows) if rows else 'none found'}" for title, rows in parts
    )


def _benchmark_row(row: dict[str, Any]) -> list[str]:
    """The figures of one way, or why there are none; as many cells as ``BENCHMARK_COLUMNS``."""
    cells = ["" if value is None else str(value) for value in row.values()]
    return cells + [""] * (len(BENCHMARK_COLUMNS) - len(cells))


def _label(name: str) -> str:
    return name.removesuffix("_bytes").replace("_", " ")


def _value(name: str, value: Any) -> str:
    if not name.endswith("_bytes"):
        return f"{value} {name}" if name == "threads" else str(value)
    return "unknown" if value is None else f"{value / 2**30:.1f} GiB free"
