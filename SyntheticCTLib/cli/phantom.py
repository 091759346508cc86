"""``synthetic-ct phantom``: write the analytic limb phantom's MR, CT and labels."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console

FORMATS = ("nii.gz", "nii", "nrrd", "mha", "mhd")


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "phantom",
        help="write an analytic limb: MR, CT and labels with a known bone surface",
        description="Draw a limb from a seed and write its MR, its CT and its tissue labels.",
    )
    parser.add_argument("output", type=Path, metavar="OUTPUT_FOLDER", help="made if missing")
    parser.add_argument(
        "--size", type=int, nargs=3, default=(160, 160, 64), metavar=("I", "J", "K"), help="voxels"
    )
    parser.add_argument(
        "--spacing",
        type=float,
        nargs=3,
        default=(1.0, 1.0, 3.0),
        metavar=("I", "J", "K"),
        help="mm",
    )
    parser.add_argument("--seed", type=int, default=0, help="another seed is another person")
    parser.add_argument("--limb", default="thigh", help="thigh, lower-leg or knee")
    parser.add_argument("--contrast", default="T1", help="T1, T2, PD, T1FS, T2FS or PDFS")
    parser.add_argument("--noise", type=float, default=1.0, help="1 is usual, 0 is none")
    parser.add_argument("--bias", type=float, default=0.15, help="shading of the MR, 0 is none")
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0], help="file format")


def run(arguments: argparse.Namespace) -> int:
    """Draw the phantom and write three files."""
    from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

    with console.working(arguments) as work:
        phantom = make_limb_phantom(
            size=tuple(arguments.size),
            spacing=tuple(arguments.spacing),
            seed=arguments.seed,
            limb=arguments.limb,
            contrast=arguments.contrast,
            noise=arguments.noise,
            bias=arguments.bias,
            progress=work.progress,
            cancel=work.cancel,
        )
        files = phantom.write(arguments.output, arguments.format)
    result = {
        "files": files,
        "seed": phantom.seed,
        "limb": arguments.limb,
        "contrast": arguments.contrast,
        "size": phantom.mr.size,
        "spacing_mm": phantom.mr.spacing,
        "bone_volume_mm3": phantom.bone_volume_mm3,
    }
    console.write_result(arguments, result, "\n".join(f"Wrote {path}" for path in files.values()))
    return 0
