"""The recipe of a bone surface: everything that decides where the surface lies."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import BONE_HU


@dataclass(frozen=True)
class SurfaceRecipe:
    """How a bone surface is made from CT values; the same recipe serves sCT and CT.

    Attributes:
        threshold_hu: the surface is the iso-contour of the grey values at this CT value.
        outer_surface_only: leave out the walls of the marrow cavity and of spongy bone, as implants
            and guides touch the outer surface only. Cavities behind wide gaps in the bone keep
            their walls.
        leak_mm: with ``outer_surface_only``, gaps in thin cortical bone up to about twice this are
            no way into the bone, mm.
        largest_cavity_mm2: with ``outer_surface_only``, soft tissue that bone encloses within an
            axial slice is marrow up to this area, and beyond it the pelvis or the skull, mm².
        smallest_part_mm3: separate pieces of bone below this volume are dropped, mm³.
        region_margin_mm: with labels or a region, how far beyond it bone still belongs to it, mm.
        smoothing_iterations: of a windowed-sinc filter (Taubin et al. 1996); 0 for none.
        smoothing_pass_band: of that filter, 0 to 2; lower is smoother. 0.1 is 3D Slicer's
            smoothing factor 0.25, and 0.01 its factor 0.5.
        decimation: share of the triangles to remove, 0 to below 1.
        cut_margin_mm: points this near to a cut face of the field of view are left out of
            statistics, mm.
    """

    threshold_hu: float = BONE_HU
    outer_surface_only: bool = True
    leak_mm: float = 6.0
    largest_cavity_mm2: float = 5000.0
    smallest_part_mm3: float = 500.0
    region_margin_mm: float = 5.0
    smoothing_iterations: int = 0
    smoothing_pass_band: float = 0.1
    decimation: float = 0.0
    cut_margin_mm: float = 5.0

    def __post_init__(self) -> None:
        lengths = (
            "leak_mm",
            "largest_cavity_mm2",
            "smallest_part_mm3",
            "region_margin_mm",
            "cut_margin_mm",
        )
        for name in (*lengths, "smoothing_iterations"):
            if not getattr(self, name) >= 0:
                raise InputError(f"{name} must be 0 or more; got {getattr(self, name)}.")
        if not 0 <= self.decimation < 1:
            raise InputError(f"decimation must be 0 to below 1; got {self.decimation}.")
        if not 0 < self.smoothing_pass_band <= 2:
            raise InputError(
                "smoothing_pass_band must be above 0 and at most 2; "
                f"got {self.smoothing_pass_band}."
            )
        if not -1e5 < self.threshold_hu < 1e5:
            raise InputError(f"threshold_hu must be a CT value in HU; got {self.threshold_hu}.")

    def as_dict(self) -> dict[str, Any]:
        """The recipe as plain values."""
        return dataclasses.asdict(self)

    def with_changes(self, **changes: Any) -> SurfaceRecipe:
        """The same recipe but for the named fields."""
        return dataclasses.replace(self, **changes)
