"""``synthetic-ct prepare-heads``: simulated heads as pairs for training."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "prepare-heads",
        help="draw MRs and CTs of heads from label maps, as pairs for training",
        description="Draw pairs of MR and CT from each label map of a folder (BrainWeb or "
        "SynthSeg, <family>_<head>_labels.nii.gz, .nii.xz or .nrrd): sequences, people's tissues, "
        "shapes, slices and fields of view at random. Folds are by head, each family by itself.",
    )
    parser.add_argument("labels", type=Path, metavar="LABELS", help="folder of the label maps")
    parser.add_argument("output", type=Path, metavar="OUTPUT", help="folder, made if missing")
    parser.add_argument("--count", type=int, default=8, help="pairs of each head (default: 8)")
    parser.add_argument(
        "--spacing", type=float, default=1.0, help="of the pairs' voxels, mm (default: 1)"
    )
    parser.add_argument("--seed", type=int, default=0, help="of everything random (default: 0)")


def run(arguments: argparse.Namespace) -> int:
    """Draw, write, show the ids."""
    from SyntheticCTLib.training.data.head_pairs import prepare_heads

    with console.working(arguments) as watch:
        names = prepare_heads(
            arguments.labels,
            arguments.output,
            count=arguments.count,
            seed=arguments.seed,
            spacing_mm=arguments.spacing,
            watch=watch,
        )
    console.write_result(
        arguments, {"pairs": names}, f"{len(names)} pairs of heads in {arguments.output}"
    )
    return 0
