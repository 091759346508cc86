"""Speed of bone surfaces against VTK's plain filter chain, measured in one run.

    python benchmarks/surface.py            # about a minute on two idle cores
    python benchmarks/surface.py --quick    # a tenth of the work

Ratios below 1 mean that this package is faster. Times are CPU seconds of the process, which a busy
machine changes less than the clock. The chain for extraction does less: it knows no bone region, no
cut faces and no marrow. The filter for distance also measures at the middles of triangles unless
told not to; both are given.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData, vtkPolyData
from vtkmodules.vtkFiltersCore import vtkCleanPolyData, vtkMarchingCubes, vtkPolyDataNormals
from vtkmodules.vtkFiltersGeneral import vtkDistancePolyDataFilter

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.extraction import contour, extract_surface
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.distance import DistanceTo
from SyntheticCTLib.surface.print.self_intersection import intersecting_triangles


def main() -> None:
    """Run all and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the work")
    share = 0.1 if parser.parse_args().quick else 1.0
    results = {"distance": distances(share), "extraction": extraction(share)}
    print(json.dumps(results, indent=2))


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """CPU seconds of a call, and its result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def bumpy_ball(radius: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points and triangles of a ball with bumps of a few mm."""
    n = int(2 * radius + 12)
    z, y, x = np.mgrid[:n, :n, :n].astype(np.float32) - (n - 1) / 2
    phase = np.random.default_rng(seed).uniform(0, 6, 3)
    bumps = np.sin(x / 4 + phase[0]) + np.sin(y / 5 + phase[1]) + np.sin(z / 3 + phase[2])
    return contour(radius + bumps - np.sqrt(x**2 + y**2 + z**2), 0.0)


def distances(share: float) -> dict[str, float]:
    """200 000 points to 400 000 triangles."""
    radius = 101.0 * np.sqrt(share)
    points, triangles = bumpy_ball(radius, 1)
    source = meshes.make_mesh(*bumpy_ball(radius, 2))
    reference = meshes.make_mesh(points, triangles)
    query = meshes.points_of(source)

    def plain(at_middles: bool) -> vtkPolyData:
        clean = vtkCleanPolyData()
        clean.SetInputData(reference)
        normals = vtkPolyDataNormals()
        normals.SetInputConnection(clean.GetOutputPort())
        normals.SplittingOff()
        normals.AutoOrientNormalsOn()
        measure = vtkDistancePolyDataFilter()
        measure.SetInputData(0, source)
        measure.SetInputConnection(1, normals.GetOutputPort())
        measure.ComputeSecondDistanceOff()
        measure.SetComputeCellCenterDistance(at_middles)
        measure.Update()
        return measure.GetOutput()

    chain_s, output = timed(lambda: plain(True))
    points_only_s, _ = timed(lambda: plain(False))
    own_s, found = timed(lambda: DistanceTo(reference).signed(query))
    values = vtk_to_numpy(output.GetPointData().GetArray("Distance"))
    crossing_s, _ = timed(lambda: intersecting_triangles(points, triangles))
    return {
        "points": len(query),
        "triangles": len(triangles),
        "vtk_chain_s": round(chain_s, 2),
        "vtk_chain_points_only_s": round(points_only_s, 2),
        "own_s": round(own_s, 2),
        "ratio": round(own_s / chain_s, 2),
        "ratio_points_only": round(own_s / points_only_s, 2),
        "largest_difference_mm": float(np.abs(values - found).max()),
        "self_intersections_s": round(crossing_s, 2),
    }


def ct_like(share: float) -> Volume:
    """A 512 x 512 x 300 volume with two shafts, a joint, soft tissue, noise and int16 values."""
    k_size, size = int(300 * share ** (1 / 3)), int(512 * share ** (1 / 3))
    scale = 512 / size
    rng = np.random.default_rng(0)
    array = np.empty((k_size, size, size), np.int16)
    y, x = (np.mgrid[:size, :size].astype(np.float32) - size / 2) * 0.7 * scale
    for k in range(k_size):
        wide = 14 + 16 * np.exp(-(((k / k_size - 0.5) / 0.12) ** 2))
        hu = np.where(np.hypot(x, y) < 110, 50.0, -1000.0)
        for middle in (-55.0, 55.0):
            depth = wide - np.hypot(x - middle, y)
            hu = np.maximum(hu, np.clip(1200.0 * depth, -1000, 1200) * (depth < 5))
        array[k] = hu + rng.normal(0, 20, hu.shape)
    return Volume(array, spacing=(0.7 * scale, 0.7 * scale, 1.0 * scale))


def extraction(share: float) -> dict[str, float]:
    """A bone surface of a CT-like volume."""
    volume = ct_like(share)

    def plain() -> vtkPolyData:
        image = vtkImageData()
        image.SetDimensions(*volume.size)
        image.SetSpacing(*volume.spacing)
        image.GetPointData().SetScalars(numpy_to_vtk(volume.array.ravel()))
        cubes = vtkMarchingCubes()
        cubes.SetInputData(image)
        cubes.SetValue(0, 200.0)
        clean = vtkCleanPolyData()
        clean.SetInputConnection(cubes.GetOutputPort())
        normals = vtkPolyDataNormals()
        normals.SetInputConnection(clean.GetOutputPort())
        normals.Update()
        return normals.GetOutput()

    chain_s, _ = timed(plain)
    walls_s, surface = timed(
        lambda: extract_surface(volume, SurfaceSettings(outer_surface_only=False))
    )
    outer_s, _ = timed(lambda: extract_surface(volume))
    return {
        "voxels": volume.array.size,
        "triangles": len(surface.triangles),  # type: ignore[attr-defined]
        "vtk_chain_s": round(chain_s, 2),
        "own_with_inner_walls_s": round(walls_s, 2),
        "ratio_with_inner_walls": round(walls_s / chain_s, 2),
        "own_outer_surface_s": round(outer_s, 2),
        "ratio_outer_surface": round(outer_s / chain_s, 2),
    }


if __name__ == "__main__":
    main()
