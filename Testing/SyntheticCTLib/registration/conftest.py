"""A small limb, drawn exactly wherever it is moved to: no test data are resampled."""

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.image.volume import Volume

SPACING = (4.0, 4.0, 5.0)
SIZE = (30, 28, 22)


def _grid_points():
    extent = np.array(SPACING) * SIZE
    origin = -(extent - SPACING) / 2
    k, j, i = np.meshgrid(*[np.arange(n) for n in SIZE[::-1]], indexing="ij")
    return np.stack([i, j, k], axis=-1) * SPACING + origin, tuple(origin.tolist())


@pytest.fixture(scope="session")
def draw_limb():
    """limb(modality, transform, shaft): the limb at the places that ``transform`` moved it to.

    ``transform`` takes a point of the limb at rest to where it lies in the drawn image. With
    ``shaft`` the limb looks the same everywhere along head-foot; else the bone widens to a head.
    """

    def draw(modality, transform=None, *, shaft=False, bend=None, seed=0):
        points, origin = _grid_points()
        rest = points
        if transform is not None:
            matrix = np.array(transform.GetMatrix()).reshape(3, 3)
            centre = np.array(transform.GetCenter())
            shift = np.array(transform.GetTranslation()) + centre
            rest = (points - shift) @ np.linalg.inv(matrix).T + centre
        if bend is not None:
            rest = rest - bend(rest)
        x, y, z = rest[..., 0], rest[..., 1], rest[..., 2]
        air, fat, muscle, cortex, spongy, noise = {
            "CT": (-1000, -90, 50, 1000, 200, 15),
            "MR": (5, 400, 150, 15, 350, 10),
        }[modality]
        taper = 1.0 if shaft else 1 + z / 300
        radius = 13.0 if shaft else 12 + 10 * np.exp(-(((z - 15) / 15) ** 2))
        from_bone = np.hypot(x + 8, y - 6)
        values = np.full(x.shape, float(air))
        body = (x / 48) ** 2 + (y / 34) ** 2 < taper**2
        values[body] = fat
        values[body & (((x - 20) / 16) ** 2 + ((y + 8) / 14) ** 2 < 1)] = muscle
        values[from_bone < radius] = cortex
        values[from_bone < radius - 5] = spongy
        values += np.random.default_rng(seed).normal(0, noise, x.shape)
        return Volume(values.astype(np.float32), origin, SPACING)

    return draw


@pytest.fixture(scope="session")
def rigid_motion():
    """A rotation by up to 6 degrees and a shift of 18 mm."""
    angles = np.deg2rad((3.0, -4.0, 6.0)).tolist()
    return sitk.Euler3DTransform((0.0, 0.0, 0.0), *angles, (12.0, -10.0, 9.0))


@pytest.fixture(scope="session")
def largest_error_mm():
    """Largest distance between two transforms over the corners of the limb's box."""

    def error(found, true):
        corners = [(x, y, z) for x in (-45.0, 45.0) for y in (-40.0, 40.0) for z in (-45.0, 45.0)]
        placed = [np.subtract(found.TransformPoint(c), true.TransformPoint(c)) for c in corners]
        return float(np.linalg.norm(placed, axis=1).max())

    return error
