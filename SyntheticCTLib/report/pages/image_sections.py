"""The part of a report about grey values: slices, figures, tissues, bias, bone overlap, labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from SyntheticCTLib.colours.values import CT_WINDOW, red_below_blue_above
from SyntheticCTLib.comparison.columns import IMAGE_METRICS, SEGMENTATION, TISSUES, mean_row
from SyntheticCTLib.comparison.document import ComparisonDocument, JointPicture, SlicePicture
from SyntheticCTLib.evaluation.difference import DIFFERENCE_LIMIT_HU
from SyntheticCTLib.evaluation.evaluate import Evaluation
from SyntheticCTLib.evaluation.segmentation_metrics import SegmentationAgreement
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU
from SyntheticCTLib.report.charts.charts import (
    bias_chart,
    difference_legend,
    grey_legend,
    joint_chart,
    overlap_chart,
)
from SyntheticCTLib.report.pages.column_table import column_table
from SyntheticCTLib.report.pages.html import (
    Markup,
    address,
    element,
    joined,
    key,
    paragraph,
    picture,
    section,
    strong,
)
from SyntheticCTLib.report.pages.words import DIFFERENCE_COLOURS, number

#: Along which direction the slices of a view lie.
_ALONG = {"axial": "S", "coronal": "P", "sagittal": "L"}


def image_sections(document: ComparisonDocument, pictures: Path) -> Markup:
    """Slices, then the figures of the grey values."""
    evaluation, drawn = document.evaluation, document.pictures
    tissues = column_table(TISSUES, evaluation.tissues, caption="The error by tissue")
    figures = column_table(IMAGE_METRICS, evaluation.figures.items(), kind="wide noted")
    return joined(
        section("Slices", *_slices(document, pictures)),
        section(
            "Grey values",
            _scored(evaluation),
            figures,
            tissues,
            _charts(evaluation, drawn.joint_histogram, pictures) if drawn else "",
        ),
        section("Segmentations", *_segmentation(document.segmentation)),
    )


def _slices(document: ComparisonDocument, pictures: Path) -> list[Markup]:
    columns = ["sCT", "CT", "sCT minus CT"]
    if document.inputs.source is not None:
        columns.insert(0, "input")
    limit = DIFFERENCE_LIMIT_HU
    shades = red_below_blue_above(limit)(np.linspace(-limit, limit, 96)[None])[0]
    return [
        paragraph(
            strong(DIFFERENCE_COLOURS),
            " Patient's right on the left of axial and coronal slices, front on the left of "
            "sagittal ones.",
        ),
        element("div", grey_legend(*CT_WINDOW), difference_legend(shades, limit), kind="legends"),
        element(
            "div",
            *(element("span", name) for name in columns),
            kind="columns",
            style=f"grid-template-columns:repeat({len(columns)},1fr)",
        ),
        *(
            _slice(row, columns, pictures)
            for row in (document.pictures.slices if document.pictures else [])
        ),
    ]


def _slice(row: SlicePicture, columns: list[str], pictures: Path) -> Markup:
    place = f"{_ALONG[row.view]} {number(row.place_mm, 1)} mm"
    return picture(
        pictures / Path(row.file).name,
        f"{row.view} slice {row.slice} of {', '.join(columns)}",
        f"{row.view.capitalize()}, slice {row.slice} ({place})",
        "row",
    )


def _scored(evaluation: Evaluation) -> Markup:
    region, lowest, highest = evaluation.region, number(LOWEST_HU, 0), number(HIGHEST_HU, 0)
    return paragraph(
        f"Scored: {region.description}; {number(region.voxels, 0)} voxels, "
        f"{number(region.volume_ml, 0)} ml. MAE, PSNR and MS-SSIM as the SynthRAD2025 challenge "
        f"computes them, with the dynamic range {lowest} to {highest} HU."
    )


def _charts(evaluation: Evaluation, joint: JointPicture, pictures: Path) -> Markup:
    left = element(
        "div",
        element("h3", "Error against the CT value"),
        bias_chart(evaluation.hu_bias),
        key(("first", "mean of sCT minus CT"), ("spread", "\u00b1 1 standard deviation")),
        element("h3", "Bone overlap against the threshold"),
        overlap_chart(evaluation.bone_curve),
        key(("first", "precision"), ("second", "recall"), ("third", "Dice")),
    )
    right = element(
        "div",
        element("h3", "sCT value against CT value"),
        joint_chart(address(pictures / Path(joint.file).name), joint.edges_hu),
        key(("guide", "no error")),
        paragraph("Voxels by both values, darker for more, on a logarithmic scale.", kind="soft"),
    )
    return element("div", left, right, kind="charts")


def _segmentation(found: SegmentationAgreement | None) -> list[Markup]:
    if found is None:
        return []
    lacking = [
        f"The {image} lacks {', '.join(names)}."
        for image, names in (("sCT", found.missing), ("CT", found.extra))
        if names
    ]
    warning = paragraph(strong(" ".join(lacking))) if lacking else Markup()
    rows = [*found.classes, mean_row(found)]
    caption = f"Agreement of the classes; {found.surface_dice.name}"
    return [warning, column_table(SEGMENTATION, rows, caption=caption)]
