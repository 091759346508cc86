"""Other people's shapes: a head turned, stretched and bent; and a face cut away."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.simulation.head.fields import grains

#: Largest turn about each axis, rad; largest relative change of size along each axis.
_TURN, _STRETCH = 0.2, 0.12

#: Bending: SD, mm, and grain, mm, of the displacement; small bends change the skull's thickness.
_BENDS_MM = ((4.0, 35.0), (0.5, 9.0))

#: Spacing of the grid that holds the displacement, mm.
_STEP_MM = 5.0

#: The face is what lies before a slanting plane: that far behind the foremost skin, mm, at that
#: height below the top of the head, as a share of the head's breadth.
_FACE_DEEP_MM, _FACE_HIGH = (18.0, 40.0), (0.75, 1.0)

#: Above this there is a head and no air, HU.
_HEAD_HU = -400.0


def drawn_shape(grid: Grid, rng: np.random.Generator) -> Float32Array:
    """A smooth random displacement: from where each voxel of a reshaped head takes its value.

    Returns:
        Displacement along (i, j, k) in mm at coarse points that span the grid, [k, j, i, 3].
    """
    size = np.array(grid.size) * np.array(grid.spacing)
    i, j, k = (int(n) for n in np.ceil(size / _STEP_MM))
    x, y, z = (size / (i, j, k)).tolist()
    coarse = Grid((i, j, k), spacing=(x, y, z))
    field = _affine_displacement(coarse, rng)
    for sd, grain in _BENDS_MM:
        amount = np.float32(sd * rng.uniform(0.3, 1.0))
        for axis in range(3):
            field[..., axis] += amount * grains(coarse, grain, rng)
    return field


def _affine_displacement(grid: Grid, rng: np.random.Generator) -> Float32Array:
    """How far a turn and a stretch about the middle move each point, mm, [k, j, i, 3]."""
    turn = sitk.Euler3DTransform()
    turn.SetRotation(*rng.uniform(-_TURN, _TURN, 3).tolist())
    stretch = np.diag(1 + rng.uniform(-_STRETCH, _STRETCH, 3))
    matrix = np.array(turn.GetMatrix()).reshape(3, 3) @ stretch
    index = np.stack(np.meshgrid(*map(np.arange, grid.shape), indexing="ij"), axis=-1)[..., ::-1]
    points = (index - (np.array(grid.size) - 1) / 2) * np.array(grid.spacing)
    moved: Float32Array = (points @ (matrix - np.eye(3)).T).astype(np.float32)
    return moved


def reshaped(
    layers: Mapping[str, Float32Array], grid: Grid, displacement: Float32Array
) -> dict[str, Float32Array]:
    """Layers [k, j, i] of a head's grid, all moved alike; what comes from beyond it is 0.

    Args:
        layers: by name.
        grid: theirs.
        displacement: of ``drawn_shape``.
    """
    import torch
    from torch.nn.functional import affine_grid, grid_sample, interpolate

    # In torch's coordinates the grid reaches from -1 to 1 along i, j and k.
    scale = np.float32(2) / (np.array(grid.size, np.float32) - 1) / np.array(grid.spacing)
    moved = torch.from_numpy((displacement * scale).astype(np.float32)).permute(3, 0, 1, 2)[None]
    moved = interpolate(moved, grid.shape, mode="trilinear", align_corners=True)
    places = affine_grid(torch.eye(3, 4)[None], [1, 1, *grid.shape], align_corners=True)
    places += moved.permute(0, 2, 3, 4, 1)
    stack = torch.from_numpy(np.stack(list(layers.values())))[None]
    result = grid_sample(stack, places, align_corners=True)[0].numpy()
    return dict(zip(layers, result, strict=True))


def defaced(hu: Float32Array, grid: Grid, rng: np.random.Generator) -> Mask:
    """The face as software cuts it away: what lies before and below a plane; axes along LPS.

    Args:
        hu: of the head, [k, j, i].
        grid: its grid.
        rng: where the plane's place comes from.
    """
    head = hu > _HEAD_HU
    rows, columns = np.flatnonzero(head.any(axis=(0, 2))), np.flatnonzero(head.any(axis=(0, 1)))
    top = np.flatnonzero(head.any(axis=(1, 2)))[-1] * grid.spacing[2]
    breadth = (columns[-1] - columns[0]) * grid.spacing[0]
    front = rows[0] * grid.spacing[1] + rng.uniform(*_FACE_DEEP_MM)
    height = top - breadth * rng.uniform(*_FACE_HIGH)
    slant = rng.uniform(0.0, 0.5)
    y = (np.arange(hu.shape[1]) * grid.spacing[1])[None, :, None]
    z = (np.arange(hu.shape[0]) * grid.spacing[2])[:, None, None]
    gone: Mask = (y < front + slant * (height - z)) & (z < height)
    return np.broadcast_to(gone, hu.shape)
