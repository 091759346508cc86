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
    place = note.split("at LPS ")[1].split(",")[0]
    assert float(place) == pytest.approx(20, abs=1.5)


def test_false_bone_is_told_on_the_sct_s_surface(balls):
    (note,) = notes(balls(ONE, TWO), balls(ONE))
    assert note.startswith("Not within 2 mm on the sCT's bone surface")
    assert "too large, or no bone at all at " in note
    # 24 mm at the far pole, which is too near to the volume's border to be counted.
    farthest = float(note.split("too large by up to ")[1].split(" mm")[0])
    assert 22 < farthest <= 24


def test_what_is_off_on_both_surfaces_is_told_of_both(balls):
    told = notes(balls((-12, 5, 0)), balls(ONE))
    assert [("the CT's" in one, "the sCT's bone surface" in one) for one in told] in (
        [(True, False), (False, True)],
        [(False, True), (True, False)],
    )


def test_where_enough_is_right_there_is_nothing_to_tell(balls):
    assert notes(balls(ONE, TWO), balls(ONE, TWO)) == ()
