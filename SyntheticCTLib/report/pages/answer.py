"""What a reader sees first: is the bone surface within the tolerance, and where is it worst."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from SyntheticCTLib.report.charts.charts import share_bar
from SyntheticCTLib.report.pages.html import notes, paragraph, picture
from SyntheticCTLib.report.pages.words import millimetres, number, percent, place
from SyntheticCTLib.report.pictures.slice_pictures import CLOSE_UP_MM, CT_CONTOUR, SCT_CONTOUR
from SyntheticCTLib.surface.measure.statistics import verdict_sentence

_VIEWS = {"axial": "Axial", "coronal": "Coronal", "sagittal": "Sagittal"}


def verdict_in_words(surface: dict[str, Any]) -> str:
    """The answer about the bone surface in one line of text, or why there is none.

    Args:
        surface: "surface" of ``Comparison.to_dict()``.
    """
    if surface["problem"]:
        return str(surface["problem"])
    return verdict_sentence(surface["verdict"]["passed"], surface["verdict"]["reason"])


def answer(figures: dict[str, Any], pictures: Path) -> str:
    """The verdict, the shares in both directions, the worst place, and what speaks against them."""
    surface = figures["surface"]
    warnings = notes(figures["registration"]["warnings"])
    if surface["problem"] or surface["overall"] is None:
        reason = surface["problem"] or surface["verdict"]["reason"]
        return (
            f'<section class="answer"><h2>No answer about the bone surface</h2>'
            f"{paragraph(escape(reason))}{warnings}</section>"
        )
    verdict = surface["verdict"]
    tolerance = f"{number(verdict['tolerance_mm'])} mm"
    style, word = ("passed", "Passed") if verdict["passed"] else ("failed", "Not passed")
    return (
        f'<section class="answer {style}"><h2>{word}: {_in_words(verdict, tolerance)}</h2>'
        f"{paragraph(_condition(verdict, tolerance))}"
        f'<div class="measures">{_shares(surface, verdict, tolerance)}{_worst(surface)}</div>'
        f"{warnings}</section>{_close_ups(figures, pictures)}"
    )


def _in_words(verdict: dict[str, Any], tolerance: str) -> str:
    if verdict["share"] is None:
        return escape(verdict["reason"])
    return f"{percent(verdict['share'])} of the bone surface is within {tolerance} of the CT's"


def _condition(verdict: dict[str, Any], tolerance: str) -> str:
    asked = (
        f"Asked for: at least {percent(verdict['required_share'])} within {tolerance}, measured "
        "from the sCT to the CT and back; the lower of the two counts."
    )
    reached = verdict["share"] is not None and verdict["share"] >= verdict["required_share"]
    if not verdict["passed"] and reached:
        asked += f" <strong>{escape(verdict['reason'])}</strong>"
    return asked


def _shares(surface: dict[str, Any], verdict: dict[str, Any], tolerance: str) -> str:
    limit = f"{number(verdict['tolerance_mm'])} mm"
    meanings = {
        "sct_to_ct": f"of the sCT's bone surface is within {tolerance} of the CT's: is what it "
        "shows "
        "right?",
        "ct_to_sct": f"of the CT's bone surface is within {tolerance} of the sCT's: is anything "
        "missing?",
    }
    parts = []
    for direction, meaning in meanings.items():
        share = surface["overall"][direction]["within"].get(limit)
        bar = share_bar(share, verdict["required_share"])
        parts.append(f"<div><b>{percent(share)}</b>{bar}<p>{meaning}</p></div>")
    return "".join(parts)


def _worst(surface: dict[str, Any]) -> str:
    """The worst place, in the direction in which it is worst."""
    found = surface["overall"]["pooled"]
    if found["worst_place"] is None:
        return ""
    distance = found["worst_distance_mm"]
    kind = "too large" if distance >= 0 else "too small"
    x, y, z = (number(value, 1) for value in found["worst_place"])
    bone = _bone_of(surface["bones"], found["worst_place"])
    where = f" ({escape(bone)})" if bone else ""
    return (
        f"<div><b>{millimetres(abs(distance), 1)}</b>"
        f"<p>is the largest distance{where}: there the sCT's bone is <strong>{kind}</strong>. "
        f"{place(found['worst_place'])} (LPS&nbsp;{x},&nbsp;{y},&nbsp;{z}).</p></div>"
    )


def _bone_of(bones: dict[str, Any], worst_place: list[float]) -> str:
    for name, found in bones.items():
        if found["pooled"]["worst_place"] == worst_place:
            return name
    return ""


def _close_ups(figures: dict[str, Any], pictures: Path) -> str:
    worst = figures["pictures"]["worst"]
    if not worst:
        return ""
    parts = [
        picture(
            pictures / Path(found["file"]).name,
            f"{found['view']} slices of CT and sCT around the worst place",
            f"{_VIEWS[found['view']]}, slice {found['slice']}: CT above, sCT below",
        )
        for found in worst
    ]
    return (
        '<div class="together"><h3>The worst place</h3>'
        f'<div class="strip">{"".join(parts)}</div>'
        f'<p class="key">{_swatch(CT_CONTOUR, "bone surface of the CT")}'
        f"{_swatch(SCT_CONTOUR, 'bone surface of the sCT')}"
        f"<span>The ring marks the place. A square shows {number(CLOSE_UP_MM)} mm; the patient's "
        "right, or front, is on the left.</span></p></div>"
    )


def _swatch(colour: tuple[int, int, int], text: str) -> str:
    css = "#" + "".join(f"{part:02x}" for part in colour)
    return f'<span><i class="swatch" style="background:{css}"></i>{escape(text)}</span>'
