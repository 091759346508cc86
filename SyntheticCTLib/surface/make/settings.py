"""The settings of a bone surface: everything that decides where it lies."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.options import option

#: Gaps that thin cortex has at 200 HU in slices of 3 mm, by the shared pairs of shafts and knees.
BRIDGED_GAP_MM = 20.0

_GROUP = "settings of the bone surface (the same for both images)"


#: No bone is larger: mm, mm² and mm³. A gap in its shell is shorter than any bone is wide, mm.
_MOST, _LONGEST_GAP_MM = 1e7, 100.0


@dataclass(frozen=True)
class SurfaceSettings(Record):
    """How a bone surface is made from CT values; the same settings serve sCT and CT.

    Each field says in its metadata what it means.
    """

    threshold_hu: float = field(
        default=BONE_HU,
        metadata=option(
            "the surface is the iso-contour of the grey values at this CT value, HU",
            "--threshold",
            metavar="HU",
            group=_GROUP,
        ),
    )
    outer_surface_only: bool = field(
        default=True,
        metadata=option(
            "keep the walls of the marrow cavity and of spongy bone, though implants and guides "
            "touch the outer surface only; cavities behind wide gaps in the bone keep theirs",
            "--inner-walls",
            group=_GROUP,
        ),
    )
    bridged_gap_mm: float = field(
        default=BRIDGED_GAP_MM,
        metadata=option(
            "without inner walls, gaps in cortical bone up to this wide are no way into the bone, "
            "mm: pores, slits, and rings that are missing altogether; wider ones are told",
            "--bridged-gap",
            metavar="MM",
            group=_GROUP,
        ),
    )
    largest_cavity_mm2: float = field(
        default=5000.0,
        metadata=option(
            "without inner walls, soft tissue that bone encloses within an axial slice is marrow "
            "up to this area, and beyond it the pelvis or the skull, mm²",
            shown=False,
        ),
    )
    smallest_part_mm3: float = field(
        default=500.0,
        metadata=option("separate pieces of bone below this volume are dropped, mm³", shown=False),
    )
    region_margin_mm: float = field(
        default=5.0,
        metadata=option(
            "with labels or a region, how far beyond it bone still belongs to it, mm", shown=False
        ),
    )
    smoothing_iterations: int = field(
        default=0,
        metadata=option(
            "iterations of a windowed-sinc filter (Taubin et al. 1996); 20 is usual, 0 for none",
            "--smoothing",
            metavar="ITERATIONS",
            hidden=("--smooth",),
            group=_GROUP,
        ),
    )
    smoothing_pass_band: float = field(
        default=0.1,
        metadata=option(
            "of that filter, 0 to 2; lower is smoother. 0.1 is 3D Slicer's smoothing factor 0.25, "
            "and 0.01 its factor 0.5",
            shown=False,
        ),
    )
    decimation: float = field(
        default=0.0,
        metadata=option(
            "share of the triangles to remove, below all of them",
            "--decimate",
            metavar="PERCENT",
            percent=True,
            group=_GROUP,
        ),
    )
    cut_margin_mm: float = field(
        default=5.0,
        metadata=option(
            "points this near to a cut face of the field of view are left out of statistics, mm",
            shown=False,
        ),
    )

    def __post_init__(self) -> None:
        lengths = (
            "bridged_gap_mm",
            "largest_cavity_mm2",
            "smallest_part_mm3",
            "region_margin_mm",
            "cut_margin_mm",
        )
        for name in (*lengths, "smoothing_iterations"):
            if not 0 <= getattr(self, name) <= _MOST:
                raise InputError(f"{name} must be from 0 to {_MOST:g}; got {getattr(self, name)}.")
        if self.bridged_gap_mm > _LONGEST_GAP_MM:
            raise InputError(
                f"bridged_gap_mm must be at most {_LONGEST_GAP_MM:g}; got {self.bridged_gap_mm}."
            )
        if not 0 <= self.decimation < 1:
            raise InputError(f"decimation must be 0 to below 1; got {self.decimation}.")
        if not 0 < self.smoothing_pass_band <= 2:
            raise InputError(
                "smoothing_pass_band must be above 0 and at most 2; "
                f"got {self.smoothing_pass_band}."
            )
        if not -1e5 < self.threshold_hu < 1e5:
            raise InputError(f"threshold_hu must be a CT value in HU; got {self.threshold_hu}.")

    def with_changes(self, **changes: Any) -> SurfaceSettings:
        """The same settings but for the named fields."""
        return dataclasses.replace(self, **changes)
