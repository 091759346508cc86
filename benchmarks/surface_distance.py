"""Do the distances of a comparison agree with points measured against points, one by one?

    synthetic-ct compare SCT CT -o COMPARISON
    python benchmarks/surface_distance.py COMPARISON [COMPARISON ...]

Takes the two surfaces that a comparison saved, covers each with points of its own, at most 0.2 mm
apart (the corners of ever smaller triangles), and looks up the nearest of them from every point of
the other surface in SciPy's k-d tree. Neither VTK's distances nor their signs are used. A point on
a surface is never farther from its nearest point there than 0.12 mm, so that is how far the two
measurements may differ. Prints, by comparison and direction, the share within the tolerance by
both, and how far they differ from each other.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree
from vtkmodules.vtkCommonDataModel import vtkPolyData

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.comparison.folder import read_comparison
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.measure.comparison import COUNTED, DISTANCE

#: Longest edge of the triangles whose corners cover a surface, mm.
EDGE_MM = 0.2

#: Triangles of a surface that are covered at a time: their points take 0.5 GB at most.
TRIANGLES = 10_000


def covered(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Points all over a surface, (n, 3): corners of its triangles, halved until they are small."""
    corners = points[triangles]
    found = [corners.reshape(-1, 3)]
    while len(corners):
        a, b, c = corners.transpose(1, 0, 2)
        longest = np.max([np.linalg.norm(u - v, axis=1) for u, v in ((a, b), (b, c), (c, a))], 0)
        a, b, c = (corner[longest > EDGE_MM] for corner in (a, b, c))
        ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
        found += [ab, bc, ca]
        parts = ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
        corners = np.concatenate([np.stack(part, axis=1) for part in parts])
    return one_of_each(np.concatenate(found))


def one_of_each(points: np.ndarray) -> np.ndarray:
    """The points (n, 3) without repetitions, to 0.001 mm."""
    steps = np.rint((points - points.min(axis=0)) * 1000).astype(np.int64)
    _, first = np.unique(np.ravel_multi_index(steps.T, steps.max(axis=0) + 1), return_index=True)
    return points[first]


def nearest(places: np.ndarray, mesh: vtkPolyData) -> np.ndarray:
    """Distance of each place (n, 3) from the nearest point of a covered surface, mm."""
    points, triangles = meshes.points_of(mesh), meshes.triangles_of(mesh)
    least = np.full(len(places), np.inf)
    for start in range(0, len(triangles), TRIANGLES):
        tree = cKDTree(covered(points, triangles[start : start + TRIANGLES]))
        there, _ = tree.query(places, distance_upper_bound=least.max())
        least = np.minimum(least, there)
    return least


def areas(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """A third of the area of its triangles for each point, mm2."""
    a, b, c = (points[corner] for corner in triangles.T)
    thirds = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 6
    return np.bincount(triangles.ravel(), np.repeat(thirds, 3), minlength=len(points))


def rows(folder: Path) -> list[list[str]]:
    """Both directions of one comparison."""
    saved = read_comparison(folder)
    tolerance = saved.document.verdict.tolerance_mm
    found = []
    for name, other in (("sct", "ct"), ("ct", "sct")):
        mesh, target = saved.meshes[name], saved.meshes[other]
        points, triangles = meshes.points_of(mesh), meshes.triangles_of(mesh)
        own, counted = meshes.point_array(mesh, DISTANCE), meshes.point_array(mesh, COUNTED)
        assert own is not None
        assert counted is not None
        use = counted > 0
        there = nearest(points[use], target)
        own, weight = np.abs(own[use]), areas(points, triangles)[use]
        apart = np.abs(there - own)
        shares = [100 * np.average(d <= tolerance, weights=weight) for d in (own, there)]
        figures = (*shares, apart.mean(), np.percentile(apart, 99), apart.max())
        direction = f"{name} to {other}"
        found.append([folder.name, direction, str(use.sum()), *(f"{v:.3f}" for v in figures)])
    return found


def main() -> None:
    """Measure every comparison again, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("comparisons", type=Path, nargs="+")
    arguments = parser.parse_args()
    header = ["comparison", "direction", "points", "within, %", "k-d tree, %"]
    header += ["differ, mm: mean", "99 %", "largest"]
    print(table([row for one in arguments.comparisons for row in rows(one)], header=header))


if __name__ == "__main__":
    main()
