"""Patches are the same for the same seed and number, and never learn from padding."""

from dataclasses import replace

import numpy as np
import torch

from SyntheticCTLib.tasks.pair import TrainingCase
from SyntheticCTLib.training.data.augmentation import MarrowContrast, make_augmentation
from SyntheticCTLib.training.data.patches import PatchDataset, Sampling

PATCH = (4, 16, 16)


def make_case(name, shape, bone=()):
    random = np.random.default_rng(len(name))
    weight = np.ones(shape, np.uint8)
    return TrainingCase(
        name=name,
        signal=random.random(shape, dtype=np.float32) + 1.0,
        offset=1.5,
        target=random.random(shape, dtype=np.float32),
        weight=weight,
        bone_centres=np.asarray(bone, np.int32).reshape(-1, 3),
        body_centres=np.argwhere(weight).astype(np.int32),
    )


def dataset(real, phantoms=(), augmentation=None, *, batch_size=1, marrow=None, **sampling):
    return PatchDataset(
        real,
        list(phantoms),
        patch_size=PATCH,
        length=50,
        sampling=Sampling(**sampling),
        augmentation=augmentation,
        seed=5,
        batch_size=batch_size,
        marrow=marrow,
    )


def test_same_number_same_patch_also_with_augmentation():
    cases = [make_case("a", (8, 32, 32)), make_case("bb", (6, 20, 40))]
    first = dataset(cases, augmentation=make_augmentation())
    second = dataset(cases, augmentation=make_augmentation())
    second[3]  # what was drawn before must not matter
    for name in ("image", "target", "weight"):
        torch.testing.assert_close(first[7][name], second[7][name], rtol=0, atol=0)
    assert not torch.equal(first[7]["image"], first[8]["image"])


def test_image_is_the_z_score_and_keeps_no_signal_at_its_value():
    patch = dataset([make_case("a", (2, 8, 8))])[0]
    assert patch["image"].shape == (1, *PATCH)
    padded = patch["weight"] == 0
    assert padded.any()
    assert torch.all(patch["image"][padded] == -1.5)


def test_a_small_volume_is_padded_evenly():
    weight = dataset([make_case("a", (2, 8, 8))])[0]["weight"][0]
    assert weight.sum() == 2 * 8 * 8
    assert torch.all(weight[1:3, 4:12, 4:12] == 1)


def test_bone_share_of_one_has_bone_in_every_patch():
    case = make_case("a", (40, 100, 100), bone=[(38, 98, 98)])
    case.target[38, 98, 98] = 77.0
    patches = dataset([case], bone_share=1.0)
    assert all((patches[number]["target"] == 77.0).any() for number in range(10))


def test_phantom_share_of_one_takes_phantoms_only():
    phantom = make_case("phantom", (4, 16, 16))
    patch = dataset([make_case("a", (4, 16, 16))], [phantom], phantom_share=1.0)[0]
    np.testing.assert_array_equal(patch["target"][0].numpy(), phantom.target)


def test_weights_keep_their_values_through_augmentation():
    case = make_case("a", (8, 40, 40))
    case.weight[:, 10:20, 10:20] = 3
    patches = dataset([case], augmentation=make_augmentation(affine_share=1.0))
    for number in range(5):
        assert set(np.unique(patches[number]["weight"])) <= {0.0, 1.0, 3.0}


def with_bone(case):
    bone = np.zeros(case.signal.shape, np.uint8)
    bone[:, 8:24, 8:24] = 1
    return replace(case, bone=bone)


def test_bone_as_a_shape_goes_through_augmentation_as_0_and_1():
    case = with_bone(make_case("a", (8, 40, 40)))
    patches = dataset([case], augmentation=make_augmentation(affine_share=1.0))
    seen = np.concatenate([patches[number]["bone"].numpy() for number in range(5)])
    assert set(np.unique(seen)) == {0.0, 1.0}


def test_the_border_of_a_small_image_goes_on_where_asked_and_is_not_learnt_from():
    case = make_case("a", (2, 8, 8))
    patch = dataset([case], border_goes_on=True)[0]
    wanted = np.pad(case.signal, [(1, 1), (4, 4), (4, 4)], mode="edge") - np.float32(case.offset)
    np.testing.assert_array_equal(patch["image"][0].numpy(), wanted)
    assert patch["weight"].sum() == 2 * 8 * 8


def test_a_case_without_a_shape_gives_none():
    assert set(dataset([make_case("a", (8, 40, 40))])[0]) == {"image", "target", "weight"}


def test_contents_are_drawn_by_their_share_where_a_case_has_them():
    case = make_case("a", (40, 100, 100))
    case.target[3, 4, 5] = 77.0
    seldom = replace(case, contents={"joint gap": np.array([[3, 4, 5]])})
    patches = dataset([seldom], contents={"joint gap": 1.0})
    assert all((patches[number]["target"] == 77.0).any() for number in range(10))
    assert dataset([case], contents={"joint gap": 1.0})[0]["image"].shape == (1, *PATCH)


def test_all_patches_of_a_batch_have_one_of_the_shapes():
    shapes = [[2, 8, 8], [4, 4, 8]]
    patches = dataset([make_case("a", (8, 40, 40))], batch_size=2, shapes=shapes)
    sizes = [list(patches[number]["image"].shape[1:]) for number in range(20)]
    assert sizes[::2] == sizes[1::2]
    assert {tuple(size) for size in sizes} == {tuple(shape) for shape in shapes}


def test_marrow_changes_inside_bone_alone():
    case = with_bone(make_case("a", (4, 32, 32)))
    same, changed = (dataset([case], marrow=marrow)[0] for marrow in (None, MarrowContrast(1.0)))
    bone = same["bone"] > 0
    assert bone.any()
    assert not bone.all()
    assert torch.equal(same["image"][~bone], changed["image"][~bone])
    assert (same["image"][bone] != changed["image"][bone]).float().mean() > 0.9
