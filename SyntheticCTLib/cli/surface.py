"""``synthetic-ct surface``: the bone surface of a CT or sCT, checked for print and against a CT."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.hounsfield import BONE_HU

if TYPE_CHECKING:
    from SyntheticCTLib.surface.make.recipe import SurfaceRecipe
    from SyntheticCTLib.surface.measure.accuracy import SurfaceCheck
    from SyntheticCTLib.surface.print.checks import PrintChecks


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "surface",
        help="write the bone surface of a CT or sCT as STL, OBJ, PLY, VTP or 3MF",
        description=(
            "Contour the bone of a CT or sCT, write it in LPS millimetres, and check it for print. "
            "With --reference, also measure it against the bone of a real CT on the same grid."
        ),
    )
    parser.add_argument("volume", type=Path, help="CT or sCT in HU: a file or a DICOM folder")
    parser.add_argument("-o", "--output", type=Path, required=True, help="file to write")
    parser.add_argument("--labels", type=Path, help="label volume: one surface per label")
    parser.add_argument("--mask", type=Path, help="volume that is 0 outside the field of view")
    parser.add_argument(
        "--record",
        type=Path,
        metavar="JSON",
        help="how an sCT was made (default: the .json beside VOLUME, if there is one)",
    )
    _add_recipe(parser)
    repair = parser.add_argument_group("repair (what it changes is reported)")
    repair.add_argument("--repair", action="store_true", help="fill holes and drop islands")
    repair.add_argument(
        "--fill-holes", type=float, default=10.0, metavar="MM", help="of up to this radius (10)"
    )
    repair.add_argument(
        "--islands", type=float, default=500.0, metavar="MM3", help="below this volume (500)"
    )
    accuracy = parser.add_argument_group("accuracy")
    accuracy.add_argument("--reference", type=Path, help="real CT on the grid of VOLUME")
    accuracy.add_argument("--tolerance", type=float, default=2.0, metavar="MM", help="(2)")
    accuracy.add_argument(
        "--required", type=float, default=95.0, metavar="PERCENT", help="within the tolerance (95)"
    )
    accuracy.add_argument("--align", action="store_true", help="align the surfaces rigidly first")
    accuracy.add_argument(
        "--no-sensitivity", action="store_true", help="do not try other thresholds and smoothing"
    )


def _add_recipe(parser: argparse.ArgumentParser) -> None:
    recipe = parser.add_argument_group("recipe (the same for VOLUME and the reference)")
    recipe.add_argument(
        "--threshold", type=float, default=BONE_HU, metavar="HU", help=f"({BONE_HU:g})"
    )
    recipe.add_argument(
        "--smooth", type=int, default=0, metavar="ITERATIONS", help="windowed sinc; 20 is usual (0)"
    )
    recipe.add_argument(
        "--decimate", type=float, default=0.0, metavar="PERCENT", help="triangles to remove (0)"
    )
    recipe.add_argument(
        "--inner-walls", action="store_true", help="keep the walls of the marrow cavity"
    )


def run(arguments: argparse.Namespace) -> int:
    """Extract, check, compare, write. The exit code does not depend on the verdict."""
    from SyntheticCTLib.files.volumes import read_volume
    from SyntheticCTLib.progress import part_of
    from SyntheticCTLib.segmentation.label_tables import label_names
    from SyntheticCTLib.surface.files.export import export_surface
    from SyntheticCTLib.surface.files.record import SurfaceOrigin
    from SyntheticCTLib.surface.make.extraction import extract_surface
    from SyntheticCTLib.surface.measure.accuracy import check_surface
    from SyntheticCTLib.surface.print.checks import check_for_print
    from SyntheticCTLib.surface.print.repair import repaired
    from SyntheticCTLib.synthesis.record_files import find_record

    recipe = _recipe(arguments)
    record = find_record(arguments.volume, arguments.record)
    volume = read_volume(arguments.volume)
    labels = read_volume(arguments.labels) if arguments.labels else None
    names = label_names(arguments.labels) if arguments.labels else None
    mask = read_volume(arguments.mask) if arguments.mask else None
    check = report = None
    with console.working(arguments) as work:
        first = part_of(work.progress, 0.0, 0.6)
        if arguments.reference:
            check = check_surface(
                volume,
                read_volume(arguments.reference),
                mask=mask,
                labels=labels,
                names=names,
                recipe=recipe,
                tolerance_mm=arguments.tolerance,
                required_share=arguments.required / 100.0,
                align=arguments.align,
                sensitivity=not arguments.no_sensitivity,
                progress=first,
                cancel=work.cancel,
            )
            surface = check.sct_surface
        else:
            surface = extract_surface(
                volume,
                recipe,
                labels=labels,
                names=names,
                mask=None if mask is None else mask.array != 0,
                progress=first,
                cancel=work.cancel,
            )
        if arguments.repair:
            surface, report = repaired(
                surface,
                fill_holes_mm=arguments.fill_holes,
                smallest_shell_mm3=arguments.islands,
            )
        checks = check_for_print(
            surface.mesh, progress=part_of(work.progress, 0.6, 0.95), cancel=work.cancel
        )
        origin = SurfaceOrigin(
            source=arguments.volume.name,
            model=None if record is None else record.model,
            print_checks=checks,
            repair=report,
        )
        written, beside = export_surface(surface, arguments.output, origin)
    result = {
        "surface": written,
        "provenance": beside,
        "print_checks": checks,
        "repair": report,
        "accuracy": None if check is None else check.to_dict(),
    }
    console.write_result(arguments, result, _text(written, checks, check))
    return 0


def _recipe(arguments: argparse.Namespace) -> SurfaceRecipe:
    from SyntheticCTLib.surface.make.recipe import SurfaceRecipe

    return SurfaceRecipe(
        threshold_hu=arguments.threshold,
        smoothing_iterations=arguments.smooth,
        decimation=arguments.decimate / 100.0,
        outer_surface_only=not arguments.inner_walls,
    )


def _text(written: Path, checks: PrintChecks, check: SurfaceCheck | None) -> str:
    rows = [
        ["triangles", f"{checks.triangles}"],
        ["volume", f"{checks.volume_mm3 / 1000:.2f} cm³"],
        ["watertight", f"{_yes(checks.watertight)} ({checks.open_edges} open edges)"],
        ["manifold", f"{_yes(checks.manifold)} ({checks.non_manifold_edges} edges)"],
        ["oriented", f"{_yes(checks.oriented)} ({checks.misoriented_edges} edges)"],
        ["self-intersections", f"{checks.self_intersections}"],
        ["separate shells", f"{checks.shells}"],
    ]
    if checks.thickness is not None:
        thin = checks.thickness
        text = f"{thin.thinnest_mm:.2f} mm; 5 % of the surface below {thin.percentile_5_mm:.2f} mm"
        rows.append(["thinnest wall", text])
    lines = [f"Wrote {written}", console.table(rows)]
    if check is not None:
        lines = [check.verdict.sentence, *bone_lines(check), *lines]
    return "\n".join(lines)


def bone_lines(check: SurfaceCheck) -> list[str]:
    """A table with a row for each bone that was measured on its own; nothing without labels."""
    tolerance = check.verdict.tolerance_mm
    rows = []
    for name, found in check.comparison.bones.items():
        share, pooled = found.share_within(tolerance), found.pooled
        figures = (pooled.mean_absolute_mm, pooled.percentile_95_mm)
        shown = ["-" if value is None else f"{value:.2f} mm" for value in figures]
        rows.append([name, "-" if share is None else f"{100 * share:.1f} %", *shown])
    header = ["bone", f"within {tolerance:g} mm", "mean absolute", "95th percentile"]
    return ["", console.table(rows, header=header), ""] if rows else []


def _yes(answer: bool) -> str:
    return "yes" if answer else "NO"
