"""``synthetic-ct calibration``: HU of a cone-beam CT's tissues before and after."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.force_option import add_force

if TYPE_CHECKING:
    from SyntheticCTLib.evaluation.hu_calibration import HuCalibration


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "calibration",
        help="HU of air, fat, muscle and bone in a cone-beam CT and in its synthetic CT",
        description="Median HU by tissue before and after, and with a real CT on the same grid the "
        "error of each.",
    )
    parser.add_argument("cbct", metavar="CBCT", help="the cone-beam CT: a file or a DICOM folder")
    parser.add_argument("sct", metavar="SCT", help="synthetic CT made of it, on its grid")
    parser.add_argument("--reference", metavar="CT", help="real CT on the same grid")
    add_force(parser)


def run(arguments: argparse.Namespace) -> int:
    """Read the volumes, write the table."""
    from SyntheticCTLib.evaluation.hu_calibration import hu_calibration
    from SyntheticCTLib.files.volumes import read_volume

    reference = read_volume(arguments.reference) if arguments.reference else None
    found = hu_calibration(
        read_volume(arguments.cbct), read_volume(arguments.sct), reference, force=arguments.force
    )
    console.write_result(arguments, found.to_dict(), page(found))
    return 0


def page(found: HuCalibration) -> str:
    """The table as text."""
    names = ("before", "after", "reference", "mae_before", "mae_after")
    rows = [
        [row.tissue, str(row.voxels), *(_text(getattr(row, name)) for name in names)]
        for row in found.rows
    ]
    header = ["tissue", "voxels", "before", "after", "reference", "MAE before", "MAE after"]
    return f"HU, tissues by the {found.defined_by}\n\n{console.table(rows, header=header)}"


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
