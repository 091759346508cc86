"""Signed distance and volume of solids of revolution."""

from math import pi

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.spatial import cKDTree

from SyntheticCTLib.simulation.phantom.revolved_solid import (
    Arc,
    RevolvedSolid,
    Segment,
    long_bone_profile,
)

AXIS = np.array([0.3, -0.2, 0.9]) / np.linalg.norm([0.3, -0.2, 0.9])
BASE = np.array([12.0, -7.0, 31.0])


@pytest.fixture(scope="module")
def bone():
    profile = long_bone_profile(
        shaft_radius=13.0, head_radius=27.0, flare_radius=140.0, length=290.0
    )
    return RevolvedSolid(profile, BASE, AXIS)


def test_distance_to_a_ball_is_the_distance_to_its_centre_less_its_radius():
    quarter_below, quarter_above = Arc((0, 0), 20.0, -pi / 2, 0.0), Arc((0, 0), 20.0, 0.0, pi / 2)
    ball = RevolvedSolid((quarter_below, quarter_above), BASE, AXIS)
    points = BASE + np.random.default_rng(0).normal(scale=25.0, size=(5000, 3))
    expected = np.linalg.norm(points - BASE, axis=1) - 20.0
    np.testing.assert_allclose(ball.signed_distance(points), expected, atol=1e-12)
    assert ball.volume_mm3 == pytest.approx(4 / 3 * pi * 20.0**3, rel=1e-14)


def test_the_volume_of_a_capped_cone_is_the_textbook_one():
    cone = RevolvedSolid(
        (Arc((0, 0), 5.0, -pi / 2, 0.0), Segment((5.0, 0.0), (0.0, 12.0))), BASE, AXIS
    )
    assert cone.volume_mm3 == pytest.approx(2 / 3 * pi * 125 + pi * 25 * 12 / 3, rel=1e-14)


def test_profile_pieces_meet_and_share_their_tangents(bone, along_piece):
    ends = np.array([0.0, 1.0])
    for below, above in zip(bone.pieces[:-1], bone.pieces[1:], strict=True):
        point_below, normal_below, _ = along_piece(below, ends)
        point_above, normal_above, _ = along_piece(above, ends)
        np.testing.assert_allclose(point_below[1], point_above[0], atol=1e-11)
        np.testing.assert_allclose(normal_below[1], normal_above[0], atol=1e-12)


def test_distance_equals_brute_force_over_a_dense_profile(bone, along_piece):
    shares = np.linspace(0, 1, 100_000)
    dense = np.concatenate([along_piece(piece, shares)[0] for piece in bone.pieces])
    points = (
        BASE
        + np.random.default_rng(1).uniform(-60, 60, (4000, 3))
        - 120 * AXIS * (np.random.default_rng(2).uniform(0, 2, (4000, 1)))
    )
    radius, height = bone.cylindrical(points)
    brute, _ = cKDTree(dense).query(np.stack([radius, height], axis=1))
    distance = bone.signed_distance(points)
    assert (distance < 0).any()
    assert (distance > 0).any()
    # Neighbouring samples lie up to 0.0025 mm apart, so the nearest one is at most half of it off.
    np.testing.assert_allclose(np.abs(distance), brute, atol=1.3e-3)


def test_moving_along_the_normal_changes_the_distance_by_just_as_much(bone, on_surface):
    points, normals = on_surface(bone, 5000, np.random.default_rng(3))
    np.testing.assert_allclose(bone.signed_distance(points), 0.0, atol=1e-10)
    for step in (-4.0, -0.01, 0.01, 4.0, 30.0):
        moved = bone.signed_distance(points + step * normals)
        np.testing.assert_allclose(moved, step, atol=1e-10)


def test_closed_form_volume_equals_integration(bone):
    total = 0.0
    for piece in bone.pieces:
        slab, _ = quad(lambda z, p=piece: pi * p.radius_at(np.array(z)) ** 2, *piece.heights)
        total += slab
    assert bone.volume_mm3 == pytest.approx(total, rel=1e-9)
