"""``synthetic-ct register``: bring a CT onto an sCT or MR of the same patient."""

from __future__ import annotations

import argparse
import logging
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console

if TYPE_CHECKING:
    import numpy as np

    from SyntheticCTLib.registration import Registration

_LOG = logging.getLogger(__name__)


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "register",
        help="bring two images of one patient together",
        description="Finds where MOVING belongs on FIXED and says how far to trust it.",
    )
    parser.add_argument("fixed", metavar="FIXED", help="image that stays: a file or DICOM folder")
    parser.add_argument("moving", metavar="MOVING", help="image that moves")
    parser.add_argument("-o", "--output", help="write the moved image, on FIXED's grid")
    parser.add_argument("--transform", help="write the transform: .tfm, .txt or .h5")
    parser.add_argument(
        "--steps",
        nargs="*",
        default=["rigid"],
        metavar="STEP",
        help="any of landmarks, landmarks-affine, rigid, affine, deformable (default: rigid)",
    )
    parser.add_argument(
        "--focus",
        choices=["bone", "body"],
        default="bone",
        help="compare the region round bone (default), or the whole body",
    )
    parser.add_argument("--initial", help="a transform to start from")
    parser.add_argument("--fixed-mask", help="voxels of FIXED that count, on its grid")
    parser.add_argument("--moving-mask", help="voxels of MOVING that count, on its grid")
    parser.add_argument("--fixed-landmarks", help="points on FIXED: .mrk.json or .fcsv")
    parser.add_argument("--moving-landmarks", help="points of the same names on MOVING")
    parser.add_argument(
        "--grid-mm", type=float, help="with deformable: distance of the control points, mm"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the choice of voxels (default: 1)")


def run(arguments: argparse.Namespace) -> int:
    """Read, register, write what was asked for."""
    from SyntheticCTLib.files.volumes import read_volume, write_volume
    from SyntheticCTLib.registration import move, read_transform, register, write_transform
    from SyntheticCTLib.registration.landmark_files import read_landmarks

    fixed, moving = read_volume(arguments.fixed), read_volume(arguments.moving)
    initial = read_transform(arguments.initial) if arguments.initial else None
    points = [
        read_landmarks(path) if path else None
        for path in (arguments.fixed_landmarks, arguments.moving_landmarks)
    ]
    with console.working(arguments) as work:
        found = register(
            fixed,
            moving,
            steps=tuple(arguments.steps),
            fixed_mask=_mask(arguments.fixed_mask),
            moving_mask=_mask(arguments.moving_mask),
            initial=initial,
            fixed_landmarks=points[0],
            moving_landmarks=points[1],
            focus=arguments.focus,
            grid_mm=arguments.grid_mm,
            seed=arguments.seed,
            progress=work.progress,
            cancel=work.cancel,
        )
    if arguments.transform:
        write_transform(found.transform, arguments.transform)
    if arguments.output:
        write_volume(move(moving, fixed, found.transform), arguments.output)
    for warning in found.warnings:
        _LOG.warning(warning)
    console.write_result(arguments, found.record, page(found))
    return 0


def page(found: Registration) -> str:
    """The figures of merit and the certainty along each direction, as text."""
    merit = found.merit
    figures = [
        ["NMI", f"{merit.nmi_before:.4f}", f"{merit.nmi_after:.4f}"],
        ["Dice of the bodies", f"{merit.body_dice_before:.3f}", f"{merit.body_dice_after:.3f}"],
    ]
    lines = [console.table(figures, header=["figure", "before", "after"])]
    if found.certainty:
        rows = [
            [c.name, "more than 5" if c.tolerance_mm > 5 else f"{c.tolerance_mm:.1f}"]
            for c in found.certainty
        ]
        lines += ["", console.table(rows, header=["direction", "as good within, mm"])]
    return "\n".join(lines)


def _mask(path: str | None) -> np.ndarray | None:
    from SyntheticCTLib.files.volumes import read_volume

    return None if path is None else read_volume(path).array
