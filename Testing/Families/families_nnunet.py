"""A folder that nnU-Net wrote gives the voxels of nnU-Net's own predictor.

SYNTHETICCT_NNUNET_FORK: folders with Phyrise/nnUNet_translation and its
dynamic-network-architectures, separated as in PATH; without it the fork is left out.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from SyntheticCTLib import synthesize
from SyntheticCTLib.importing.add import add_model

pytestmark = pytest.mark.families

SCRIPT = Path(__file__).with_name("nnunet_package.py")
FORK = os.environ.get("SYNTHETICCT_NNUNET_FORK", "")

FORKS = pytest.mark.parametrize("fork", [False, True], ids=["nnunetv2", "nnUNet_translation"])


def by_the_package(tmp_path, mr, kind, fork, mirror=()):
    folder = tmp_path / "nnUNetTrainerMRCT_mae__nnUNetPlans__3d_fullres"
    np.save(tmp_path / "mr.npy", mr.array)
    environment = {**os.environ, "nnUNet_results": str(tmp_path), "nnUNet_raw": str(tmp_path)}
    environment["nnUNet_preprocessed"] = str(tmp_path)
    environment["PYTHONPATH"] = FORK if fork else ""
    # Both add tiles up in float16: where eight of them lie on each other, that alone is up to a
    # thousandth of the range (the fork's more). So tiles lie on each other along two axes, or one.
    patch = [8, 24, 28] if fork else [8, 16, 28]
    command = [sys.executable, SCRIPT, folder, tmp_path / "mr.npy", tmp_path / "answer.npy", kind]
    command += [json.dumps(patch), json.dumps(mirror)]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return folder, np.load(tmp_path / "answer.npy")


@FORKS
@pytest.mark.parametrize("kind", ["PlainConvUNet", "ResidualEncoderUNet", "ResidualUNet"])
def test_the_same_voxels_as_nnunet(kind, fork, tmp_path, mr):
    made, added, difference = beside(tmp_path, mr, kind, fork)
    print(f"{kind}: largest difference {difference:.2e}")
    assert added.offer.members == 2
    assert difference <= 1e-3
    assert made.spread.array.max() > 0


def test_mirror_images_that_the_checkpoint_allows_are_taken(tmp_path, mr):
    # The fork's predictor takes none whatever it is told, and its trainers allow none.
    made, _, difference = beside(tmp_path, mr, "PlainConvUNet", False, mirror=[2])
    print(f"mirrored: largest difference {difference:.2e}")
    assert made.record.prediction["mirror_axes"] == [2]
    assert made.record.prediction["answers"] == 4  # of two networks
    assert difference <= 1e-3


def beside(tmp_path, mr, kind, fork, mirror=()):
    """What we make of a folder, what was added, and how far the package's own answer is from it."""
    if fork and not FORK:
        pytest.skip("SYNTHETICCT_NNUNET_FORK names no fork")
    folder, answer = by_the_package(tmp_path, mr, kind, fork, mirror)
    # A CT's range, for HU are whole numbers.
    sd = 3500.0 / float(np.ptp(answer))
    mean = -900.0 - float(answer.min()) * sd
    wanted = answer * sd + mean

    added = add_model(
        str(folder),
        agree=lambda offer: True,
        name="tiny",
        about={"output_scale": {"mean": mean, "sd": sd}, "regions": ["leg"]},
    )
    made = synthesize(mr, "tiny", spread=True)
    return made, added, np.abs(made.volume.array - wanted).max() / np.ptp(wanted)
