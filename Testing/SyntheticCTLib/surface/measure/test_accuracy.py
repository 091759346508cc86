import json

import numpy as np
import pytest

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.progress import CancelToken
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.extraction import extract_surface, surface_of
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.accuracy import check_surface
from SyntheticCTLib.surface.measure.alignment import align_rigidly
from SyntheticCTLib.surface.measure.comparison import compare_surfaces, shares_within
from SyntheticCTLib.surface.measure.sensitivity import half_voxel_shifted


@pytest.mark.parametrize("delta", [1.5, -1.5])
def test_concentric_balls_are_off_by_delta_with_its_sign_both_ways(make_ball, delta):
    check = check_surface(make_ball(15 + delta), make_ball(15), sensitivity=False)
    for found in (check.comparison.overall.sct_to_ct, check.comparison.overall.ct_to_sct):
        assert found.mean_mm == pytest.approx(delta, abs=0.02)
        assert found.sd_mm < 0.01
        assert found.within == {0.5: 0.0, 1.0: 0.0, 2.0: 1.0, 3.0: 1.0}
    assert check.verdict.passed


def test_ball_moved_by_3_mm_has_two_thirds_within_2_mm(make_ball, oblique):
    where = {"size": (76, 76, 76), "spacing": (0.8, 0.8, 0.8), "direction": oblique.ravel()}
    check = check_surface(
        make_ball(20, centre=(0, 0, 3), **where), make_ball(20, **where), sensitivity=False
    )
    overall = check.comparison.overall
    for found in (overall.sct_to_ct, overall.ct_to_sct, overall.pooled):
        assert found.within[2.0] == pytest.approx(2 / 3, abs=0.006)
        assert found.mean_absolute_mm == pytest.approx(1.5, abs=0.01)
        assert found.largest_mm == pytest.approx(3.0, abs=0.01)
    assert abs(overall.sct_to_ct.worst_place[2]) > 16.5
    assert not check.verdict.passed
    assert "66." in check.verdict.reason


def test_missing_bone_is_seen_from_the_ct(make_volume):
    def balls(*centres):
        return lambda p: np.max([8 - np.linalg.norm(p - np.array(c), axis=-1) for c in centres], 0)

    both, one = make_volume(balls((-12, 0, 0), (12, 0, 0))), make_volume(balls((-12, 0, 0)))
    overall = check_surface(one, both, sensitivity=False).comparison.overall
    assert overall.sct_to_ct.within[2.0] == pytest.approx(1.0)
    assert overall.ct_to_sct.within[2.0] == pytest.approx(0.5, abs=0.02)
    assert overall.ct_to_sct.worst_distance_mm < -15  # too little bone there
    labels = np.zeros(both.array.shape, np.uint8)
    labels[:, :, :24], labels[:, :, 24:] = 1, 2
    check = check_surface(
        one,
        both,
        labels=both.with_array(labels),
        names={1: "tibia", 2: "fibula"},
        sensitivity=False,
    )
    assert check.comparison.missing_in_sct == ("fibula",)
    assert set(check.comparison.bones) == {"tibia"}
    assert not check.verdict.passed
    assert check.verdict.reason == "The sCT has no fibula."


def test_what_happens_beyond_the_mask_does_not_count(make_ball):
    ct = make_ball()
    x = np.arange(48) - 23.5
    spoilt = ct.array.copy()
    spoilt[:, :, x > 8] = -1024
    mask = ct.with_array(np.broadcast_to(x < 8, ct.array.shape).astype(np.uint8))
    check = check_surface(ct.with_array(spoilt), ct, mask=mask, sensitivity=False)
    assert check.comparison.overall.pooled.largest_mm < 0.1
    assert check.comparison.overall.ct_to_sct.left_out_share > 0.3
    assert not check_surface(ct.with_array(spoilt), ct, sensitivity=False).verdict.passed


def test_alignment_takes_out_a_rigid_motion_and_reports_it(make_volume, oblique):
    def ellipsoid(p):
        return 12 * (1 - np.linalg.norm(p / np.array([16, 11, 8]), axis=-1))

    surface = extract_surface(make_volume(ellipsoid))
    angle = np.radians(4)
    turn = np.array(
        [[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
    )
    moved = surface.points @ turn.T + np.array([1.0, -2.0, 0.5])
    back, alignment = align_rigidly(moved, np.ones(len(moved), bool), surface.mesh)
    assert abs(back - surface.points).max() < 0.05
    assert alignment.rotation_degrees == pytest.approx(4, abs=0.1)
    assert np.linalg.norm(alignment.shift_mm) == pytest.approx(
        np.linalg.norm([1, 2, 0.5]), abs=0.05
    )
    assert alignment.rms_after_mm < 0.05 < alignment.rms_before_mm


def test_bone_that_the_other_surface_lacks_turns_no_alignment(make_volume):
    def ellipsoid(p):
        return 12 * (1 - np.linalg.norm(p / np.array([16, 11, 8]), axis=-1))

    surface = extract_surface(make_volume(ellipsoid))
    beyond = surface.points[:: len(surface.points) // 60] * 0.2 + np.array([34.0, 0, 0])
    moved = np.concatenate([surface.points, beyond]) + np.array([1.0, -2.0, 0.5])
    _, alignment = align_rigidly(moved, np.ones(len(moved), bool), surface.mesh)
    assert alignment.rotation_degrees < 0.5
    back = np.array(alignment.matrix)[:3, 3]
    assert back == pytest.approx([-1, 2, -0.5], abs=0.15)


def test_aligned_check_passes_where_the_plain_one_fails(make_ball):
    moved, ct = make_ball(centre=(0, 3, 0)), make_ball()
    check = check_surface(moved, ct, align=True, sensitivity=False)
    assert check.verdict.passed
    assert check.alignment.shift_mm == pytest.approx((0, -3, 0), abs=0.05)
    assert check_surface(moved, ct, sensitivity=False).alignment is None


def test_sensitivity_and_floor_of_a_ball_are_the_closed_forms(make_ball):
    ct = make_ball(radius=12.0, size=(36, 36, 36))
    check = check_surface(ct, ct, tolerance_mm=0.5)
    assert [v.name for v in check.variants] == [
        "threshold -50 HU",
        "threshold +50 HU",
        "with smoothing",
    ]
    assert [v.share for v in check.variants] == pytest.approx([1.0, 1.0, 1.0])
    assert check.floor.pooled.mean_absolute_mm < 0.05
    assert check.floor.pooled.mean_absolute_mm > 0
    shifted = half_voxel_shifted(ct)
    assert shifted.size == (35, 35, 35)
    assert np.allclose(shifted.origin, np.array(ct.origin) + 0.5)


def test_phantom_moved_by_a_known_shift_is_found_at_that_distance():
    where = {"size": (80, 80, 16), "spacing": (1.0, 1.0, 3.0), "noise": 0}
    ct = make_limb_phantom(**where).ct
    same = check_surface(ct, ct, sensitivity=False).comparison.overall.pooled
    assert same.largest_mm < 1e-9
    assert same.left_out_share > 0.1
    moved = ct.with_array(np.roll(ct.array, 1, axis=2))
    overall = check_surface(moved, ct, sensitivity=False).comparison.overall.pooled
    assert overall.largest_mm < 1.1
    assert abs(overall.mean_mm) < 0.1 < overall.mean_absolute_mm


def test_result_is_json_and_the_meshes_carry_the_distances(make_ball):
    check = check_surface(make_ball(16), make_ball(15), sensitivity=False)
    read = json.loads(json.dumps(check.figures.to_dict(), allow_nan=False))
    assert json.loads(json.dumps(check.verdict.to_dict(), allow_nan=False))["passed"] is True
    assert read["overall"]["sct_to_ct"]["within"]["2 mm"] == pytest.approx(1.0)
    assert read["settings"]["threshold_hu"] == 200.0
    distance = meshes.point_array(check.sct_surface.mesh, "signed distance mm")
    assert distance == pytest.approx(np.ones(len(distance)), abs=0.03)
    assert meshes.point_array(check.ct_surface.mesh, "counted").all()


def test_other_grids_and_cancel_are_refused_with_reasons(make_ball):
    with pytest.raises(InputError, match="different grids"):
        check_surface(make_ball(), make_ball(spacing=(2, 2, 2)))
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        check_surface(make_ball(), make_ball(), cancel=token)


@pytest.mark.parametrize("tolerance", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("labelled", [False, True])
def test_shares_within_are_those_of_the_whole_comparison(make_volume, tolerance, labelled):
    def rods(gap, radius, ends):
        def depth(p):
            rod = [radius - np.hypot(p[..., 0] - x, p[..., 1]) for x in (-gap, gap)]
            return np.minimum(np.max(rod, 0), ends - p[..., 2])

        return make_volume(depth, size=(52, 32, 40))

    # Cut faces below, and above them one image has bone where the other ends.
    sct, ct = rods(12.0, 7.6, 99.0), rods(11.0, 6.4, 13.0)
    labels = names = None
    if labelled:
        sides = np.zeros(ct.array.shape, np.uint8)
        sides[:, :, :26], sides[:, :, 26:] = 1, 2
        labels, names = ct.with_array(sides), {1: "right", 2: "left"}
    one, other = (surface_of(v, SurfaceSettings(), labels=labels, names=names) for v in (sct, ct))
    whole = compare_surfaces(one, other, limits_mm=[tolerance]).overall
    found = shares_within(one, other, tolerance)
    assert found.sct_to_ct == whole.sct_to_ct.within[tolerance]
    assert found.ct_to_sct == whole.ct_to_sct.within[tolerance]
    assert found.lower == whole.share_within(tolerance)
    assert 0.02 < found.lower < 0.98
    assert whole.sct_to_ct.left_out_share > 0.05


def test_shares_within_of_bones_that_differ_are_not_known(make_ball):
    ball = make_ball(8)
    labels = ball.with_array(np.ones(ball.array.shape, np.uint8))
    tibia, fibula = (
        surface_of(ball, SurfaceSettings(), labels=labels, names={1: name})
        for name in ("tibia", "fibula")
    )
    assert shares_within(tibia, fibula, 2.0).lower is None


def what_a_mesh_holds(surface):
    data = surface.mesh.GetPointData()
    return {data.GetArrayName(n) for n in range(data.GetNumberOfArrays())}


def test_measuring_leaves_the_surfaces_as_they_were(make_ball):
    sct, ct = extract_surface(make_ball(16)), extract_surface(make_ball(15))
    before = [(what_a_mesh_holds(s), s.points.copy(), s.mesh.GetMTime()) for s in (sct, ct)]
    found = compare_surfaces(sct, ct)
    for surface, distances, (names, points, changed) in zip(
        (sct, ct), (found.sct, found.ct), before, strict=True
    ):
        measured = distances.on(surface)
        assert what_a_mesh_holds(measured) == {*names, "signed distance mm", "counted"}
        assert what_a_mesh_holds(surface) == names
        np.testing.assert_array_equal(meshes.points_of(surface.mesh), points)
        assert surface.mesh.GetMTime() == changed
        assert len(distances.distance_mm) == len(distances.counted) == len(points)


def test_a_check_leaves_the_images_as_they_were(make_ball):
    sct, ct = (make_ball(radius, size=(32, 32, 32)) for radius in (11, 10))
    mask = sct.with_array(np.ones(sct.array.shape, np.uint8))
    for volume in (sct, ct, mask):
        volume.array.setflags(write=False)
    check = check_surface(sct, ct, mask=mask, align=True)
    assert what_a_mesh_holds(check.ct_surface) >= {"signed distance mm", "counted"}
