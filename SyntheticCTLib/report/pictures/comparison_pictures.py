"""The pictures of a comparison's report as PNG files, and the list that says what they show."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np

from SyntheticCTLib.comparison.compare import Comparison
from SyntheticCTLib.comparison.document import (
    JointPicture,
    Pictures,
    ScaleBars,
    SidePicture,
    SlicePicture,
    View,
)
from SyntheticCTLib.progress import UNWATCHED, Watch
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
    watch: Watch = UNWATCHED,
) -> Pictures:
    """Draw and write every picture.

    Args:
        comparison: what to draw.
        folder: exists already.
        watch: told after each picture, with stage "drawing".

    Returns:
        What each file shows.

    Raises:
        OSError: a file cannot be written.
    """
    report = _Report(folder, watch, _count(comparison))
    slices = SlicePictures(
        comparison.sct,
        comparison.placement.ct,
        comparison.difference,
        comparison.source,
        comparison.region,
    )
    rows = [
        _slice(report, f"slices_{number}_{view}.png", slices.row(view, place))
        for number, (view, place) in enumerate(_places(slices), 1)
    ]
    check = comparison.surface
    of_surfaces = {} if check is None else _surface_pictures(check, slices, report)
    edges = comparison.joint.edges
    name = report.written("joint_histogram.png", _joint_picture(comparison.joint.counts))
    joint = JointPicture(name, (float(edges[0]), float(edges[-1])))
    return Pictures(joint, rows, **of_surfaces)


class _Report:
    """Writes pictures, and tells how many are done."""

    def __init__(self, folder: Path, watch: Watch, count: int) -> None:
        self.folder, self.watch = folder, watch
        self._count, self._done = count, 0

    def written(self, name: str, picture: np.ndarray) -> str:
        self.watch.check()
        write_png(picture, self.folder / name)
        self._done += 1
        self.watch.report("drawing", min(1.0, self._done / self._count), name)
        return name


def _slice(report: _Report, name: str, row: Row) -> SlicePicture:
    file = report.written(name, row.picture)
    return SlicePicture(file, cast(View, row.view), row.slice_number, round(row.place_mm, 1))


def _count(comparison: Comparison) -> int:
    """About how many pictures there will be."""
    return 6 + (11 if comparison.surface is not None else 0)


def _places(slices: SlicePictures) -> list[tuple[str, tuple[float, float, float]]]:
    axial = [("axial", slices.at_height(share)) for share in _AXIAL_SHARES]
    return [*axial, ("coronal", slices.middle), ("sagittal", slices.middle)]


def _surface_pictures(
    check: SurfaceCheck, slices: SlicePictures, report: _Report
) -> dict[str, Any]:
    """What ``Pictures`` holds of the surfaces."""
    surfaces = {"sct_views": check.sct_surface, "ct_views": check.ct_surface}
    place = worst_place(check)
    contours = [check.ct_surface, check.sct_surface]
    worst = [
        _slice(report, f"worst_{view}.png", slices.close_up(view, place, contours))
        for view in VIEWS
        if place is not None
    ]
    drawn: dict[str, list[SidePicture]] = {}
    for key, surface in surfaces.items():
        views = surface_pictures(
            surface, tolerance_mm=check.verdict.tolerance_mm, watch=report.watch
        )
        drawn[key] = [
            SidePicture(report.written(f"{key}_{number}.png", picture), side)
            for number, (side, picture) in enumerate(views, 1)
        ]
    bars = (scale_bar_mm(float(np.ptp(s.points, axis=0).max())) for s in surfaces.values())
    return {"worst": worst, **drawn, "scale_bar_mm": ScaleBars(*bars)}


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
    return np.asarray(np.rint(picture), np.uint8)
