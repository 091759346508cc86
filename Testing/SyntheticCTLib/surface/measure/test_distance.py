import numpy as np
import pytest

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.progress import CancelToken, Watch
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.surface.measure.distance import DistanceTo


def brute_force(query, points, triangles):
    """Distance to every triangle by its plane, edges and corners; sign by the winding number."""
    result = np.empty(len(query))
    a, b, c = (points[triangles[:, n]] for n in range(3))
    normal = np.cross(b - a, c - a)
    area2 = np.linalg.norm(normal, axis=1)
    unit = normal / area2[:, None]
    for number, p in enumerate(query):
        nearest = np.full(len(triangles), np.inf)
        for s, e in ((a, b), (b, c), (c, a)):
            t = np.einsum("ij,ij->i", p - s, e - s) / np.einsum("ij,ij->i", e - s, e - s)
            on_edge = s + np.clip(t, 0, 1)[:, None] * (e - s)
            nearest = np.minimum(nearest, np.linalg.norm(p - on_edge, axis=1))
        foot = p - np.einsum("ij,ij->i", p - a, unit)[:, None] * unit
        inside = np.ones(len(triangles), bool)
        for s, e in ((a, b), (b, c), (c, a)):
            inside &= np.einsum("ij,ij->i", np.cross(e - s, foot - s), unit) >= 0
        height = abs(np.einsum("ij,ij->i", p - a, unit))
        nearest[inside] = np.minimum(nearest[inside], height[inside])
        result[number] = nearest.min() * (-1 if _winding(p, a, b, c) > 0.5 else 1)
    return result


def _winding(p, a, b, c):
    """How often the surface goes round p (van Oosterom and Strackee 1983)."""
    x, y, z = a - p, b - p, c - p
    lx, ly, lz = (np.linalg.norm(v, axis=1) for v in (x, y, z))
    dot = lambda u, v: np.einsum("ij,ij->i", u, v)  # noqa: E731
    top = dot(x, np.cross(y, z))
    bottom = lx * ly * lz + dot(x, y) * lz + dot(y, z) * lx + dot(z, x) * ly
    return 2 * np.arctan2(top, bottom).sum() / (4 * np.pi)


@pytest.fixture
def bumpy(make_volume):
    def depth(p):
        r = np.linalg.norm(p, axis=-1)
        return 8 - r + 1.5 * np.sin(p[..., 0]) * np.cos(0.8 * p[..., 1] + p[..., 2])

    return extract_surface(make_volume(depth, size=(26, 26, 26)))


def test_agrees_with_brute_force_to_1e_9_mm(bumpy):
    rng = np.random.default_rng(1)
    on_edges = bumpy.points[bumpy.triangles[:40, :2]].mean(axis=1)
    query = np.concatenate(
        [rng.uniform(-14, 14, (250, 3)), bumpy.points[:40] * 1.02, on_edges * 0.99]
    )
    expected = brute_force(query, bumpy.points, bumpy.triangles)
    assert abs(DistanceTo(bumpy.mesh).signed(query) - expected).max() < 1e-9


def test_outside_is_positive_also_when_the_reference_is_inside_out(bumpy):
    turned = meshes.make_mesh(bumpy.points, bumpy.triangles[:, ::-1])
    for mesh in (bumpy.mesh, turned):
        distance = DistanceTo(mesh)
        assert distance.closed
        far, middle = distance.signed(np.array([[20.0, 0, 0], [0.0, 0, 0]]))
        assert far > 0 > middle


def test_open_reference_gives_distances_without_sign(bumpy):
    half = bumpy.points[bumpy.triangles].mean(axis=1)[:, 0] < 0
    points, triangles, _ = meshes.submesh(bumpy.points, bumpy.triangles, half)
    distance = DistanceTo(meshes.make_mesh(points, triangles))
    assert not distance.closed
    assert (distance.signed(np.random.default_rng(0).uniform(-9, 9, (200, 3))) >= 0).all()


@pytest.fixture
def long_triangles():
    """A closed wedge of few triangles, whose edges are up to 60 mm long."""
    points = np.array([[0, 0, 0], [60, 0, 0], [0, 9, 0], [0, 0, 4]], float)
    return meshes.make_mesh(points, np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]]))


@pytest.mark.parametrize("name", ["bumpy", "long_triangles"])
def test_bounds_hold_the_distance_and_tell_what_lies_within(name, request):
    found = request.getfixturevalue(name)
    mesh = found if name == "long_triangles" else found.mesh
    corners = meshes.points_of(mesh)
    query = np.random.default_rng(2).uniform(-14, 62 if name == "long_triangles" else 14, (900, 3))
    query = np.concatenate([query, corners, corners[:40] * 1.05])
    distance = DistanceTo(mesh)
    bounds, exact = distance.bounds(query), np.abs(distance.signed(query))
    assert (bounds.low <= exact).all()
    assert (exact <= bounds.high + 1e-9).all()
    for limit in (0.001, 0.5, 2.0, 5.0):
        assert (distance.within(query, limit) == (exact <= limit)).all()
        assert 0 < (exact <= limit).sum() < len(query)


def test_bounds_of_small_triangles_are_narrow(bumpy):
    query = np.random.default_rng(3).uniform(-14, 14, (500, 3))
    bounds = DistanceTo(bumpy.mesh).bounds(query)
    far = bounds.high > 2.0
    assert far.sum() > 250
    assert (bounds.high - bounds.low)[far].max() < 0.4  # of edges of up to 1.7 mm


def test_progress_reaches_one_and_cancel_stops(bumpy):
    seen = []
    query = np.resize(bumpy.points * 1.01, (12000, 3))
    DistanceTo(bumpy.mesh).signed(query, watch=Watch(lambda p: seen.append(p.fraction)))
    assert seen == sorted(seen)
    assert len(seen) >= 3
    assert seen[-1] == 1
    token = CancelToken()
    with pytest.raises(Cancelled):
        DistanceTo(bumpy.mesh).signed(query, watch=Watch(lambda _: token.cancel(), token))


def test_empty_reference_is_refused():
    with pytest.raises(InputError, match="no triangles"):
        DistanceTo(meshes.make_mesh(np.zeros((0, 3)), np.zeros((0, 3), int)))
