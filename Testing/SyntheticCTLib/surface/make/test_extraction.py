import json

import numpy as np
import pytest

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import CancelToken
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.surface.make.bone_surface import NEAR_CUT, WALL
from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.topology import count_edges, non_manifold_points, shells


def assert_closed_and_outward(surface):
    edges = count_edges(surface.triangles)
    assert (edges.uses == 2).all()
    assert not edges.forward_surplus.any()
    assert surface.volume_mm3 > 0


def radii(surface, centre=(0.0, 0.0, 0.0)):
    return np.linalg.norm(surface.points - np.array(centre), axis=1)


@pytest.mark.parametrize("spacing", [(1.0, 1.0, 1.0), (0.7, 0.9, 1.3)])
def test_ball_lies_where_the_grey_values_put_it(make_ball, spacing):
    surface = extract_surface(make_ball(spacing=spacing, centre=(1.3, -0.4, 0.2)))
    # Linear interpolation along a voxel's edge errs by at most h² / 8r on a ball.
    assert (
        abs(radii(surface, (1.3, -0.4, 0.2)) - 15).max()
        < max(spacing) ** 2 / (8 * 15) * 1.1 + 0.002
    )
    assert surface.volume_mm3 == pytest.approx(4 / 3 * np.pi * 15**3, rel=0.004)
    assert_closed_and_outward(surface)


@pytest.mark.parametrize("mirrored", [False, True])
def test_oblique_and_left_handed_grids_give_the_same_ball(make_ball, oblique, mirrored):
    direction = oblique @ np.diag([1, 1, -1]) if mirrored else oblique
    middle = (120.0, -80.0, 640.0)
    surface = extract_surface(
        make_ball(direction=direction.ravel(), middle=middle, centre=middle, spacing=(1, 1, 1.2))
    )
    assert abs(radii(surface, middle) - 15).max() < 0.016
    assert_closed_and_outward(surface)


def test_voxels_exactly_at_the_threshold_make_no_degenerate_triangles(make_ball):
    ball = make_ball(radius=10.0)
    whole = ball.with_array((np.rint((ball.array - 200) / 300) * 300 + 200).astype(np.int16))
    assert (whole.array == 200).any()
    surface = extract_surface(whole)
    assert_closed_and_outward(surface)
    assert non_manifold_points(surface.triangles, len(surface.points)) == 0
    assert len(np.unique(surface.points.astype(np.float32), axis=0)) == len(surface.points)


def test_bone_cut_by_the_border_is_closed_flat_and_marked(make_volume):
    shaft = make_volume(lambda p: 8 - np.hypot(p[..., 0], p[..., 1]), size=(40, 40, 30))
    surface = extract_surface(shaft)
    assert_closed_and_outward(surface)
    z = surface.points[:, 2]
    assert (z.min(), z.max()) == pytest.approx((-15.0, 15.0))  # the outer faces of the end voxels
    assert (surface.cut_face[abs(z) > 14.6] == WALL).all()
    assert (surface.cut_face[(abs(z) < 14.4) & (abs(z) > 10.1)] == NEAR_CUT).all()
    assert (surface.cut_face[abs(z) < 9.9] == 0).all()


def test_marrow_canal_that_the_border_cuts_has_no_wall(make_volume):
    def tube(p):
        radius = np.hypot(p[..., 0], p[..., 1])
        return np.minimum(12 - radius, radius - 7)

    cut = make_volume(tube, size=(40, 40, 30))
    outer = extract_surface(cut)
    assert radii(outer)[outer.cut_face == 0].min() > 11.9
    assert_closed_and_outward(outer)
    both = extract_surface(cut, SurfaceSettings(outer_surface_only=False))
    assert np.hypot(*both.points[both.cut_face == 0, :2].T).min() < 7.1


def test_marrow_canal_that_the_border_opens_sideways_has_no_wall(make_volume):
    def tube(p):
        radius = np.hypot(p[..., 0] - 12, p[..., 1])
        return np.minimum(14 - radius, radius - 10)

    surface = extract_surface(make_volume(tube, size=(40, 40, 30)))
    assert_closed_and_outward(surface)
    away = surface.cut_face == 0
    assert np.hypot(surface.points[away, 0] - 12, surface.points[away, 1]).min() > 13.9


def test_gap_in_thin_bone_does_not_open_the_marrow_canal(make_volume):
    def tube(p):
        radius = np.hypot(p[..., 0], p[..., 1])
        gap = np.abs(p[..., 1]) + 2 * (p[..., 0] < 0) * 1e3 - 2.0  # 4 mm wide, on one side
        return np.minimum(np.minimum(12 - radius, radius - 9), gap)

    surface = extract_surface(make_volume(tube, size=(40, 40, 30)))
    away = surface.cut_face == 0
    inner = np.hypot(*surface.points[:, :2].T) < 8.5
    assert surface.areas[away & inner].sum() < 0.02 * surface.areas[away].sum()


def test_specks_are_dropped_and_second_bones_are_kept(make_volume):
    def two_and_a_speck(p):
        near = [
            np.linalg.norm(p - np.array(c), axis=-1) for c in ((-12, 0, 0), (12, 0, 0), (0, 18, 18))
        ]
        return np.maximum.reduce([9 - near[0], 7 - near[1], 1.6 - near[2]])

    surface = extract_surface(make_volume(two_and_a_speck))
    assert shells(surface.triangles, len(surface.points))[0] == 2


def test_labels_part_touching_bones_half_way_without_leaving_a_hole(make_volume):
    depth = lambda p: 10 - np.hypot(p[..., 1], p[..., 2]) - np.maximum(abs(p[..., 0]) - 12, 0)  # noqa: E731
    volume = make_volume(depth, size=(60, 40, 40))
    labels = np.zeros(volume.array.shape, np.uint8)
    labels[:, :, :30], labels[:, :, 30:] = 7, 3
    surface = extract_surface(volume, labels=volume.with_array(labels), names={7: "tibia"})
    assert surface.bones == ("label 3", "tibia")
    left, right = surface.bone(1), surface.bone(0)
    for part in (left, right):
        assert_closed_and_outward(part)
        interface = abs(part.points[:, 0]) < 0.4
        assert (part.cut_face[interface] == WALL).all()
    assert left.points[:, 0].max() == pytest.approx(right.points[:, 0].min(), abs=1e-5)
    whole = extract_surface(volume).volume_mm3
    assert left.volume_mm3 + right.volume_mm3 == pytest.approx(
        whole, rel=3e-3
    )  # its rim is rounded


def test_mask_that_cuts_bone_is_marked_and_one_in_soft_tissue_is_not(make_ball):
    ball = make_ball()
    x = np.arange(48) - 23.5
    half = np.broadcast_to(x < 4, ball.array.shape)
    surface = extract_surface(ball, mask=half)
    assert_closed_and_outward(surface)
    assert (surface.cut_face[surface.points[:, 0] > 3.9] == WALL).all()
    assert (surface.cut_face[surface.points[:, 0] < -2] == 0).all()
    around = np.broadcast_to(abs(x) < 18, ball.array.shape)
    assert (extract_surface(ball, mask=around).cut_face == 0).all()


def test_smoothing_and_decimation_say_how_far_they_moved_the_surface(make_ball):
    ball = make_ball()
    settings = SurfaceSettings(smoothing_iterations=20, decimation=0.5)
    plain, changed = extract_surface(ball), extract_surface(ball, settings)
    assert plain.deviation_mm == 0
    assert len(changed.triangles) < 0.6 * len(plain.triangles)
    off = abs(radii(changed) - 15).max()
    assert off - 0.01 <= changed.deviation_mm + 0.01
    assert 0 < changed.deviation_mm < 0.5


def test_settings_are_written_into_the_mesh(make_ball):
    settings = SurfaceSettings(threshold_hu=250.0)
    surface = extract_surface(make_ball(), settings)
    fields = surface.mesh.GetFieldData()
    assert json.loads(fields.GetAbstractArray("settings").GetValue(0)) == settings.to_dict()
    assert fields.GetAbstractArray("SPACE").GetValue(0) == "LPS"
    assert surface.settings == settings


def test_no_bone_is_said_with_the_highest_value(make_ball):
    ball = make_ball()
    with pytest.raises(InputError, match=r"above 9000 HU \(highest value: 4[0-9]+"):
        extract_surface(ball, SurfaceSettings(threshold_hu=9000))


def test_settings_refuse_values_that_mean_nothing():
    with pytest.raises(InputError, match=r"decimation .* got 150"):
        SurfaceSettings(decimation=1.5)


def test_cancelled_extraction_stops(make_ball):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        extract_surface(make_ball(), cancel=token)


def tilted(slice_mm, **options):
    tilt = np.radians(20)
    direction = (1, 0, 0, 0, np.cos(tilt), -np.sin(tilt), 0, np.sin(tilt), np.cos(tilt))
    size = (60, 60, round(30 / slice_mm))
    spacing = (1.0, 1.0, slice_mm)
    return make_limb_phantom(size=size, spacing=spacing, direction=direction, noise=0, **options)


def errors(surface, phantom):
    away = surface.cut_face == 0
    off = phantom.signed_distance_to_bone(surface.points[away])
    return off, surface.areas[away]


@pytest.mark.parametrize(("slice_mm", "mean_mm"), [(0.5, 0.02), (1.5, 0.03), (3.3, 0.06)])
def test_contour_of_a_tilted_limbs_distance_lies_on_its_exact_surface(slice_mm, mean_mm):
    phantom = tilted(slice_mm, samples=1)
    grid = phantom.ct
    k, j, i = np.mgrid[tuple(slice(n) for n in grid.array.shape)]
    places = np.stack([i, j, k], axis=-1).reshape(-1, 3) @ grid.affine[:3, :3].T + grid.origin
    depth = -phantom.signed_distance_to_bone(places).reshape(grid.array.shape)
    surface = extract_surface(grid.with_array((200 + 300 * depth).astype(np.float32)))
    off, area = errors(surface, phantom)
    assert np.average(abs(off), weights=area) < mean_mm


@pytest.mark.parametrize(("slice_mm", "limit_mm"), [(0.5, 0.6), (3.3, 1.0)])
def test_bone_of_a_tilted_limbs_ct_is_too_large_by_less_than_partial_volume_explains(
    slice_mm, limit_mm
):
    # 200 HU lies far below half-way from muscle to cortical bone, so blur moves it outwards.
    phantom = tilted(slice_mm)
    off, area = errors(extract_surface(phantom.ct), phantom)
    assert 0 < np.average(off, weights=area) < limit_mm
    assert np.quantile(abs(off), 0.95) < 1.8 * limit_mm


@pytest.mark.parametrize(("inner", "cut"), [(14.0, 14.5), (13.0, 13.5), (12.0, 12.5)])
def test_a_shaft_that_gapes_at_the_side_of_its_box_stays_closed(inner, cut):
    _, j, i = np.mgrid[:12, :50, :50].astype(np.float32)
    away = np.hypot(j - 25, i - 25)
    bone = (away < 15) & (away > inner) & (i - 25 < cut)
    values = np.where(bone, 900, 40).astype(np.int16)
    surface = extract_surface(Volume(values, spacing=(1.0, 1.0, 3.0)), force=True)
    assert count_edges(surface.triangles).closed
