"""Can it be printed: yes, no, or after the repairs that are offered, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface.print.printers import Printer
from SyntheticCTLib.surface.print.wall_thickness import NarrowPlace

PrintAnswer = Literal["yes", "with repairs", "no"]

#: Places that are told in words where a list is read.
MOST_SHOWN = 12

_WORDS = {
    "yes": Sentence("READY TO PRINT"),
    "with repairs": Sentence("READY AFTER REPAIR (--repair)"),
    "no": Sentence("NOT READY TO PRINT"),
}


@dataclass(frozen=True)
class PrintVerdict(Record):
    """The answer.

    Attributes:
        answer: "with repairs" where only faults are left that ``repair_mesh`` mends.
        faults: sentences, those first that no repair mends.
        places: walls and gaps below the limits, by place, in words.
        narrow_walls, narrow_gaps: the same as numbers; none in records of before version 0.5.
        notes: sentences that change nothing in the answer: which bone is in loose parts.
    """

    DERIVED = ("sentence",)

    answer: PrintAnswer
    printer: Printer
    faults: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    narrow_walls: tuple[NarrowPlace, ...] = ()
    narrow_gaps: tuple[NarrowPlace, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The answer in one line."""
        answer = Sentence(
            "{answer} ({printer}: walls of {wall} mm, gaps of {gap} mm).",
            answer=_WORDS[self.answer],
            printer=self.printer.name,
            wall=f"{self.printer.wall_mm:g}",
            gap=f"{self.printer.gap_mm:g}",
        )
        return " ".join([answer, *self.faults, *self.notes])

    @property
    def shown(self) -> list[str]:
        """As many of the places as somebody reads; the record has them all."""
        more = len(self.places) - MOST_SHOWN
        many = "1 more place" if more == 1 else f"{more} more places"
        rest = [f"And {many}; the record has them all."] if more > 0 else []
        return [*self.places[:MOST_SHOWN], *rest]


def judge_print(
    printer: Printer,
    *,
    lasting: Sequence[str],
    mendable: Sequence[str],
    walls: Sequence[NarrowPlace],
    gaps: Sequence[NarrowPlace],
    notes: Sequence[str] = (),
) -> PrintVerdict:
    """The answer for a printer.

    Args:
        printer: its limits.
        lasting: faults that no repair mends, sentences.
        mendable: faults that it mends.
        walls: places where walls are thinner than the printer's.
        gaps: places where gaps are narrower.
        notes: sentences that change nothing in the answer.
    """
    faults = list(lasting)
    places = []
    for found, what, limit in ((walls, "walls", printer.wall_mm), (gaps, "gaps", printer.gap_mm)):
        if found:
            faults.append(_narrow(what, found, limit))
        for one in found:
            x, y, z = one.place
            where = f"LPS {x:.1f}, {y:.1f}, {z:.1f}"
            places.append(f"{what[:-1].capitalize()} of {one.mm:.2f} mm at {where}.")
    answer: PrintAnswer = "no" if faults else "with repairs" if mendable else "yes"
    told = tuple(places)
    return PrintVerdict(
        answer,
        printer,
        (*faults, *mendable),
        told,
        tuple(walls),
        tuple(gaps),
        tuple(notes),
    )


def _narrow(what: str, found: Sequence[NarrowPlace], limit: float) -> str:
    """How many places are below a limit, mm, and how narrow the first is, the worst one."""
    told = {
        "limit": f"{limit:g}",
        "many": _places(len(found)),
        "share": f"{100 * sum(one.share for one in found):.1f}",
        "least": f"{found[0].mm:.2f}",
    }
    if what == "walls":
        return Sentence(
            "Walls are thinner than {limit} mm at {many} ({share} % of the surface), {least} mm at "
            "the worst.",
            **told,
        )
    return Sentence(
        "Gaps are narrower than {limit} mm at {many} ({share} % of the surface), {least} mm at the "
        "worst.",
        **told,
    )


def _places(count: int) -> str:
    return Sentence("1 place") if count == 1 else Sentence("{count} places", count=count)
