"""Thickness along a skull and the look of its vault, on shells whose answer is known."""

import numpy as np
import pytest

from SyntheticCTLib.image.sampling import values_at
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.surface.make.extraction import surface_of
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.skull import INNER, OUTER, THICKNESS, skull_map
from SyntheticCTLib.surface.measure.vault import region_names, vault_of

RADIUS = 80.0
SETTINGS = SurfaceSettings(threshold_hu=500.0, outer_surface_only=False)


def shell(thickness=6.0, hole_degrees=0.0, marrow=False, ball_ml=0.0, spacing=2.0):
    """A sphere of bone round LPS 0, with a round hole in front and a ball of bone in the brain."""
    ends = np.arange(-95.0, 95.1, spacing, dtype=np.float32)
    z, y, x = np.meshgrid(ends, ends, ends, indexing="ij")
    radius = np.sqrt(x * x + y * y + z * z)
    depth = RADIUS - radius
    within = np.minimum(depth, thickness - depth)
    hu = 1000 * np.clip(within / spacing + 0.5, 0, 1)
    if marrow:
        hu[np.abs(depth - thickness / 2) < 1.0] = 100.0
    # In the direction of the front, 30 degrees up.
    ahead = (-y * np.cos(np.pi / 6) + z * np.sin(np.pi / 6)) / np.maximum(radius, 1)
    hu[(np.degrees(np.arccos(np.clip(ahead, -1, 1))) < hole_degrees) & (radius > 60)] = 40.0
    # Well above the horizon of a skull's middle, and away from the shell.
    far = np.sqrt(x * x + y * y + (z - 35) ** 2)
    hu[far < (ball_ml * 1000 * 3 / 4 / np.pi) ** (1 / 3)] = 900.0
    hu[radius > RADIUS + 2] = -1000.0
    volume = Volume(hu, (-95.0,) * 3, (spacing,) * 3)
    surface = surface_of(volume, SETTINGS)
    return volume, surface, skull_map(volume, surface)


@pytest.fixture(scope="module")
def whole():
    """A closed shell of 6 mm."""
    return shell()


@pytest.mark.parametrize("marrow", [False, True])
def test_the_thickness_is_that_of_the_whole_wall(whole, marrow):
    thickness = 10.0 if marrow else 6.0
    _, surface, skull = shell(thickness, marrow=True) if marrow else whole
    outer = skull.table == OUTER

    assert np.isfinite(skull.thickness_mm[outer]).mean() > 0.99
    assert np.nanmedian(skull.thickness_mm[outer]) == pytest.approx(thickness, abs=0.3)
    assert np.nanpercentile(np.abs(skull.thickness_mm[outer] - thickness), 95) < 0.8
    radius = np.linalg.norm(surface.points, axis=1)
    assert radius[outer].min() > RADIUS - 2
    assert radius[skull.table == INNER].max() < RADIUS - thickness + 2
    assert (skull.table == INNER).any()


def test_density_is_the_mean_of_the_way(whole):
    _, _, skull = whole

    assert np.nanmedian(skull.mean_hu[skull.table == OUTER]) == pytest.approx(920, abs=80)


def test_the_map_lies_on_the_surface_as_point_arrays(whole):
    _, surface, skull = whole

    arrays = skull.on(surface).mesh.GetPointData()

    assert arrays.GetArray(THICKNESS).GetNumberOfTuples() == len(surface.points)


def test_a_closed_vault_has_no_hole(whole):
    vault = vault_of(*whole)

    assert (vault.closed_share, vault.largest_hole_mm) == (1.0, 0.0)
    assert vault.seen_share == pytest.approx(1.0)
    assert set(vault.regions) == {"frontal", "parietal", "temporal", "occipital"}
    assert vault.regions["parietal"].median_mm == pytest.approx(6.0, abs=0.3)
    assert vault.regions["parietal"].usual
    assert vault.brain_bone_ml == 0


def test_a_hole_is_found_with_its_size():
    vault = vault_of(*shell(hole_degrees=10.0, spacing=2.5))

    wide = 2 * RADIUS * np.sin(np.radians(10.0))
    assert vault.largest_hole_mm == pytest.approx(wide, rel=0.15)
    assert 0.9 < vault.closed_share < 0.99


def test_bone_in_the_brain_is_told_in_millilitres():
    vault = vault_of(*shell(ball_ml=4.0, spacing=2.5))

    assert vault.brain_bone_ml == pytest.approx(4.0, rel=0.2)


def test_regions_lie_where_the_patient_has_them():
    left, front, back = [1, 0, 0.3], [0, -1, 0.3], [0, 1, 0.3]

    names = region_names(np.array([left, front, back, [0, 0, 1], [0, 0, -1]], float))

    assert names.tolist() == ["temporal", "frontal", "occipital", "parietal", ""]


def test_values_between_voxels_lie_on_straight_lines():
    array = np.arange(24.0).reshape(2, 3, 4)
    volume = Volume(array, (1.0, 2.0, 3.0), (2.0, 1.0, 0.5))
    places = volume.grid.to_lps([[0.0, 0.0, 0.0], [1.5, 0.5, 0.25], [3.0, 2.0, 1.0], [3.1, 0, 0]])

    assert values_at(volume, places, -1.0).tolist() == pytest.approx([0.0, 6.5, 23.0, -1.0])
