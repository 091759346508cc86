"""A body that outgrows the panel: the rim by what is done at its edge, and vendors' grey values."""

from functools import cache

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.cone_beam.drawing import PADDINGS, draw_body_scale, draw_parameters
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters
from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam

SPACING_MM = 6.0
ACROSS = (np.arange(70) - 34.5) * SPACING_MM
RADIUS = np.hypot(ACROSS[:, None], ACROSS[None, :])


@cache
def scanned(**parameters):
    """A cylinder of water, 380 mm wide, in a field of view of 265 mm."""
    array = np.full((6, 70, 70), -1000.0, np.float32)
    body = np.broadcast_to(RADIUS < 190, array.shape)
    array[body] = np.random.default_rng(0).normal(0, 2, int(body.sum()))
    ct = Volume(array, (0.0, 0.0, 0.0), (SPACING_MM, SPACING_MM, 10.0))
    return simulate_cone_beam(ct, ConeBeamParameters(views=48, pixel_mm=6.0, **parameters))


def rim(**parameters):
    """How far the rim rises above the middle, HU."""
    image = scanned(**parameters).cbct.array[3].astype(float)
    return image[(RADIUS > 122) & (RADIUS < 130)].mean() - image[RADIUS < 40].mean()


def test_without_an_extrapolation_the_rim_rises_by_thousands_and_a_water_cylinder_has_none():
    assert rim(extrapolation="none") > 1000
    assert abs(rim(extrapolation="fall")) < 300
    assert abs(rim(extrapolation="constant")) < 300
    assert abs(rim(extrapolation="water")) < 150


def test_what_an_extrapolation_misses_is_rim_in_proportion():
    whole, half, none = (
        rim(extrapolation="constant", extrapolation_share=share) for share in (1.0, 0.5, 0.0)
    )
    assert half == pytest.approx((whole + none) / 2, rel=0.02)
    with pytest.raises(InputError, match=r"extrapolation_share must be from 0 to 1, not 1\.5"):
        ConeBeamParameters(extrapolation_share=1.5)


@pytest.mark.parametrize("padding", PADDINGS)
def test_the_padding_is_the_vendor_s(padding):
    scan = scanned(extrapolation="water", padding=padding)
    assert (scan.cbct.array[~scan.field_of_view.array] == padding).all()


def test_attenuation_and_unsigned_values_begin_at_zero():
    attenuation = scanned(extrapolation="water", grey_units="attenuation").cbct.array
    assert attenuation.dtype == np.float32
    assert np.median(attenuation[3][RADIUS < 100]) == pytest.approx(0.02, abs=0.002)
    whole = scanned(extrapolation="water", grey_units="unsigned").cbct.array
    assert whole.dtype == np.uint16
    assert np.median(whole[3][RADIUS < 100]) == pytest.approx(6000, abs=500)


def test_repeated_scatter_costs_a_wide_body_more():
    image = {
        b: scanned(extrapolation="water", scatter=0.02, scatter_build_up=b).cbct.array[3]
        for b in (0.0, 0.2)
    }
    in_body = RADIUS < 100
    assert image[0.2][in_body].mean() < image[0.0][in_body].mean() - 50


def test_an_unknown_extrapolation_is_refused_with_those_that_there_are():
    with pytest.raises(InputError, match="extrapolation is 'mirror'; it must be one of none"):
        ConeBeamParameters(extrapolation="mirror")


def test_drawing_truncated_scans_changes_nothing_else():
    plain = [draw_parameters(seed) for seed in range(60)]
    cut = [draw_parameters(seed, truncated=True) for seed in range(60)]
    assert [(p.kilovolts, p.views) for p in plain] == [(p.kilovolts, p.views) for p in cut]
    assert {p.extrapolation for p in cut} == {"none", "constant", "fall", "water"}
    assert {p.grey_units for p in cut} == {"hu", "attenuation", "unsigned"}
    assert {p.extrapolation for p in plain} == {"fall"}
    assert all(1.0 <= draw_body_scale(seed) <= 1.25 for seed in range(60))
