"""Volumes whose surface is known: a grey value that falls by a fixed number of HU per mm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.image.grid import IDENTITY
from SyntheticCTLib.image.volume import Volume

HU_PER_MM = 300.0


def grid(*, size=(48, 48, 48), spacing=(1.0, 1.0, 1.0), direction=IDENTITY, middle=(0.0, 0.0, 0.0)):
    """An empty volume and the LPS places (k, j, i, 3) of its voxels."""
    volume = Volume(np.zeros(size[::-1], np.float32), spacing=spacing, direction=tuple(direction))
    origin = np.array(middle) - volume.affine[:3, :3] @ ((np.array(size) - 1) / 2)
    volume = replace(volume, origin=tuple(float(o) for o in origin))
    k, j, i = np.mgrid[: size[2], : size[1], : size[0]]
    places = np.stack([i, j, k], axis=-1) @ volume.affine[:3, :3].T + volume.origin
    return volume, places


@pytest.fixture
def make_ball():
    """Makes a ball of bone: radius and centre in mm, the rest as for ``grid``."""

    def make(radius=15.0, centre=(0.0, 0.0, 0.0), **where):
        volume, places = grid(**where)
        inside = radius - np.linalg.norm(places - np.array(centre), axis=-1)
        return volume.with_array((BONE_HU + HU_PER_MM * inside).astype(np.float32))

    return make


@pytest.fixture
def make_volume():
    """Makes a volume of a function of LPS places (..., 3) to mm inside the bone."""

    def make(depth, **where):
        volume, places = grid(**where)
        return volume.with_array((BONE_HU + HU_PER_MM * depth(places)).astype(np.float32))

    return make


@pytest.fixture
def oblique():
    """Direction cosines of a grid that is turned about all three axes."""
    a, b, c = 0.4, -0.3, 0.7
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return x @ y @ z
