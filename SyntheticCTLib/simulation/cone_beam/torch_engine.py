"""Cone-beam projection and FDK reconstruction with PyTorch, on the CPU or a GPU.

Projection: Joseph's method (IEEE TMI 1:192, 1982), one plane of voxels after the other along the
axis nearest to the central ray. Reconstruction: Feldkamp, Davis, Kress (JOSA A 1:612, 1984).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import torch
from torch.nn.functional import grid_sample

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.simulation.cone_beam.geometry import ScanGeometry, redundancy_weights


@torch.inference_mode()
def project(
    channels: np.ndarray,
    grid: Volume,
    geometry: ScanGeometry,
    *,
    device: str = "cpu",
    watch: Watch = UNWATCHED,
) -> np.ndarray:
    """Line integrals through images.

    Args:
        channels: images on one grid, [channel, k, j, i], float32.
        grid: that grid, its axes along x, y, z of the scanner.
        geometry: the views.
        device: where to compute.

    Returns:
        [channel, view, row, column], float32, in units of the images times mm.
    """
    images = torch.as_tensor(channels, dtype=torch.float32, device=device)
    # Planes of constant y are [k, i], of constant x [k, j].
    planes = {1: images.permute(2, 0, 1, 3).contiguous(), 0: images.permute(3, 0, 1, 2)}
    planes[0] = planes[0].contiguous()
    result = torch.empty(
        len(channels), len(geometry.angles), len(geometry.rows), len(geometry.columns)
    )
    for view in range(len(geometry.angles)):
        watch.check()
        result[:, view] = _projected(planes, grid, geometry, view).cpu()
        watch.report("projecting", (view + 1) / len(geometry.angles))
    return result.numpy()


def _projected(
    planes: dict[int, torch.Tensor], grid: Volume, geometry: ScanGeometry, view: int
) -> torch.Tensor:
    angle = float(geometry.angles[view])
    sine, cosine = math.sin(angle), math.cos(angle)
    along = 1 if abs(cosine) >= abs(sine) else 0  # the axis nearest to the central ray
    across = 1 - along
    device = planes[along].device
    columns = torch.as_tensor(geometry.columns, dtype=torch.float32, device=device)
    rows = torch.as_tensor(geometry.rows, dtype=torch.float32, device=device)
    shift = geometry.shifts[view]
    away = geometry.source_to_detector
    source = geometry.source_to_axis * np.array([sine, -cosine, 0.0]) - shift
    # From the source to each column's foot, in the plane.
    ray = (columns * cosine - away * sine, columns * sine + away * cosine)
    count = planes[along].shape[0]
    places = grid.origin[along] + grid.spacing[along] * torch.arange(count, device=device)
    part = (places[:, None] - float(source[along])) / ray[along]  # [plane, column]
    aside = float(source[across]) + part * ray[across]
    up = float(source[2]) + part[:, None, :] * rows[:, None]  # [plane, row, column]
    size_k, size_across = planes[along].shape[2:]
    where = torch.stack(
        (
            _normalised(aside, grid, across, size_across)[:, None, :].expand_as(up),
            _normalised(up, grid, 2, size_k),
        ),
        dim=-1,
    )
    samples = grid_sample(planes[along], where, padding_mode="zeros", align_corners=True)
    length = (ray[0] ** 2 + ray[1] ** 2 + rows[:, None] ** 2).sqrt() / ray[along].abs()
    return samples.sum(dim=0) * length * grid.spacing[along]


def _normalised(places: torch.Tensor, grid: Volume, axis: int, size: int) -> torch.Tensor:
    """Places, mm, on grid_sample's scale from -1 (first voxel) to 1 (last)."""
    return (places - grid.origin[axis]) * (2 / (grid.spacing[axis] * max(size - 1, 1))) - 1


@torch.inference_mode()
def reconstruct(
    projections: np.ndarray,
    grid: Volume,
    geometry: ScanGeometry,
    *,
    hann_cut: float = 0.0,
    device: str = "cpu",
    watch: Watch = UNWATCHED,
) -> np.ndarray:
    """The image whose line integrals these are, as FDK finds it.

    Args:
        projections: [view, row, column].
        grid: what to reconstruct, axes along x, y, z of the scanner; its values are not looked at.
        geometry: the views; shifts are not known to a scanner and not looked at.
        hann_cut: cut-off of a Hann window as a share of the Nyquist frequency; 0 for none.
        device: where to compute.

    Returns:
        [k, j, i], float32.
    """
    weights = redundancy_weights(geometry)
    if geometry.is_half_fan:
        # What the short side does not see still gets a share of the filtered rows.
        projections, weights, geometry = _evened(projections, weights, geometry)
    columns, rows = (
        torch.as_tensor(places, dtype=torch.float32, device=device)
        for places in (geometry.columns, geometry.rows)
    )
    away = geometry.source_to_detector
    cosine = away / (away**2 + columns**2 + rows[:, None] ** 2).sqrt()
    pixel_at_axis = geometry.pixel * geometry.source_to_axis / away
    ramp = _ramp(len(columns), pixel_at_axis, hann_cut).to(device)
    x, y, z = (
        grid.origin[n] + grid.spacing[n] * torch.arange(grid.size[n], device=device)
        for n in range(3)
    )
    step = float(geometry.angles[1] - geometry.angles[0])
    total = torch.zeros(grid.size[::-1], device=device)
    for view, angle in enumerate(geometry.angles):
        watch.check()
        seen = torch.as_tensor(projections[view], dtype=torch.float32, device=device)
        share = torch.as_tensor(weights[view].copy(), dtype=torch.float32, device=device)
        filtered = _filtered(seen * cosine * share, ramp)
        _add_view(total, filtered, float(angle), (x, y, z), geometry)
        watch.report("reconstructing", (view + 1) / len(geometry.angles))
    return (total * step).cpu().numpy()


def _evened(
    projections: np.ndarray, weights: np.ndarray, geometry: ScanGeometry
) -> tuple[np.ndarray, np.ndarray, ScanGeometry]:
    """The same views on a detector that reaches as far to both sides, with nothing added."""
    pixel = geometry.pixel
    missing = math.ceil((geometry.columns[-1] + geometry.columns[0]) / pixel)
    first = geometry.columns[0] - missing * pixel
    columns = first + pixel * np.arange(len(geometry.columns) + missing)
    projections = np.pad(projections, ((0, 0), (0, 0), (missing, 0)))
    return projections, np.pad(weights, ((0, 0), (missing, 0))), replace(geometry, columns=columns)


def _add_view(
    total: torch.Tensor,
    filtered: torch.Tensor,
    angle: float,
    axes: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    geometry: ScanGeometry,
) -> None:
    x, y, z = axes
    sine, cosine = math.sin(angle), math.cos(angle)
    depth = geometry.source_to_axis - x * sine + y[:, None] * cosine  # [j, i]
    magnification = geometry.source_to_detector / depth
    column = magnification * (x * cosine + y[:, None] * sine)
    row = magnification * z[:, None, None]
    scale = [
        2 / (geometry.pixel * max(len(places) - 1, 1))
        for places in (geometry.columns, geometry.rows)
    ]
    where = torch.stack(
        (
            ((column - float(geometry.columns[0])) * scale[0] - 1).expand_as(row),
            (row - float(geometry.rows[0])) * scale[1] - 1,
        ),
        dim=-1,
    )
    flat = where.reshape(1, -1, where.shape[2], 2)
    # Beyond the first and last row the nearest one stands in: the cone's ends are not air.
    values = grid_sample(
        filtered[None, None], flat, padding_mode="border", align_corners=True
    ).reshape(row.shape)
    total += values * (geometry.source_to_axis / depth) ** 2


def _filtered(rows: torch.Tensor, ramp: torch.Tensor) -> torch.Tensor:
    length = 2 * (len(ramp) - 1)
    spectrum = torch.fft.rfft(rows, n=length, dim=-1) * ramp
    filtered: torch.Tensor = torch.fft.irfft(spectrum, n=length, dim=-1)
    return filtered[..., : rows.shape[-1]]


def _ramp(columns: int, pixel: float, hann_cut: float) -> torch.Tensor:
    """The ramp filter's spectrum from its band-limited kernel (Kak and Slaney 1988, ch. 3)."""
    length = 2 ** math.ceil(math.log2(2 * columns))
    place = torch.arange(length)
    place = torch.minimum(place, length - place)
    odd = place % 2 == 1
    kernel = torch.where(odd, -1 / (math.pi * place.clamp(min=1) * pixel) ** 2, 0.0)
    kernel[0] = 1 / (4 * pixel**2)
    spectrum: torch.Tensor = torch.fft.rfft(kernel).real * pixel
    if hann_cut > 0:
        share = torch.arange(len(spectrum)) / (len(spectrum) - 1) / hann_cut
        spectrum = spectrum * torch.where(share < 1, 0.5 + 0.5 * torch.cos(math.pi * share), 0.0)
    return spectrum
