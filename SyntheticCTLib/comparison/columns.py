"""The columns of every table of a comparison: of the CSV files, of the report, and of the scene.

A column is one entry in a tuple below: its names, how it is shown, and where its value comes from.
Those of a study's pages stand in ``cohort/figures/columns.py``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from types import SimpleNamespace
from typing import Any

from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.evaluation.figure import Figure
from SyntheticCTLib.evaluation.segmentation_metrics import SegmentationAgreement
from SyntheticCTLib.evaluation.tissue_table import TissueRow
from SyntheticCTLib.sentences import harmless
from SyntheticCTLib.surface.measure.distance_histogram import DistanceHistogram
from SyntheticCTLib.surface.measure.figures import SurfaceFigures
from SyntheticCTLib.surface.measure.statistics import DirectionalStatistics
from SyntheticCTLib.tolerance import within as in_words

#: Header and rows of numbers and text, for a CSV file or a table in the scene.
Table = tuple[list[str], list[list[Any]]]

#: The CSV files.
ANSWER_TABLE = "answer.csv"
IMAGE_METRICS_TABLE = "image_metrics.csv"
TISSUES_TABLE = "tissues.csv"
BONE_OVERLAP_TABLE = "bone_overlap.csv"
HU_BIAS_TABLE = "hu_bias.csv"
SURFACE_DISTANCE_TABLE = "surface_distance.csv"
DISTANCE_HISTOGRAM_TABLE = "distance_histogram.csv"
SENSITIVITY_TABLE = "sensitivity.csv"
SEGMENTATION_TABLE = "segmentation.csv"
TABLES = (
    ANSWER_TABLE,
    IMAGE_METRICS_TABLE,
    TISSUES_TABLE,
    BONE_OVERLAP_TABLE,
    HU_BIAS_TABLE,
    SURFACE_DISTANCE_TABLE,
    DISTANCE_HISTOGRAM_TABLE,
    SENSITIVITY_TABLE,
    SEGMENTATION_TABLE,
)

DIRECTIONS = {"sct_to_ct": "sCT to CT", "ct_to_sct": "CT to sCT", "pooled": "both together"}


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: in the CSV file, with the unit; "" for a column of the report alone.
        heading: in the report; "" for a column of the CSV file alone.
        value: of a row; a number, text, a ``Figure``, or None where there is nothing to say.
        unit: how the report shows it (``report.pages.words.shown``): "" as it is, "count", "share",
            "points" (percentage points), "mm", "signed mm", "mm²" or "place".
    """

    name: str
    heading: str
    value: Callable[[Any], Any]
    unit: str = ""


def _fields(*names: str) -> tuple[Column, ...]:
    """Columns of the CSV file alone, each an attribute of the row."""
    return tuple(Column(name, "", attrgetter(name)) for name in names)


def _limits(row: TissueRow) -> str:
    low, high = row.above_hu, row.up_to_hu
    if low is None or high is None:
        words = f"up to {high:g}" if low is None else f"above {low:g}"
    else:
        words = f"{low:g} to {high:g}"
    return words.replace("-", "\u2212")


def _note(row: tuple[str, Figure]) -> str:
    """What there is to know of a value; the reason for a missing one stands in its place."""
    return "" if row[1].value is None else row[1].note


#: A row is a figure with its key.
IMAGE_METRICS = (
    Column("key", "", itemgetter(0)),
    Column("name", "figure", lambda row: row[1].name),
    Column("value", "value", itemgetter(1)),
    Column("unit", "", lambda row: row[1].unit),
    Column("note", "", lambda row: row[1].to_dict()["note"]),
    Column("", "note", _note),
)

#: A row is a ``TissueRow``.
TISSUES = (
    Column("tissue", "tissue by the CT", attrgetter("tissue")),
    *_fields("above_hu", "up_to_hu"),
    Column("", "CT value, HU", _limits),
    Column("voxels", "voxels", attrgetter("voxels"), "count"),
    Column("share", "share", attrgetter("share"), "share"),
    Column("mae_hu", "MAE", attrgetter("mae")),
    Column("mean_error_hu", "mean error (sCT minus CT)", attrgetter("mean_error")),
)

#: A row is a ``BoneOverlap``.
BONE_OVERLAP = _fields(
    *("threshold_hu", "sct_voxels", "ct_voxels", "common_voxels", "precision", "recall", "dice")
)

#: A row is a ``HuBiasBin``.
HU_BIAS = _fields("from_hu", "below_hu", "voxels", "mean_error_hu", "sd_hu")

#: What a surface is asked and answers, for a table of several patients; a row is a ``Verdict``.
ANSWER = _fields(
    *("answer", "reason", "tolerance_mm", "required_share"),
    *("share", "lowest_share", "highest_share"),
)

#: A row is a ``ClassAgreement``.
SEGMENTATION = (
    Column("label", "", attrgetter("label")),
    Column("name", "class", attrgetter("name")),
    Column("predicted_voxels", "voxels, sCT", attrgetter("predicted_voxels"), "count"),
    Column("reference_voxels", "voxels, CT", attrgetter("reference_voxels"), "count"),
    Column("dice", "Dice", attrgetter("dice")),
    Column("hd95_mm", "HD95", attrgetter("hd95")),
    Column("surface_dice", "surface Dice", attrgetter("surface_dice")),
    Column("note", "", attrgetter("hd95.note")),
)

#: Of a surface; a row is ``SurfaceStatistics``. The report has them as rows, by direction.
STATISTICS = (
    Column("points", "", attrgetter("points")),
    Column("area_mm2", "area measured", attrgetter("area_mm2"), "mm²"),
    Column("left_out_share", "area left out", attrgetter("left_out_share"), "share"),
    Column("mean_mm", "mean (signed)", attrgetter("mean_mm"), "signed mm"),
    Column("sd_mm", "standard deviation", attrgetter("sd_mm"), "mm"),
    Column("median_mm", "median (signed)", attrgetter("median_mm"), "signed mm"),
    Column(
        "interquartile_range_mm",
        "interquartile range",
        attrgetter("interquartile_range_mm"),
        "mm",
    ),
    Column("rms_mm", "root mean square", attrgetter("rms_mm"), "mm"),
    Column(
        "mean_absolute_mm", "mean of the absolute distance", attrgetter("mean_absolute_mm"), "mm"
    ),
    Column(
        "percentile_95_mm",
        "95th percentile of the absolute distance",
        attrgetter("percentile_95_mm"),
        "mm",
    ),
    Column("largest_mm", "largest absolute distance", attrgetter("largest_mm"), "mm"),
    Column("", "place of the largest", attrgetter("worst_place"), "place"),
)

#: Of the place where a surface is worst; a row is ``SurfaceStatistics``.
WORST_PLACE = (
    *_fields("worst_distance_mm"),
    Column("worst_l_mm", "", lambda row: row.worst_place and row.worst_place[0]),
    Column("worst_p_mm", "", lambda row: row.worst_place and row.worst_place[1]),
    Column("worst_s_mm", "", lambda row: row.worst_place and row.worst_place[2]),
)

#: A row is a ``Variant``.
SENSITIVITY = (
    Column("name", "settings", attrgetter("name")),
    *_fields("threshold_hu", "smoothing_iterations"),
    Column("share", "within the tolerance", attrgetter("share"), "share"),
    *_fields("sct_to_ct", "ct_to_sct"),
    Column("change", "change, percentage points", attrgetter("change"), "points"),
)

#: A row is a bin: its edges, and the share of either surface.
DISTANCE_HISTOGRAM = (
    Column("from_mm", "", itemgetter(0)),
    Column("below_mm", "", itemgetter(1)),
    Column("share_of_sct_surface", "", itemgetter(2)),
    Column("share_of_ct_surface", "", itemgetter(3)),
)


def within(limits_mm: Iterable[float]) -> tuple[Column, ...]:
    """The share of the surface within each limit; a row is ``SurfaceStatistics``."""

    def column(limit: float) -> Column:
        name, heading = f"share_within_{limit:g}_mm", in_words(limit)
        return Column(name, heading, lambda row: row.within.get(limit), "share")

    return tuple(column(limit) for limit in limits_mm)


def bone_columns(tolerance_mm: float) -> tuple[Column, ...]:
    """Of the report's table of bones; a row is a name with its ``DirectionalStatistics``."""

    def share(direction: str) -> Callable[[tuple[str, DirectionalStatistics]], float | None]:
        return lambda row: getattr(row[1], direction).within.get(tolerance_mm)

    return (
        Column("", "bone", itemgetter(0)),
        Column("", f"{in_words(tolerance_mm)}, sCT to CT", share("sct_to_ct"), "share"),
        Column("", "CT to sCT", share("ct_to_sct"), "share"),
        Column("", "mean", lambda row: row[1].pooled.mean_mm, "signed mm"),
        Column("", "mean absolute", lambda row: row[1].pooled.mean_absolute_mm, "mm"),
        Column("", "95th", lambda row: row[1].pooled.percentile_95_mm, "mm"),
        Column("", "largest", lambda row: row[1].pooled.largest_mm, "mm"),
    )


def mean_row(found: SegmentationAgreement) -> SimpleNamespace:
    """The last row of the report's table of classes."""
    means = {"dice": found.dice, "hd95": found.hd95, "surface_dice": found.surface_dice}
    return SimpleNamespace(name="mean", predicted_voxels=None, reference_voxels=None, **means)


def tables(document: ComparisonDocument) -> dict[str, Table]:
    """The tables by the names of their CSV files.

    An undefined figure is an empty cell with its reason in the column "note".
    """
    evaluation, surface = document.evaluation, document.surface
    made = {
        ANSWER_TABLE: _table(ANSWER, [document.verdict]),
        IMAGE_METRICS_TABLE: _table(IMAGE_METRICS, evaluation.figures.items()),
        TISSUES_TABLE: _table(TISSUES, evaluation.tissues),
        BONE_OVERLAP_TABLE: _table(BONE_OVERLAP, evaluation.bone_curve),
        HU_BIAS_TABLE: _table(HU_BIAS, evaluation.hu_bias),
    }
    if surface is not None:
        made[SURFACE_DISTANCE_TABLE] = _surface_distance(surface)
        bins = _bins(surface.distance_histogram)
        made[DISTANCE_HISTOGRAM_TABLE] = _table(DISTANCE_HISTOGRAM, bins)
        if surface.sensitivity:
            made[SENSITIVITY_TABLE] = _table(SENSITIVITY, surface.sensitivity)
    if document.segmentation is not None:
        made[SEGMENTATION_TABLE] = _table(SEGMENTATION, document.segmentation.classes)
    return made


def csv_text(table: Table) -> str:
    """A table as CSV (RFC 4180, full precision, "." as decimal mark)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table[0])
    writer.writerows([harmless(c) if isinstance(c, str) else c for c in row] for row in table[1])
    return text.getvalue()


def _table(columns: Sequence[Column], rows: Iterable[Any]) -> Table:
    kept = [column for column in columns if column.name]
    return [column.name for column in kept], [[_plain(c.value(row)) for c in kept] for row in rows]


def _plain(value: Any) -> Any:
    return value.to_dict()["value"] if isinstance(value, Figure) else value


def _surface_distance(surface: SurfaceFigures) -> Table:
    """Each bone and all of them, in each direction."""
    measured = {**({"all bones": surface.overall} if surface.overall else {}), **surface.bones}
    limits = next((found.sct_to_ct.within for found in measured.values()), ())
    columns = (*STATISTICS, *within(limits), *WORST_PLACE)
    header, _ = _table(columns, ())
    rows = [
        [bone, direction, *_table(columns, [getattr(found, direction)])[1][0]]
        for bone, found in measured.items()
        for direction in DIRECTIONS
    ]
    return ["bone", "direction", *header], rows


def _bins(histogram: DistanceHistogram) -> Iterable[tuple[float, ...]]:
    edges = histogram.edges_mm
    return zip(edges[:-1], edges[1:], histogram.sct_to_ct, histogram.ct_to_sct, strict=True)
