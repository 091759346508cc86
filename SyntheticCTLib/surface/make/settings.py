"""The settings of a bone surface: everything that decides where it lies."""

from __future__ import annotations

import dataclasses
from typing import Any

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.options import check_options, holds_options, option

#: Gaps that thin cortex has at 200 HU in slices of 3 mm, by the shared pairs of shafts and knees.
BRIDGED_GAP_MM = 20.0

#: Wider ones are no gaps of a bone.
WIDEST_GAP_MM = 100.0

_GROUP = "settings of the bone surface (the same for both images)"


@holds_options
class SurfaceSettings(Record):
    """How a bone surface is made from CT values; the same settings serve sCT and CT.

    Each field says what it means.

    Raises:
        InputError: a number makes no sense.
    """

    threshold_hu: float = option(
        "the surface is the iso-contour of the grey values at this CT value, HU",
        "--threshold",
        default=BONE_HU,
        metavar="HU",
        group=_GROUP,
        limits=(-1e5, 1e5),
    )
    outer_surface_only: bool = option(
        "keep the walls of the marrow cavity and of spongy bone, though implants and guides "
        "touch the outer surface only; cavities behind wide gaps in the bone keep theirs",
        "--inner-walls",
        default=True,
        group=_GROUP,
    )
    bridged_gap_mm: float = option(
        "without inner walls, gaps in cortical bone up to this wide are no way into the bone, "
        "mm: pores, slits, and rings that are missing altogether; wider ones are told",
        "--bridged-gap",
        default=BRIDGED_GAP_MM,
        metavar="MM",
        group=_GROUP,
        limits=(0, WIDEST_GAP_MM),
    )
    largest_cavity_mm2: float = option(
        "without inner walls, soft tissue that bone encloses within an axial slice is marrow "
        "up to this area, and beyond it the pelvis or the skull, mm²",
        default=5000.0,
        shown=False,
        limits=(0, 1e7),
    )
    smallest_part_mm3: float = option(
        "separate pieces of bone below this volume are dropped, mm³",
        default=500.0,
        shown=False,
        limits=(0, 1e7),
    )
    region_margin_mm: float = option(
        "with labels or a region, how far beyond it bone still belongs to it, mm",
        default=5.0,
        shown=False,
        limits=(0, 1e4),
    )
    smoothing_iterations: int = option(
        "iterations of a windowed-sinc filter (Taubin et al. 1996); 20 is usual, 0 for none",
        "--smoothing",
        default=0,
        metavar="ITERATIONS",
        hidden=("--smooth",),
        group=_GROUP,
        limits=(0, 10_000),
    )
    smoothing_pass_band: float = option(
        "of that filter, 0 to 2; lower is smoother. 0.1 is 3D Slicer's smoothing factor 0.25, "
        "and 0.01 its factor 0.5",
        default=0.1,
        shown=False,
        limits=(1e-6, 2),
    )
    decimation: float = option(
        "share of the triangles to remove, below all of them",
        "--decimate",
        default=0.0,
        metavar="PERCENT",
        percent=True,
        group=_GROUP,
        limits=(0, 0.999),
    )
    cut_margin_mm: float = option(
        "points this near to a cut face of the field of view are left out of statistics, mm",
        default=5.0,
        shown=False,
        limits=(0, 1e4),
    )

    def __post_init__(self) -> None:
        check_options(self)

    def with_changes(self, **changes: Any) -> SurfaceSettings:
        """The same settings but for the named fields."""
        return dataclasses.replace(self, **changes)
