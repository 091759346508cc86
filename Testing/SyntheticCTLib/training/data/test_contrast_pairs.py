"""MRs in random contrasts join the training cases, from the pairs' CTs and from further ones."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.training.data.contrast_pairs import make_contrast_pairs
from SyntheticCTLib.training.run.run import start_run

FRAME = {"orientation": "LPS", "spacing_mm": [2.0, 2.0, 4.0]}


def test_a_recipe_with_contrasts_trains(aligned_pairs, make_recipe, tmp_path):
    ct = make_limb_phantom(size=(48, 48, 8), spacing=(3.0, 3.0, 4.0), seed=9).ct
    (tmp_path / "cts").mkdir()
    write_volume(ct.with_array(ct.array.astype(np.int16)), tmp_path / "cts" / "other.nii.gz")
    recipe = make_recipe(
        steps=2,
        contrasts={"count": 1, "folder": str(tmp_path / "cts")},
        sampling={"phantom_share": 0.5},
    )
    trainer = start_run(recipe, aligned_pairs, tmp_path / "run", fold=0, device=torch.device("cpu"))
    names = [case.name for case in trainer._data.phantoms]
    assert names == [*(f"limb_{n}_contrast_0" for n in (2, 3, 4)), "other_contrast_0"]
    trainer.run()
    assert trainer.state.step == 2


def test_no_contrasts_are_drawn_unless_asked_for():
    assert make_contrast_pairs([], FRAME, count=0) == []


def test_a_folder_without_cts_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no CTs"):
        make_contrast_pairs([], FRAME, count=1, folder=str(tmp_path))


@pytest.mark.slow
def test_a_further_ct_is_drawn_in_parts_and_without_the_room(tmp_path):
    small = make_limb_phantom(size=(48, 48, 70), spacing=(3.0, 3.0, 4.0), seed=9).ct
    room = np.full((80, 150, 150), -1000.0, np.float32)
    room[5:75, 60:108, 40:88] = small.array
    write_volume(replace(small, array=room), tmp_path / "other.nii.gz")
    first, second = make_contrast_pairs([], FRAME, count=2, folder=str(tmp_path))
    assert [first.name, second.name] == ["other_contrast_0", "other_contrast_1"]
    for pair in (first, second):
        assert pair.ct.spacing == pytest.approx((2.0, 2.0, 4.0))
        assert pair.ct.array.shape == pair.image.array.shape == pair.mask.shape
        slices, rows, columns = pair.ct.array.shape
        assert slices == 64
        # The limb and 20 mm of air, not the room.
        assert max(rows, columns) < 100
        assert pair.ct.array.max() > 500
    assert first.ct.origin[2] != second.ct.origin[2]
