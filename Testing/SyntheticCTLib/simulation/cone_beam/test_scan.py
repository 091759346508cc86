"""Each artefact of a simulated cone-beam scan looks as physics says, and is recorded."""

import json
from functools import cache

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.cone_beam import rtk
from SyntheticCTLib.simulation.cone_beam.drawing import RANGES, SHARES, draw_parameters
from SyntheticCTLib.simulation.cone_beam.parameters import (
    ConeBeamParameters,
    parameters_from,
    read_parameters,
)
from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam

SPACING_MM = 6.0
SMALL = {"views": 48, "pixel_mm": 8.0, "detector_width_mm": 400.0}
HALF_FAN = {**SMALL, "detector_offset_mm": 100.0}


def radius():
    across = (np.arange(50) - 24.5) * SPACING_MM
    return np.hypot(across[:, None], across[None, :])


@cache
def water(bones=False):
    """A cylinder of water, 220 mm wide, with two dense rods if asked for."""
    array = np.full((8, 50, 50), -1000.0, np.float32)
    array[:, radius() < 110] = 0
    if bones:
        array[:, 22:28, 12:17] = 1500
        array[:, 22:28, 33:38] = 1500
    return Volume(array, (30.0, -20.0, 5.0), (SPACING_MM, SPACING_MM, 10.0))


@cache
def scanned(volume=None, **parameters):
    return simulate_cone_beam(
        volume or water(), ConeBeamParameters(**{**HALF_FAN, **parameters}), engine="torch"
    )


def middle(scan):
    return scan.cbct.array[4].astype(float)


def in_ring(values, low, high):
    chosen = (radius() >= low) & (radius() < high)
    return values[chosen]


def test_an_artefact_free_scan_gives_the_hu_back():
    scan = scanned()
    assert in_ring(middle(scan), 0, 90).mean() == pytest.approx(0, abs=5)
    assert in_ring(middle(scan), 120, 140).mean() == pytest.approx(-1000, abs=15)
    assert scan.cbct.grid == water().grid
    assert scan.cbct.metadata["modality"] == "CBCT"


def test_a_hard_beam_cups_and_the_water_correction_undoes_it():
    soft, corrected = (
        middle(scanned(kilovolts=110.0, water_correction=share)) for share in (0.0, 1.0)
    )
    assert in_ring(soft, 0, 30).mean() < in_ring(soft, 75, 95).mean() - 10
    assert in_ring(corrected, 12, 95).mean() == pytest.approx(0, abs=5)
    assert np.ptp([in_ring(corrected, r, r + 15).mean() for r in range(15, 90, 15)]) < 8


def test_bone_casts_a_dark_band_between_two_bones():
    clean = middle(scanned(water(bones=True)))[23:27, 20:30].mean()
    hardened = middle(scanned(water(bones=True), kilovolts=110.0))[23:27, 20:30].mean()
    assert hardened < clean - 15


def test_the_bow_tie_changes_nothing_that_calibration_does_not_undo():
    with_bow_tie = middle(scanned(kilovolts=110.0, bow_tie_water_mm=180.0))
    assert in_ring(with_bow_tie, 12, 90).mean() == pytest.approx(0, abs=6)


def test_scatter_darkens_the_inside_and_its_correction_takes_it_off():
    none, full, corrected = (
        in_ring(middle(scanned(scatter=amount, scatter_correction=share)), 40, 80).mean()
        for amount, share in ((0.0, 0.0), (0.08, 0.0), (0.08, 0.9))
    )
    assert full < none - 30
    assert none - 0.25 * (none - full) < corrected < none


def test_noise_grows_as_photons_become_fewer():
    few, many = (
        in_ring(middle(scanned(photons=n)) - middle(scanned()), 0, 90).std() for n in (1e4, 1e6)
    )
    assert few > 5 * many


def test_unequal_gains_draw_rings():
    error = middle(scanned(ring_gain=0.01, photons=0.0)) - middle(scanned())
    around = [in_ring(error, r, r + 6).mean() for r in range(0, 90, 6)]
    scattered = [in_ring(error, r, r + 6).std() for r in range(30, 90, 6)]
    assert np.std(around) > 0.5 * np.mean(scattered)


def test_lag_smears_what_is_off_centre():
    clean, lagging = (middle(scanned(water(bones=True), lag=lag)) for lag in (0.0, 0.2))
    assert np.abs(lagging - clean)[radius() < 90].mean() > 1


def test_breathing_blurs_the_front_and_leaves_the_back():
    array = water().array.copy()
    array[::2, 6:44, 24:26] = 300  # stripes across the body's axis
    ribs = Volume(array, water().origin, water().spacing)
    still, breathing = (
        scanned(ribs, breathing_mm=travel, detector_height_mm=200.0).cbct.array.astype(float)
        for travel in (0.0, 16.0)
    )
    changed = np.abs(breathing - still)[2:6, :, 24:26].mean(axis=(0, 2))
    assert changed[10:18].mean() > 1.5 * changed[32:40].mean()


def test_grey_values_are_scaled_shifted_and_cupped():
    plain, grey, cupped = (
        in_ring(middle(scanned(**change)), 12, 60).mean()
        for change in ({}, {"grey_scale": 1.2, "grey_offset": 100.0}, {"cupping": 0.1})
    )
    assert grey == pytest.approx(1.2 * (plain + 1000) - 1000 + 100, abs=2)
    assert cupped < plain - 20


def test_outside_its_field_a_scan_has_one_value_and_says_so():
    scan = scanned(detector_offset_mm=0.0, detector_width_mm=240.0)
    seen = scan.field_of_view.array
    outside = scan.cbct.array[~seen]
    assert 0.05 < seen.mean() < 0.4
    assert (outside == outside[0]).all()
    assert scan.cbct.array[seen].min() > outside[0]


def test_any_axis_order_is_scanned_in_the_same_place():
    turned = Volume(
        np.ascontiguousarray(water(bones=True).array[::-1]),
        (30.0, -20.0, 75.0),
        water().spacing,
        (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, -1.0),
    )
    one, other = scanned(water(bones=True)), scanned(turned)
    assert other.cbct.grid == turned.grid
    np.testing.assert_array_equal(one.cbct.array, other.cbct.array[::-1])


def test_the_same_parameters_give_the_same_scan():
    settings = {"photons": 1e5, "ring_gain": 0.005, "seed": 3}
    again = simulate_cone_beam(water(), ConeBeamParameters(**HALF_FAN, **settings), engine="torch")
    one, other = scanned(**settings).cbct.array, again.cbct.array
    np.testing.assert_array_equal(one, other)
    assert (one != scanned(**{**settings, "seed": 4}).cbct.array).any()


def test_drawn_parameters_stay_in_their_ranges_and_use_them():
    drawn = [draw_parameters(seed) for seed in range(300)]
    for name in ("kilovolts", "pixel_mm", "scatter", "photons", "hann_cut"):
        values = [getattr(p, name) for p in drawn]
        low, high = RANGES[name]
        assert low <= min(values) <= max(values) <= high
        assert max(values) - min(values) > 0.8 * (high - low)
    for p in drawn:
        assert RANGES["few_views"][0] <= p.views <= RANGES["views"][1]
        assert p.breathing_mm == 0 or p.breathing_mm >= RANGES["breathing_mm"][0]
        assert all(abs(shift) <= RANGES["shift_mm"][1] for shift in p.shift_mm)
    c_arms = np.mean([p.scanner == "c-arm" for p in drawn])
    assert c_arms == pytest.approx(SHARES["c-arm"], abs=0.08)
    assert any(p.detector_offset_mm > 0 for p in drawn)
    assert any(p.arc_degrees < 200 for p in drawn)


def test_parameters_survive_their_record(tmp_path):
    scan = scanned(grey_offset=40.0, isocentre_mm=(1.0, 2.0, 3.0))
    path = tmp_path / "scan.json"
    path.write_text(json.dumps(scan.record()), encoding="utf-8")
    assert parameters_from(read_parameters(path)) == scan.parameters


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not valid JSON"),
        ("[1]", "must hold a JSON object"),
        ('{"kilovolt": 100}', "Unknown parameters of a cone-beam scan: kilovolt"),
        ('{"views": "many"}', "wrong type"),
    ],
)
def test_bad_parameters_are_refused(tmp_path, content, words):
    path = tmp_path / "scan.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_parameters(path)


def test_the_engine_does_not_depend_on_what_is_installed():
    scan = simulate_cone_beam(water(), ConeBeamParameters(**{**HALF_FAN, "views": 12}))
    assert scan.record()["engine"] == "torch"


@pytest.mark.skipif(rtk.is_installed(), reason="RTK is installed")
def test_rtk_is_never_replaced_in_silence():
    with pytest.raises(ResourceError, match="pip install itk-rtk"):
        simulate_cone_beam(water(), ConeBeamParameters(**HALF_FAN), engine="rtk")


def test_an_unknown_engine_is_refused():
    with pytest.raises(InputError, match="'astra' is unknown"):
        simulate_cone_beam(water(), ConeBeamParameters(**HALF_FAN), engine="astra")
