"""A folder of aligned phantom pairs and a tiny recipe, as training sees real ones."""

from copy import deepcopy

import numpy as np
import pytest

from benchmarks.damaged.tiny_model import TINY_RECIPE
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.training.run.recipe import recipe_from

SPACING = tuple(TINY_RECIPE["frame"]["spacing_mm"])
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
        return recipe_from({**deepcopy(TINY_RECIPE), **changes}, "tiny")

    return tiny_recipe
