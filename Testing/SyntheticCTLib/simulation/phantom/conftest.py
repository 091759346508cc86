"""Points on a solid of revolution, drawn apart from the library's own geometry."""

import numpy as np
import pytest

from SyntheticCTLib.simulation.phantom.revolved_solid import Segment


def piece_at(piece, share):
    """Points and outward unit normals, each (n, 2), at shares 0 to 1 of a piece, and its length."""
    if isinstance(piece, Segment):
        start, end = np.array(piece.start), np.array(piece.end)
        length = np.linalg.norm(end - start)
        tangent = (end - start) / length
        normals = np.broadcast_to([tangent[1], -tangent[0]], (len(share), 2))
        return start + share[:, None] * (end - start), normals, length
    turn = piece.end_angle - piece.start_angle
    angle = piece.start_angle + share * turn
    from_centre = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.asarray(piece.centre) + piece.curvature_radius * from_centre
    outwards = np.sign(np.cos((piece.start_angle + piece.end_angle) / 2))
    return points, outwards * from_centre, abs(turn) * piece.curvature_radius


@pytest.fixture(scope="session")
def along_piece():
    return piece_at


@pytest.fixture(scope="session")
def on_surface():
    """``on_surface(solid, count, rng)``: points, about uniform by area, and their normals, LPS."""

    def drawn(solid, count, rng):
        found = [piece_at(piece, rng.uniform(size=20 * count)) for piece in solid.pieces]
        profile, normal = (np.concatenate([one[n] for one in found]) for n in (0, 1))
        weight = np.concatenate([length * points[:, 0] for points, _, length in found])
        chosen = rng.choice(len(profile), count, p=weight / weight.sum())
        profile, normal = profile[chosen], normal[chosen]
        first = np.cross(solid.axis, np.eye(3)[np.argmin(np.abs(solid.axis))])
        first /= np.linalg.norm(first)
        turn = rng.uniform(0.0, 2 * np.pi, (count, 1))
        across = np.cos(turn) * first + np.sin(turn) * np.cross(solid.axis, first)
        points = solid.base + profile[:, :1] * across + profile[:, 1:] * solid.axis
        return points, normal[:, :1] * across + normal[:, 1:] * solid.axis

    return drawn
