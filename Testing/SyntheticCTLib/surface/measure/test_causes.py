"""Why a surface did not pass is told by place and side, for each image with too little right."""

import numpy as np
import pytest

from SyntheticCTLib.surface.measure.accuracy import check_surface
from SyntheticCTLib.surface.measure.position import Position


@pytest.fixture
def balls(make_volume):
    """Makes bone of balls of 8 mm with the given middles."""

    def make(*middles):
        def depth(p):
            return np.max([8 - np.linalg.norm(p - np.array(m), axis=-1) for m in middles], 0)

        return make_volume(depth)

    return make


ONE, TWO = (-12, 0, 0), (12, 0, 0)


def notes(sct, ct):
    return check_surface(sct, ct, position=Position(True), sensitivity=False).verdict.notes


def test_missing_bone_is_told_on_the_ct_s_surface(balls):
    (note,) = notes(balls(ONE), balls(ONE, TWO))
    assert note.startswith("Not within 2 mm on the CT's bone surface: the sCT's bone is too small")
    assert "too small or missing at 49." in note or "too small or missing at 50." in note
    assert "too large at 0.0\u00a0%" in note
    assert "is a piece of bone 16 mm long that the sCT lacks, at the border of the" in note
    place = [float(c) for c in note.split("at LPS ")[1].rstrip(".").split(", ")]
    assert np.linalg.norm(np.subtract(place, TWO)) == pytest.approx(8, abs=0.5)


def test_false_bone_is_told_on_the_sct_s_surface(balls):
    (note,) = notes(balls(ONE, TWO), balls(ONE))
    assert note.startswith("Not within 2 mm on the sCT's bone surface")
    assert "too large, or no bone at all at " in note
    assert "is a piece of bone 16 mm long that the CT lacks, at the border of the" in note


@pytest.mark.parametrize("thin", [5.0, 2.5])
def test_bone_that_is_thinner_all_round_is_too_small_and_not_missing(make_volume, thin):
    """However thin: farther than its own radius from the other's, it is no bone too many."""

    def rods(radius):
        def depth(p):
            beside = 5 - np.linalg.norm(p[..., :2] - [-12, 0], axis=-1)
            return np.maximum(beside, radius - np.linalg.norm(p[..., :2] - [9, 0], axis=-1))

        return make_volume(depth)

    told = notes(rods(thin), rods(8.0))
    assert len(told) == 2
    assert all("too small by up to" in note for note in told)
    assert not any("piece" in note for note in told)


def test_a_bone_that_the_field_of_view_halves_is_one_missing_piece(make_volume):
    """Half of its surface is a cut face, so what counts of it faces one way."""
    reach = make_volume(lambda p: p[..., 0]).array.shape[2] / 2 - 0.5

    def bones(*, at_border):
        def depth(p):
            near = 6 - np.linalg.norm(p[..., :2] - [-8, 0], axis=-1)
            if not at_border:
                return near
            other = 6 - np.linalg.norm(p[..., [0, 1]] - [reach, 0], axis=-1)
            return np.maximum(near, other)

        return make_volume(depth)

    (note,) = notes(bones(at_border=False), bones(at_border=True))
    assert "is a piece of bone" in note
    assert "at the border of the field of view" in note


def test_what_is_off_on_both_surfaces_is_told_of_both(balls):
    told = notes(balls((-12, 5, 0)), balls(ONE))
    assert [("the CT's" in one, "the sCT's bone surface" in one) for one in told] in (
        [(True, False), (False, True)],
        [(False, True), (True, False)],
    )


def test_where_enough_is_right_there_is_nothing_to_tell(balls):
    assert notes(balls(ONE, TWO), balls(ONE, TWO)) == ()
