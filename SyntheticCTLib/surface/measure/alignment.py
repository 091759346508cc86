"""Rigid alignment of two bone surfaces before their distance is taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from vtkmodules.vtkCommonDataModel import vtkIterativeClosestPointTransform, vtkPolyData

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Size
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.measure.distance import DistanceTo

#: Points and rounds of the search: few points go most of the way, and many the rest. Enough to undo
#: a known motion of a femur to 0.004 mm.
_LANDMARKS = 2000
_ROUNDS = ((250, 200), (_LANDMARKS, 40))

#: The farthest points take no part in a round: bone that the other surface lacks, or that lies
#: beyond its cut face, belongs to nothing there (trimmed search, Chetverikov et al. 2002).
_KEPT_SHARE = 0.9

#: A rigid motion takes as many points.
FEWEST_POINTS = 3


@dataclass(frozen=True)
class SurfaceAlignment(Record):
    """A rigid motion of the sCT's surface.

    Attributes:
        matrix: 4 x 4, LPS mm to LPS mm, row by row.
        shift_mm: how far it moves the middle of the surface, (L, P, S) mm.
        rotation_degrees: angle about its own axis.
        rms_before_mm, rms_after_mm: RMS distance of the surface's points to the other surface.
    """

    matrix: tuple[tuple[float, ...], ...]
    shift_mm: tuple[float, float, float]
    rotation_degrees: float
    rms_before_mm: Size
    rms_after_mm: Size


def align_rigidly(
    points: np.ndarray, counted: np.ndarray, reference: vtkPolyData
) -> tuple[np.ndarray, SurfaceAlignment]:
    """Move points onto a surface by iterative closest points (Besl and McKay 1992), as VTK does it.

    It finds the nearest minimum only, and a surface that looks the same after a shift or a turn (a
    shaft, a ball) leaves that motion open.

    Args:
        points: (n, 3), LPS mm.
        counted: bool (n,), the points that take part; leave out those near cut faces.
        reference: the surface that stays.

    Returns:
        The moved points (n, 3), and the motion.

    Raises:
        InputError: fewer than three points take part.
    """
    chosen = points[counted]
    if len(chosen) < FEWEST_POINTS:
        raise InputError(f"Aligning surfaces takes 3 points or more; {len(chosen)} are left.")
    matrix, distance = np.eye(4), DistanceTo(reference)
    for landmarks, rounds in _ROUNDS:
        start = _spread(chosen, landmarks) @ matrix[:3, :3].T + matrix[:3, 3]
        matrix = _closest(_nearest(start, distance), reference, rounds) @ matrix
    moved = points @ matrix[:3, :3].T + matrix[:3, 3]
    sample = _spread(chosen)
    after = sample @ matrix[:3, :3].T + matrix[:3, 3]
    middle = chosen.mean(axis=0)
    x, y, z = (float(s) for s in matrix[:3, :3] @ middle + matrix[:3, 3] - middle)
    cosine = np.clip((np.trace(matrix[:3, :3]) - 1.0) / 2.0, -1.0, 1.0)
    return moved, SurfaceAlignment(
        matrix=tuple(tuple(float(v) for v in row) for row in matrix),
        shift_mm=(x, y, z),
        rotation_degrees=float(np.degrees(np.arccos(cosine))),
        rms_before_mm=_rms(distance.signed(sample)),
        rms_after_mm=_rms(distance.signed(after)),
    )


def _nearest(points: np.ndarray, surface: DistanceTo) -> np.ndarray:
    """The points (n, 3) without those farthest from a surface."""
    away = np.abs(surface.signed(points))
    kept = max(FEWEST_POINTS, int(np.ceil(_KEPT_SHARE * len(points))))
    return points[np.sort(np.argsort(away, kind="stable")[:kept])]


def _closest(points: np.ndarray, reference: vtkPolyData, rounds: int) -> np.ndarray:
    """The motion (4, 4) that so many rounds find for points (n, 3)."""
    icp = vtkIterativeClosestPointTransform()
    icp.SetSource(meshes.make_mesh(points, np.zeros((0, 3), np.int64)))
    icp.SetTarget(reference)
    icp.GetLandmarkTransform().SetModeToRigidBody()
    icp.SetMaximumNumberOfLandmarks(len(points))
    icp.SetMaximumNumberOfIterations(rounds)
    icp.CheckMeanDistanceOn()
    icp.SetMaximumMeanDistance(1e-5)
    icp.Update()
    return np.array([[icp.GetMatrix().GetElement(r, c) for c in range(4)] for r in range(4)])


def _spread(points: np.ndarray, about: int = _LANDMARKS) -> np.ndarray:
    """About so many of the points, spread evenly over their order."""
    step = max(1, len(points) // about)
    return points[::step]


def _rms(distances: np.ndarray) -> float:
    return float(np.sqrt(np.mean(distances**2)))
