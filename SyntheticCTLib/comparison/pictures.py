"""The pictures of a comparison's report as PNG files, and the list that says what they show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.comparison.compare import Comparison
from SyntheticCTLib.progress import CancelToken, Progress, ProgressCallback, ignore_progress
from SyntheticCTLib.report.pictures.planes import VIEWS
from SyntheticCTLib.report.pictures.png import write_png
from SyntheticCTLib.report.pictures.slice_pictures import Row, SlicePictures
from SyntheticCTLib.report.pictures.surface_pictures import scale_bar_mm, surface_pictures
from SyntheticCTLib.surface.measure.accuracy import SurfaceCheck

#: Patterns of the names of all pictures.
PICTURE_NAMES = ("slices_*.png", "worst_*.png", "*ct_views_*.png", "joint_histogram.png")

#: Heights of the axial slices, as shares of the region's height.
_AXIAL_SHARES = (0.2, 0.5, 0.8)

#: A count of one voxel in the joint histogram is this dark, 0 white to 1 black.
_ONE_VOXEL = 0.12


def write_pictures(
    comparison: Comparison,
    folder: Path,
    *,
    progress: ProgressCallback = ignore_progress,
    cancel: CancelToken | None = None,
) -> dict[str, Any]:
    """Draw and write every picture.

    Args:
        comparison: what to draw.
        folder: exists already.
        progress: told after each picture, with stage "drawing".
        cancel: looked at between pictures and several times a second while a surface is drawn.

    Returns:
        What each file shows, as JSON types: "slices", "worst", "sct_views", "ct_views",
        "scale_bar_mm" and "joint_histogram".

    Raises:
        OSError: a file cannot be written.
        Cancelled: ``cancel`` was set.
    """
    drawn: dict[str, Any] = {"slices": [], "worst": [], "sct_views": [], "ct_views": []}
    report = _Report(folder, progress, cancel, _count(comparison))
    slices = SlicePictures(
        comparison.sct,
        comparison.placement.ct,
        comparison.difference,
        comparison.source,
        comparison.region,
    )
    for view, place in _places(slices):
        row = slices.row(view, place)
        name = f"slices_{len(drawn['slices']) + 1}_{view}.png"
        drawn["slices"].append(report.written(name, row.picture, _about(row)))
    check = comparison.surface
    if check is not None:
        drawn |= _surface_pictures(check, slices, report)
    name = "joint_histogram.png"
    edges = comparison.joint.edges
    about = {"edges_hu": [float(edges[0]), float(edges[-1])]}
    drawn["joint_histogram"] = report.written(name, _joint_picture(comparison.joint.counts), about)
    return drawn


class _Report:
    """Writes pictures, and tells how many are done."""

    def __init__(
        self, folder: Path, progress: ProgressCallback, cancel: CancelToken | None, count: int
    ) -> None:
        self.folder, self.cancel = folder, cancel
        self._progress, self._count, self._done = progress, count, 0

    def written(self, name: str, picture: np.ndarray, about: dict[str, Any]) -> dict[str, Any]:
        if self.cancel is not None:
            self.cancel.raise_if_cancelled()
        write_png(picture, self.folder / name)
        self._done += 1
        self._progress(Progress("drawing", min(1.0, self._done / self._count), name))
        return {"file": name, **about}


def _count(comparison: Comparison) -> int:
    """About how many pictures there will be."""
    return 6 + (11 if comparison.surface is not None else 0)


def _places(slices: SlicePictures) -> list[tuple[str, tuple[float, float, float]]]:
    axial = [("axial", slices.at_height(share)) for share in _AXIAL_SHARES]
    return [*axial, ("coronal", slices.middle), ("sagittal", slices.middle)]


def _about(row: Row) -> dict[str, Any]:
    return {"view": row.view, "slice": row.slice_number, "place_mm": round(row.place_mm, 1)}


def _surface_pictures(
    check: SurfaceCheck, slices: SlicePictures, report: _Report
) -> dict[str, Any]:
    drawn: dict[str, Any] = {"worst": [], "sct_views": [], "ct_views": []}
    surfaces = [check.ct_surface, check.sct_surface]
    place = worst_place(check)
    if place is not None:
        for view in VIEWS:
            row = slices.close_up(view, place, surfaces)
            drawn["worst"].append(report.written(f"worst_{view}.png", row.picture, _about(row)))
    tolerance = check.verdict.tolerance_mm
    for key, surface in (("sct_views", check.sct_surface), ("ct_views", check.ct_surface)):
        views = surface_pictures(surface, tolerance_mm=tolerance, cancel=report.cancel)
        for number, (side, picture) in enumerate(views, 1):
            name = f"{key}_{number}.png"
            drawn[key].append(report.written(name, picture, {"side": side}))
    drawn["scale_bar_mm"] = {
        key: scale_bar_mm(float(np.ptp(surface.points, axis=0).max()))
        for key, surface in (("sct_views", check.sct_surface), ("ct_views", check.ct_surface))
    }
    return drawn


def worst_place(check: SurfaceCheck) -> tuple[float, float, float] | None:
    """Where the surfaces are farthest apart in either direction, LPS mm; None if unknown."""
    overall = check.comparison.overall
    return None if overall is None else overall.pooled.worst_place


def _joint_picture(counts: np.ndarray) -> np.ndarray:
    """Counts [sCT bin, CT bin] as a picture, sCT upwards and CT to the right, on a log scale."""
    share = np.zeros(counts.shape)
    filled = counts > 0
    if filled.any():
        top = max(np.log(counts.max()), 1e-9)
        share[filled] = _ONE_VOXEL + (1 - _ONE_VOXEL) * np.log(counts[filled]) / top
    white, ink = np.array([255.0, 255, 255]), np.array([20.0, 44, 76])
    picture = white + share[::-1, :, None] * (ink - white)
    return np.rint(picture).astype(np.uint8)
