"""A plan follows from the data set's figures and the memory, and each entry can be given."""

import json
import math

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.training.data.fingerprint import Fingerprint, take_fingerprint, target_spacing
from SyntheticCTLib.training.run.planning import EPOCH, plan_recipe, training_bytes
from SyntheticCTLib.training.run.recipe import load_recipe

GIB = 2**30


def thick_slices():
    """Ten patients: pixels of 1 mm, slices of 3 to 12 mm, 300 x 240 x 180 mm, 5 litres each."""
    spacing = np.array([[1.0, 1.0, thickness] for thickness in range(3, 13)])
    return Fingerprint(10, spacing, np.tile([300.0, 240.0, 180.0], (10, 1)), 50_000.0)


def test_thick_slices_go_to_their_fine_end():
    # Median 7.5 mm, over three times the pixels: the 10th percentile of 3, 4, ... 12 is 3.9 mm.
    assert target_spacing(thick_slices()) == [1.0, 1.0, 3.9]


def test_even_voxels_go_to_the_median():
    spacing = np.array([[1.0, 1.0, 2.0], [1.2, 1.2, 2.0], [2.0, 2.0, 3.0]])
    found = Fingerprint(3, spacing, np.full((3, 3), 200.0), 1.0)
    assert target_spacing(found) == [1.2, 1.2, 2.0]


def test_the_fingerprint_of_a_folder(aligned_pairs):
    found = take_fingerprint(aligned_pairs, "LPS")
    assert found.patients == 5
    assert found.spacing_mm.tolist() == [[2.0, 2.0, 4.0]] * 5
    assert found.extent_mm[0].tolist() == [112.0, 112.0, 40.0]
    assert found.mask_ml == pytest.approx(5 * 112 * 112 * 40 / 1000)


@pytest.mark.parametrize("name", ["compact-residual", "nnresunet-l1", "light-unet-mix"])
def test_a_plan_fits_the_memory_and_uses_it(name):
    recipe = load_recipe(name)
    sizes = []
    for memory in (3 * GIB, 8 * GIB):
        planned = plan_recipe(recipe, thick_slices(), memory=memory)
        assert training_bytes(planned) <= memory
        for side, divisor in zip(planned.patch_size, planned.size_divisor, strict=True):
            assert side % divisor == 0
        sizes.append(math.prod(planned.patch_size) * planned.batch_size)
    assert sizes[1] > 2 * sizes[0]


def test_with_memory_enough_the_patch_is_the_median_image():
    planned = plan_recipe(load_recipe("compact-residual"), thick_slices(), memory=1000 * GIB)
    # 180 / 3.9, 240 and 300 voxels, rounded down to multiples of 4, 16 and 16.
    assert planned.patch_size == [44, 240, 288]
    # 50 litres are 12.8 million voxels of 3.9 mm3; a twentieth is no patch: the recipe's batch.
    assert planned.batch_size == 1
    # 500 looks at them take 2108 such patches: fewer than the fewest epochs.
    assert planned.steps == 100 * EPOCH


def test_what_is_given_stays():
    planned = plan_recipe(
        load_recipe("nnresunet-afp"),
        thick_slices(),
        memory=8 * GIB,
        spacing=[1.0, 1.0, 3.0],
        patch=[16, 64, 64],
        batch=3,
        epochs=10,
    )
    assert planned.frame["spacing_mm"] == [1.0, 1.0, 3.0]
    assert (planned.patch_size, planned.batch_size) == ([16, 64, 64], 3)
    assert planned.steps == 2500
    assert planned.fine_tuning["steps"] == 1250  # half as long, as in the recipe


def test_what_cannot_be_is_refused():
    recipe = load_recipe("nnresunet-l1")
    with pytest.raises(ResourceError, match="Not even a patch of"):
        plan_recipe(recipe, thick_slices(), memory=2.5 * GIB)
    with pytest.raises(InputError, match="is not a multiple of the size divisor"):
        plan_recipe(recipe, thick_slices(), memory=8 * GIB, patch=[16, 64, 70])


def test_the_command_writes_a_recipe_that_loads(aligned_pairs, tmp_path, capsys):
    output = tmp_path / "ours.json"
    command = ["plan", "compact-residual", str(aligned_pairs), "-o", str(output)]
    assert main([*command, "--memory", "2", "--device", "cpu", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    recipe = load_recipe(output)
    assert recipe.name == "ours"
    assert recipe.frame["spacing_mm"] == [2.0, 2.0, 4.0]
    assert said["recipe"] == recipe.to_dict()
    assert said["bytes"] < 2 * GIB


def test_a_second_stage_can_be_planned():
    recipe = load_recipe("ct-to-mr-diffusion")
    planned = plan_recipe(recipe, thick_slices(), memory=8 * GIB)
    assert training_bytes(planned) < 8 * GIB
    pairs = zip(planned.patch_size, planned.size_divisor, strict=True)
    assert not any(length % divisor for length, divisor in pairs)
