"""Numbers and findings in words for the panel's labels."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.tolerance import percent, within
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.runner import JobRunner
from SyntheticCTPanel.states import State

_GIGABYTE = 2**30

#: Figures of a comparison that the panel shows, by their key in ``image_metrics.csv``.
_FIGURES = ("mae", "psnr", "ms_ssim")


def progress_text(runner: JobRunner) -> str:
    """State, percent and remaining time for the progress bar."""
    if runner.state is not State.RUNNING:
        return runner.state.label()
    percent = int(100 * runner.fraction)
    text = _("{stage}, {percent} %").format(stage=runner.stage or _("starting"), percent=percent)
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


def inspection(found: dict[str, Any] | None) -> str:
    """What the image is taken for and what speaks against the model, as rich text.

    Args:
        found: what an ``InspectJob`` wrote; None while it is looked at.
    """
    if found is None:
        return _("Looking at the image …")
    kind = found["modality"]
    seen = _("Looks like: {kind}").format(kind=_("unknown") if kind == "unknown" else kind)
    lines = [f"<b>{html.escape(seen)}</b>"]
    if not found["warnings"]:
        lines.append(html.escape(_("Nothing speaks against using this model on it.")))
    lines += [f"⚠ {html.escape(warning['sentence'])}" for warning in found["warnings"]]
    return "<br>".join(lines)


def figures(comparison: ComparisonDocument) -> str:
    """The figures of a comparison that matter most, as rich text.

    Args:
        comparison: ``ComparisonDocument``.
    """
    found = comparison.evaluation.figures
    shown = [found[key] for key in _FIGURES if key in found and found[key].value is not None]
    cells = [f"{f.name}: <b>{f.value:.4g}</b> {html.escape(f.unit)}" for f in shown]
    lines = [" · ".join(cells), html.escape(comparison.registration.description)]
    lines += [f"⚠ {html.escape(words)}" for words in comparison.registration.warnings]
    return "<br>".join(lines)


def answer(comparison: ComparisonDocument, changed: Sequence[str] = ()) -> str:
    """The answer about the bone surface, and each bone's share within the tolerance.

    Args:
        comparison: what was measured.
        changed: what was changed since, which makes the answer an old one.
    """
    lines = [f"<b>{html.escape(comparison.answer)}</b>"]
    if changed:
        words = _("Old answer, to a question of before: {changes} changed since. Compare again.")
        lines.insert(0, f"⚠ <b>{html.escape(words.format(changes=', '.join(changed)))}</b>")
    limit = comparison.parameters.tolerance_mm
    bones = comparison.surface.bones if comparison.surface else {}
    for name, found in bones.items():
        share = found.pooled.within.get(limit)
        if share is not None:
            words = _("{bone}: {share} {within}")
            shown = words.format(bone=name, share=percent(share), within=within(limit))
            lines.append(html.escape(shown))
    return "<br>".join(lines)


def print_checks(checks: dict[str, Any]) -> str:
    """The checks of a surface for print in words."""
    verdict = checks["verdict"]["sentence"]
    return _("{verdict} {triangles} triangles, {volume:.1f} cm³, {shells} shell(s).").format(
        verdict=verdict,
        triangles=checks["triangles"],
        volume=checks["volume_mm3"] / 1000,
        shells=checks["shells"],
    )
