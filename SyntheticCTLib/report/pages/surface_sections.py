"""The part of a report about the bone surfaces: pictures, statistics, histogram, sensitivity."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from SyntheticCTLib.report.charts.charts import distance_chart, distance_legend, left_out_colour
from SyntheticCTLib.report.pages.html import key, paragraph, picture, section, table
from SyntheticCTLib.report.pages.words import NOTHING, millimetres, number, percent, place

_DIRECTIONS = {"sct_to_ct": "sCT to CT", "ct_to_sct": "CT to sCT", "pooled": "both together"}

#: Rows of the table of statistics: name, key, whether it has a sign.
_ROWS = (
    ("mean (signed)", "mean_mm", True),
    ("standard deviation", "sd_mm", False),
    ("median (signed)", "median_mm", True),
    ("interquartile range", "interquartile_range_mm", False),
    ("root mean square", "rms_mm", False),
    ("mean of the absolute distance", "mean_absolute_mm", False),
    ("95th percentile of the absolute distance", "percentile_95_mm", False),
    ("largest absolute distance", "largest_mm", False),
)


def surface_sections(figures: dict[str, Any], pictures: Path) -> str:
    """Everything about the surfaces; nothing without them."""
    surface = figures["surface"]
    if surface["problem"]:
        return ""
    tolerance = surface["verdict"]["tolerance_mm"]
    return (
        section("The bone surface from four sides", *_views(figures, pictures, tolerance))
        + section(
            "Distances between the bone surfaces",
            _how(surface),
            _statistics(surface),
            _bones(surface),
            _histogram(surface, tolerance),
        )
        + section("How firm the answer is", *_sensitivity(surface, tolerance))
    )


def _views(figures: dict[str, Any], pictures: Path, tolerance: float) -> list[str]:
    drawn = figures["pictures"]
    blocks = []
    for views, of, meaning in (
        ("sct_views", "sCT", "how far it is from the CT's"),
        ("ct_views", "CT", "how far the sCT's is from it; bone that the sCT lacks shows here"),
    ):
        tiles = "".join(
            picture(
                pictures / Path(view["file"]).name,
                f"Bone surface of the {of}, {view['side']}",
                escape(view["side"]),
            )
            for view in drawn[views]
        )
        bar = number(drawn["scale_bar_mm"][views])
        blocks.append(
            f'<div class="together"><h3>Surface of the {of}, coloured by {meaning}</h3>'
            f'<div class="views">{tiles}</div>'
            f'<p class="soft">The bar is {bar} mm long.</p></div>'
        )
    legend = (
        '<div class="together"><p>Signed distance in mm. <strong>Red: the sCT\'s bone is too '
        "small; "
        "blue: it is too large.</strong> The colour steps at the tolerance of "
        f"{number(tolerance)} mm. "
        f'<span class="key" style="display:inline"><i class="swatch" style="background:'
        f'{left_out_colour()}"></i></span>Grey: near the border of the field of view, left out '
        "of all "
        f"figures.</p>{distance_legend(tolerance)}</div>"
    )
    return [legend, *blocks]


def _how(surface: dict[str, Any]) -> str:
    recipe = surface["recipe"]
    smoothing = (
        f"smoothed ({recipe['smoothing_iterations']} iterations)"
        if recipe["smoothing_iterations"]
        else "not smoothed"
    )
    outer = " outer" if recipe["outer_surface_only"] else ""
    alignment = surface["alignment"]
    moved = (
        ""
        if alignment is None
        else (
            " The sCT's surface was moved rigidly onto the CT's before measuring: by "
            f"{', '.join(millimetres(v, 2, sign=True) for v in alignment['shift_mm'])} (L, P, S) "
            "and "
            f"{number(alignment['rotation_degrees'], 2)}\u00b0."
        )
    )
    return paragraph(
        f"Both surfaces are the{outer} contour of the grey values at "
        f"{number(recipe['threshold_hu'])} HU, {smoothing}, made by one recipe. Distances are "
        "exact, "
        "from each point to the nearest place on the other surface, weighted by area; positive "
        "where "
        f"the sCT's bone is too large. Points within {number(recipe['cut_margin_mm'])} mm of the "
        "border "
        f"of the field of view are left out.{escape(moved)}"
    )


def _statistics(surface: dict[str, Any]) -> str:
    overall = surface["overall"]
    if overall is None:
        return paragraph("The two images share no bone to measure.")
    found = [overall[direction] for direction in _DIRECTIONS]
    limits = list(found[0]["within"])
    rows = [
        [f"within {escape(limit)}", *(percent(f["within"].get(limit)) for f in found)]
        for limit in limits
    ]
    rows += [
        [name, *(millimetres(f[entry], 2, sign=signed) for f in found)]
        for name, entry, signed in _ROWS
    ]
    rows += [
        ["place of the largest", *(place(f["worst_place"]) for f in found)],
        ["area measured", *(f"{number(f['area_mm2'] / 100, 1)}\u00a0cm\u00b2" for f in found)],
        ["area left out", *(percent(f["left_out_share"]) for f in found)],
        ["surface Dice at 2 mm", "", "", number(overall["surface_dice_2mm"], 3)],
    ]
    return table(["", *_DIRECTIONS.values()], rows, style="wide")


def _bones(surface: dict[str, Any]) -> str:
    missing = [
        f"The {image} has no {', '.join(names)}."
        for image, names in (("sCT", surface["missing_in_sct"]), ("CT", surface["missing_in_ct"]))
        if names
    ]
    warning = paragraph(f"<strong>{escape(' '.join(missing))}</strong>") if missing else ""
    if not surface["bones"]:
        return warning
    limit = f"{number(surface['verdict']['tolerance_mm'])} mm"
    rows = [
        [
            escape(name),
            percent(found["sct_to_ct"]["within"].get(limit)),
            percent(found["ct_to_sct"]["within"].get(limit)),
            millimetres(found["pooled"]["mean_mm"], 2, sign=True),
            millimetres(found["pooled"]["mean_absolute_mm"]),
            millimetres(found["pooled"]["percentile_95_mm"]),
            millimetres(found["pooled"]["largest_mm"]),
        ]
        for name, found in surface["bones"].items()
    ]
    header = [
        "bone",
        f"within {limit}, sCT to CT",
        "CT to sCT",
        "mean",
        "mean absolute",
        "95th",
        "largest",
    ]
    return warning + table(header, rows, style="wide", caption="Each bone against itself")


def _histogram(surface: dict[str, Any], tolerance: float) -> str:
    if surface["overall"] is None:
        return ""
    return (
        '<div class="together"><h3>How the distances are spread</h3>'
        f"{distance_chart(surface['distance_histogram'], tolerance)}"
        + key(
            ("filled", "sCT to CT (dark: beyond the tolerance; the ends hold all beyond them)"),
            ("second", "CT to sCT"),
            ("guide", f"tolerance, {number(tolerance)} mm"),
        )
        + "</div>"
    )


def _sensitivity(surface: dict[str, Any], tolerance: float) -> list[str]:
    if not surface["sensitivity"]:
        return []
    verdict = surface["verdict"]
    rows = [["as chosen", percent(verdict["share"]), ""]]
    rows += [
        [escape(v["name"]), percent(v["share"]), _points(v["change"])]
        for v in surface["sensitivity"]
    ]
    floor = surface["floor"]
    limit = f"{number(tolerance)} mm"
    parts = [
        paragraph(
            "The same measurement with another threshold or smoothing. Where the share moves "
            "much, the "
            "answer belongs to the recipe as much as to the image."
        ),
        table(["recipe", f"within {limit}", "change, percentage points"], rows),
    ]
    if floor is not None:
        found = floor["pooled"]
        parts.append(
            paragraph(
                "The floor of the measurement: the CT's own surface, extracted once more from a "
                "grid "
                f"shifted by half a voxel, is {millimetres(found['mean_absolute_mm'])} from "
                "itself on "
                f"average, {millimetres(found['percentile_95_mm'])} at the 95th percentile and "
                "within "
                f"{limit} for {percent(found['within'].get(limit))}. No difference below this "
                "can be "
                "seen on this grid."
            )
        )
    return parts


def _points(change: float | None) -> str:
    if change is None:
        return NOTHING
    sign = "+" if round(100 * change, 1) > 0 else ""
    return f"{sign}{number(100 * change, 1)}"
