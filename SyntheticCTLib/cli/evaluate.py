"""``synthetic-ct evaluate``: the figures of a synthetic CT against the real one on its grid."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console

if TYPE_CHECKING:
    from SyntheticCTLib.evaluation.evaluate import Evaluation
    from SyntheticCTLib.evaluation.figure import Figure


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "evaluate",
        help="compare a synthetic CT with the real CT on its grid",
        description="MAE, PSNR, MS-SSIM, Pearson R, bone overlap and the error by tissue, in HU.",
    )
    parser.add_argument("sct", metavar="SCT", help="synthetic CT: a file or a DICOM folder")
    parser.add_argument("ct", metavar="CT", help="real CT on the same grid")
    parser.add_argument(
        "--mask",
        help="voxels that count, on the same grid (default: the CT's body)",
    )
    parser.add_argument(
        "--source",
        metavar="IMAGE",
        help="the image that SCT was made from: only its field of view counts (default: guessed)",
    )
    console.add_source_modality(parser)


def run(arguments: argparse.Namespace) -> int:
    """Read the volumes, evaluate, write the figures."""
    from SyntheticCTLib.evaluation.evaluate import evaluate
    from SyntheticCTLib.evaluation.source_image import recorded_modality
    from SyntheticCTLib.files.volumes import read_volume
    from SyntheticCTLib.synthesis.record_files import find_record

    sct, ct = read_volume(arguments.sct), read_volume(arguments.ct)
    mask = read_volume(arguments.mask) if arguments.mask else None
    source = read_volume(arguments.source) if arguments.source else None
    modality = arguments.source_modality or recorded_modality(find_record(arguments.sct))
    with console.working(arguments) as work:
        result = evaluate(
            sct,
            ct,
            mask,
            source=source,
            source_modality=modality,
            progress=work.progress,
            cancel=work.cancel,
        )
    files = {name: getattr(arguments, name) for name in ("sct", "ct", "mask", "source")}
    console.write_result(arguments, {"files": files, **result.to_dict()}, page(result))
    return 0


def page(result: Evaluation) -> str:
    """The figures as text: what was scored, the table of figures, the table of tissues."""
    figures = [
        [figure.name, _number(figure), figure.unit, figure.note]
        for figure in result.figures.values()
    ]
    tissues = [
        [
            row.tissue,
            str(row.voxels),
            "-" if row.share is None else f"{100 * row.share:.1f} %",
            _number(row.mae),
            _number(row.mean_error),
        ]
        for row in result.tissues
    ]
    region = result.region
    tissue_header = ["tissue by the CT", "voxels", "share", "MAE, HU", "mean error, HU"]
    return "\n".join(
        [
            f"Scored: {region.description}; {region.voxels} voxels, {region.volume_ml:.1f} ml.",
            "",
            console.table(figures, header=["figure", "value", "unit", "note"]),
            "",
            console.table(tissues, header=tissue_header),
        ]
    )


def _number(figure: Figure) -> str:
    if figure.value is None:
        return "undefined"
    return f"{figure.value:.2f}" if figure.unit else f"{figure.value:.4f}"
