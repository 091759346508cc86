import numpy as np
import pytest

from SyntheticCTLib.surface.measure.accuracy import check_surface
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.measure.position import OpenDirection, Position
from SyntheticCTLib.surface.measure.share_range import ShareRange
from SyntheticCTLib.surface.measure.statistics import DistanceSamples, directional
from SyntheticCTLib.surface.measure.verdict import Verdict, judge

ASKED = AccuracyOptions()
KNOWN = Position(registered=True)


def samples(distance, area=100.0, counted=None):
    distance = np.array(distance, float)
    counted = np.ones(len(distance), bool) if counted is None else np.array(counted)
    points = np.zeros((len(distance), 3))
    return DistanceSamples(distance, np.full(len(distance), area), points, counted)


def both(*distances, **more):
    of = [[samples(d, **more)] for d in distances]
    return directional(of[0], of[-1])


FINE = both([0.0] * 100)
BAD = both([0.0] * 90 + [9.0] * 10)


def test_nothing_counted_is_no_failure_of_the_image():
    nothing = both([1.0], counted=[False])
    assert judge(nothing, ASKED).answer == "cannot tell"
    assert judge(None, ASKED).answer == "cannot tell"


def test_missing_bone_cannot_hide_behind_the_other_direction():
    found = both([0.0] * 100, [0.0] * 90 + [9.0] * 10)
    assert found.surface_dice(2.0) == pytest.approx(0.95)
    assert judge(found, ASKED).share == pytest.approx(0.9)
    assert judge(found, ASKED).answer == "not passed"
    assert judge(found, AccuracyOptions(required_share=0.9)).answer == "passed"


def test_a_share_just_missed_is_not_rounded_up_to_what_was_asked_for():
    verdict = judge(both([0.0] * 9496 + [9.0] * 504), ASKED)
    assert verdict.sentence == (
        "NOT PASSED: 94.9\u00a0% of the bone surface is within 2 mm (less than 95.0\u00a0%)."
    )


def test_bones_that_meet_nowhere_say_nothing_of_the_image():
    apart = judge(both([20.0] * 95 + [0.5] * 5), ASKED)
    assert apart.answer == "cannot tell"
    assert apart.reason.startswith(
        "The bones of the two images meet nowhere: less than 10.0\u00a0% of"
    )
    assert judge(both([20.0] * 85 + [0.5] * 15), ASKED).answer == "not passed"
    one_way = judge(both([20.0] * 100, [0.5] * 20 + [9.0] * 80), ASKED)
    assert one_way.answer == "not passed"  # an sCT with bone in a wrong place, too


def test_bone_that_one_image_lacks_fails_whatever_the_share():
    verdict = judge(FINE, ASKED, missing=["The sCT has no fibula."])
    assert (verdict.answer, verdict.share) == ("not passed", pytest.approx(1.0))
    assert verdict.reason == "The sCT has no fibula."


@pytest.mark.parametrize("found", [FINE, BAD])
def test_a_registration_in_doubt_leaves_no_answer_and_its_reason_comes_first(found):
    verdict = judge(found, ASKED, doubts=["Do not use it."])
    assert verdict.answer == "cannot tell"
    assert verdict.sentence.startswith("CANNOT TELL: Do not use it.")


def test_a_piece_of_surface_is_too_little_to_answer():
    small = both([0.0] * 100, area=1.0)
    assert "Only 1.0 cm²" in judge(small, ASKED).reason
    left_out = both([0.0] * 100, counted=[True] * 20 + [False] * 80)
    assert "20.0\u00a0% of it" in judge(left_out, ASKED).reason


@pytest.mark.parametrize(
    ("lowest", "highest", "answer"),
    [(0.96, 1.0, "passed"), (0.5, 0.94, "not passed"), (0.9, 1.0, "cannot tell")],
)
def test_what_is_not_known_decides_only_where_it_crosses_what_is_asked(lowest, highest, answer):
    found = FINE if lowest > 0.95 else BAD
    verdict = judge(found, ASKED, ranges=[ShareRange(lowest, highest, "It is open.")])
    assert verdict.answer == answer
    assert (verdict.lowest_share, verdict.highest_share) == (lowest, highest)
    assert verdict.reason.startswith("It is open.") == (answer == "cannot tell")


def test_where_nobody_knows_where_the_images_lie_no_image_is_blamed():
    told = judge(BAD, ASKED, doubts=["Do not use it."], notes=["Open."], causes=["Too small."])
    assert told.notes == ("Open.",)
    assert judge(BAD, ASKED, notes=["Open."], causes=["Too small."]).notes == (
        "Open.",
        "Too small.",
    )


def test_a_note_that_is_the_reason_is_not_told_twice():
    told = judge(BAD, ASKED, ranges=[ShareRange(0.9, 1.0, "It is open.")], notes=["It is open."])
    assert told.notes == ()
    assert judge(BAD, ASKED, notes=["It is open."]).notes == ("It is open.",)


def test_a_verdict_of_before_three_answers_is_read():
    old = {"tolerance_mm": 2.0, "required_share": 0.95, "passed": False, "reason": "Why."}
    assert Verdict.from_dict({**old, "share": 0.8}).answer == "not passed"
    assert Verdict.from_dict({**old, "share": None}).answer == "cannot tell"
    assert Verdict.from_dict({**old, "share": 1.0, "passed": True}).passed


def test_a_shift_that_explains_everything_is_no_error_of_the_image_until_registered(make_ball):
    ct, moved = make_ball(), make_ball(centre=(0, 0, 3))
    verdict = check_surface(moved, ct, sensitivity=False).verdict
    assert verdict.answer == "cannot tell"
    assert verdict.reason.startswith("Nothing was registered, and moved by 3.0 mm")
    assert verdict.highest_share == pytest.approx(1.0)
    assert check_surface(moved, ct, position=KNOWN, sensitivity=False).verdict.answer == (
        "not passed"
    )


def test_a_wrong_size_is_an_error_whoever_registered(make_ball):
    assert check_surface(make_ball(18), make_ball(), sensitivity=False).verdict.answer == (
        "not passed"
    )


def shaft(make_volume, along=0.0):
    """A rod with a knob, so that a shift along it can be seen, but only little of it."""

    def depth(p):
        rod = 8 - np.hypot(p[..., 0], p[..., 1])
        knob = 11 - np.linalg.norm(p - np.array((0, 0, along)), axis=-1)
        return np.maximum(rod, knob)

    return make_volume(depth, size=(40, 40, 60))


@pytest.mark.parametrize(("axis", "answer"), [((0, 0, 1), "passed"), ((1, 0, 0), "cannot tell")])
def test_an_open_direction_gives_the_best_and_the_worst_share(make_volume, axis, answer):
    ct = shaft(make_volume)
    position = Position(True, (), OpenDirection("along the bone", axis, 3.5))
    verdict = check_surface(ct, ct, position=position, sensitivity=False).verdict
    assert verdict.answer == answer
    assert verdict.highest_share == 1.0
    if answer == "cannot tell":
        assert verdict.lowest_share < 0.8
        assert "along the bone" in verdict.reason


def test_voxels_too_coarse_to_find_the_ct_itself_give_no_answer(make_ball):
    where = {"size": (12, 12, 12), "spacing": (5.0, 5.0, 5.0)}
    ball = make_ball(radius=20.0, **where)
    steps = ball.with_array(np.where(ball.array > 200, 1000, -100).astype(np.float32))
    check = check_surface(steps, steps, tolerance_mm=0.5, sensitivity=False)
    assert check.verdict.answer == "cannot tell"
    assert check.verdict.reason.startswith("The voxels are too coarse")
