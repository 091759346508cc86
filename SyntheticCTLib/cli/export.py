"""``synthetic-ct export``: the weights of a training run as a model folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.statement_options import add_statement_options, stated


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "export",
        help="write the weights of a training run as a model folder",
        description="Write the averaged weights of a run, with all that the catalogue needs, as a "
        "model folder. Put it into Resources/models, or name it in SYNTHETICCT_MODELS.",
    )
    parser.add_argument("run_folder", type=Path, help="folder of the run")
    parser.add_argument("pairs", type=Path, help="folder of the aligned pairs it was trained on")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the model folder")
    parser.add_argument(
        "--weights",
        choices=("float16", "int8"),
        default="float16",
        help="how weights are stored: int8 takes half the space, at a cost of a few HU",
    )
    parser.add_argument(
        "--twin",
        metavar="MODEL",
        help="a model trained in the same way without some patients, and calibrated on those "
        "(calibrate-interval): what was measured of its interval is stored here",
    )
    add_statement_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Export, and say what was written."""
    from SyntheticCTLib.models import load_model
    from SyntheticCTLib.models.bundle import calibrated_interval, take_calibration
    from SyntheticCTLib.training.run.export import export_model

    twin = arguments.twin and load_model(arguments.twin).info
    if twin:  # refused before anything is written
        calibrated_interval(twin)
    info = export_model(
        arguments.run_folder,
        arguments.pairs,
        arguments.output,
        statement=stated(arguments),
        storage=arguments.weights,
    )
    if twin:
        info = take_calibration(arguments.output, twin)
    size = sum(file.bytes for file in info.weights)
    result = {"id": info.id, "sha256": info.sha256, "bytes": size, "weights": info.weights}
    console.write_result(arguments, result, f"Wrote {arguments.output}: {size:,} bytes of weights")
    return 0
