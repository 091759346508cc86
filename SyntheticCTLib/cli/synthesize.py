"""``synthetic-ct synthesize``: an image in, the synthetic image on the same grid out."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import DEFAULT_MODEL

if TYPE_CHECKING:
    from SyntheticCTLib.synthesis import SynthesisRecord


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "synthesize",
        help="make a synthetic CT of an MR",
        description="Make a synthetic image on exactly the input's grid. Not for clinical use. "
        "How it was made is written beside it, as OUTPUT with the suffix .json.",
    )
    parser.add_argument(
        "input", type=Path, help="NIfTI, NRRD, MHA or MHD file, or a folder with one DICOM series"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, help=".nii, .nii.gz, .nrrd, .mha or .mhd file"
    )
    parser.add_argument(
        "--model", default=DEFAULT_MODEL, help="model id or model folder (default: %(default)s)"
    )
    parser.add_argument(
        "--device", default="auto", help="auto, cuda, cuda:N, mps or cpu (default: %(default)s)"
    )
    parser.add_argument(
        "--overlap",
        type=float,
        help="share of a tile that its neighbour covers too, from 0 to 0.9 (default: the model's)",
    )
    parser.add_argument(
        "--blending",
        choices=("gaussian", "uniform"),
        help="how overlapping tiles are joined (default: the model's)",
    )
    parser.add_argument(
        "--mirror", action="store_true", help="mean over mirrored tiles: 8 times the work"
    )
    parser.add_argument(
        "--n4", action="store_true", help="even out the shading of the MR's coil first (N4)"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="refuse an input that does not look like what the model was made for",
    )
    parser.add_argument("--no-record", action="store_true", help="write no .json beside OUTPUT")


def run(arguments: argparse.Namespace) -> int:
    """Synthesize, write the image and its record."""
    from SyntheticCTLib.synthesis import synthesize
    from SyntheticCTLib.volume_files import write_volume

    record_file = _checked_record_file(arguments.input, arguments.output)
    with console.working(arguments) as work:
        result = synthesize(
            arguments.input,
            model=arguments.model,
            device=arguments.device,
            overlap=arguments.overlap,
            blending=arguments.blending,
            mirror=arguments.mirror,
            bias_correction=arguments.n4,
            strict=arguments.strict,
            progress=work.progress,
            cancel=work.cancel,
        )
        work.cancel.raise_if_cancelled()
        write_volume(result.volume, arguments.output)
    written = {"output": str(arguments.output), **result.record.to_dict()}
    if not arguments.no_record:
        _write_record(record_file, written)
    console.write_result(arguments, written, _summary(arguments.output, result.record))
    return 0


def _checked_record_file(source: Path, output: Path) -> Path:
    """Where the record goes. Refuses, before the work, an output that could not be written."""
    from SyntheticCTLib.volume_files import volume_suffix

    suffix = volume_suffix(output)
    if not output.parent.is_dir():
        raise InputError(f"The folder {output.parent} does not exist: make it first.")
    if output.exists() and source.exists() and output.samefile(source):
        raise InputError(f"{output} is the input: choose another name for the output.")
    return output.with_name(output.name[: -len(suffix)] + ".json")


def _write_record(path: Path, record: dict[str, Any]) -> None:
    from SyntheticCTLib.atomic import atomic_path

    with atomic_path(path) as temporary:
        text = json.dumps(console.plain(record), indent=2, ensure_ascii=False)
        temporary.write_text(text + "\n", encoding="utf-8")


def _summary(output: Path, record: SynthesisRecord) -> str:
    seconds = sum(record.seconds.values())
    return (
        f"Wrote {output}: model {record.model['id']} {record.model['version']} on "
        f"{record.prediction['device']}, {seconds:.0f} s. {record.statement}"
    )
