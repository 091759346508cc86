"""``synthetic-ct prepare-cbct``: pairs of simulated cone-beam CT and CT for training."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.cone_beam_options import add_engine_options, add_truncated_option


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "prepare-cbct",
        help="simulate cone-beam CTs of a folder of CTs for training",
        description="Scan the patient of every CT with random cone beams and write pairs for "
        "'synthetic-ct train cbct-to-ct'. Started again, it goes on where it was stopped.",
    )
    parser.add_argument(
        "cts",
        nargs="+",
        metavar="[REGION=]CTS",
        help="a CT, or a folder of CTs (of <id>_ct files, where there are such), with the part of "
        "the body if you like: thorax=scans/",
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FOLDER", help="made if missing"
    )
    parser.add_argument("--scans", type=int, default=1, help="scans of each CT (default 1)")
    parser.add_argument(
        "--spacing",
        type=float,
        nargs=3,
        default=(1.5, 1.5, 3.0),
        metavar=("I", "J", "K"),
        help="voxels of the pairs, mm (default: those of the recipe cbct-to-ct)",
    )
    parser.add_argument("--seed", type=int, default=0, help="another seed is other scanners")
    parser.add_argument(
        "--gas", action="store_true", help="gas in bowel and stomach moves in most of the scans"
    )
    add_truncated_option(parser)
    parser.add_argument(
        "--slab",
        type=float,
        metavar="MM",
        help="scan so many mm of each CT's height, somewhere in it: quicker than all of it",
    )
    parser.add_argument(
        "--parameters", type=Path, metavar="JSON", help="parameters that all scans have"
    )
    add_engine_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Simulate all scans and write the pairs."""
    from SyntheticCTLib.simulation.cone_beam.parameters import read_parameters
    from SyntheticCTLib.simulation.cone_beam.scan import DEFAULT_ENGINE
    from SyntheticCTLib.training.data.cone_beam_pairs import find_cts, prepare_cone_beam_pairs

    sources = find_cts([_place(text) for text in arguments.cts])
    changes = read_parameters(arguments.parameters) if arguments.parameters else {}
    with console.working(arguments) as watch:
        names = prepare_cone_beam_pairs(
            sources,
            arguments.output,
            scans=arguments.scans,
            spacing=tuple(arguments.spacing),
            changes=changes,
            seed=arguments.seed,
            gas=arguments.gas,
            truncated=arguments.truncated,
            slab_mm=arguments.slab,
            engine=arguments.engine or DEFAULT_ENGINE,
            device=arguments.device,
            watch=watch,
        )
    text = f"{len(names)} pairs of {len(sources)} CTs in {arguments.output}."
    console.write_result(arguments, {"pairs": names, "output": arguments.output}, text)
    return 0


def _place(text: str) -> tuple[str, Path]:
    region, separator, path = text.partition("=")
    if separator and not Path(text).exists():
        return region, Path(path)
    return "", Path(text)
