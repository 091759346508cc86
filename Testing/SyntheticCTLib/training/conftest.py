"""A folder of aligned phantom pairs and a tiny recipe, as training sees real ones."""

import numpy as np
import pytest

from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.training.run.recipe import recipe_from

SPACING = (2.0, 2.0, 4.0)
NAMES = ("limb_1", "limb_2", "limb_3", "limb_4", "limb_5")


@pytest.fixture(scope="session")
def aligned_pairs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("aligned")
    rows = ["id,fold,grade"]
    for number, name in enumerate(NAMES):
        phantom = make_limb_phantom(size=(56, 56, 10), spacing=SPACING, seed=number)
        inside = phantom.mr.with_array(np.ones(phantom.mr.array.shape, np.uint8))
        for what, image in (("mr", phantom.mr), ("ct", phantom.ct), ("mask", inside)):
            whole = image.with_array(image.array.astype(np.int16))
            write_volume(whole, folder / f"{name}_{what}.nii.gz")
        rows.append(f"{name},{number % 4},{'AB'[number % 2]}")
    (folder / "alignment.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def make_recipe():
    def tiny_recipe(**changes):
        network = {
            "_target_": "SyntheticCTLib.networks.ResidualUNet",
            "features": [4, 8],
            "strides": [[1, 1, 1], [1, 2, 2]],
            "kernels": [[1, 3, 3], [3, 3, 3]],
            "blocks": [1, 1],
            "decoder_blocks": 1,
            "decoder": "transposed",
        }
        about = ("name", "task", "description")
        model = {
            **dict.fromkeys(about, "For tests."),
            "input_modality": "MR",
            "output_modality": "CT",
            "body_regions": ["limb"],
        }
        settings = {
            "name": "tiny",
            "description": "For tests.",
            "model": model,
            "network": network,
            "patch_size": [4, 16, 16],
            "size_divisor": [1, 2, 2],
            "frame": {"orientation": "LPS", "spacing_mm": list(SPACING)},
            "steps": 6,
            "batch_size": 2,
            "optimizer": {"name": "AdamW", "lr": 0.005},
            "loss": {"name": "mae"},
            "augmentation": {"noise": 0.05},
            "average_decay": 0.5,
            "save_every": 2,
            "validate_every": 100,
        }
        return recipe_from({**settings, **changes}, "tiny")

    return tiny_recipe
