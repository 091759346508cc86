"""The part of a report about grey values: slices, figures, tissues, bias, bone overlap, labels."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.colours.values import CT_WINDOW, red_below_blue_above
from SyntheticCTLib.evaluation.difference import DIFFERENCE_LIMIT_HU
from SyntheticCTLib.report.charts.charts import (
    bias_chart,
    difference_legend,
    grey_legend,
    joint_chart,
    overlap_chart,
)
from SyntheticCTLib.report.pages.html import address, key, paragraph, picture, section, table
from SyntheticCTLib.report.pages.words import figure, number, percent

_VIEWS = {
    "axial": ("Axial", "S"),
    "coronal": ("Coronal", "P"),
    "sagittal": ("Sagittal", "L"),
}


def image_sections(figures: dict[str, Any], pictures: Path) -> str:
    """Slices, then the figures of the grey values."""
    evaluation = figures["evaluation"]
    return (
        section("Slices", *_slices(figures, pictures))
        + section(
            "Grey values",
            paragraph(
                f"Scored: {escape(evaluation['region']['description'])}; "
                f"{number(evaluation['region']['voxels'], 0)} voxels, "
                f"{number(evaluation['region']['volume_ml'], 0)} ml. MAE, PSNR and MS-SSIM as the "
                "SynthRAD2025 challenge computes them, with the dynamic range \u22121024 to "
                "3071 HU."
            ),
            _metrics(evaluation["figures"]),
            _tissues(evaluation["tissues"]),
            _charts(figures, pictures),
        )
        + section("Segmentations", *_segmentation(figures["segmentation"]))
    )


def _slices(figures: dict[str, Any], pictures: Path) -> list[str]:
    columns = ["sCT", "CT", "sCT minus CT"]
    if figures["inputs"]["source"] is not None:
        columns.insert(0, "input")
    names = "".join(f"<span>{name}</span>" for name in columns)
    rows = [
        picture(
            pictures / Path(row["file"]).name,
            f"{row['view']} slice {row['slice']} of {', '.join(columns)}",
            f"{_VIEWS[row['view']][0]}, slice {row['slice']} "
            f"({_VIEWS[row['view']][1]} {number(row['place_mm'], 1)} mm)",
            "row",
        )
        for row in figures["pictures"]["slices"]
    ]
    limit = DIFFERENCE_LIMIT_HU
    shades = red_below_blue_above(limit)(np.linspace(-limit, limit, 96)[None])[0]
    return [
        paragraph(
            "<strong>sCT minus CT: red where the sCT is darker, blue where it is "
            "brighter.</strong> Patient's right on the left of axial and coronal slices, front on "
            "the left of sagittal ones."
        ),
        f'<div class="legends">{grey_legend(*CT_WINDOW)}{difference_legend(shades, limit)}</div>',
        '<div class="columns" '
        f'style="grid-template-columns:repeat({len(columns)},1fr)">{names}</div>',
        *rows,
    ]


def _metrics(found: dict[str, dict[str, Any]]) -> str:
    rows = [
        [escape(f["name"]), figure(f), f'<span class="soft">{_note(f)}</span>']
        for f in found.values()
    ]
    return table(["figure", "value", "note"], rows, style="wide noted")


def _note(found: dict[str, Any]) -> str:
    """What there is to know about a value; the reason for a missing one stands in its place."""
    return escape(found["note"]) if found["value"] is not None else ""


def _tissues(tissues: list[dict[str, Any]]) -> str:
    rows = [
        [
            escape(row["tissue"]),
            _limits(row),
            number(row["voxels"], 0),
            percent(row["share"]),
            figure(row["mae"]),
            figure(row["mean_error"]),
        ]
        for row in tissues
    ]
    header = [
        "tissue by the CT",
        "CT value, HU",
        "voxels",
        "share",
        "MAE",
        "mean error (sCT minus CT)",
    ]
    return table(header, rows, style="wide", caption="The error by tissue")


def _limits(row: dict[str, Any]) -> str:
    lowest, highest = row["above_hu"], row["up_to_hu"]
    if lowest is None:
        return f"up to {number(highest)}"
    return (
        f"above {number(lowest)}" if highest is None else f"{number(lowest)} to {number(highest)}"
    )


def _charts(figures: dict[str, Any], pictures: Path) -> str:
    evaluation, joint = figures["evaluation"], figures["pictures"]["joint_histogram"]
    low, high = joint["edges_hu"]
    source = address(pictures / Path(joint["file"]).name)
    return (
        '<div class="charts"><div><h3>Error against the CT value</h3>'
        + bias_chart(evaluation["hu_bias"])
        + key(("first", "mean of sCT minus CT"), ("spread", "\u00b1 1 standard deviation"))
        + "<h3>Bone overlap against the threshold</h3>"
        + overlap_chart(evaluation["bone_curve"])
        + key(("first", "precision"), ("second", "recall"), ("third", "Dice"))
        + "</div><div><h3>sCT value against CT value</h3>"
        + joint_chart(source, (low, high))
        + key(("guide", "no error"))
        + paragraph("Voxels by both values, darker for more, on a logarithmic scale.", "soft")
        + "</div></div>"
    )


def _segmentation(found: dict[str, Any] | None) -> list[str]:
    if found is None:
        return []
    rows = [
        [
            escape(row["name"]),
            number(row["predicted_voxels"], 0),
            number(row["reference_voxels"], 0),
            figure(row["dice"]),
            figure(row["hd95"], 2),
            figure(row["surface_dice"]),
        ]
        for row in found["classes"]
    ]
    means = [found[name] for name in ("dice", "hd95", "surface_dice")]
    rows.append(["mean", "", "", *(figure(mean) for mean in means)])
    header = ["class", "voxels, sCT", "voxels, CT", "Dice", "HD95", found["surface_dice"]["name"]]
    lacking = [
        f"The {image} lacks {', '.join(names)}."
        for image, names in (("sCT", found["missing"]), ("CT", found["extra"]))
        if names
    ]
    warning = paragraph(f"<strong>{escape(' '.join(lacking))}</strong>") if lacking else ""
    return [warning, table(header, rows, style="wide")]
