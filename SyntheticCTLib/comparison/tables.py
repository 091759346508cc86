"""The figures of a comparison as tables for spreadsheets: one CSV file per table."""

from __future__ import annotations

import csv
import io
from typing import Any

Table = tuple[list[str], list[list[Any]]]

#: Statistics of a surface in the order of the table, by the key of ``SurfaceStatistics.as_dict``.
SURFACE_STATISTICS = (
    "points",
    "area_mm2",
    "left_out_share",
    "mean_mm",
    "sd_mm",
    "median_mm",
    "interquartile_range_mm",
    "rms_mm",
    "mean_absolute_mm",
    "percentile_95_mm",
    "largest_mm",
)


def tables(figures: dict[str, Any]) -> dict[str, Table]:
    """Header and rows by file name.

    Args:
        figures: ``Comparison.to_dict()``. An undefined figure is an empty cell with its reason in
            the column "note".
    """
    evaluation = figures["evaluation"]
    made = {
        "image_metrics.csv": _figures(evaluation["figures"]),
        "tissues.csv": _tissues(evaluation["tissues"]),
        "bone_overlap.csv": _records(evaluation["bone_curve"]),
        "hu_bias.csv": _records(evaluation["hu_bias"]),
    }
    surface = figures["surface"]
    if not surface["problem"]:
        made["surface_distance.csv"] = _surface(surface)
        made["distance_histogram.csv"] = _histogram(surface["distance_histogram"])
        if surface["sensitivity"]:
            made["sensitivity.csv"] = _records(surface["sensitivity"])
    if figures["segmentation"] is not None:
        made["segmentation.csv"] = _segmentation(figures["segmentation"]["classes"])
    return made


def csv_text(table: Table) -> str:
    """A table as CSV (RFC 4180, full precision, "." as decimal mark)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table[0])
    writer.writerows(table[1])
    return text.getvalue()


def _records(records: list[dict[str, Any]]) -> Table:
    header = list(records[0]) if records else []
    return header, [[record[name] for name in header] for record in records]


def _figures(figures: dict[str, dict[str, Any]]) -> Table:
    rows = [[key, f["name"], f["value"], f["unit"], f["note"]] for key, f in figures.items()]
    return ["key", "name", "value", "unit", "note"], rows


def _tissues(tissues: list[dict[str, Any]]) -> Table:
    plain = ["tissue", "above_hu", "up_to_hu", "voxels", "share"]
    rows = [
        [*(row[name] for name in plain), row["mae"]["value"], row["mean_error"]["value"]]
        for row in tissues
    ]
    return [*plain, "mae_hu", "mean_error_hu"], rows


def _surface(surface: dict[str, Any]) -> Table:
    measured = {"all bones": surface["overall"], **surface["bones"]}
    limits: list[str] = []
    rows = []
    for bone, directions in measured.items():
        if directions is None:
            continue
        for direction in ("sct_to_ct", "ct_to_sct", "pooled"):
            found = directions[direction]
            limits = limits or list(found["within"])
            place = found["worst_place"] or [None] * 3
            rows.append(
                [
                    bone,
                    direction,
                    *(found[name] for name in SURFACE_STATISTICS),
                    *(found["within"].get(limit) for limit in limits),
                    found["worst_distance_mm"],
                    *place,
                ]
            )
    within = [f"share_within_{limit.replace(' ', '_')}" for limit in limits]
    worst = ["worst_distance_mm", "worst_l_mm", "worst_p_mm", "worst_s_mm"]
    return ["bone", "direction", *SURFACE_STATISTICS, *within, *worst], rows


def _histogram(histogram: dict[str, list[float]]) -> Table:
    edges = histogram["edges_mm"]
    each = zip(edges[:-1], edges[1:], histogram["sct_to_ct"], histogram["ct_to_sct"], strict=True)
    header = ["from_mm", "below_mm", "share_of_sct_surface", "share_of_ct_surface"]
    return header, [list(row) for row in each]


def _segmentation(classes: list[dict[str, Any]]) -> Table:
    plain = ["label", "name", "predicted_voxels", "reference_voxels"]
    measured = ["dice", "hd95", "surface_dice"]
    rows = [
        [
            *(row[name] for name in plain),
            *(row[name]["value"] for name in measured),
            row["hd95"]["note"],
        ]
        for row in classes
    ]
    return [*plain, "dice", "hd95_mm", "surface_dice", "note"], rows
