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


def by_the_package(tmp_path, mr, kind, fork):
    folder = tmp_path / "nnUNetTrainerMRCT_mae__nnUNetPlans__3d_fullres"
    np.save(tmp_path / "mr.npy", mr.array)
    environment = {**os.environ, "nnUNet_results": str(tmp_path), "nnUNet_raw": str(tmp_path)}
    environment["nnUNet_preprocessed"] = str(tmp_path)
    environment["PYTHONPATH"] = FORK if fork else ""
    # Both add tiles up in float16: where eight of them lie on each other, that alone is up to a
    # thousandth of the range (the fork's more). So tiles lie on each other along two axes, or one.
    patch = [8, 24, 28] if fork else [8, 16, 28]
    command = [sys.executable, SCRIPT, folder, tmp_path / "mr.npy", tmp_path / "answer.npy", kind]
    command.append(json.dumps(patch))
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return folder, np.load(tmp_path / "answer.npy")


@pytest.mark.parametrize("fork", [False, True], ids=["nnunetv2", "nnUNet_translation"])
@pytest.mark.parametrize("kind", ["PlainConvUNet", "ResidualEncoderUNet", "ResidualUNet"])
def test_the_same_voxels_as_nnunet(kind, fork, tmp_path, mr):
    if fork and not FORK:
        pytest.skip("SYNTHETICCT_NNUNET_FORK names no fork")
    folder, answer = by_the_package(tmp_path, mr, kind, fork)
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

    assert added.offer.members == 2
    difference = np.abs(made.volume.array - wanted).max() / np.ptp(wanted)
    print(f"{kind}: largest difference {difference:.2e} of {np.ptp(wanted):.0f} HU")
    assert difference <= 1e-3
    assert made.spread.array.max() > 0
