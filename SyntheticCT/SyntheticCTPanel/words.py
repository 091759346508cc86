"""Numbers and findings in words for the panel's labels."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.models import ModelInfo
from SyntheticCTLib.preprocessing.kinds import CT
from SyntheticCTLib.surface.measure.verdict import Verdict
from SyntheticCTLib.synthesis.expected_accuracy import ExpectedAccuracy
from SyntheticCTLib.tolerance import percent
from SyntheticCTPanel.i18n import said
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.runner import JobRunner
from SyntheticCTPanel.states import State
from SyntheticCTPanel.window_words import place_in_words

#: Behind a verdict, white text on each: dark enough in light and dark themes.
_COLOURS = {"passed": "#1b6e38", "not passed": "#a3231b", "cannot tell": "#5f6368"}

#: Narrow walls, and narrow gaps, that are told by place.
_PLACES = 3

_GIGABYTE = 2**30

#: A place in words, see ``window_words.place_in_words``.
_PLACE = re.compile(r"R (-?\d+), A (-?\d+), S (-?\d+)")

#: Figures of a comparison that the panel shows, by their key in ``image_metrics.csv``.
_FIGURES = ("mae", "psnr", "ms_ssim")


def progress_text(runner: JobRunner) -> str:
    """State, percent and remaining time for the progress bar."""
    if runner.state is not State.RUNNING:
        return runner.state.label()
    percent = int(100 * runner.fraction)
    text = _("{stage}, {percent} %").format(
        stage=_(runner.stage) if runner.stage else _("starting"), percent=percent
    )
    remaining = runner.remaining_seconds
    if remaining is None:
        return text
    return _("{text}, about {time} left").format(text=text, time=duration(remaining))


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 90:
        return _("{seconds} s").format(seconds=max(1, round(seconds)))
    return _("{minutes} min").format(minutes=round(seconds / 60))


def memory(count: float | None) -> str:
    """Bytes as people say them."""
    if count is None:
        return _("free memory unknown")
    return _("{gigabytes:.1f} GB free").format(gigabytes=count / _GIGABYTE)


def where(info: ModelInfo) -> str:
    """Which model is meant, how large it is, and its folder."""
    return _("{id} {version}: {megabytes:.1f} MB in {folder}").format(
        id=info.id, version=info.version, megabytes=info.bytes / 1e6, folder=info.folder
    )


def inspection(found: dict[str, Any] | None, makes: str = CT.name) -> str:
    """What the image is taken for and what speaks against the model, as rich text.

    Args:
        found: what an ``InspectJob`` wrote; None while it is looked at.
        makes: the kind of image that the chosen model makes of it; a CT is not told.
    """
    if found is None:
        return _("Looking at the image …")
    kind = found["modality"]
    seen = _("Looks like: {kind}").format(kind=_("unknown") if kind == "unknown" else kind)
    lines = [f"<b>{html.escape(seen)}</b>"]
    if makes != CT.name:
        made = _("Synthesize makes a synthetic {kind} of it, no CT.").format(kind=makes)
        lines.append(html.escape(made))
    if not found["warnings"]:
        lines.append(html.escape(_("Nothing speaks against using this model on it.")))
    lines += [f"⚠ {html.escape(said(warning['sentence']))}" for warning in found["warnings"]]
    return "<br>".join(lines)


def expected(found: ExpectedAccuracy | None, doubts: Sequence[str] = ()) -> str:
    """What to expect of the bone without a CT, below what speaks against it, as rich text.

    A place is a link to its coordinates, RAS mm.

    Args:
        found: what the record of the synthetic CT says; None where it says nothing.
        doubts: sentences of that record against the image, the gravest first.
    """
    against = [f"⚠ {html.escape(said(doubt))}" for doubt in doubts]
    return "<br>".join([*against, *_expected(found)])


def _expected(found: ExpectedAccuracy | None) -> list[str]:
    if found is None:
        words = _("Without a CT nothing is known of its accuracy.")
        return [html.escape(words)]
    words = _(
        "Expected without a CT: <b>{share}</b> of the bone surface {within} (comparable patients: "
        "{lowest} to {highest}; calibrated on {patients})."
    )
    lines = [
        words.format(
            share=percent(found.share),
            within=html.escape(_within(found.tolerance_mm)),
            lowest=percent(found.lowest),
            highest=percent(found.highest),
            patients=found.patients,
        )
    ]
    if found.unlike:
        lines.append(html.escape(_("The image is unlike theirs, so this may not hold for it.")))
    for place in found.worst:
        x, y, z = place.position_mm
        line = _("Doubtful: {distance:.1f} mm at {place}")
        shown = line.format(distance=place.distance_mm, place=place_in_words(x, y, z))
        lines.append(f'<a href="{-x:.2f} {-y:.2f} {z:.2f}">{shown}</a>')
    return lines


def verdict(comparison: ComparisonDocument, changed: Sequence[str] = ()) -> str:
    """The verdict in one line on its colour, as rich text.

    Args:
        comparison: what was measured.
        changed: what was changed since, which makes the answer an old one.
    """
    found = comparison.verdict
    colour = _COLOURS[found.answer]
    line = f"<b>{html.escape(_named(found))}</b>: {html.escape(_reason(found))}"
    if changed:
        words = _("Old answer, to a question of before: {changes} changed since. Measure again.")
        line = f"<b>{html.escape(words.format(changes=', '.join(changed)))}</b><br>{line}"
        colour = _COLOURS["cannot tell"]
    return (
        f'<table width="100%" cellpadding="6"><tr><td bgcolor="{colour}">'
        f'<span style="color:#ffffff">{line}</span></td></tr></table>'
    )


def answer(found: Verdict) -> str:
    """The verdict in one line without its colour."""
    return f"{_named(found)}: {_reason(found)}"


def _named(found: Verdict) -> str:
    named = {"passed": _("PASSED"), "not passed": _("NOT PASSED"), "cannot tell": _("CANNOT TELL")}
    return named[found.answer]


def _reason(found: Verdict) -> str:
    """What decided: where that is the share alone, in the window's language."""
    if found.share is None or found.answer == "cannot tell" or "%" not in found.reason[:7]:
        return said(found.reason)
    reached = found.share >= found.required_share
    compared = _("at least") if reached else _("less than")
    words = _("{share} of the bone surface is {within} ({compared} {required}).")
    return words.format(
        share=percent(found.share),
        within=_within(found.tolerance_mm),
        compared=compared,
        required=percent(found.required_share),
    )


def _within(limit_mm: float) -> str:
    return _("within {limit} mm").format(limit=f"{limit_mm:g}")


def figures(comparison: ComparisonDocument) -> str:
    """What belongs to the verdict: each bone's share, why, figures of the image, the registration.

    A place is a link to its coordinates, RAS mm.

    Args:
        comparison: what was measured.
    """
    limit = comparison.parameters.tolerance_mm
    bones = comparison.surface.bones if comparison.surface else {}
    lines = []
    for name, found in bones.items():
        share = found.pooled.within.get(limit)
        if share is not None:
            words = _("{bone}: {share} {within}")
            shown = words.format(bone=name, share=percent(share), within=_within(limit))
            lines.append(html.escape(shown))
    values = comparison.evaluation.figures
    shown_values = [values[key] for key in _FIGURES if key in values]
    cells = [
        f"{f.name}: <b>{f.value:.4g}</b> {html.escape(f.unit)}"
        for f in shown_values
        if f.value is not None
    ]
    lines += [html.escape(said(note)) for note in comparison.verdict.notes]
    lines += [" · ".join(cells), html.escape(said(comparison.registration.description))]
    lines += [f"⚠ {html.escape(said(words))}" for words in comparison.registration.warnings]
    return _linked("<br>".join(line for line in lines if line))


def _linked(text: str) -> str:
    """Rich text in which each place is a link to it."""
    return _PLACE.sub(r'<a href="\1 \2 \3">\g<0></a>', text)


def print_checks(record: dict[str, Any]) -> str:
    """The checks of a surface for print in words, and where it is narrowest.

    Args:
        record: of the surface, see ``surface.files.record.SurfaceRecord``.
    """
    checks = record["print_checks"]
    verdict = checks["verdict"]
    words = _("{verdict} {triangles} triangles, {volume:.1f} cm³, {shells} shell(s).").format(
        verdict=said(verdict["sentence"]),
        triangles=checks["triangles"],
        volume=checks["volume_mm3"] / 1000,
        shells=checks["shells"],
    )
    lines = [words]
    if moved := record["largest_deviation_by_smoothing_mm"]:
        lines.append(_("Smoothing moved it by up to {mm:.2f} mm.").format(mm=moved))
    lines += [said(sentence) for sentence in record["cut_faces"]]
    narrow = {_("wall"): verdict["narrow_walls"], _("gap"): verdict["narrow_gaps"]}
    for name, places in narrow.items():
        for place in places[:_PLACES]:
            x, y, z = place["place"]
            line = _("Narrow {name}: {mm:.2f} mm at {place}")
            shown = line.format(name=name, mm=place["mm"], place=place_in_words(x, y, z))
            lines.append(shown)
    return " ".join(lines)


def several_into_one() -> str:
    """Why several images cannot go into one chosen output."""
    return _("Several images make several volumes: choose a new volume as output.")
