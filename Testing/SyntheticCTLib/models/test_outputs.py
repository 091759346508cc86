"""What a model's metadata say of its channels, its interval and how that was calibrated."""

import json
from dataclasses import replace

import pytest
from monai.bundle import verify_net_in_out

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.models import load_model
from SyntheticCTLib.models.bundle import take_calibration, write_calibration
from SyntheticCTLib.models.info import read_info
from SyntheticCTLib.models.outputs import EVEN_BOUNDS, OUTPUTS, Calibration, Interval

FITTED = Calibration(0.9, 1.25, 0.4, ("one", "two"), guaranteed=False)


@pytest.fixture
def doubting(make_model_folder, tmp_path):
    return make_model_folder(tmp_path / "doubting", doubts=True)


def test_a_model_without_a_word_on_it_has_one_output_and_no_interval(model_folder):
    info = read_info(model_folder)
    assert (info.outputs, info.interval) == (("value",), None)


def test_a_model_that_doubts_is_written_and_read_with_what_each_channel_is(doubting):
    info = load_model(doubting).info
    assert info.outputs == OUTPUTS
    assert info.interval == Interval((0.05, 0.95))
    written = info.metadata.network_data_format["outputs"]["pred"]
    assert written["num_channels"] == 4
    assert written["channel_def"]["3"] == "logit of bone, marrow included"


def test_monai_finds_the_channels_that_the_metadata_name(doubting):
    configs = doubting / "configs"
    verify_net_in_out(
        net_id="network_def",
        meta_file=str(configs / "metadata.json"),
        config_file=str(configs / "inference.json"),
        device="cpu",
        n=4,
    )


def test_a_calibration_is_kept_with_the_model_and_its_weights_stay(doubting):
    before = read_info(doubting)
    after = write_calibration(doubting, FITTED)
    assert after.interval == Interval((0.05, 0.95), FITTED)
    assert after.sha256 == before.sha256
    assert load_model(doubting).info.interval.calibration == FITTED


def test_a_model_takes_over_what_was_measured_of_its_twin(doubting, make_model_folder, tmp_path):
    twin = make_model_folder(tmp_path / "twin", doubts=True)
    with pytest.raises(ModelError, match="twin has no calibrated interval"):
        take_calibration(doubting, read_info(twin))

    taken = take_calibration(doubting, write_calibration(twin, FITTED))

    assert taken.interval == Interval((0.05, 0.95), FITTED)


def test_a_model_without_bounds_is_calibrated_with_even_ones(
    model_folder, doubting, make_model_folder, tmp_path
):
    with pytest.raises(ModelError, match="gives no interval, and its twin"):
        take_calibration(model_folder, write_calibration(doubting, FITTED))
    info = write_calibration(model_folder, FITTED)
    assert info.interval == replace(EVEN_BOUNDS, calibration=FITTED)
    assert info.outputs == ("value",)
    plain = make_model_folder(tmp_path / "plain")
    assert take_calibration(plain, info).interval == info.interval


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("outputs", ["value", "bone"], "outputs must be"),
        ("interval", {"quantiles": [0.9, 0.1]}, "quantiles must rise"),
        ("interval", {}, "quantiles"),
        ("interval", {"quantiles": [0.1, 0.9], "band": 0}, "band must be positive"),
        (
            "interval",
            {"quantiles": [0.05, 0.95], "calibration": {**FITTED.to_dict(), "factor": 0}},
            "factor must be positive",
        ),
    ],
)
def test_metadata_that_make_no_sense_are_refused(doubting, field, value, said):
    path = doubting / "configs" / "metadata.json"
    metadata = json.loads(path.read_text())
    metadata["synthetic_ct"][field] = value
    path.write_text(json.dumps(metadata))
    with pytest.raises(ModelError, match=said):
        read_info(doubting)
