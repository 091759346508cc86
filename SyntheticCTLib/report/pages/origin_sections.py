"""What was compared and how it was registered, where the sCT comes from, and the limits."""

from __future__ import annotations

from html import escape
from pathlib import PurePath
from typing import Any

from SyntheticCTLib.report.pages.html import facts, notes, paragraph, section
from SyntheticCTLib.report.pages.words import NOTHING, number, percent, vector

_INPUTS = {
    "sct": "sCT",
    "ct": "CT",
    "source": "input of the sCT",
    "mask": "mask",
    "labels": "labels of bones",
}


def compared(figures: dict[str, Any]) -> str:
    """The images with their grids, and the registration with its figures and warnings."""
    inputs = [
        (name, _grid(figures["inputs"][key]))
        for key, name in _INPUTS.items()
        if figures["inputs"][key] is not None
    ]
    registration = figures["registration"]
    record = registration["record"]
    return section(
        "What was compared",
        facts(inputs),
        "<h3>Registration</h3>",
        paragraph(escape(registration["description"])),
        notes(registration["warnings"]),
        "" if record is None else facts(_merit(record)),
    )


def provenance(figures: dict[str, Any]) -> str:
    """The model, parameters, versions and times behind sCT and report."""
    record = figures["provenance"]
    made = (
        paragraph(
            "There is no record of how the sCT was made (the .json file that is written beside it)."
        )
        if record is None
        else facts(_synthesis(record))
    )
    return section(
        "Where it comes from",
        "<h3>The synthetic CT</h3>",
        made,
        "" if record is None else notes(w["sentence"] for w in record.get("warnings", [])),
        "<h3>This comparison</h3>",
        facts(_comparison(figures)),
    )


def limits(figures: dict[str, Any]) -> str:
    """What the figures do not say."""
    sentences = [
        "It compares one synthetic CT with one CT of the same patient. It says nothing about other "
        "patients, and nothing at all if the model was trained on this patient.",
        "What the registration leaves between the images counts as error of the sCT; along a "
        "direction that the images leave open, distances cannot be judged.",
        "The CT is no perfect truth either: its noise, its slice thickness and the threshold "
        "decide "
        "where its bone surface lies. The floor above is the part that the grid contributes.",
        "The share within the tolerance is over all of the surface. A small place that matters "
        "can be "
        "off while the share is high: look at the pictures.",
        "Bone near the border of the field of view is left out.",
    ]
    if figures["registration"]["kind"] == "deformable":
        sentences.insert(
            1,
            "The registration was deformable: it may have removed, or added, differences in shape "
            "that the sCT is to be judged by.",
        )
    if figures["parameters"]["surfaces_aligned_first"]:
        sentences.insert(
            1, "The surfaces were aligned before measuring, so a shift of the whole is not counted."
        )
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return section(
        "What this report cannot say",
        f'<ul class="plain">{items}</ul>',
        paragraph(f"<strong>{escape(figures['statement'])}</strong>"),
    )


def _grid(found: dict[str, Any]) -> str:
    name = PurePath(found["source"]).name if found["source"] else "given in memory"
    return (
        f"{escape(name)}<br><span class='soft'>{vector(found['size'])} voxels of "
        f"{vector([round(s, 3) for s in found['spacing_mm']])} mm</span>"
    )


def _merit(record: dict[str, Any]) -> list[tuple[str, str]]:
    merit = record["merit"]
    where = "round bone" if record["compared"] == "bone" else "of the bodies"
    pairs = [
        (
            f"normalised mutual information {where}",
            f"{number(merit['nmi_before'], 3)} before, {number(merit['nmi_after'], 3)} after",
        ),
        (
            "Dice of the bodies",
            f"{number(merit['body_dice_before'], 3)} before, "
            f"{number(merit['body_dice_after'], 3)} after",
        ),
        ("overlap", f"{percent(merit['overlap'])} of the fixed image"),
    ]
    if merit["sharpness"] is not None:
        words = "of the mutual information is lost by 5 mm along the best-determined direction"
        pairs.append(("sharpness", f"{percent(merit['sharpness'])} {words}"))
    return pairs


def _synthesis(record: dict[str, Any]) -> list[tuple[str, str]]:
    model, seconds = record.get("model", {}), record.get("seconds", {})
    source = record.get("input", {}).get("source")
    pairs = [
        ("model", escape(f"{model.get('id', NOTHING)}, version {model.get('version', NOTHING)}")),
        ("SHA-256 of the weights", f"<code>{escape(str(model.get('sha256', NOTHING)))}</code>"),
        ("input", escape(PurePath(source).name) if source else NOTHING),
        ("parameters", _settings(record.get("parameters", {}) | record.get("prediction", {}))),
        ("versions", _settings(record.get("versions", {}))),
        ("time", f"{number(sum(seconds.values()), 1)} s"),
    ]
    return pairs


def _comparison(figures: dict[str, Any]) -> list[tuple[str, str]]:
    parameters = {k: v for k, v in figures["parameters"].items() if k != "recipe"}
    seconds = figures["seconds"]
    times = ", ".join(f"{name} {number(value, 1)} s" for name, value in seconds.items())
    return [
        ("parameters", _settings(parameters)),
        ("recipe of the surfaces", _settings(figures["parameters"]["recipe"])),
        ("versions", _settings(figures["versions"])),
        ("time", f"{number(sum(seconds.values()), 1)} s ({escape(times)})"),
        (
            "files beside this report",
            "comparison.json and .csv tables with every figure; "
            "difference.nii.gz; bone_sct.vtp and bone_ct.vtp with the distance at each point",
        ),
    ]


def _settings(values: dict[str, Any]) -> str:
    """Simple values as "name value, ..."; nested ones are in the JSON file."""
    return escape(
        "; ".join(
            f"{name.replace('_', ' ')} {value}"
            for name, value in values.items()
            if value is not None and isinstance(value, (str, int, float, bool))
        )
    )
