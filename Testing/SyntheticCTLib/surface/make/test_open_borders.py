"""Where the border of the field of view cuts along a bone, its marrow does not lie open."""

import numpy as np
import pytest

from SyntheticCTLib.surface.make.extraction import surface_of
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.accuracy import check_surface
from SyntheticCTLib.surface.measure.position import Position

#: A wide shaft along the patient's axis, mm, whose marrow is wider than the gaps that are closed.
OUTER, INNER, SIZE = 16.0, 13.0, (44, 44, 40)


def shaft(make_volume, thinner=0.0):
    def depth(p):
        radius = np.hypot(p[..., 0], p[..., 1])
        return np.minimum(OUTER - thinner - radius, radius - INNER)

    return make_volume(depth, size=SIZE)


def seen(volume, *, tilt=0.0):
    """What a field of view shows that ends beside the shaft's middle, upright or tilted, bool."""
    k, j, i = np.mgrid[tuple(slice(n) for n in volume.array.shape)]
    return i + tilt * j + tilt * k >= 18 + tilt * 40


@pytest.mark.parametrize("tilt", [0.0, 0.2])
def test_a_bone_that_the_field_of_view_cuts_along_is_solid(make_volume, tilt):
    whole = shaft(make_volume)
    mask = seen(whole, tilt=tilt)
    cut = whole.with_array(np.where(mask, whole.array, -1000.0).astype(np.float32))
    beyond = (whole.array >= 200) & ~mask
    for volume in (whole, cut):  # what the image has beyond does not matter
        surface = surface_of(volume, SurfaceSettings(), mask=mask, cut=beyond)
        radius = np.hypot(*surface.points[surface.cut_face == 0, :2].T)
        assert surface.open_mm3 == 0
        assert radius.min() > OUTER - 1


def test_a_gap_in_one_image_moves_the_answer_no_more_than_in_a_whole_shaft(make_volume):
    ct, sct = shaft(make_volume), shaft(make_volume)
    mask = seen(ct)
    sct.array[16:22, 19:25, 30:] = 0  # a pore of 6 mm
    verdict = check_surface(
        sct,
        ct,
        mask=ct.with_array(mask.astype(np.uint8)),
        position=Position(True),
        tolerance_mm=1.0,
        sensitivity=False,
    ).verdict
    assert verdict.share > 0.99
    assert verdict.notes == ()


def test_between_two_bones_at_the_border_it_stays_open(make_volume):
    def two(p):
        apart = np.abs(np.abs(p[..., 1]) - 12) - 6
        return np.minimum(-apart, 12 - np.abs(p[..., 2]))

    volume = make_volume(two, size=SIZE)
    surface = surface_of(volume, SurfaceSettings(), mask=seen(volume))
    assert (np.abs(surface.points[:, 1]) < 6.6).any()
    assert not ((np.abs(surface.points[:, 1]) < 5.0) & (surface.cut_face == 0)).any()


def test_round_a_corner_of_the_field_of_view_nothing_is_closed(make_volume):
    def bar(p):
        return np.minimum(
            3 - np.abs(p[..., 0] + p[..., 1] + 10) / np.sqrt(2), 15 - np.abs(p[..., 2])
        )

    volume = make_volume(bar, size=SIZE)
    mask = seen(volume) & (np.mgrid[tuple(slice(n) for n in volume.array.shape)][1] >= 6)
    bone = volume.array[mask] >= 200
    surface = surface_of(volume, SurfaceSettings(), mask=mask)
    assert surface.volume_mm3 == pytest.approx(bone.sum() * np.prod(volume.spacing), rel=0.15)
