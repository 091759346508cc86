"""A cone-beam CT becomes a CT on its own grid, marked or filled where nothing was seen."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from torch import nn

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model
from SyntheticCTLib.models.info import info_from_metadata
from SyntheticCTLib.models.metadata import Block, Frame, ModelMetadata, Tiling, WeightsFile
from SyntheticCTLib.preprocessing.intensity import AIR_AND_TISSUE
from SyntheticCTLib.synthesis.synthesize import synthesize

SHAPE = (10, 48, 48)
J, I = np.indices(SHAPE[1:]) - 23.5  # noqa: E741 - the axes' names
DISC = np.broadcast_to(J**2 + I**2 < 21**2, SHAPE)
BODY = np.broadcast_to(J**2 + (I / 1.1) ** 2 < 14**2, SHAPE)


def true_hu():
    array = np.where(BODY, 33.0, -1000.0)
    array[:, 18:24, 20:28] = 700
    return array


def cbct(scale=0.8, offset=130.0):
    grey = scale * (true_hu() + 1000) - 1000 + offset
    array = np.where(DISC, grey, -2000).astype(np.float32)
    return Volume(array, (3.0, 4.0, 5.0), (3.0, 3.0, 4.0), metadata={"modality": "CT"})


@pytest.fixture
def model():
    scale = {"mean": -200.0, "sd": 400.0, "clip": [-1024.0, 3071.0]}
    block = Block(
        "CBCT",
        "CT",
        ("pelvis",),
        Frame("LPS", (3.0, 3.0, 4.0)),
        {"kind": AIR_AND_TISSUE, **scale},
        {"kind": "HU", **scale},
        outside_value=-1024.0,
        patch_size=(8, 16, 16),
        size_divisor=(4, 4, 4),
        blending=Tiling("gaussian", 0.25),
        weights=WeightsFile("none", "0" * 64, 0, 0),
    )
    metadata = ModelMetadata("Identity", "1", block).to_dict()
    return Model(info_from_metadata(metadata, Path("identity")), nn.Identity())


def test_grey_values_become_hu_on_the_input_s_grid(model):
    made = synthesize(cbct(), model=model, device="cpu")
    assert made.volume.grid == cbct().grid
    assert made.volume.array.dtype == np.int16
    np.testing.assert_allclose(made.volume.array[DISC], true_hu()[DISC], atol=25)


def test_outside_the_field_of_view_nothing_is_invented(model):
    made = synthesize(cbct(), model=model, device="cpu")
    np.testing.assert_array_equal(made.field_of_view.array, DISC)
    assert (made.volume.array[~DISC] == -1024).all()


def test_a_prior_ct_fills_what_was_not_seen_and_is_recorded(model):
    prior = replace(cbct(), array=np.full(SHAPE, 33.0) - 1033.0 * (~BODY & DISC))
    made = synthesize(cbct(), model=model, device="cpu", prior=prior)
    assert (made.volume.array[~DISC] == 33).all()
    np.testing.assert_allclose(made.volume.array[DISC], true_hu()[DISC], atol=25)
    assert made.record.parameters["prior"] == "a volume"


def test_the_record_names_the_planning_ct_without_its_folder(model, tmp_path):
    file = tmp_path / "doe_jane" / "planning.nii.gz"
    file.parent.mkdir()
    write_volume(replace(cbct(), array=true_hu().astype(np.float32)), file)
    for prior in (file, read_volume(file)):
        made = synthesize(cbct(), model=model, device="cpu", method="network", prior=prior)
        assert made.record.parameters["prior"] == "planning.nii.gz"
        assert "doe_jane" not in str(made.record.to_dict())


def test_a_prior_that_is_no_ct_is_refused(model):
    signal = replace(cbct(), array=np.where(BODY, 500.0, 3.0), metadata={})
    with pytest.raises(InputError, match="prior CT is not in HU"):
        synthesize(cbct(), model=model, device="cpu", prior=signal)


def told(volume, model):
    """All that is said of an input."""
    return " ".join(
        doubt.sentence for doubt in synthesize(volume, model, device="cpu").record.warnings
    )


def noisy(tissue, outside=-2000.0, **changes):
    values = tissue + np.random.default_rng(0).normal(0, 35, SHAPE)
    return replace(cbct(), array=np.where(DISC, values, outside).astype(np.float32), **changes)


def test_an_mr_by_its_header_is_refused_and_an_empty_field_too(model):
    with pytest.raises(InputError, match=r"made for CBCT, but this looks like an MR"):
        synthesize(noisy(500.0, 0.0, metadata={"modality": "MR"}), model, device="cpu")
    with pytest.raises(InputError, match="shows only air"):
        synthesize(noisy(-1000.0), model, device="cpu")


def test_a_field_that_is_all_body_and_a_dental_scan_are_told_in_a_sentence(model):
    organs = np.where(J > 4, -30.0, 40.0)
    assert "No air is in the field of view" in told(noisy(organs), model)
    fine = noisy(organs, spacing=(0.3, 0.3, 0.3), metadata={"modality": "CBCT"})
    assert "looks like a dental cone-beam CT" in told(fine, model)


def test_the_synthesis_says_which_voxels_came_from_where(model):
    prior = replace(cbct(), array=np.full(SHAPE, 33.0) - 1033.0 * (~BODY & DISC))
    for method in ("auto", "network"):
        made = synthesize(cbct(), model, device="cpu", prior=prior, method=method, force=True)
        assert set(np.unique(made.came_from.array[~DISC])) == {3}
        assert set(np.unique(made.came_from.array[DISC])) <= {1, 2}


@pytest.mark.parametrize(
    ("method", "words"),
    [("shading", "corrected without a network"), ("network", "made by a neural network")],
)
def test_the_statement_says_whether_a_network_took_part(model, method, words):
    made = synthesize(cbct(), model, device="cpu", method=method)
    assert words in made.record.statement
