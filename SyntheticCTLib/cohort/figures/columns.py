"""The figures of a study's tables: each is one entry, with where its value comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.hounsfield import BONE_HU, TISSUES
from SyntheticCTLib.surface.measure.statistics import DirectionalStatistics

#: A value of a patient, or None where it is not defined.
Value = Callable[[ComparisonDocument], float | None]


@dataclass(frozen=True)
class FigureColumn:
    """A figure of every patient.

    Attributes:
        name: in the CSV files, with the unit.
        title: on the page.
        value: of a comparison.
        better: whether a "high" or a "low" value is the better one; "" where neither is.
        unit: as a person writes it; "share" for a share from 0 to 1 that is shown as per cent.
        digits: after the point, on the page.
        sets: published tables that have it: "AJNR" and "SynthRAD".
    """

    name: str
    title: str
    value: Value
    better: Literal["high", "low", ""] = ""
    unit: str = ""
    digits: int = 3
    sets: Sequence[str] = ()


def _figure(key: str) -> Value:
    def value(document: ComparisonDocument) -> float | None:
        found = document.evaluation.figures.get(key)
        return None if found is None else found.to_dict()["value"]

    return value


def _overall(document: ComparisonDocument) -> DirectionalStatistics | None:
    return None if document.surface is None else document.surface.overall


def _surface(of: Callable[[DirectionalStatistics, float], float | None]) -> Value:
    """Of all bones; the second argument is the tolerance that was asked for."""

    def value(document: ComparisonDocument) -> float | None:
        found = _overall(document)
        return None if found is None else of(found, document.parameters.tolerance_mm)

    return value


def _class(key: str) -> Value:
    def value(document: ComparisonDocument) -> float | None:
        found = document.segmentation
        return None if found is None else getattr(found, key).to_dict()["value"]

    return value


def _tissue(name: str, key: str) -> Value:
    def value(document: ComparisonDocument) -> float | None:
        rows = [row for row in document.evaluation.tissues if row.tissue == name]
        return getattr(rows[0], key).to_dict()["value"] if rows else None

    return value


#: The columns of Bambach and Ho's table (AJNR 2022;43:1172) and SynthRAD2025's image metrics.
IMAGE_FIGURES = (
    FigureColumn("mae_hu", "MAE", _figure("mae"), "low", "HU", 1, ("AJNR", "SynthRAD")),
    FigureColumn("mean_error_hu", "mean error", _figure("mean_error"), "", "HU", 1),
    FigureColumn("mse_hu2", "MSE", _figure("mse"), "low", "HU\u00b2", 0, ("AJNR",)),
    FigureColumn("pearson_r", "R", _figure("pearson_r"), "high", sets=("AJNR",)),
    FigureColumn("psnr_db", "PSNR", _figure("psnr"), "high", "dB", 1, ("SynthRAD",)),
    FigureColumn("ms_ssim", "MS-SSIM", _figure("ms_ssim"), "high", sets=("SynthRAD",)),
    FigureColumn(
        "bone_precision", "bone precision", _figure("bone_precision"), "high", sets=("AJNR",)
    ),
    FigureColumn("bone_recall", "bone recall", _figure("bone_recall"), "high", sets=("AJNR",)),
    FigureColumn("bone_dice", "bone Dice", _figure("bone_dice"), "high", sets=("AJNR",)),
    FigureColumn(
        "dice_above_bone_threshold",
        f"Dice above {BONE_HU:g} HU",
        _figure("dice_above_bone_threshold"),
        "high",
    ),
    FigureColumn("class_dice", "mean class Dice", _class("dice"), "high", sets=("SynthRAD",)),
    FigureColumn("class_hd95_mm", "HD95", _class("hd95"), "low", "mm", 2, ("SynthRAD",)),
)

#: How far the bone surfaces are apart.
SURFACE_FIGURES = (
    FigureColumn(
        "share_within",
        "within the tolerance",
        _surface(lambda found, limit: found.share_within(limit)),
        "high",
        "share",
        1,
    ),
    FigureColumn(
        "share_sct_to_ct",
        "sCT to CT",
        _surface(lambda found, limit: found.sct_to_ct.within.get(limit)),
        "high",
        "share",
        1,
    ),
    FigureColumn(
        "share_ct_to_sct",
        "CT to sCT",
        _surface(lambda found, limit: found.ct_to_sct.within.get(limit)),
        "high",
        "share",
        1,
    ),
    FigureColumn(
        "surface_dice",
        "surface Dice",
        _surface(lambda found, limit: found.surface_dice(limit)),
        "high",
        "share",
        1,
    ),
    FigureColumn(
        "mean_distance_mm",
        "mean (signed)",
        _surface(lambda found, _: found.pooled.mean_mm),
        "",
        "mm",
        2,
    ),
    FigureColumn(
        "mean_absolute_distance_mm",
        "mean absolute distance",
        _surface(lambda found, _: found.pooled.mean_absolute_mm),
        "low",
        "mm",
        2,
    ),
    FigureColumn(
        "distance_95th_mm",
        "95th percentile",
        _surface(lambda found, _: found.pooled.percentile_95_mm),
        "low",
        "mm",
        2,
    ),
)


def _name(tissue: str) -> str:
    return tissue.replace(" ", "_")


def _tissue_columns(tissue: str) -> tuple[FigureColumn, FigureColumn]:
    """MAE and mean error in one tissue."""
    name = _name(tissue)
    absolute, signed = _tissue(tissue, "mae"), _tissue(tissue, "mean_error")
    return (
        FigureColumn(f"{name}_mae_hu", f"{tissue}, MAE", absolute, "low", "HU", 1),
        FigureColumn(f"{name}_mean_error_hu", f"{tissue}, mean error", signed, "", "HU", 1),
    )


#: The error by tissue.
TISSUE_FIGURES = tuple(column for one in TISSUES for column in _tissue_columns(one.name))


def _expected(key: str) -> Value:
    def value(document: ComparisonDocument) -> float | None:
        made = document.provenance
        if made is None or made.expected is None:
            return None
        return float(getattr(made.expected, key))

    return value


#: What the model let expect of the bone surface, without any CT.
EXPECTED_FIGURES = (
    FigureColumn("expected_share", "expected within", _expected("share"), "", "share", 1),
    FigureColumn("expected_lowest", "expected at least", _expected("lowest"), "", "share", 1),
    FigureColumn("expected_highest", "expected at most", _expected("highest"), "", "share", 1),
)

FIGURES = (*SURFACE_FIGURES, *IMAGE_FIGURES, *TISSUE_FIGURES, *EXPECTED_FIGURES)

#: By which studies are judged first: on the page's box plots, for outliers.
LEADING = ("share_within", "mae_hu", "bone_dice")

BY_NAME = {column.name: column for column in FIGURES}
