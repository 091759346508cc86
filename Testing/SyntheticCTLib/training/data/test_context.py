"""Images cut before a patch is drawn: the same tissue, scaled by what is left, in its place."""

from dataclasses import replace

import numpy as np
import pytest

from SyntheticCTLib.preprocessing.input_scales import input_scale
from SyntheticCTLib.tasks.pair import TrainingCase
from SyntheticCTLib.training.data.context import Context, in_context

SHAPE, PATCH = (24, 90, 90), np.array([8, 32, 32])
MUSCLE_SCALE = input_scale("muscle in body")


def limb():
    """Muscle with a bone of bright marrow in it; the target is the voxel's number."""
    random = np.random.default_rng(4)
    bone = np.zeros(SHAPE, bool)
    bone[:, 40:56, 42:58] = True
    signal = np.where(bone, 900.0, 300.0) + random.normal(0, 15, SHAPE)
    signal, offset = MUSCLE_SCALE(signal.astype(np.float32), np.ones(SHAPE, bool))
    return TrainingCase(
        name="limb",
        signal=signal,
        offset=offset,
        target=np.arange(np.prod(SHAPE), dtype=np.float32).reshape(SHAPE),
        weight=np.ones(SHAPE, np.uint8),
        bone_centres=np.argwhere(bone),
        body_centres=np.argwhere(np.ones(SHAPE, bool)),
        bone=bone.astype(np.uint8),
        body=np.ones(SHAPE, bool),
    )


@pytest.mark.parametrize("seed", range(20))
def test_the_centre_stays_at_its_voxel_whatever_is_cut(seed):
    case, centre = limb(), np.array([12, 48, 50])
    settings = Context(share=1.0, air_share=0.5)
    random = np.random.default_rng(seed)
    cut, moved = in_context(case, centre, PATCH, MUSCLE_SCALE, settings, random)
    assert cut.target[tuple(moved)] == case.target[tuple(centre)]
    assert cut.signal.shape == cut.target.shape == cut.weight.shape == cut.bone.shape
    assert cut.signal[tuple(moved)] == pytest.approx(case.signal[tuple(centre)], rel=0.05)


def test_cut_to_bone_the_image_holds_bone_and_the_margin():
    settings = Context(share=1.0, bone_share=1.0, air_share=0.0, margin=(6, 6), half_size=(60, 61))
    random = np.random.default_rng(0)
    cut, _ = in_context(limb(), np.array([12, 48, 50]), PATCH, MUSCLE_SCALE, settings, random)
    assert cut.signal.shape[1:] == (16 + 12, 16 + 12)


def test_air_round_a_cut_image_has_no_signal_and_no_weight():
    settings = Context(share=1.0, air_share=1.0)
    for seed in range(10):
        random = np.random.default_rng(seed)
        cut, _ = in_context(limb(), np.array([12, 48, 50]), PATCH, MUSCLE_SCALE, settings, random)
        air = cut.weight == 0
        assert (cut.signal[air] == 0).all()
        assert (cut.target[air] <= cut.target[~air].min()).all()


def test_without_a_share_or_a_shape_the_case_stays():
    case, centre, random = limb(), np.array([1, 2, 3]), np.random.default_rng(0)
    assert in_context(case, centre, PATCH, MUSCLE_SCALE, Context(), random)[0] is case
    bare = replace(case, bone=None, body=None)
    assert in_context(bare, centre, PATCH, MUSCLE_SCALE, Context(share=1.0), random)[0] is bare
