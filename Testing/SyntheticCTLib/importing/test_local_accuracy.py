"""Somebody else's model, which gives no bounds, says what to expect after local pairs were seen."""

import json

import numpy as np
import pytest
import torch
from torch import nn

from SyntheticCTLib import synthesize
from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import EXIT_REFUSED
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.models import load_model, read_info
from SyntheticCTLib.models.outputs import EVEN_BOUNDS
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.surface.measure.expected import expected_accuracy

NAMES = ("first", "other", "second")

#: The pairs' MR shows HU / 4 + 300, somewhat blurred: so the right answer is a straight line.
LINE = {"mean": 0.0, "sd": 1000.0}


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    folder, rng = tmp_path_factory.mktemp("pairs"), np.random.default_rng(0)
    rows = ["id,fold,grade"]
    for number, name in enumerate(NAMES):
        ct = make_limb_phantom(size=(32, 32, 8), spacing=(5.0, 5.0, 10.0), seed=number).ct
        shown = ct.array / 4 + 300 + rng.normal(0, 3 + number, ct.array.shape)
        mr = ct.with_array(np.clip(shown, 0, None).astype(np.int16), modality="MR")
        mask = ct.with_array(np.ones(ct.array.shape, np.uint8))
        for what, image in (("mr", mr), ("ct", ct), ("mask", mask)):
            write_volume(
                image.with_array(image.array.astype(np.int16)), folder / f"{name}_{what}.nii.gz"
            )
        rows.append(f"{name},{number},A")
    (folder / "alignment.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def model(tmp_path, about, add):
    """A network that hands on what it is shown."""
    same = nn.Conv3d(1, 1, 1, bias=False)
    nn.init.constant_(same.weight, 1.0)
    path = tmp_path / "line.pt"
    torch.jit.trace(nn.Sequential(same), torch.randn(1, 1, 8, 16, 16)).save(path)
    tile = {"patch_size": [8, 32, 32]}
    scale = {"input_scale": [{"do": "z-score", "mean": 300.0, "sd": 250.0}], "output_scale": LINE}
    path.with_suffix(".json").write_text(json.dumps({**about, **tile, **scale}))
    return add(path).info.folder


def test_every_ct_of_it_has_bounds_and_an_expected_accuracy(tmp_path, pairs, model, capsys):
    mr = read_volume(pairs / "first_mr.nii.gz")
    mr = mr.with_array(mr.array, modality="MR")
    before = synthesize(mr, load_model(model), device="cpu")
    assert (before.lower, expected_accuracy(before)) == (None, None)

    assert main(["calibrate-interval", str(model), str(pairs), "--quiet"]) == 0

    assert "within bounds" in capsys.readouterr().out
    interval = read_info(model).interval
    assert interval.band == EVEN_BOUNDS.band
    assert interval.surface.patients == NAMES
    made = synthesize(mr, load_model(model), device="cpu")
    np.testing.assert_array_equal(made.volume.array, before.volume.array)
    away, hu = interval.calibration.factor * interval.band, made.volume.array.astype(float)
    for bound, side in ((made.lower, -1), (made.upper, 1)):
        wanted = np.clip(hu + side * away, -1024, 3071)
        assert np.abs(bound.array - wanted).max() <= 0.51
    ct = read_volume(pairs / "first_ct.nii.gz").array
    assert np.mean((ct >= made.lower.array) & (ct <= made.upper.array)) > 0.85
    assert made.bone_probability is None
    assert made.expected_error.array.min() >= 0
    expected = expected_accuracy(made)
    assert 0 <= expected.lowest <= expected.share <= expected.highest <= 1
    call = ["synthesize", str(pairs / "first_mr.nii.gz"), "-o", str(tmp_path / "sct.nrrd")]
    call += ["--model", str(model), "--modality", "MR", "--bounds"]
    assert main(call) == 0
    assert "Expected within 2 mm of the bone surface" in capsys.readouterr().out
    assert (tmp_path / "sct_lower.nrrd").is_file()
    assert not (tmp_path / "sct_bone_probability.nrrd").exists()


def test_a_model_that_makes_no_ct_has_no_bounds_to_calibrate(pairs, capsys):
    assert main(["calibrate-interval", "ct-to-mr-limb", str(pairs), "--quiet"]) == EXIT_REFUSED
    assert "bounds are calibrated of models that make a CT" in capsys.readouterr().err
