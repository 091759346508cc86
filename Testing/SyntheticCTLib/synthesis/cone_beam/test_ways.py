"""A trunk that outgrows the field of view: the way that is taken, and whose CT is refused."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.cone_beam import calibrate
from SyntheticCTLib.progress import UNWATCHED
from SyntheticCTLib.synthesis.cone_beam.checks import TissueCheck
from SyntheticCTLib.synthesis.cone_beam.ways import Ways
from SyntheticCTLib.synthesis.options import SynthesisOptions

SHAPE = (8, 72, 72)
GRID = ((-118.0, -118.0, 0.0), (3.3, 3.3, 6.0))
Y, X = (np.indices(SHAPE[1:]) - 35.5) * 3.3
RADIUS = np.hypot(X, Y)
SEEN = np.broadcast_to(RADIUS < 116, SHAPE)


@cache
def patient(seed=3):
    """Organs in fat, a spine, gas; no air round them."""
    random = np.random.default_rng(seed)
    hu = np.full(SHAPE, -105.0)
    for _ in range(28):
        x, y = random.uniform(-110, 110, 2)
        a, b = random.uniform(10, 30, 2)
        hu[:, ((X - x) / a) ** 2 + ((Y - y) / b) ** 2 < 1] = random.uniform(20, 55)
    hu[:, np.hypot(X - random.uniform(-60, 60), Y - 60) < 16] = 350
    hu[:, np.hypot(X + 40, Y + 20) < 9] = -950
    return hu


def ct(seed=3):
    return Volume(patient(seed).astype(np.float32), *GRID, metadata={"modality": "CT"})


@cache
def scan():
    shading = -250 + 180 * (RADIUS / 116) ** 2 + 2500 * np.exp(-(116 - RADIUS) / 6)
    noise = np.random.default_rng(0).normal(0, 20, SHAPE)
    return Volume(np.where(SEEN, patient() + shading + noise, -1000).astype(np.float32), *GRID)


def taken(prior=None, **options):
    calibrated = calibrate(scan())
    ways = Ways(
        scan(),
        (calibrated.volume, calibrated.field_of_view),
        lambda volume, mask, watch: volume.array,  # a network that changes nothing
        SynthesisOptions(prior_registration="none", **options),
        UNWATCHED,
    )
    return ways, ways.take(prior)


def error(way):
    return float(np.abs(way.hu - patient())[SEEN].mean())


def test_a_body_that_is_cut_has_its_shading_taken_off_before_the_network():
    _, way = taken()
    assert way.used.body_is_cut
    assert way.used.name == "shading+network"
    assert way.used.checks["shading+network"]["misplaced"] < 0.05
    assert way.warnings == ()
    assert error(way) < 40


def test_shading_alone_runs_no_network():
    _, way = taken(method="shading")
    assert list(way.used.checks) == ["shading"]
    assert error(way) < 40


def test_a_planning_ct_gives_its_hu_and_the_record_says_what_came_from_where():
    _, way = taken(ct(), method="prior")
    assert way.used.name == "line+prior"
    assert error(way) < 22
    voxels = way.used.voxels
    assert voxels["from_prior_outside"] == (~SEEN).sum()
    assert voxels["from_cbct"] + voxels["from_prior_at_rim"] == SEEN.sum()
    np.testing.assert_allclose(way.hu[~SEEN], patient()[~SEEN], atol=1)


def test_bone_that_the_scan_shows_too_dark_comes_to_where_the_planning_ct_has_it():
    spine = SEEN & (patient() > 300)
    dark = scan()
    dark.array[spine] -= 50
    ways = Ways(
        dark,
        (calibrate(dark).volume, SEEN),
        lambda *_: None,
        SynthesisOptions(method="prior"),
        UNWATCHED,
    )
    assert np.median(ways.take(ct()).hu[spine]) == pytest.approx(350, abs=30)


def test_gas_follows_the_scan_and_not_the_planning_ct():
    moved = ct()
    pocket = np.broadcast_to(np.hypot(X + 40, Y + 20) < 7, SHAPE)
    moved.array[np.broadcast_to(np.hypot(X + 40, Y + 20) < 12, SHAPE)] = 30
    _, way = taken(moved, method="prior")
    assert np.median(way.hu[pocket]) < -800


def test_the_planning_ct_of_another_patient_is_refused_unless_forced():
    with pytest.raises(InputError, match="does not look like the patient of the scan"):
        taken(ct(seed=77), method="prior")
    ways, way = taken(ct(seed=77), method="prior", force=True)
    assert "does not look like" in ways.forced[0]
    assert way.used.similarity < 0.37


def test_a_planning_ct_that_only_fills_must_be_the_patient_s_too():
    calibrated = calibrate(scan())
    shown = calibrated.volume, calibrated.field_of_view

    def checked(prior, **options):
        chosen = SynthesisOptions(method="network", **options)
        ways = Ways(scan(), shown, lambda *_: None, chosen, UNWATCHED)
        ways.check_patient(prior)
        return ways.forced

    assert checked(ct()) == []
    with pytest.raises(InputError, match="does not look like the patient of the scan"):
        checked(ct(seed=77))
    elsewhere = replace(ct(), origin=(500.0, 500.0, 0.0))
    with pytest.raises(InputError, match="less than half of what the scan saw"):
        checked(elsewhere)
    assert "less than half" in checked(elsewhere, force=True)[0]


def test_the_method_prior_needs_one():
    with pytest.raises(InputError, match="needs a planning CT"):
        taken(method="prior")


def with_network(network):
    calibrated = calibrate(scan())
    ways = Ways(
        scan(),
        (calibrated.volume, calibrated.field_of_view),
        network,
        SynthesisOptions(),
        UNWATCHED,
    )
    return ways.take(None)


def test_a_network_that_fails_altogether_changes_nothing_in_a_body_that_is_cut():
    way = with_network(lambda *_: np.full(SHAPE, -400, np.float32))
    assert way.warnings == ()
    assert error(way) < 40


def test_a_network_that_shifts_a_whole_region_of_a_cut_body_is_believed_less():
    def shifting(volume, _mask, _watch):
        return volume.array + np.where(X > 0, 80, 0).astype(np.float32)

    _, plain = taken(method="shading")
    change = with_network(shifting).hu - plain.hu
    right, left = SEEN & (X > 40) & (RADIUS < 100), SEEN & (X < -40) & (RADIUS < 100)
    assert np.abs(change[left]).mean() < 3
    assert 40 < np.median(change[right]) < 60  # of 80


def test_the_level_alone_is_the_last_resort():
    ways, _ = taken(method="shading")
    assert [*ways._order("auto", with_prior=False)] == ["shading+network", "shading", "line"]
    line = ways._made("line")
    assert (line[~SEEN] == -1024).all()
    assert ways._checked(line).penalty > ways._checked(ways._made("shading")).penalty  # a rim


def test_gas_in_the_bowel_is_no_air_around_the_body():
    calibrated = calibrate(scan())
    ways = Ways(scan(), (calibrated.volume, SEEN), lambda *_: None, SynthesisOptions(), UNWATCHED)
    assert (patient() < -900).any()
    assert ways._is_cut


def test_a_network_alone_is_held_against_the_tissues_and_the_better_method_is_named():
    ways, _ = taken(method="shading")
    assert ways.doubts_of_network(patient().astype(np.float32)) == ()
    (sentence,) = ways.doubts_of_network(np.full(SHAPE, -400, np.float32))
    assert "100% of the voxels where no tissue lies" in sentence
    assert "The method auto and the method shading" in sentence


def in_air(soft=0.0):
    """A body in air, soft tissue and fat off by so many HU; its scan, and what is true."""
    hu = np.where(RADIUS < 80, patient(), -1000.0)
    body = SEEN & (RADIUS < 80)
    noise = np.random.default_rng(0).normal(0, 20, SHAPE)
    scan_of_it = np.where(SEEN, hu + noise, -2000).astype(np.float32)
    return np.where(body & (hu > -900), hu + soft, hu).astype(np.float32), scan_of_it


def test_soft_tissue_that_the_network_leaves_dark_is_raised_and_the_record_says_by_how_much():
    dark, grey = in_air(-40.0)
    volume = Volume(grey, *GRID)
    calibrated = calibrate(volume)
    shown = calibrated.volume, calibrated.field_of_view
    way = Ways(volume, shown, lambda *_: dark, SynthesisOptions(), UNWATCHED).take(None)
    assert not way.used.body_is_cut
    assert way.used.name == "network"
    assert way.used.raised_hu == pytest.approx(40, abs=12)
    soft = (RADIUS < 80) & (patient() > 0) & (patient() < 100)
    assert np.median(way.hu[soft] - patient()[soft]) == pytest.approx(0, abs=12)
    assert taken()[1].used.raised_hu is None


def test_a_picture_with_much_against_it_is_told_though_it_is_taken():
    good = TissueCheck(35.0, -100.0, 5.0, 0.02, 1.3)
    bad = replace(good, off_hu=36.0, misplaced=0.055)
    assert bad.passed
    assert bad.doubted
    assert good.passed
    assert not good.doubted
    assert replace(good, likeness=1.0).doubted


def test_a_planning_ct_with_contrast_medium_is_told():
    plain = ct()
    plain.array[plain.array > 300] = 700  # a spine
    bright = plain.with_array(plain.array.copy())
    bright.array[np.broadcast_to(np.hypot(X - 20, Y + 10) < 30, SHAPE)] = 180
    _, way = taken(bright, method="prior", force=True)
    assert any("planning CT shows contrast medium" in sentence for sentence in way.warnings)
    assert taken(plain, method="prior")[1].warnings == ()
