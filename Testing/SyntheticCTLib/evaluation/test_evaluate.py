"""The one call that gives every figure."""

import json

import numpy as np
import pytest

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.evaluation.evaluate import evaluate
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import CancelToken


def test_every_figure_is_there_and_plausible(sct, ct):
    found = evaluate(sct, ct)
    assert set(found.figures) == {
        "mae",
        "mean_error",
        "mse",
        "psnr",
        "ms_ssim",
        "pearson_r",
        "bone_precision",
        "bone_recall",
        "bone_dice",
        "dice_above_bone_threshold",
    }
    assert found.figures["mean_error"].value == pytest.approx(10, abs=1)
    assert found.figures["mse"].value == pytest.approx(1000, rel=0.05)
    assert found.figures["pearson_r"].value > 0.99
    assert found.figures["bone_dice"].value > 0.9
    assert 0.5 < found.figures["ms_ssim"].value < 1


def test_the_default_region_is_the_body_without_the_air(sct, ct):
    found = evaluate(sct, ct)
    assert found.region.voxels == pytest.approx(np.count_nonzero(ct.array > -500), rel=0.15)
    assert found.region.volume_ml == pytest.approx(found.region.voxels * 20 / 1000)
    assert sum(row.voxels for row in found.tissues) == found.region.voxels
    assert sum(entry.voxels for entry in found.hu_bias) == found.region.voxels


def test_a_given_mask_is_what_counts(sct, ct):
    mask = np.zeros(ct.array.shape, np.uint8)
    mask[12, 30, 28:32] = 7
    found = evaluate(sct, ct, ct.with_array(mask))
    assert found.region.voxels == 4
    assert found.region.description == "the given mask"


def test_figures_that_a_mask_does_not_define_are_null_with_a_reason_in_json(sct, ct):
    one = np.zeros(ct.array.shape, np.uint8)
    one[tuple(np.argwhere(ct.array < 0)[0])] = 1
    plain = json.loads(json.dumps(evaluate(sct, ct, ct.with_array(one)).to_dict(), allow_nan=False))
    undefined = {name for name, found in plain["figures"].items() if found["value"] is None}
    assert {"pearson_r", "bone_recall"} <= undefined
    assert all(plain["figures"][name]["note"] for name in undefined)


def test_an_empty_mask_is_refused(sct, ct):
    nothing = ct.with_array(np.zeros(ct.array.shape, np.uint8))
    with pytest.raises(InputError, match="The mask is empty: no voxel is above 0"):
        evaluate(sct, ct, nothing)


def test_identical_images_are_json_too(ct):
    plain = json.loads(json.dumps(evaluate(ct, ct).to_dict(), allow_nan=False))
    assert plain["figures"]["mae"]["value"] == 0
    assert plain["figures"]["ms_ssim"]["value"] == pytest.approx(1)
    assert plain["figures"]["psnr"]["note"].startswith("infinite")


def test_a_constant_sct_has_errors_but_no_correlation(ct):
    found = evaluate(ct.with_array(np.full_like(ct.array, 40)), ct, force=True).figures
    assert found["mae"].value > 0
    assert found["pearson_r"].value is None
    assert found["bone_precision"].value is None
    assert found["bone_recall"].value == 0


def test_different_grids_are_one_sentence(sct, ct):
    moved = Volume(ct.array, spacing=ct.spacing)
    with pytest.raises(InputError, match="different grids") as caught:
        evaluate(sct, moved)
    assert "compare" in str(caught.value)


def test_values_that_are_not_finite_are_refused_inside_the_region_only(sct, ct):
    broken = sct.array.astype(np.float32)
    broken[11, 31, 29] = np.nan
    with pytest.raises(InputError, match="sCT holds 1 NaN"):
        evaluate(sct.with_array(broken), ct)
    mask = np.ones(ct.array.shape, np.uint8)
    mask[11, 31, 29] = 0
    assert evaluate(sct.with_array(broken), ct, ct.with_array(mask)).figures["ms_ssim"].value > 0


def test_progress_rises_to_one(sct, ct):
    fractions = []
    evaluate(sct, ct, progress=lambda report: fractions.append(report.fraction))
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert len(fractions) > 4


def test_cancel_stops_it(sct, ct):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        evaluate(sct, ct, cancel=token)
