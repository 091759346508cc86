"""What is no CT in HU is refused before any work, wherever HU are measured."""

import json
from dataclasses import replace

import numpy as np
import pytest

from SyntheticCTLib import (
    check_surface,
    compare,
    evaluate,
    extract_surface,
    make_limb_phantom,
    segment_tissues,
    write_volume,
)
from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.guards.gate import check_cone_beam, check_ct, check_ct_pair
from SyntheticCTLib.guards.scale import scaling_of
from SyntheticCTLib.guards.two_peaks import halved_or_doubled
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.jobs.place import PlaceJob


@pytest.fixture(scope="module")
def phantom():
    return make_limb_phantom(size=(40, 40, 12), spacing=(4.0, 4.0, 8.0))


@pytest.fixture(scope="module")
def ct(phantom):
    return replace(phantom.ct, metadata={})


def values(ct, array):
    return ct.with_array(np.asarray(array))


def stored_from_zero(array):
    return np.clip(array + 1024, 0, 4095)


def noisy(array):
    """Air of a scan is never one value."""
    return array + np.random.default_rng(0).normal(0, 15, array.shape)


def circle(array):
    """The field of view of a round scan."""
    j, i = np.indices(array.shape[1:]) - (array.shape[1] - 1) / 2
    return np.broadcast_to(np.hypot(j, i) < array.shape[1] / 2, array.shape)


FAULTS = {
    "stored from 0": (stored_from_zero, "subtract 1024"),
    "without a sign": (lambda a: a.astype(np.int16).astype(np.uint16), "subtract 65536"),
    "an offset of 16 bits": (lambda a: (a + 32768).astype(np.uint16), "subtract 32768"),
    "intercept twice": (lambda a: a - 1024, "add 1024"),
    "0 to 1": (lambda a: stored_from_zero(a) / 4095.0, "scaled"),
    "thousandths": (lambda a: a / 1000.0, "scaled"),
    "filled": (lambda a: np.where(a < -900, 30000, a), "are exactly 30000"),
    "a tenth": (lambda a: noisy(a) * 0.1, "divide by 0.1"),
    "a tenth, padded": (lambda a: np.where(circle(a), noisy(a) * 0.1, -1024), "divide by 0.1"),
    "twice as much": (lambda a: noisy(a) * 2, "divide by 2"),
    "ten times": (lambda a: a * 10, "divide by 10"),
    "with the sign turned": (lambda a: -a, "divide by -1"),
    "8 bits": (lambda a: np.clip((a + 160) / 400 * 255, 0, 255).astype(np.uint8), "nothing below"),
}


@pytest.mark.parametrize(("change", "advice"), FAULTS.values(), ids=FAULTS)
def test_values_that_are_no_hounsfield_units_are_refused_with_range_and_advice(ct, change, advice):
    wrong = values(ct, change(ct.array))
    low, high = float(wrong.array.min()), float(wrong.array.max())
    with pytest.raises(InputError, match=advice) as caught:
        check_ct(wrong)
    assert f"values from {low:g} to {high:g}" in str(caught.value)
    assert "--force" in str(caught.value)


@pytest.mark.parametrize(
    "whole",
    [
        lambda a: np.where(a < -400, -1024, a),
        lambda a: np.where(a < -400, -2000, noisy(a)),
        lambda a: noisy(np.full_like(a, -110)),
        lambda a: noisy(np.pad(a[:, 14:26, 14:26], ((0, 0), (14, 14), (14, 14)), "symmetric")),
        lambda a: np.clip(a, -1000, 800),
    ],
    ids=["masked", "padded", "fat alone", "within a limb", "clipped"],
)
def test_hounsfield_units_without_air_or_with_padding_are_no_other_scale(ct, whole):
    assert check_ct(values(ct, whole(ct.array))) == []


def test_a_ct_passes_with_padding_far_below_air_and_whatever_its_header_says(ct):
    assert check_ct(ct) == []
    _, j, i = np.indices(ct.array.shape)
    outside = (j - 19.5) ** 2 + (i - 19.5) ** 2 > 19.5**2
    for padding in (-2000, -3024):
        assert check_ct(values(ct, np.where(outside, padding, ct.array))) == []
    assert check_ct(ct.with_array(ct.array, modality="CBCT")) == []


@pytest.mark.parametrize("modality", ["MR", "PT", "RTDOSE"])
def test_the_header_decides_what_an_image_is(ct, modality):
    with pytest.raises(InputError, match=f"its header says {modality}"):
        check_ct(ct.with_array(ct.array, modality=modality))


def test_an_mr_never_becomes_bone(phantom):
    mr = replace(phantom.mr, metadata={})
    for measure in (
        extract_surface,
        segment_tissues,
        lambda image: evaluate(image, phantom.ct),
        lambda image: evaluate(phantom.ct, image),
        lambda image: check_surface(phantom.ct, image),
        lambda image: check_surface(image, phantom.ct),
        lambda image: compare(phantom.ct, image),
        lambda image: compare(image, phantom.ct),
    ):
        with pytest.raises(InputError, match="not in HU"):
            measure(mr)


def test_the_file_beside_an_image_says_what_it_is(ct, tmp_path):
    path = tmp_path / "scan.nii.gz"
    write_volume(ct, path)
    (tmp_path / "scan.json").write_text(json.dumps({"Modality": "MR"}))
    with pytest.raises(InputError, match=r"CT \(scan.nii.gz\) is no CT \(scan.json beside it says"):
        check_ct(read_volume(path))
    (tmp_path / "scan.json").write_text("[")
    assert check_ct(read_volume(path)) == []


def test_a_synthetic_image_is_no_real_ct_and_swapped_ones_are_named(ct, tmp_path):
    for name in ("sct", "ct"):
        write_volume(ct, tmp_path / f"{name}.nii.gz")
    record = {"model": {"id": "m"}, "scale": {"modality": "CT", "unit": "HU"}}
    (tmp_path / "sct.json").write_text(json.dumps(record))
    sct, real = (read_volume(tmp_path / f"{name}.nii.gz") for name in ("sct", "ct"))
    assert check_ct_pair(sct, real) == []
    with pytest.raises(InputError, match="swapped"):
        check_ct_pair(real, sct)
    with pytest.raises(InputError, match="model m"):
        check_ct_pair(sct, sct)
    (sentence,) = check_ct_pair(real, sct, force=True)
    assert sentence.startswith("Forced: the CT (sct.nii.gz) is synthetic")


def test_force_passes_all_but_what_is_no_number_and_is_recorded(ct):
    shifted = values(ct, stored_from_zero(ct.array))
    found = evaluate(shifted, shifted, force=True)
    assert [sentence.split("(")[0] for sentence in found.warnings] == [
        "Forced: the sCT is not in HU ",
        "Forced: the CT is not in HU ",
    ]
    assert segment_tissues(shifted, force=True).record["warnings"][0].startswith("Forced")
    array = ct.array.astype(np.float32)
    array[1, 2, 3] = np.nan
    with pytest.raises(InputError, match="not numbers"):
        extract_surface(values(ct, array), force=True)


def test_commands_that_take_a_ct_refuse_an_mr_before_work(phantom, tmp_path, capsys):
    write_volume(phantom.ct, tmp_path / "ct.nii.gz")
    write_volume(phantom.mr, tmp_path / "mr.nii.gz")
    ct, mr, out = (str(tmp_path / name) for name in ("ct.nii.gz", "mr.nii.gz", "out.nii.gz"))
    commands = (
        ["simulate-cbct", mr, "-o", out],
        ["calibration", ct, mr],
        ["calibration", ct, ct, "--reference", mr],
        ["models", "compare", mr, mr],
        ["case", mr, mr, "-o", str(tmp_path / "case")],
    )
    for command in commands:
        assert main([*command, "--quiet"]) == 2, command
        said = capsys.readouterr().err
        assert "no CT in HU" in said or "not in HU" in said, said
        assert "--force" in said, said
    for pair in ((mr, ct), (ct, mr)):
        with pytest.raises(InputError, match="not in HU"):
            run_job(PlaceJob(*pair, out))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ct.nii.gz", "mr.nii.gz"]


def test_a_cone_beam_ct_may_have_any_grey_values_but_no_other_kind(ct):
    grey = ct.with_array(ct.array + 1500)
    assert check_cone_beam(grey) == []
    with pytest.raises(InputError, match="its header says MR"):
        check_cone_beam(grey.with_array(grey.array, modality="MR"))
    assert check_cone_beam(grey.with_array(grey.array, modality="MR"), force=True)


def test_a_drawn_distance_and_a_wide_bone_are_no_scaled_ct():
    """Analytic images have values far beyond HU, or much bone, and air where air belongs."""
    k, j, i = np.indices((20, 30, 30))
    distance = 400.0 * (14.0 - np.hypot(j - 15, i - 15)) + k
    fin = np.where(i < 12, 1000.0, -1000.0)

    found = scaling_of(distance)
    assert found is None or not found.sure
    assert scaling_of(fin) is None


def within_a_limb(bone_share):
    """Fat, muscle and bone as a scan has them, and no air, [k, j, i]."""
    rng = np.random.default_rng(1)
    shares = [0.3, 0.7 - bone_share, bone_share]
    tissue = rng.choice([-105.0, 45.0, 700.0], (12, 40, 40), p=shares)
    return tissue + rng.normal(0, 20, tissue.shape)


@pytest.mark.parametrize("factor", [0.1, 0.2, 4.0, 10.0])
def test_a_scaled_ct_that_shows_bone_and_no_air_is_refused_whatever_its_header_says(ct, factor):
    with pytest.raises(InputError, match=f"divide by {factor:g}"):
        check_ct(ct.with_array(within_a_limb(0.05) * factor, modality="CT"))


@pytest.mark.parametrize("factor", [0.1, 0.2, 4.0])
def test_a_ct_that_may_be_scaled_passes_with_a_warning(ct, factor):
    (told,) = check_ct(ct.with_array(within_a_limb(0.001) * factor, modality="CT"))
    assert "may not be in HU" in told
    assert f"divide by {factor:g}" in told


@pytest.mark.parametrize("padding", [-1024, -2000, -3024])
def test_padding_below_does_not_hide_that_a_ct_is_stored_from_0(ct, padding):
    outside = np.where(circle(ct.array), noisy(ct.array) + 1024, padding)
    beside = np.where(np.arange(40) < 12, padding, within_a_limb(0.05) + 1024)
    for array in (outside, beside):
        with pytest.raises(InputError, match="subtract 1024"):
            check_ct(ct.with_array(array, modality="CT"))


def test_an_intercept_applied_twice_is_told_without_air_and_a_limb_without_air_passes(ct):
    (told,) = check_ct(values(ct, within_a_limb(0.05) - 1024))
    assert "shows hardly any tissue" in told
    assert "add 1024" in told
    assert check_ct(values(ct, within_a_limb(0.05))) == []


@pytest.mark.parametrize("value", [-1000, 0, 40])
def test_one_value_everywhere_is_no_ct(ct, value):
    empty = values(ct, np.full(ct.array.shape, value, np.int16))
    with pytest.raises(InputError, match=f"The CT is {value} everywhere and holds no image"):
        check_ct(empty)
    with pytest.raises(InputError, match="The sCT is"):
        compare(empty, ct)


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_noisy_ct_without_air_times_two_or_a_half_is_told_by_its_fat_and_muscle(ct, factor):
    rng = np.random.default_rng(3)
    noisy_one = within_a_limb(0.01) + rng.normal(0, 30, (12, 40, 40))
    assert check_ct(values(ct, noisy_one)) == []
    (told,) = check_ct(values(ct, noisy_one * factor))
    assert "may not be in HU" in told
    assert halved_or_doubled(noisy_one.ravel()) is None
    assert halved_or_doubled(noisy_one.ravel() * factor) == factor
