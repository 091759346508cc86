"""Shaded pictures of surfaces, drawn without a graphics card or a window.

A report must come out alike on a workstation, on a server without a display and inside Slicer,
where OpenGL may be missing and VTK then ends the whole process. The triangles of a bone surface
are a few pixels large, so a depth buffer in numpy draws a million of them in seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface import mesh as meshes

BACKGROUND = (255, 255, 255)

#: Light from above the viewer's left shoulder, (right, up, towards the viewer).
_LIGHT = np.array([-0.35, 0.45, 0.82])

#: Brightness of a face turned away from the light, as a share of full light.
_SHADOW = 0.42

#: Samples worked on at a time; bounds the memory to a few hundred MB.
_CHUNK = 1_000_000


@dataclass(frozen=True)
class Camera:
    """A parallel view.

    Attributes:
        name: what the viewer sees ("front").
        right: LPS direction that points right in the picture.
        up: LPS direction that points up.
    """

    name: str
    right: tuple[float, float, float]
    up: tuple[float, float, float]

    @property
    def axes(self) -> np.ndarray:
        """Right, up and towards the viewer as rows (3, 3)."""
        right, up = np.array(self.right), np.array(self.up)
        return np.stack([right, up, np.cross(right, up)])


#: Around the patient, who is seen from the front, from the left, from behind and from the right.
CAMERAS = (
    Camera("from the front", (1, 0, 0), (0, 0, 1)),
    Camera("from the patient's left", (0, 1, 0), (0, 0, 1)),
    Camera("from behind", (-1, 0, 0), (0, 0, 1)),
    Camera("from the patient's right", (0, -1, 0), (0, 0, 1)),
)


def shaded_picture(
    points: np.ndarray,
    triangles: np.ndarray,
    colours: np.ndarray,
    camera: Camera,
    *,
    pixel_mm: float,
    watch: Watch = UNWATCHED,
) -> np.ndarray:
    """A surface seen from one side on white, cropped to it.

    Args:
        points: (n, 3), LPS mm.
        triangles: (m, 3) point numbers, counter-clockwise seen from outside; the back is not drawn.
        colours: of the points (n, 3), uint8.
        camera: the view.
        pixel_mm: size of a pixel.

    Returns:
        (rows, columns, 3), uint8.
    """
    seen = points @ camera.axes.T
    place = (seen[:, :2] - seen[:, :2].min(axis=0)) / pixel_mm
    width, height = (int(n) + 1 for n in place.max(axis=0))
    place[:, 1] = height - place[:, 1]
    shaded = (colours * _brightness(points, triangles, camera)[:, None]).astype(np.float32)
    vertices = np.concatenate([place, seen[:, 2:]], axis=1).astype(np.float32)
    picture = np.empty((height * width, 3), np.uint8)
    picture[:] = BACKGROUND
    nearest = np.full(height * width, -np.inf, np.float32)
    for corners, weights in _chunks(vertices, triangles):
        watch.check()
        # One product for all triangles: right, down and depth of each sample of each.
        samples = weights @ vertices[corners].transpose(2, 1, 0).reshape(3, 3, -1)
        across, down, depth = samples.reshape(3, -1)
        pixel = np.clip(down.astype(np.int32), 0, height - 1) * width
        pixel += np.clip(across.astype(np.int32), 0, width - 1)
        closer = np.flatnonzero(depth > nearest[pixel])
        pixel, depth = pixel[closer], depth[closer]
        np.maximum.at(nearest, pixel, depth)
        seen_last = depth == nearest[pixel]
        closer, pixel = closer[seen_last], pixel[seen_last]
        sample, triangle = np.divmod(closer, len(corners))
        own = np.einsum("nb,nbc->nc", weights[sample], shaded[corners[triangle]])
        picture[pixel] = np.rint(own).astype(np.uint8)
    return picture.reshape(height, width, 3)


def _brightness(points: np.ndarray, triangles: np.ndarray, camera: Camera) -> np.ndarray:
    """How bright each point (n,) is, 0 to 1, from the normals of the triangles around it."""
    flat = meshes.triangle_normals(points, triangles)
    normals = np.stack(
        [
            np.bincount(triangles.ravel(), np.repeat(flat[:, axis], 3), minlength=len(points))
            for axis in range(3)
        ],
        axis=1,
    )
    normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    facing = normals @ camera.axes.T @ (_LIGHT / np.linalg.norm(_LIGHT))
    lit: Float64Array = np.clip(facing, 0.0, 1.0)
    return _SHADOW + (1.0 - _SHADOW) * lit


def _chunks(vertices: np.ndarray, triangles: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Triangles (t, 3) that face the viewer, with weights (s, 3) of close samples."""
    corners = vertices[triangles][:, :, :2]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    # Rows grow downwards, so the front is clockwise.
    front = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0] < 0
    triangles, corners = triangles[front], corners[front]
    edges = corners - np.roll(corners, 1, axis=1)
    steps = np.ceil(np.linalg.norm(edges, axis=2).max(axis=1) * 1.25).astype(int)
    steps = np.maximum(steps, 1)
    for count in np.unique(steps):
        weights = _weights(int(count))
        same = triangles[steps == count]
        each = max(1, _CHUNK // len(weights))
        for start in range(0, len(same), each):
            yield same[start : start + each], weights


def _weights(steps: int) -> np.ndarray:
    """Barycentric weights (s, 3) of an even grid of places on a triangle."""
    a, b = np.mgrid[: steps + 1, : steps + 1]
    keep = a + b <= steps
    a, b = a[keep], b[keep]
    return np.stack([a, b, steps - a - b], axis=1).astype(np.float32) / steps
