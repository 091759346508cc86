"""The answer: enough of the surface is within the tolerance, it is not, or nobody can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Share, Size, check_rising
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.measure.share_range import ShareRange
from SyntheticCTLib.surface.measure.statistics import DirectionalStatistics
from SyntheticCTLib.tolerance import ROUNDING_MM, percent, within

Answer = Literal["passed", "not passed", "cannot tell"]

#: Less than this of a surface, or such a share of it, is a piece that speaks for itself alone.
SMALLEST_AREA_MM2 = 500.0
SMALLEST_COUNTED_SHARE = 0.25

#: Where less than this share of either surface lies so near to the other, mm, the two meet
#: nowhere. In each of ten shared pairs the larger of the two shares is 58 % or more; of the CT of
#: sts_024 put on the sCT of sts_016 it is 0 %.
MEETING_MM = 3.0
MEETING_SHARE = 0.1


@dataclass(frozen=True)
class Verdict(Record):
    """Whether enough of the surface is within the tolerance.

    Attributes:
        answer: one of three.
        reason: one sentence, what decided.
        tolerance_mm: the tolerance.
        required_share: how much of the surface must be within it, 0 to 1, in both directions.
        share: the lower share of the two directions; None when nothing could be measured.
        lowest_share, highest_share: what it could be as well, by all that is not known about where
            the images lie and how the surface is found; ``share`` itself where that is known.
        doubts: sentences, each of which alone forbids an answer.
        notes: sentences that belong to the answer and change nothing in it.
    """

    DERIVED = ("passed",)

    answer: Answer
    reason: str
    tolerance_mm: Size
    required_share: Share
    share: Share | None = None
    lowest_share: Share | None = None
    highest_share: Share | None = None
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the answer is "passed"."""
        return self.answer == "passed"

    @property
    def sentence(self) -> str:
        """The answer in one line, wherever it is shown as text."""
        return f"{self.answer.upper()}: {self.reason}"

    @classmethod
    def from_dict(cls, content: Any, where: str = "") -> Verdict:
        """Back from ``to_dict``; files of before version 0.5 know two answers."""
        if isinstance(content, Mapping) and "answer" not in content and "passed" in content:
            unknown = content.get("share") is None and not content["passed"]
            two = "passed" if content["passed"] else "not passed"
            content = {**content, "answer": "cannot tell" if unknown else two}
        found = super().from_dict(content, where)
        check_rising(where, lowest_share=found.lowest_share, highest_share=found.highest_share)
        if found.passed and (found.share is None or not _reaches(found.share, found)):
            raise ValueError(f"{where} says passed, but its share is {_told(found)}")
        return found


def _told(verdict: Verdict) -> str:
    """Share and what was asked, of a verdict that contradicts itself."""
    if verdict.share is None:
        return "not known"
    return f"{percent(verdict.share)} where {percent(verdict.required_share)} are required"


def unmeasured(options: AccuracyOptions, reason: str, *, fails: bool = False) -> Verdict:
    """The verdict where there are no two surfaces to measure.

    Args:
        options: what was asked.
        reason: why, one sentence.
        fails: whether that is the synthetic image's fault.
    """
    answer: Answer = "not passed" if fails else "cannot tell"
    return Verdict(answer, reason, options.tolerance_mm, options.required_share)


def judge(
    statistics: DirectionalStatistics | None,
    options: AccuracyOptions,
    *,
    missing: Sequence[str] = (),
    doubts: Sequence[str] = (),
    ranges: Sequence[ShareRange] = (),
    notes: Sequence[str] = (),
    causes: Sequence[str] = (),
) -> Verdict:
    """One of the three answers.

    Args:
        statistics: None when there was nothing to compare; has the tolerance among its limits.
        options: tolerance and required share.
        missing: sentences about bones that only one image has.
        doubts: sentences, each of which alone forbids an answer.
        ranges: what the share could be as well, and why.
        notes: sentences that belong to the answer and change nothing in it.
        causes: what the measured distances say of the synthetic image, sentences. They are told
            where the two images can be believed to lie where they belong.
    """
    elsewhere = "" if statistics is None else _elsewhere(statistics)
    told = notes if doubts or elsewhere else (*notes, *causes)
    share = None if statistics is None else statistics.share_within(options.tolerance_mm)
    lowest = min((r.lowest for r in ranges), default=share)
    highest = max((r.highest for r in ranges), default=share)
    asked = options.tolerance_mm, options.required_share

    def verdict(answer: Answer, reason: str) -> Verdict:
        others = tuple(note for note in told if not reason.startswith(note))
        return Verdict(answer, reason, *asked, share, lowest, highest, tuple(doubts), others)

    if doubts:
        return verdict("cannot tell", _with_share(doubts[0], share, options.tolerance_mm))
    if elsewhere:
        return verdict("cannot tell", elsewhere)
    if missing:
        return verdict("not passed", " ".join(missing))
    if statistics is None or share is None or lowest is None or highest is None:
        return verdict(
            "cannot tell", Sentence("No bone surface away from cut faces could be compared.")
        )
    if too_little := _too_little(statistics):
        return verdict("cannot tell", _with_share(too_little, share, options.tolerance_mm))
    if _reaches(lowest, options):
        return verdict("passed", _measured(share, options))
    if not _reaches(highest, options):
        return verdict("not passed", _measured(share, options))
    # Each range holds the share, so where the answer is open there is one that leaves it open.
    open_one = next(
        r for r in ranges if _reaches(r.lowest, options) != _reaches(r.highest, options)
    )
    both = Sentence("{why} {measured}", why=open_one.reason, measured=_measured(share, options))
    return verdict("cannot tell", both)


def _reaches(share: float, options: AccuracyOptions | Verdict) -> bool:
    return share >= options.required_share - ROUNDING_MM


def _measured(share: float, options: AccuracyOptions) -> str:
    """What was measured beside what was asked for."""
    return Sentence(
        "{share} of the bone surface is {within} ({compared} {required}).",
        share=percent(share),
        within=within(options.tolerance_mm),
        compared=Sentence("at least") if _reaches(share, options) else Sentence("less than"),
        required=percent(options.required_share),
    )


def _with_share(reason: str, share: float | None, tolerance_mm: float) -> str:
    if share is None:
        return reason
    return Sentence(
        "{reason} What could be measured is {within} for {share}.",
        reason=reason,
        within=within(tolerance_mm),
        share=percent(share),
    )


def _elsewhere(statistics: DirectionalStatistics) -> str:
    """That the two surfaces meet nowhere; "" where they do."""
    directions = (statistics.sct_to_ct, statistics.ct_to_sct)
    shares = [found.within.get(MEETING_MM) for found in directions]
    if any(share is None or share >= MEETING_SHARE for share in shares):
        return ""
    return Sentence(
        "The bones of the two images meet nowhere: less than {share} of either surface is {within} "
        "of the other, as where the registration failed or the CT is another patient's.",
        share=percent(MEETING_SHARE),
        within=within(MEETING_MM),
    )


def _too_little(statistics: DirectionalStatistics) -> str:
    """Why what was counted of one of the surfaces is too little to judge by; "" if it is not."""
    directions = (statistics.sct_to_ct, statistics.ct_to_sct)
    area = min(found.area_mm2 for found in directions)
    counted = min(1.0 - found.left_out_share for found in directions)
    if area >= SMALLEST_AREA_MM2 and counted >= SMALLEST_COUNTED_SHARE:
        return ""
    return Sentence(
        "Only {area} cm² of a bone surface ({share} of it) lies away from cut faces of the field "
        "of view: too little to answer.",
        area=f"{area / 100:.1f}",
        share=percent(counted),
    )
