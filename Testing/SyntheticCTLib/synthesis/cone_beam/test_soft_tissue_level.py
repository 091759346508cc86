"""Soft tissue of a network's picture that lies too dark is raised; nothing is ever lowered."""

import numpy as np
import pytest

from SyntheticCTLib.synthesis.cone_beam.soft_tissue_level import (
    SOFT_PEAK_HU,
    soft_tissue_raised,
)

RANDOM = np.random.default_rng(0)
SEEN = np.ones((4, 100, 100), bool)
SEEN[:, :, :10] = False


def head(soft, bone_share=0.35):
    """Air, soft tissue and bone of a head, on a scale that is right for air."""
    hu = np.full(SEEN.shape, -1000.0)
    body = RANDOM.random(SEEN.shape) < 0.7
    hu[body] = RANDOM.normal(soft, 12, body.sum())
    bone = body & (RANDOM.random(SEEN.shape) < bone_share)
    hu[bone] = RANDOM.normal(900, 200, bone.sum())
    return hu.astype(np.float32)


@pytest.mark.parametrize("bone_share", [0.0, 0.35])
def test_soft_tissue_comes_to_its_place_and_air_stays_whatever_share_bone_has(bone_share):
    dark = head(0.0, bone_share)
    raised, by = soft_tissue_raised(dark, SEEN)
    assert by == pytest.approx(SOFT_PEAK_HU, abs=8)
    soft = SEEN & (dark > -100) & (dark < 100)
    assert np.median(raised[soft]) == pytest.approx(SOFT_PEAK_HU, abs=8)
    assert (raised[SEEN & (dark == -1000)] == -1000).all()


def test_bone_rises_with_it_as_on_a_scale():
    dark = head(0.0)
    raised, by = soft_tissue_raised(dark, SEEN)
    at = np.unravel_index(np.argmax(np.where(SEEN & (dark < 1500), dark, 0)), dark.shape)
    assert raised[at] - dark[at] == pytest.approx(
        by * (dark[at] + 1000) / (1000 - by + 40), rel=0.1
    )


@pytest.mark.parametrize("soft", [SOFT_PEAK_HU + 15, 110.0])
def test_a_picture_whose_soft_tissue_is_bright_is_left_as_it_is(soft):
    bright = head(soft)
    raised, by = soft_tissue_raised(bright, SEEN)
    assert by == 0
    np.testing.assert_array_equal(raised, bright)


def test_outside_the_field_of_view_nothing_changes_and_a_picture_without_tissue_has_no_level():
    dark = head(0.0)
    raised, _ = soft_tissue_raised(dark, SEEN)
    np.testing.assert_array_equal(raised[~SEEN], dark[~SEEN])
    air = np.full(SEEN.shape, -1000, np.float32)
    assert soft_tissue_raised(air, SEEN)[1] == 0
