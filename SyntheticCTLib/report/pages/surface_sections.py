"""The part of a report about the bone surfaces: pictures, statistics, histogram, sensitivity."""

from __future__ import annotations

from pathlib import Path

from SyntheticCTLib.colours.distance import LEFT_OUT
from SyntheticCTLib.comparison.columns import (
    DIRECTIONS,
    SENSITIVITY,
    STATISTICS,
    bone_columns,
    within,
)
from SyntheticCTLib.comparison.document import ComparisonDocument, Pictures, SidePicture
from SyntheticCTLib.report.charts.charts import css, distance_chart, distance_legend
from SyntheticCTLib.report.pages.column_table import column_table
from SyntheticCTLib.report.pages.html import (
    Markup,
    element,
    joined,
    key,
    paragraph,
    picture,
    section,
    strong,
    table,
    together,
)
from SyntheticCTLib.report.pages.words import millimetres, number, percent, shown
from SyntheticCTLib.surface.measure.comparison import lacking
from SyntheticCTLib.surface.measure.figures import SurfaceFigures
from SyntheticCTLib.surface.measure.sensitivity import Variant
from SyntheticCTLib.surface.measure.statistics import DirectionalStatistics
from SyntheticCTLib.tolerance import surface_dice_at
from SyntheticCTLib.tolerance import within as in_words


def surface_sections(document: ComparisonDocument, pictures: Path, turned: str = "") -> Markup:
    """Everything about the surfaces; nothing without them.

    Args:
        document: the figures.
        pictures: folder of the pictures that it names.
        turned: name of the page beside it on which the surfaces can be turned; "" for none.
    """
    surface = document.surface
    if surface is None:
        return Markup()
    tolerance = document.verdict.tolerance_mm
    views = _views(document.pictures, pictures) if document.pictures else []
    if turned:
        link = element("a", "Turn both surfaces in three dimensions", href=turned)
        views.insert(0, paragraph(link, ", without a network."))
    return joined(
        section("The bone surface from four sides", _legend(tolerance), *views),
        section(
            "Distances between the bone surfaces",
            _how(surface),
            _statistics(surface.overall, tolerance),
            _bones(surface, tolerance),
            _histogram(surface, tolerance) if surface.overall else "",
        ),
        section("How firm the answer is", *_floor(surface, tolerance), *_sensitivity(document)),
    )


def _legend(tolerance: float) -> Markup:
    grey = element("i", kind="swatch", style=f"background:{css(LEFT_OUT)}")
    words = paragraph(
        "Signed distance in mm. ",
        strong("Red: the sCT's bone is too small; blue: it is too large."),
        f" The colour steps at the tolerance of {number(tolerance)} mm. ",
        element("span", grey, kind="key", style="display:inline"),
        "Grey: near the border of the field of view, left out of all figures.",
    )
    return element("div", words, distance_legend(tolerance), kind="together")


def _views(drawn: Pictures, pictures: Path) -> list[Markup]:
    bars = drawn.scale_bar_mm
    if bars is None:
        return []
    missing = "how far the sCT's is from it; bone that the sCT lacks shows here"
    return [
        _sides("sCT", "how far it is from the CT's", drawn.sct_views, bars.sct_views, pictures),
        _sides("CT", missing, drawn.ct_views, bars.ct_views, pictures),
    ]


def _sides(
    image: str, meaning: str, views: list[SidePicture], bar_mm: float, pictures: Path
) -> Markup:
    tiles = (
        picture(pictures / Path(v.file).name, f"Bone surface of the {image}, {v.side}", v.side)
        for v in views
    )
    return together(
        f"Surface of the {image}, coloured by {meaning}",
        element("div", *tiles, kind="views"),
        paragraph(f"The bar is {number(bar_mm)} mm long.", kind="soft"),
    )


def _how(surface: SurfaceFigures) -> Markup:
    settings, moved = surface.settings, surface.alignment
    iterations = settings.smoothing_iterations
    smoothing = f"smoothed ({iterations} iterations)" if iterations else "not smoothed"
    moved_by = surface.largest_deviation_by_smoothing_mm
    if moved_by.sct or moved_by.ct:
        largest = f"{millimetres(moved_by.sct)} (sCT) and {millimetres(moved_by.ct)} (CT)"
        smoothing += f", which with decimation moved them by up to {largest}"
    alignment = ""
    if moved is not None:
        shift = ", ".join(millimetres(v, 2, sign=True) for v in moved.shift_mm)
        alignment = (
            " The sCT's surface was moved rigidly onto the CT's before measuring: by "
            f"{shift} (L, P, S) and {number(moved.rotation_degrees, 2)}\u00b0."
        )
    return paragraph(
        f"Both surfaces are the{' outer' if settings.outer_surface_only else ''} contour of the "
        f"grey values at {number(settings.threshold_hu)} HU, {smoothing}, made by the same "
        "settings. Distances are exact, from each point to the nearest place on the other surface, "
        "weighted by area; positive where the sCT's bone is too large. Points within "
        f"{number(settings.cut_margin_mm)} mm of the border of the field of view are left out."
        f"{alignment}"
    )


def _statistics(overall: DirectionalStatistics | None, tolerance: float) -> Markup:
    """One row for each column of the CSV file, one column for each direction."""
    if overall is None:
        return paragraph("The two images share no bone to measure.")
    found = [getattr(overall, direction) for direction in DIRECTIONS]
    rows = [
        [column.heading, *(shown(column.value(of), column.unit) for of in found)]
        for column in (*within(overall.sct_to_ct.within), *STATISTICS)
        if column.heading
    ]
    rows.append([surface_dice_at(tolerance), "", "", number(overall.surface_dice(tolerance), 3)])
    return table(["", *DIRECTIONS.values()], rows, kind="wide")


def _bones(surface: SurfaceFigures, tolerance: float) -> Markup:
    missing = lacking(surface.missing_in_sct, surface.missing_in_ct)
    warning = paragraph(strong(" ".join(missing))) if missing else ""
    if not surface.bones:
        return joined(warning)
    columns = bone_columns(tolerance)
    caption = "Each bone against itself"
    return joined(warning, column_table(columns, surface.bones.items(), caption=caption))


def _histogram(surface: SurfaceFigures, tolerance: float) -> Markup:
    return together(
        "How the distances are spread",
        distance_chart(surface.distance_histogram, tolerance),
        key(
            ("filled", "sCT to CT (dark: beyond the tolerance; the ends hold all beyond them)"),
            ("second", "CT to sCT"),
            ("guide", f"tolerance, {number(tolerance)} mm"),
        ),
    )


def _floor(surface: SurfaceFigures, tolerance: float) -> list[Markup]:
    if surface.floor is None:
        return []
    found = surface.floor.pooled
    return [
        paragraph(
            "The floor of the measurement: the CT's own surface, extracted once more from a grid "
            f"shifted by half a voxel, is {millimetres(found.mean_absolute_mm)} from itself on "
            f"average, {millimetres(found.percentile_95_mm)} at the 95th percentile and "
            f"{in_words(tolerance)} for {percent(found.within.get(tolerance))}. No difference "
            "below this can be seen on this grid."
        )
    ]


def _sensitivity(document: ComparisonDocument) -> list[Markup]:
    surface, verdict = document.surface, document.verdict
    if surface is None or not surface.sensitivity:
        return []
    settings = surface.settings
    chosen = Variant(
        "as chosen", settings.threshold_hu, settings.smoothing_iterations, share=verdict.share
    )
    return [
        paragraph(
            "The same measurement with another threshold or smoothing. Where the share moves much, "
            "the answer belongs to the settings as much as to the image. A threshold moves the "
            "surfaces of both images, so a lower and a higher one may both raise the share: one "
            "closes thin walls that the other leaves out."
        ),
        column_table(SENSITIVITY, [chosen, *surface.sensitivity], kind=""),
    ]
