"""``synthetic-ct curves``: the curves of a training run as a picture."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "curves",
        help="draw the curves of a training run",
        description="Draw loss, figures of the held-out patients and the share of time in which "
        "the device waited for patches, as SVG. The run may still be going on.",
    )
    parser.add_argument("run_folder", type=Path, help="folder of the run")
    parser.add_argument("-o", "--output", type=Path, help="default: RUN_FOLDER/curves.svg")


def run(arguments: argparse.Namespace) -> int:
    """Draw, and say where the run stands."""
    from SyntheticCTLib.files.atomic import atomic_path
    from SyntheticCTLib.training.run.curves import curves_svg, read_curves, smoothed, waiting_share

    curves = read_curves(arguments.run_folder)
    output = arguments.output or arguments.run_folder / "curves.svg"
    with atomic_path(output) as temporary:
        temporary.write_text(curves_svg(curves, str(arguments.run_folder)), encoding="utf-8")
    result = {
        "step": int(curves.steps[-1]),
        "loss": float(smoothed(curves.loss)[-1]),
        "seconds_per_step": float(curves.seconds_per_step[-1]),
        "waiting_share": waiting_share(curves),
        "picture": str(output),
    }
    text = (
        f"Step {result['step']}: loss {result['loss']:.4f}, "
        f"{result['seconds_per_step']:.2f} s a step, {result['waiting_share']:.1%} of the time "
        f"waiting for patches.\nWrote {output}"
    )
    console.write_result(arguments, result, text)
    return 0
