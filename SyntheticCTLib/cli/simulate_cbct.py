"""``synthetic-ct simulate-cbct``: a cone-beam CT of a patient whose CT is at hand."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.cone_beam_options import add_engine_options, add_truncated_option
from SyntheticCTLib.cli.force_option import add_force

if TYPE_CHECKING:
    from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "simulate-cbct",
        help="simulate a cone-beam CT from a CT",
        description="Scan the patient of a CT with a cone beam: hardening, scatter, noise, rings, "
        "motion, cut field of view, grey values that are off. Written on the CT's grid; every "
        "parameter stands in OUTPUT with the suffix .json.",
    )
    parser.add_argument("ct", type=Path, metavar="CT", help="a file, or a DICOM folder, in HU")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the CBCT to write")
    parser.add_argument(
        "--seed", type=int, help="draws scanner and scan (default 0, without --parameters)"
    )
    parser.add_argument(
        "--parameters",
        type=Path,
        metavar="JSON",
        help="parameters to use, or the record of an earlier scan to repeat it; what the file does "
        "not name is drawn with --seed, or else free of artefacts",
    )
    parser.add_argument(
        "--field-of-view", type=Path, metavar="FILE", help="also write what the scan saw, as 0 or 1"
    )
    add_truncated_option(parser)
    add_force(parser)
    add_engine_options(parser)


def chosen_parameters(
    seed: int | None, path: Path | None, *, truncated: bool = False
) -> ConeBeamParameters:
    """The parameters that a seed draws, with those of a file in their place."""
    from SyntheticCTLib.simulation.cone_beam.drawing import draw_parameters
    from SyntheticCTLib.simulation.cone_beam.parameters import (
        ConeBeamParameters,
        parameters_from,
        read_parameters,
    )

    given = read_parameters(path) if path is not None else {}
    drawn = ConeBeamParameters()
    if seed is not None or path is None or truncated:
        drawn = draw_parameters(seed or 0, truncated=truncated)
    return parameters_from({**drawn.to_dict(), **given})


def _recorded_engine(path: Path | None) -> str:
    """That of the scan to repeat, or the usual one."""
    from SyntheticCTLib.simulation.cone_beam.parameters import read_engine
    from SyntheticCTLib.simulation.cone_beam.scan import DEFAULT_ENGINE

    return (None if path is None else read_engine(path)) or DEFAULT_ENGINE


def run(arguments: argparse.Namespace) -> int:
    """Scan, write the CBCT and its record."""
    from SyntheticCTLib.files.origin import record_path
    from SyntheticCTLib.files.plain_json import write_json
    from SyntheticCTLib.files.room import check_output
    from SyntheticCTLib.files.volumes import read_volume, write_volume
    from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam

    parameters = chosen_parameters(
        arguments.seed, arguments.parameters, truncated=arguments.truncated
    )
    place = record_path(arguments.output)
    for output in (arguments.output, arguments.field_of_view):
        if output is not None:
            check_output(output, [arguments.ct])
    with console.working(arguments) as watch:
        scan = simulate_cone_beam(
            read_volume(arguments.ct),
            parameters,
            engine=arguments.engine or _recorded_engine(arguments.parameters),
            device=arguments.device,
            force=arguments.force,
            watch=watch,
        )
        if arguments.field_of_view is not None:  # of an older scan: it is not this one's
            arguments.field_of_view.unlink(missing_ok=True)
        write_volume(scan.cbct, arguments.output, removing=place)
        write_json({"source": arguments.ct, **scan.record()}, place)
        if arguments.field_of_view is not None:
            mask = scan.field_of_view
            write_volume(mask.with_array(mask.array.astype("uint8")), arguments.field_of_view)
    share = float(scan.field_of_view.array.mean())
    p = parameters
    text = (
        f"Wrote {arguments.output}: {p.scanner}, {p.views} views on {p.arc_degrees:g} degrees, "
        f"{share:.0%} of the grid seen, by {scan.engine}. Parameters: {place}"
    )
    result = {"output": arguments.output, "record": place, "seen": share, **scan.record()}
    console.write_result(arguments, result, text)
    return 0
