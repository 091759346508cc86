"""Results as text that several commands show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SyntheticCTLib.cli import console
from SyntheticCTLib.tolerance import percent, within

if TYPE_CHECKING:
    from SyntheticCTLib.evaluation.evaluate import Evaluation
    from SyntheticCTLib.evaluation.figure import Figure
    from SyntheticCTLib.surface.measure.accuracy import SurfaceCheck
    from SyntheticCTLib.tasks.trained_task import Figures


def evaluation_page(result: Evaluation) -> str:
    """The figures as text: what was scored, the table of figures, the table of tissues."""
    figures = [
        [figure.name, _number(figure), figure.unit, figure.note]
        for figure in result.figures.values()
    ]
    tissues = [
        [
            row.tissue,
            str(row.voxels),
            "-" if row.share is None else percent(row.share),
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
    return console.cell(figure.value, ".2f" if figure.unit else ".4f", "undefined")


def bone_lines(check: SurfaceCheck) -> list[str]:
    """A table with a row for each bone that was measured on its own; nothing without labels."""
    tolerance = check.verdict.tolerance_mm
    rows = []
    for name, found in check.comparison.bones.items():
        share, pooled = found.share_within(tolerance), found.pooled
        figures = (pooled.mean_absolute_mm, pooled.percentile_95_mm)
        shown = ["-" if value is None else f"{value:.2f} mm" for value in figures]
        rows.append([name, "-" if share is None else percent(share), *shown])
    header = ["bone", within(tolerance), "mean absolute", "95th percentile"]
    return ["", console.table(rows, header=header), ""] if rows else []


def validation_page(figures: list[Figures]) -> str:
    """The last validation as text, one row a patient."""
    from SyntheticCTLib.tasks.to_ct import PatientFigures

    if figures and not isinstance(figures[0], PatientFigures):
        rows = [[entry.name, f"{entry.headline[1]:.4g}"] for entry in figures]
        return console.table(rows, header=["patient", figures[0].headline[0]])
    rows = [
        [entry.name, f"{entry.mae:.1f}", console.cell(entry.bone_dice, ".3f", "undefined")]
        for entry in figures
        if isinstance(entry, PatientFigures)
    ]
    return console.table(rows, header=["patient", "MAE HU", "Dice of bone"])
