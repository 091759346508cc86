"""A watch: what is heard of parts and stages, and how it stops the work."""

import pytest

from SyntheticCTLib.errors import Cancelled
from SyntheticCTLib.progress import UNWATCHED, CancelToken, Watch, keeping


@pytest.fixture
def heard():
    return []


@pytest.fixture
def watch(heard):
    return Watch(heard.append)


def test_a_part_of_a_part_reports_its_share_of_the_whole(watch, heard):
    watch.part(0.2, 0.6).part(0.5, 1.0).report("predicting", 0.5, "tile 2 of 4")

    (told,) = heard
    assert (told.stage, told.message) == ("predicting", "tile 2 of 4")
    assert told.fraction == pytest.approx(0.5)


def test_a_stage_is_told_at_both_ends_and_timed(watch, heard):
    with watch.stage("reading", 0.0, 0.1) as part:
        part.report("reading", 0.5)

    assert [told.fraction for told in heard] == pytest.approx([0.0, 0.05, 0.1])
    assert list(watch.seconds) == ["reading"]


@pytest.mark.parametrize(
    "look",
    [
        lambda watch: watch.check(),
        lambda watch: watch.report("reading", 0.5),
        lambda watch: watch.part(0.0, 0.5).check(),
        lambda watch: watch.stage("reading", 0.0, 1.0).__enter__(),
    ],
)
def test_every_look_stops_work_that_was_cancelled(heard, look):
    token = CancelToken()
    watch = Watch(heard.append, token)
    watch.check()
    token.cancel()

    with pytest.raises(Cancelled):
        look(watch)
    assert heard == []


def test_work_that_nobody_watches_goes_on():
    with UNWATCHED.part(0.0, 1.0).stage("reading", 0.0, 1.0) as part:
        part.report("reading", 1.0)

    assert UNWATCHED.seconds == {}


@pytest.mark.parametrize(("done", "said"), [(0, "nothing was written"), (2, "2 of 5 pairs are")])
def test_a_stop_says_what_is_kept_of_work_in_parts(done, said):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled, match=said), keeping(done, 5, "pairs"):
        Watch(cancel=token).check()
