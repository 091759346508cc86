"""``synthetic-ct segment``: tissues by HU, or organs and bones by TotalSegmentator."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console

if TYPE_CHECKING:
    from SyntheticCTLib.image.volume import Volume
    from SyntheticCTLib.segmentation.labels import Segmentation


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "segment",
        help="label tissues by HU, or organs and single bones by TotalSegmentator",
        description="Writes the labels, and beside them a .labels.json with names, colours and "
        "SNOMED CT codes.",
    )
    parser.add_argument("volume", metavar="VOLUME", help="CT, sCT or MR: a file or DICOM folder")
    parser.add_argument("-o", "--output", required=True, help="label volume to write")
    method = parser.add_mutually_exclusive_group()
    method.add_argument(
        "--tissues", action="store_true", help="tissues of a CT or sCT by HU (the default)"
    )
    method.add_argument(
        "--task", help="a TotalSegmentator task: total for CT and sCT, total_mr for MR, ..."
    )
    parser.add_argument(
        "--structures", nargs="+", default=[], help="with --task: the structures to keep"
    )
    speed = parser.add_mutually_exclusive_group()
    for name, voxel in (("fast", "3 mm"), ("fastest", "6 mm")):
        speed.add_argument(
            f"--{name}",
            dest="speed",
            action="store_const",
            const=name,
            default="normal",
            help=f"with --task: the model at {voxel}",
        )
    parser.add_argument("--device", default="gpu", help="with --task: gpu, gpu:1, cpu or mps")


def run(arguments: argparse.Namespace) -> int:
    """Read the volume, segment, write labels and table."""
    from SyntheticCTLib.files.volumes import read_volume
    from SyntheticCTLib.segmentation.labels import write_segmentation

    volume = read_volume(arguments.volume)
    found = _segment(arguments, volume)
    table = write_segmentation(found, arguments.output)
    volumes = {name: ml for name, ml in found.volumes_ml().items() if ml > 0}
    result = {
        "labels": arguments.output,
        "table": table,
        "volumes_ml": volumes,
        "record": found.record,
    }
    rows = [[name, f"{ml:.1f}"] for name, ml in volumes.items()]
    text = f"Wrote {arguments.output} and {table}\n\n" + console.table(
        rows, header=["label", "volume, ml"]
    )
    console.write_result(arguments, result, text)
    return 0


def _segment(arguments: argparse.Namespace, volume: Volume) -> Segmentation:
    from SyntheticCTLib.errors import InputError
    from SyntheticCTLib.segmentation.hu_tissues import segment_tissues
    from SyntheticCTLib.segmentation.totalsegmentator import segment_with_totalsegmentator

    with console.working(arguments) as work:
        if arguments.task is None:
            if arguments.structures:
                raise InputError("--structures belongs to a TotalSegmentator --task; give one.")
            return segment_tissues(volume, progress=work.progress, cancel=work.cancel)
        return segment_with_totalsegmentator(
            volume,
            task=arguments.task,
            structures=tuple(arguments.structures),
            speed=arguments.speed,
            device=arguments.device,
            progress=work.progress,
            cancel=work.cancel,
        )
