"""A model on the muscle scale makes the same of a tissue, however the image is cut."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model
from SyntheticCTLib.models.info import info_from_metadata
from SyntheticCTLib.models.metadata import Block, Frame, ModelMetadata, Tiling, WeightsFile
from SyntheticCTLib.preprocessing.intensity import Z_SCORE
from SyntheticCTLib.preprocessing.muscle_scale import MUSCLE_SCALE
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.synthesis.synthesize import synthesize

#: HU that a bone may change by in the median.
LARGEST_CHANGE_HU = 30.0


class Local(nn.Module):
    """Sees two voxels to each side, as the first layers of a network do."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(3)
        self.look = nn.Conv3d(1, 1, 5, padding=2, padding_mode="replicate")

    def forward(self, tiles):
        return tiles + 0.3 * torch.tanh(self.look(tiles))


def model(scale):
    block = Block(
        "MR",
        "CT",
        ("limb",),
        Frame("LPS", (2.0, 2.0, 4.0)),
        {"kind": scale},
        {"kind": "HU", "mean": 0.0, "sd": 250.0, "clip": [-1024, 3071]},
        outside_value=-1024.0,
        patch_size=(16, 32, 32),
        size_divisor=(4, 4, 4),
        blending=Tiling("gaussian", 0.5),
        weights=WeightsFile("none", "0" * 64, 0, 0),
    )
    info = info_from_metadata(ModelMetadata("Local", "1", block).to_dict(), Path("local"))
    return Model(info, Local())


@pytest.fixture(scope="module")
def phantom():
    return make_limb_phantom(size=(72, 72, 20), spacing=(2.0, 2.0, 4.0), noise=0.02)


def cut_to_the_bone(mr, hu, room):
    """The image cut to its bone and some voxels round it, and where that lies in the whole."""
    bone = np.argwhere(hu > 200)
    low = np.maximum(bone.min(axis=0) - room, 0)
    high = np.minimum(bone.max(axis=0) + room + 1, hu.shape)
    box = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
    return replace(mr, array=mr.array[box].copy()), box


def change_in_bone(scale, whole, cut, box, hu):
    """Median absolute change of the bone's HU between two images of one patient."""
    made = [synthesize(image, model(scale), device="cpu").volume.array for image in (whole, cut)]
    bone = hu[box] > 200
    return float(np.median(np.abs(made[0][box][bone].astype(float) - made[1][bone])))


def test_a_joint_cut_out_keeps_its_bone(phantom):
    mr, hu = phantom.mr, phantom.ct.array
    cut, box = cut_to_the_bone(mr, hu, 8)
    assert cut.array.size < mr.array.size / 2
    assert change_in_bone(MUSCLE_SCALE, mr, cut, box, hu) < LARGEST_CHANGE_HU


def test_by_the_z_score_it_does_not(phantom):
    mr, hu = phantom.mr, phantom.ct.array
    cut, box = cut_to_the_bone(mr, hu, 8)
    assert change_in_bone(Z_SCORE, mr, cut, box, hu) > LARGEST_CHANGE_HU


def test_air_round_the_image_changes_nothing_in_the_middle(phantom):
    mr, hu = phantom.mr, phantom.ct.array
    room = ((4, 4), (16, 16), (16, 16))
    wide = Volume(np.pad(mr.array, room), spacing=mr.spacing, metadata=mr.metadata)
    box = tuple(slice(before, before + n) for (before, _), n in zip(room, hu.shape, strict=True))
    made = [
        synthesize(image, model(MUSCLE_SCALE), device="cpu").volume.array for image in (mr, wide)
    ]
    bone = hu > 200
    change = np.abs(made[1][box][bone].astype(float) - made[0][bone])
    assert np.median(change) < 1.0
