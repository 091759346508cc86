"""The outer surface of bone does not depend on gaps in its cortex, up to the stated width."""

import numpy as np
import pytest

from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.accuracy import check_surface
from SyntheticCTLib.surface.measure.position import Position

#: A shaft along the patient's axis, mm.
OUTER, INNER, SIZE = 12.0, 9.0, (36, 36, 72)


def pore(p, width):
    return np.hypot(p[..., 1], p[..., 2]) + 1e3 * (p[..., 0] < 0) - width / 2


def pores(p, width):
    """One at every 24 mm, on two sides in turn."""
    along = np.abs((p[..., 2] + 12) % 24 - 12)
    side = np.where(np.floor((p[..., 2] + 12) / 24) % 2 == 0, p[..., 0], -p[..., 0])
    return np.hypot(p[..., 1], along) + 1e3 * (side < 0) - width / 2


def slit(p, width):
    return np.abs(p[..., 1]) + 1e3 * (p[..., 0] < 0) - width / 2


def short_slit(p, width):
    return np.maximum(slit(p, width), np.abs(p[..., 2]) - 15)


def missing_ring(p, width):
    return np.abs(p[..., 2]) - width / 2


def shaft(make_volume, gap=None, width=0.0, outer=OUTER, spacing=(1.0, 1.0, 1.0)):
    """One with 3 mm of cortex."""

    def depth(p):
        radius = np.hypot(p[..., 0], p[..., 1])
        ring = np.minimum(outer - radius, radius - outer + OUTER - INNER)
        return ring if gap is None else np.minimum(ring, gap(p, width))

    across = round(2 * outer) + 12
    size = across, across, round(SIZE[2] / spacing[2])
    return make_volume(depth, size=size, spacing=spacing)


def share(sct, ct, tolerance_mm=1.0):
    known = Position(registered=True)
    return check_surface(
        sct, ct, position=known, tolerance_mm=tolerance_mm, sensitivity=False
    ).verdict


@pytest.mark.parametrize(
    ("gap", "width", "where"),
    [
        (pore, 6.0, "sct"),
        (pores, 8.0, "both"),
        (slit, 4.0, "sct"),
        (slit, 4.0, "ct"),
        (missing_ring, 8.0, "sct"),
        (missing_ring, 8.0, "both"),
    ],
)
def test_gaps_up_to_the_stated_width_move_the_answer_by_less_than_a_point(
    make_volume, gap, width, where
):
    whole, holed = shaft(make_volume), shaft(make_volume, gap, width)
    sct, ct = (holed if where in (name, "both") else whole for name in ("sct", "ct"))
    verdict = share(sct, ct)
    assert verdict.share > 0.99
    assert verdict.notes == ()


@pytest.mark.parametrize(
    ("gap", "width", "outer"),
    [
        (missing_ring, 4.0, 15.0),
        (missing_ring, 8.0, 15.0),
        (missing_ring, 14.0, 12.0),
        (missing_ring, 20.0, 15.0),
        (short_slit, 12.0, 12.0),
        (slit, 12.0, 15.0),
        (slit, 14.0, 12.0),
        (slit, 20.0, 15.0),
    ],
)
def test_wide_gaps_in_shafts_of_any_width_do_not_decide(make_volume, gap, width, outer):
    whole, holed = shaft(make_volume, outer=outer), shaft(make_volume, gap, width, outer)
    verdict = share(holed, whole, tolerance_mm=2.0)
    assert verdict.share > 0.99
    assert verdict.notes == ()


@pytest.mark.parametrize(
    ("gap", "width"), [(missing_ring, 4.0), (missing_ring, 14.0), (pore, 8.0), (slit, 12.0)]
)
def test_a_gap_is_closed_at_the_level_of_the_bone_around_it(make_volume, gap, width):
    points = extract_surface(shaft(make_volume, gap, width, 15.0)).points
    radius = np.hypot(*points[np.abs(points[:, 2]) < 33, :2].T)
    assert 15.0 - 1.1 < radius.min() <= radius.max() < 15.0 + 0.6


def test_the_surface_over_a_gap_is_closed_and_not_counted(make_volume):
    surface = extract_surface(shaft(make_volume, missing_ring, 8.0))
    middle = np.abs(surface.points[:, 2]) < 3.5
    assert np.hypot(*surface.points[middle, :2].T).min() > OUTER - 1.1
    assert not (surface.cut_face[middle] == 0).any()


@pytest.mark.parametrize("gap", [slit, missing_ring])
def test_a_gap_wider_than_stated_is_told(make_volume, gap):
    settings = SurfaceSettings(bridged_gap_mm=6.0)
    holed = shaft(make_volume, gap, 8.0)
    assert extract_surface(holed, settings).open_mm3 > 1000
    check = check_surface(
        holed, shaft(make_volume), settings=settings, position=Position(True), sensitivity=False
    )
    verdict = check.verdict
    assert "Gaps wider than 6 mm in the sCT's bone were not closed" in verdict.notes[0]
    assert verdict.answer == "cannot tell"
    assert verdict.reason.startswith("With gaps of up to 12 mm in the bone closed")
    assert verdict.highest_share > 0.99


@pytest.mark.parametrize(("spacing", "deepest"), [((1, 1, 1), 2.1), ((1, 1, 3.27), 2.5)])
def test_the_lid_of_a_wide_slit_is_curved_as_the_shaft_is(make_volume, spacing, deepest):
    """A flat one lies 4.3 mm deep."""
    bone = shaft(make_volume, slit, 18.0, 15.0, spacing=spacing)
    points = extract_surface(bone).points
    radius = np.hypot(*points[np.abs(points[:, 2]) < 30, :2].T)
    assert 15.0 - deepest < radius.min() <= radius.max() < 15.0 + 1.5


@pytest.mark.parametrize("where", ["sCT", "CT"])
def test_a_slit_as_wide_as_the_marrow_is_told_where_one_image_has_it(make_volume, where):
    whole, holed = shaft(make_volume), shaft(make_volume, slit, 16.0)
    sct, ct, other = (holed, whole, "CT") if where == "sCT" else (whole, holed, "sCT")
    verdict = share(sct, ct, tolerance_mm=2.0)
    assert verdict.answer == "not passed"
    assert f"of the {where}'s bone surface faces what is marrow in the {other}" in verdict.notes[0]


def test_what_a_narrower_width_closes_a_wider_one_closes_too(make_volume):
    holed = shaft(make_volume, missing_ring, 20.0)
    volumes = [
        extract_surface(holed, SurfaceSettings(bridged_gap_mm=gap)).volume_mm3
        for gap in (20.0, 28.0, 60.0)
    ]
    assert volumes == sorted(volumes)


def test_a_joint_space_between_closed_bones_stays_open(make_volume):
    def joint(p):
        radius = np.hypot(p[..., 0], p[..., 1])
        ends = np.minimum(14 - radius, np.abs(p[..., 2]) - 2.5)
        marrow = np.minimum(12 - radius, np.abs(p[..., 2]) - 5.0)
        return np.where(marrow > 0, -marrow, ends)

    surface = extract_surface(make_volume(joint, size=SIZE))
    near = np.abs(surface.points[:, 2]) < 4
    assert (np.abs(surface.points[near, 2]) < 2.6).mean() > 0.7
    assert surface.open_mm3 == 0
