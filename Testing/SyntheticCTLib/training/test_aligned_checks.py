"""A folder of aligned pairs is checked whole before a run starts."""

import shutil

import numpy as np
import pytest
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.training.run.run import start_run


@pytest.fixture
def folder(aligned_pairs, tmp_path):
    shutil.copytree(aligned_pairs, tmp_path / "pairs")
    return tmp_path / "pairs"


def changed(folder, name, change):
    path = folder / f"{name}.nii.gz"
    volume = read_volume(path)
    write_volume(volume.with_array(change(volume.array)), path)


def refusal(folder, make_recipe, tmp_path):
    with pytest.raises(InputError) as caught:
        start_run(make_recipe(), folder, tmp_path / "run", fold=0, device=torch.device("cpu"))
    assert not (tmp_path / "run" / "run.json").exists()
    return str(caught.value)


def with_nan(array):
    array = array.astype(np.float32)
    array[3, 4, 5] = np.nan
    return array


def test_every_fault_is_told_with_its_file_before_training(folder, make_recipe, tmp_path):
    changed(folder, "limb_1_ct", lambda hu: hu + 1024)
    changed(folder, "limb_2_mr", with_nan)
    (folder / "limb_3_ct.nii.gz").unlink()
    names = [folder / f"limb_4_{what}.nii.gz" for what in ("mr", "ct")]
    shutil.move(names[0], folder / "kept.nii.gz")
    shutil.move(names[1], names[0])
    shutil.move(folder / "kept.nii.gz", names[1])
    text = refusal(folder, make_recipe, tmp_path)
    assert "limb_1_ct.nii.gz is not in HU" in text
    assert "limb_2_mr.nii.gz holds values that are not numbers" in text
    assert "limb_3_ct.nii.gz" in text
    assert "limb_4_mr.nii.gz looks like a CT" in text
    assert "the two are swapped" in text


def test_hu_times_a_factor_are_told_before_training(folder, make_recipe, tmp_path):
    noise = np.random.default_rng(0)
    changed(folder, "limb_1_ct", lambda hu: 4.0 * (hu + noise.normal(0, 15, hu.shape)))
    text = refusal(folder, make_recipe, tmp_path)
    assert "limb_1_ct.nii.gz is not in HU" in text
    assert "divide by 4" in text


def test_different_grids_are_refused_with_both(folder, make_recipe, tmp_path):
    path = folder / "limb_2_ct.nii.gz"
    ct = read_volume(path)
    write_volume(Volume(ct.array[:-1], ct.origin, ct.spacing, ct.direction), path)
    text = refusal(folder, make_recipe, tmp_path)
    assert "limb_2_mr.nii.gz 56 x 56 x 10 voxels" in text
    assert "limb_2_ct.nii.gz 56 x 56 x 9 voxels" in text


def test_the_ct_of_another_patient_with_a_like_body_is_refused(folder, make_recipe, tmp_path):
    # A thigh of the same width whose bone lies elsewhere.
    changed(folder, "limb_5_ct", lambda hu: np.roll(hu, 12, axis=2))
    text = refusal(folder, make_recipe, tmp_path)
    assert "Pair limb_5: where the CT shows cortical bone the MR is not dark" in text


def test_the_ct_of_another_patient_is_refused(folder, make_recipe, tmp_path):
    # Another limb lies elsewhere: the overlap of the bodies tells.
    columns = np.arange(56)
    changed(folder, "limb_5_ct", lambda hu: np.where(columns < 28, -1000, hu).astype(np.int16))
    text = refusal(folder, make_recipe, tmp_path)
    assert "Pair limb_5: the bodies in MR and CT overlap by" in text
    assert "are they of one patient" in text


def test_an_empty_mask_is_refused(folder, make_recipe, tmp_path):
    changed(folder, "limb_5_mask", lambda mask: mask * 0)
    assert "limb_5" in refusal(folder, make_recipe, tmp_path)
