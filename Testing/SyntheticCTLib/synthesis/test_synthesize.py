"""The whole way with networks whose right answer is known: the grid, the place, the record."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
import torch
from scipy.ndimage import binary_erosion
from scipy.spatial.transform import Rotation
from torch import nn

from SyntheticCTLib.errors import Cancelled, InputError, ModelError, ResourceError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model
from SyntheticCTLib.models.info import info_from_metadata
from SyntheticCTLib.models.metadata import Block, Frame, ModelMetadata, Tiling, WeightsFile
from SyntheticCTLib.progress import CancelToken
from SyntheticCTLib.synthesis.record import SynthesisRecord
from SyntheticCTLib.synthesis.synthesize import synthesize

CENTRE = np.array([12.5, -230.0, 811.0])
HALF_AXES = np.array([24.0, 19.0, 30.0])


def hounsfield_at(points):
    """HU of a tilted gradient in an ellipsoid body; points are LPS mm, shape (..., 3)."""
    offset = points - CENTRE
    inside = ((offset / HALF_AXES) ** 2).sum(axis=-1) < 1
    return np.where(inside, 40.0 + offset @ np.array([3.0, -5.0, 2.0]), -1000.0)


def placed(direction, spacing, size=(30, 26, 28)):
    """The body on a grid with the given axes, centred on it."""
    middle = direction @ ((np.array(size) - 1) / 2 * spacing)
    empty = Volume(
        np.zeros(size[::-1], np.int16),
        tuple(CENTRE - middle),
        tuple(spacing),
        tuple(direction.ravel()),
        {"modality": "CT", "source": "made by the test", "dicom:PatientID": "42"},
    )
    indices = np.stack(np.meshgrid(*map(np.arange, size), indexing="ij"), -1)
    points = indices @ (direction * spacing).T + np.array(empty.origin)
    values = np.rint(hounsfield_at(points)).astype(np.int16)
    return replace(empty, array=values.transpose(2, 1, 0).copy())


def ct_to_ct(network=None, spacing=(2.0, 2.0, 2.0)):
    """A model that gives back the CT that it is given, when its network is the identity."""
    scale = {"kind": "HU", "mean": -100.0, "sd": 300.0, "clip": [-1024, 3071]}
    block = Block(
        "CT",
        "CT",
        ("limb",),
        Frame("LPS", spacing),
        scale,
        scale,
        outside_value=-1024.0,
        patch_size=(16, 16, 16),
        size_divisor=(4, 4, 4),
        blending=Tiling("gaussian", 0.25),
        weights=WeightsFile("none", "0" * 64, 0, 0),
    )
    metadata = ModelMetadata("Identity", "1", block).to_dict()
    info = info_from_metadata(metadata, Path("identity"))
    return Model(info, network or nn.Identity())


def mr_to_ct():
    """A model whose CT is 100 HU times the z-score of the MR."""
    model = ct_to_ct()
    info = replace(
        model.info,
        input_modality="MR",
        input_normalisation={"kind": "z-score in body"},
        output_normalisation={"kind": "HU", "mean": 0.0, "sd": 100.0, "clip": [-1024, 3071]},
    )
    return replace(model, info=info)


def core(volume):
    """The inside of the body, two voxels from its skin."""
    return binary_erosion(volume.array > -500, iterations=2)


def test_grid_and_content_stay_in_every_axis_orientation(axis_orientation):
    volume = placed(axis_orientation, (2.0, 2.0, 2.0))

    result = synthesize(volume, model=ct_to_ct(), device="cpu").volume

    assert result.grid == volume.grid
    assert result.array.dtype == np.int16
    inside = core(volume)
    assert inside.sum() > 500
    assert np.abs(result.array[inside] - volume.array[inside].astype(int)).max() <= 1


@pytest.mark.parametrize("seed", range(4))
def test_grid_and_content_stay_on_oblique_anisotropic_grids(seed):
    direction = Rotation.random(random_state=seed).as_matrix()
    volume = placed(direction, (1.7, 2.3, 3.1), size=(44, 32, 24))

    result = synthesize(volume, model=ct_to_ct(), device="cpu").volume

    assert result.grid == volume.grid
    inside = binary_erosion(core(volume), iterations=1)
    assert inside.sum() > 500
    error = np.abs(result.array[inside] - volume.array[inside].astype(int))
    assert error.max() <= 6  # the gradient is 11 to 19 HU a voxel
    assert error.mean() < 0.6


def test_outside_the_body_is_the_outside_value():
    volume = placed(np.eye(3), (2.0, 2.0, 2.0))

    result = synthesize(volume, model=ct_to_ct(), device="cpu").volume

    corner = result.array[:3, :3, :3]
    assert (corner == -1024).all()


def test_outside_the_mr_field_of_view_is_the_outside_value():
    body = placed(np.eye(3), (2.0, 2.0, 2.0))
    signal = np.where(body.array > -500, body.array + 500, 5)
    signal[:, :, :12] = 0  # never scanned, in the middle of the body
    volume = replace(body, array=signal.astype(np.int16), metadata={"modality": "MR"})

    result = synthesize(volume, model=mr_to_ct(), device="cpu").volume

    assert (result.array[:, :, :12] == -1024).all()
    assert (result.array[:, :, 14][body.array[:, :, 14] > -500] > -1024).all()


def test_an_mr_is_seen_as_z_scores_over_the_body():
    body = placed(np.eye(3), (2.0, 2.0, 2.0))
    signal = np.where(body.array > -500, body.array + 500, 5).astype(np.float32)
    volume = replace(body, array=signal, metadata={})

    result = synthesize(volume, model=mr_to_ct(), device="cpu").volume

    inside = core(body)
    slope, _ = np.polyfit(signal[inside], result.array[inside], 1)
    in_body = result.array > -1024
    expected = 100 / signal[in_body].std()
    assert slope == pytest.approx(expected, rel=0.02)


def test_values_are_clipped_to_the_models_range():
    class Bright(nn.Module):
        def forward(self, tiles):
            return tiles + 1000

    volume = placed(np.eye(3), (2.0, 2.0, 2.0))

    result = synthesize(volume, model=ct_to_ct(Bright()), device="cpu").volume

    assert result.array.max() == 3071


def test_the_same_input_gives_the_same_bits():
    torch.manual_seed(0)
    model = ct_to_ct(nn.Conv3d(1, 1, 3, padding=1).requires_grad_(False))
    volume = placed(np.eye(3), (1.5, 2.5, 3.0), size=(40, 24, 24))

    first, second = (synthesize(volume, model=model, device="cpu").volume for _ in range(2))

    assert first.array.tobytes() == second.array.tobytes()


def test_the_record_is_ready_for_json_and_tells_how_it_was_made():
    volume = placed(np.eye(3), (2.0, 2.0, 2.0))

    result = synthesize(volume, model=ct_to_ct(), device="cpu", overlap=0.5, blending="uniform")

    record = json.loads(json.dumps(result.record.to_dict()))
    assert record["model"] == {
        "id": "identity",
        "version": "1",
        "sha256": "0" * 64,
        "input_modality": "CT",
        "refinement_sha256": None,
        "members_sha256": [],
    }
    assert SynthesisRecord.from_dict(record) == result.record
    assert record["prediction"]["overlap"] == 0.5
    assert record["prediction"]["blending"] == "uniform"
    assert record["device"]["device"] == "cpu"
    assert record["input"]["size"] == [30, 26, 28]
    assert record["versions"]["torch"]
    assert record["seconds"]["predicting"] >= 0
    assert "Not for clinical use" in record["statement"]


def test_the_output_says_what_it_is_and_keeps_the_patient():
    volume = placed(np.eye(3), (2.0, 2.0, 2.0))

    metadata = synthesize(volume, model=ct_to_ct(), device="cpu").volume.metadata

    assert metadata["description"] == "Synthetic CT, not for clinical use; model identity"
    assert metadata["modality"] == "CT"
    assert metadata["dicom:PatientID"] == "42"


def test_a_file_is_read(tmp_path):
    volume = placed(np.eye(3), (2.0, 2.0, 2.0))
    sitk.WriteImage(volume.to_sitk(), str(tmp_path / "ct.nrrd"))

    result = synthesize(tmp_path / "ct.nrrd", model=ct_to_ct(), device="cpu")

    assert result.volume.grid == volume.grid
    assert result.record.input.source == "ct.nrrd"


def test_progress_goes_from_zero_to_one_without_going_back():
    reports = []

    synthesize(
        placed(np.eye(3), (2.0, 2.0, 2.0)),
        model=ct_to_ct(),
        device="cpu",
        bias_correction=False,
        progress=reports.append,
    )

    fractions = [report.fraction for report in reports]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert fractions[-1] == 1.0
    assert "predicting" in {report.stage for report in reports}


def test_bias_correction_is_recorded_and_keeps_the_grid():
    body = placed(np.eye(3), (2.0, 2.0, 2.0))
    shading = np.linspace(0.6, 1.4, body.array.shape[2])
    signal = np.where(body.array > -500, 300.0, 2.0) * shading
    signal += np.random.default_rng(0).normal(0, 2, signal.shape)
    volume = replace(body, array=np.abs(signal).astype(np.float32), metadata={})

    plain = synthesize(volume, model=mr_to_ct(), device="cpu").volume
    result = synthesize(volume, model=mr_to_ct(), device="cpu", bias_correction=True)

    assert result.record.parameters["bias_correction"] is True
    assert result.volume.grid == volume.grid
    inside = core(body)
    tilt = [
        abs(np.corrcoef(inside.nonzero()[2], v.array[inside])[0, 1]) for v in (plain, result.volume)
    ]
    assert tilt[1] < tilt[0]


def test_a_cancelled_job_stops():
    token = CancelToken()
    token.cancel()

    with pytest.raises(Cancelled):
        synthesize(placed(np.eye(3), (2.0, 2.0, 2.0)), model=ct_to_ct(), cancel=token)


def test_a_volume_whose_work_does_not_fit_memory_is_refused_with_the_estimate():
    volume = placed(np.eye(3), (2.0, 2.0, 2.0))
    model = ct_to_ct(spacing=(0.01, 0.01, 0.01))

    with pytest.raises(ResourceError, match=r"30 x 26 x 28 voxels needs about [\d,.]+ GiB"):
        synthesize(volume, model=model, device="cpu")


def test_a_wrong_overlap_is_refused_before_the_model_is_loaded():
    with pytest.raises(InputError, match=r"got 1\.5"):
        synthesize("missing.nii", model="missing", overlap=1.5, device="cpu")


def test_an_unknown_model_is_refused_before_the_input_is_read():
    with pytest.raises(ModelError, match="no model 'missing'"):
        synthesize("missing.nii", model="missing", device="cpu")


def test_an_unknown_scale_of_a_model_is_a_sentence():
    model = ct_to_ct()
    info = replace(model.info, output_normalisation={"kind": "kelvin"})

    with pytest.raises(ModelError, match="unknown output scale 'kelvin'"):
        synthesize(
            placed(np.eye(3), (2.0, 2.0, 2.0)), model=replace(model, info=info), device="cpu"
        )


@pytest.mark.parametrize(("asked", "axes"), [(False, [2]), (True, [0, 1, 2])])
def test_a_tile_is_mirrored_over_the_models_axes_unless_all_are_asked_for(asked, axes):
    volume = placed(np.eye(3), (2.0, 2.0, 2.0))
    model = ct_to_ct()
    model = replace(model, info=replace(model.info, mirror_axes=(2,)))

    record = synthesize(volume, model=model, device="cpu", mirror=asked).record

    assert record.prediction["mirror_axes"] == axes


def test_what_a_model_says_of_all_its_results_is_a_warning_that_refuses_nothing():
    model, image = ct_to_ct(), placed(np.eye(3), (2.0, 2.0, 2.0))
    words = "This model is experimental."
    block = replace(model.info.metadata.synthetic_ct, caution=words)
    told = replace(model.info, metadata=replace(model.info.metadata, synthetic_ct=block))
    before, after = (
        [doubt.sentence for doubt in synthesize(image, one, device="cpu").record.warnings]
        for one in (model, Model(told, nn.Identity()))
    )
    assert after == [words, *before]
