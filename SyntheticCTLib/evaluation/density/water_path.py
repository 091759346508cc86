"""Water-equivalent path along beams: density summed along parallel rays.

A ray sum says by how much the water in a beam's way differs between sCT and CT, which is what moves
a proton's range and a photon's attenuation first. It knows no scatter, no divergence, no field and
no dose: it is no dose engine. Only the scored region counts; elsewhere both images are taken as
alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.evaluation.density.calibration import DensityTable
from SyntheticCTLib.evaluation.grids import check_one_grid
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.resampling import onto_grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, Watch

#: Rays with less water than this in their way graze the body and say nothing, mm.
SHORTEST_MM = 10.0


@dataclass(frozen=True)
class BeamFigures(Record):
    """How the water-equivalent path differs along the rays of a beam; sCT minus CT, mm.

    All but the first two are None where no ray crosses ``SHORTEST_MM`` of water.

    Attributes:
        gantry_degrees: direction, IEC 61217, head first supine: 0 from the front, 90 from the
            patient's left.
        rays: that cross the body.
        mean_path_mm: of the CT.
        mean_mm, sd_mm: of the difference.
        mean_absolute_mm, percentile_95_mm, largest_mm: of its size.
        mean_relative: mean of its size over the CT's path, a share.
    """

    gantry_degrees: float
    rays: int
    mean_path_mm: float | None = None
    mean_mm: float | None = None
    sd_mm: float | None = None
    mean_absolute_mm: float | None = None
    percentile_95_mm: float | None = None
    largest_mm: float | None = None
    mean_relative: float | None = None


@dataclass(frozen=True, eq=False)
class Beam:
    """A beam's figures, and the map of its rays.

    Attributes:
        figures: over its rays.
        difference: sCT minus CT, mm, ``[k, j, 1]``: one voxel along the beam, at its entrance.
    """

    figures: BeamFigures
    difference: Volume


def density_difference(
    sct: Volume, ct: Volume, region: np.ndarray, table: DensityTable
) -> tuple[Volume, Volume]:
    """Density of sCT minus CT within a region, 0 outside, and the CT's there.

    Args:
        sct, ct: HU, on one grid.
        region: voxels that count, bool ``[k, j, i]``.
        table: of the CT's scanner.

    Raises:
        InputError: the grids differ.
    """
    check_one_grid(sct, ct, "CT", by="compare")
    of_ct = table.of(ct.array)
    difference = np.where(region, table.of(sct.array) - of_ct, 0.0)
    water = np.where(region, of_ct, 0.0)
    return (
        sct.with_array(difference.astype(np.float32)),
        sct.with_array(water.astype(np.float32)),
    )


def beam(
    difference: Volume, water: Volume, gantry_degrees: float, *, watch: Watch = UNWATCHED
) -> Beam:
    """Sum densities along the parallel rays of a beam, in the axial plane.

    Args:
        difference, water: see ``density_difference``.
        gantry_degrees: see ``BeamFigures``.
    """
    rays = _rays(difference.grid, gantry_degrees)
    step = rays.spacing[0]
    sums = []
    for volume in (difference, water):
        watch.check()
        placed = onto_grid(volume, rays, interpolation="linear", outside=0.0)
        sums.append(placed.array.astype(np.float64).sum(axis=2, keepdims=True) * step)
    apart, path = sums
    crossing = path > SHORTEST_MM
    entrance = rays.part((0, 0, 0), (1, *rays.size[1:]))
    shown = np.where(crossing, apart, 0.0).astype(np.float32)
    return Beam(
        _figures(gantry_degrees, apart[crossing], path[crossing]), Volume.on(entrance, shown)
    )


def _figures(degrees: float, apart: np.ndarray, path: np.ndarray) -> BeamFigures:
    if not apart.size:
        return BeamFigures(degrees, 0)
    size = np.abs(apart)
    return BeamFigures(
        degrees,
        int(apart.size),
        float(path.mean()),
        float(apart.mean()),
        float(apart.std()),
        float(size.mean()),
        float(np.quantile(size, 0.95)),
        float(size.max()),
        float((size / path).mean()),
    )


def _rays(grid: Grid, degrees: float) -> Grid:
    """A grid that covers another one, its axis i along the beam and k upwards."""
    angle = math.radians(degrees)
    along = np.array([-math.sin(angle), math.cos(angle), 0.0])
    across = np.array([math.cos(angle), math.sin(angle), 0.0])
    axes = np.stack([along, across, np.array([0.0, 0.0, 1.0])], axis=1)
    corners = grid.corners @ axes
    low, high = corners.min(axis=0), corners.max(axis=0)
    fine = min(grid.spacing)
    up = float(np.abs(grid.direction_matrix[2]) @ np.asarray(grid.spacing))
    spacing = (fine, fine, max(up, fine))
    size = [math.ceil((h - lo) / s) + 1 for lo, h, s in zip(low, high, spacing, strict=True)]
    origin = axes @ low
    return Grid(
        (size[0], size[1], size[2]),
        (float(origin[0]), float(origin[1]), float(origin[2])),
        spacing,
        tuple(axes.ravel().tolist()),
    )
