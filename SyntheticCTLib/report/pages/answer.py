"""What a reader sees first: is the bone surface within the tolerance, and where is it worst."""

from __future__ import annotations

from pathlib import Path

from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.report.charts.charts import css, share_bar
from SyntheticCTLib.report.pages.html import (
    Markup,
    element,
    joined,
    notes,
    paragraph,
    picture,
    strong,
    together,
)
from SyntheticCTLib.report.pages.words import millimetres, number, percent, place
from SyntheticCTLib.report.pictures.slice_pictures import CLOSE_UP_MM, CT_CONTOUR, SCT_CONTOUR
from SyntheticCTLib.surface.measure.figures import SurfaceFigures
from SyntheticCTLib.surface.measure.statistics import DirectionalStatistics
from SyntheticCTLib.surface.measure.verdict import Verdict
from SyntheticCTLib.synthesis.expected_accuracy import ExpectedAccuracy

#: How an answer is coloured.
KINDS = {"passed": "passed", "not passed": "failed", "cannot tell": "open"}

_MEANINGS = {
    "sct_to_ct": "of the sCT's bone surface is within {} of the CT's: is what it shows right?",
    "ct_to_sct": "of the CT's bone surface is within {} of the sCT's: is anything missing?",
}


def answer(document: ComparisonDocument, pictures: Path) -> Markup:
    """The verdict, the shares in both directions, the worst place, and what speaks against them."""
    surface, verdict = document.surface, document.verdict
    head = (
        element("h2", verdict.answer.capitalize()),
        paragraph(strong(verdict.reason)),
        *(paragraph(note) for note in verdict.notes),
    )
    warned = [w for w in document.registration.warnings if not verdict.reason.startswith(w)]
    warnings = notes(warned)
    kind = f"answer {KINDS[verdict.answer]}"
    if surface is None or surface.overall is None:
        return element("section", *head, warnings, kind=kind)
    measures = (*_shares(surface.overall, verdict), _worst(surface, surface.overall))
    section = element(
        "section",
        *head,
        _condition(verdict),
        element("div", *measures, kind="measures"),
        expected_beside_measured(document),
        warnings,
        kind=kind,
    )
    return joined(section, _close_ups(document, pictures))


def expected_beside_measured(document: ComparisonDocument) -> Markup:
    """What the model let expect before any CT was there, beside what was measured."""
    made = document.provenance
    if made is None or made.expected is None:
        return Markup()
    told, verdict = made.expected, document.verdict
    words = f"Without the CT. {told.sentence}"
    known = verdict.answer != "cannot tell"  # what cannot be believed is set against nothing
    if known and verdict.share is not None and told.tolerance_mm == verdict.tolerance_mm:
        words += f" Measured: {percent(verdict.share)}, {_beside(told, verdict.share)} expected."
    return paragraph(words)


def _beside(told: ExpectedAccuracy, share: float) -> str:
    if share < told.lowest:
        return "worse than"
    return "better than" if share > told.highest else "as"


def _tolerance(verdict: Verdict) -> str:
    return f"{number(verdict.tolerance_mm)} mm"


def _condition(verdict: Verdict) -> Markup:
    asked = (
        f"Asked for: at least {percent(verdict.required_share)} within {_tolerance(verdict)}, "
        "measured from the sCT to the CT and back; the lower of the two counts."
    )
    lowest, highest = verdict.lowest_share, verdict.highest_share
    if lowest != highest:
        asked += f" It could be {percent(lowest)} to {percent(highest)} as well."
    return paragraph(asked)


def _shares(overall: DirectionalStatistics, verdict: Verdict) -> list[Markup]:
    found = []
    for direction, meaning in _MEANINGS.items():
        share = getattr(overall, direction).within.get(verdict.tolerance_mm)
        bar = share_bar(share, verdict.required_share)
        words = element("p", meaning.format(_tolerance(verdict)))
        found.append(element("div", element("b", percent(share)), bar, words))
    return found


def _worst(surface: SurfaceFigures, overall: DirectionalStatistics) -> Markup:
    """The worst place, in the direction in which it is worst."""
    where, distance = overall.pooled.worst_place, overall.pooled.worst_distance_mm
    if where is None or distance is None:
        return Markup()
    bones = (name for name, b in surface.bones.items() if b.pooled.worst_place == where)
    bone = next((f" ({name})" for name in bones), "")
    x, y, z = (number(value, 1) for value in where)
    return element(
        "div",
        element("b", millimetres(abs(distance), 1)),
        paragraph(
            f"is the largest distance{bone}: there the sCT's bone is ",
            strong("too large" if distance >= 0 else "too small"),
            f". {place(where)} (LPS\u00a0{x},\u00a0{y},\u00a0{z}).",
        ),
    )


def _close_ups(document: ComparisonDocument, pictures: Path) -> Markup:
    worst = document.pictures.worst if document.pictures else []
    if not worst:
        return Markup()
    strip = (
        picture(
            pictures / Path(found.file).name,
            f"{found.view} slices of CT and sCT around the worst place",
            f"{found.view.capitalize()}, slice {found.slice}: CT above, sCT below",
        )
        for found in worst
    )
    key = element(
        "p",
        _swatch(CT_CONTOUR, "bone surface of the CT"),
        _swatch(SCT_CONTOUR, "bone surface of the sCT"),
        element(
            "span",
            f"The ring marks the place. A square shows {number(CLOSE_UP_MM)} mm; the patient's "
            "right, or front, is on the left.",
        ),
        kind="key",
    )
    return together("The worst place", element("div", *strip, kind="strip"), key)


def _swatch(colour: tuple[int, int, int], text: str) -> Markup:
    mark = element("i", kind="swatch", style=f"background:{css(colour)}")
    return element("span", mark, text)
